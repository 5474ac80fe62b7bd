/* What becomes of a sequence at special values, and far from where it was looked at. */
#include "verify/finder.h"

#include "clock/sequence.h"

/*
 * Elsewhere the host must do the same: what it stores but the sequence may follow bits that do not change in a few
 * updates. From where all of them are others, that shows.
 */
void finder_look_elsewhere(struct finder *finder, u64 sequence)
{
	const struct course *course = finder->course;
	u64 same = course->step * course->period - 1, max = sequence_max(finder->format);
	struct trail here, there;

	if (!course->step || !finder_run_host(finder, sequence, COURSE_PERIOD_MAX / 2))
		return;
	finder_follow(finder, 0, 1, &here);
	if (!finder_run_host(finder, (sequence ^ (max & ~same)) & max, COURSE_PERIOD_MAX / 2)) {
		finder_give_up(finder, NULL, "the host cannot be run from some sequence");
		return;
	}
	finder_follow(finder, 0, 1, &there);
	for (unsigned int u = 0; u < here.nupdates; u++)
		if (u >= there.nupdates || here.updates[u].shape != there.updates[u].shape)
			finder_give_up(finder, NULL,
				       "the host does something else at other sequences");
}

/*
 * A special sequence may be left for another one than the next. What is compared of it is then the same again
 * earlier than by its width: by as much as it leaves out or, if it goes far or back, after as many updates as
 * lie between there and here; and two such ways may make a shorter one.
 */
struct leaps {
	u64 missed; /* in small ones */
	u64 from, to;
	bool far;
};

static void look_at_leap(struct finder *finder, u64 before, u64 after, struct leaps *leaps)
{
	u64 step = finder->course->step, max = sequence_max(finder->format);
	u64 leap = (after - before) & max;

	if (!leap)
		finder_give_up(finder, NULL,
			       "there is a sequence that the host does not go on from");
	if (leap <= COURSE_NEAR * step) {
		leaps->missed += leap > step ? leap - step : 0;
		return;
	}
	if (leaps->far)
		finder_give_up(finder, NULL,
			       "the host goes on from elsewhere at several sequences");
	leaps->far = true;
	leaps->from = before;
	leaps->to = after;
}

/* What is stored in the midst of an update is near to the sequence before, or the same in all of them. */
static void look_at_stores(struct finder *finder, const struct trail *usual,
			   const struct trail *trail, u64 before)
{
	u64 max = sequence_max(finder->format), near = COURSE_NEAR * finder->course->step;

	for (unsigned int x = 0; x < trail->updates[0].n; x++) {
		u64 value = trail->updates[0].values[x];
		bool constant = x < usual->updates[0].n && usual->updates[0].values[x] == value &&
				usual->updates[1].values[x] == value;

		if (!constant && value != trail->updates[0].sequence &&
		    ((value - before) & max) > near)
			finder_give_up(finder, NULL,
				       "at some sequence a far one is stored for a while");
	}
}

/* The updates around special sequences: from two before to one behind. */
static bool is_around(const struct finder *finder, u64 sequence, unsigned int special)
{
	const struct course *course = finder->course;
	u64 from = course->special[special] - 2 * course->step;

	return ((sequence - from) & sequence_max(finder->format)) <= 3 * course->step;
}

static void look_at_special(struct finder *finder, const struct field *field, unsigned int special,
			    const struct trail *usual, struct leaps *leaps)
{
	struct course *course = finder->course;
	struct trail trail;

	for (u64 i = 0; i <= 3 * course->step; i++) {
		u64 sequence = (course->special[special] - 2 * course->step + i) &
			       sequence_max(finder->format);
		unsigned int seen = 0;

		while (seen < special && !is_around(finder, sequence, seen))
			seen++;
		if (seen < special || !course_comes_to(finder->run, course, sequence))
			continue;
		if (!finder_run_host(finder, sequence, 1)) {
			finder_give_up(finder, NULL, "the host cannot be run from some sequence");
			return;
		}
		finder_follow(finder, field->offset, field->size, &trail);
		look_at_leap(finder, sequence, trail.updates[0].sequence, leaps);
		look_at_stores(finder, usual, &trail, sequence);
	}
}

void finder_look_at_specials(struct finder *finder, u64 plain)
{
	struct course *course = finder->course;
	const struct field *field = NULL;
	struct leaps leaps = {0};
	struct trail usual;

	for (unsigned int f = 0; f < finder->format->nfields; f++)
		if (finder->format->fields[f].role == FIELD_SEQUENCE)
			field = &finder->format->fields[f];
	if (!field || !course->step || course->step > COURSE_NEAR ||
	    !finder_run_host(finder, plain, 2))
		return;
	finder_follow(finder, field->offset, field->size, &usual);
	for (unsigned int i = 0; i < course->nspecial && !course->why; i++)
		look_at_special(finder, field, i, &usual, &leaps);
	if (leaps.far)
		finder_limit_span(course, ((leaps.from - leaps.to) & sequence_max(finder->format)) /
							  course->step +
						  1);
	if (leaps.missed)
		finder_limit_span(course,
				  (sequence_max(finder->format) - leaps.missed + 1) / course->step);
}
