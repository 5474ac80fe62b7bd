/*
 * After how many updates what a guest compares is the same again: by arithmetic where the sequence is a count, else
 * by running the host for long.
 */
#include "verify/finder.h"

#include <stdlib.h>

#include "clock/sequence.h"

/* Bits that are one run: from the lowest to below 1 << *width; how far up that is, or -1. */
static int run_of_bits(u64 mask, unsigned int *width)
{
	unsigned int low;

	if (!mask)
		return -1;
	low = (unsigned int)__builtin_ctzll(mask);
	*width = 64 - (unsigned int)__builtin_clzll(mask);
	if (mask >> low == (*width - low == 64 ? ~(u64)0 : ((u64)1 << (*width - low)) - 1))
		return (int)low;
	return -1;
}

void finder_limit_span(struct course *course, u64 span)
{
	if (span < course->span)
		course->span = span;
}

/* Does an update's x-th store leave the same as the y-th of the update d later? */
static void look_near(struct finder *finder, const struct comparison *comparison,
		      const struct trail *trail)
{
	struct course *course = finder->course;
	unsigned int n = trail->updates[0].n;

	for (unsigned int x = 0; x < n; x++)
		for (unsigned int y = 0; y < n; y++)
			for (u64 d = 1; d <= COURSE_NEAR && d < course->span; d++) {
				u64 older = trail->updates[0].values[x];
				u64 later = trail->updates[0].values[y] + course->step * d;
				u64 still = trail->updates[1].values[x];

				/* what is the same in every update is no matter of how many there are */
				if (trail->updates[1].values[y] == trail->updates[0].values[y])
					later = trail->updates[0].values[y];
				if (still == older && later == trail->updates[0].values[y] &&
				    course->step)
					continue;
				later &= bytes_mask(comparison->size);
				if ((older & comparison->first) == (later & comparison->second))
					finder_limit_span(course, d);
			}
}

/* A counter: it is the same again when it has come round. */
static void look_far(struct finder *finder, const struct comparison *comparison,
		     const struct trail *trail)
{
	struct course *course = finder->course;
	u64 both = comparison->first & comparison->second, most = 0, round;
	unsigned int width = 0;
	int low = run_of_bits(both, &width);

	for (unsigned int x = 0; x < trail->updates[0].n; x++)
		for (unsigned int y = 0; y < trail->updates[0].n; y++) {
			u64 off = trail->updates[0].values[x] - trail->updates[0].values[y];

			off = off > -off ? -off : off;
			most = off > most ? off : most;
		}
	if (low < 0 || low > 8) {
		finder_limit_span(course, COURSE_NEAR);
		return;
	}
	round = width >= 64 ? ~(u64)0 : (u64)1 << width;
	round -= most + ((u64)1 << low) - 1;
	finder_limit_span(course, round / course->step);
}

/* So many updates fit into a log. */
static unsigned int room(const struct course *course)
{
	unsigned int updates = EVENTS_MAX / (course->events + 1);

	return updates < COURSE_PERIOD_MAX ? updates : COURSE_PERIOD_MAX;
}

/* What was stored last that a comparison would take for this. */
struct last {
	u64 value, update; /* 1 + it; 0: none */
};

/*
 * Not a counter, as far as the code shows: run it, for long, and see when what is compared comes again.
 */
static void look_by_running(struct finder *finder, const struct comparison *comparison,
			    u64 sequence)
{
	u64 limit = finder->run->options->limit;
	struct last *table;
	u64 done = 0, max = sequence_max(finder->format), shapes[COURSE_PERIOD_MAX] = {0};
	unsigned int updates = room(finder->course);
	struct trail trail;

	if (limit && limit < COURSE_RUN) {
		finder_give_up(finder, NULL, "the host would have to be run for too long");
		return;
	}
	table = calloc(TABLE, sizeof(*table));
	for (; table && done < COURSE_RUN && !finder->course->why; done += trail.nupdates) {
		if (!finder_run_host(finder, sequence, updates)) {
			finder_give_up(finder, NULL, "the host cannot be run for long");
			break;
		}
		finder_follow(finder, comparison->offset, comparison->size, &trail);
		for (unsigned int u = 0; u < trail.nupdates; u++) {
			bool near =
				finder_is_near(finder->course, trail.updates[u].sequence, max, 2);
			u64 *shape = &shapes[(done + u) % finder->course->period];

			if (!near && *shape && trail.updates[u].shape != *shape)
				finder_give_up(
					finder, NULL,
					"the host does something else now and then, and it does "
					"not show when");
			if (!near)
				*shape = trail.updates[u].shape;
			for (unsigned int y = 0; y < trail.updates[u].n && !near; y++) {
				u64 value = trail.updates[u].values[y];
				u64 later = value & comparison->second, at = later,
				    update = done + u + 1;
				bool constant = trail.nupdates > 1 && u + 1 < trail.nupdates &&
						trail.updates[u + 1].n > y &&
						trail.updates[u + 1].values[y] == value;

				if (constant)
					continue;
				run_mix(&at, 1);
				for (at %= TABLE; table[at].update && table[at].value != later;)
					at = (at + 1) % TABLE;
				if (table[at].update && table[at].update < update)
					finder_limit_span(finder->course,
							  update - table[at].update);
				at = value & comparison->first;
				later = at;
				run_mix(&at, 1);
				for (at %= TABLE; table[at].update && table[at].value != later;)
					at = (at + 1) % TABLE;
				table[at] = (struct last){.value = later, .update = update};
			}
		}
		sequence = trail.updates[trail.nupdates - 1].sequence;
		if (finder->course->span <= COURSE_PERIOD_MAX)
			break;
	}
	finder_limit_span(finder->course, COURSE_RUN);
	free(table);
}

void finder_look_at_comparisons(struct finder *finder, u64 sequence)
{
	struct course *course = finder->course;
	struct trail trail;

	for (unsigned int i = 0; i < finder->ncomparisons && !course->why; i++) {
		const struct comparison *comparison = &finder->comparisons[i];

		if (!finder_run_host(finder, sequence, COURSE_PERIOD_MAX / 2))
			return;
		finder_follow(finder, comparison->offset, comparison->size, &trail);
		if (course->counted) {
			look_near(finder, comparison, &trail);
			look_far(finder, comparison, &trail);
		} else {
			look_by_running(finder, comparison, sequence);
		}
	}
}
