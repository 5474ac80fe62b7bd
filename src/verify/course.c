/* Runs a host alone to see how its sequence goes on. */
#include "verify/course.h"

#include <stdlib.h>

#include "clock/scenario.h"
#include "clock/sequence.h"
#include "machine/bytes.h"

#define COURSE_RUN ((u64)1 << 17) /* updates, where arithmetic does not tell */
#define COURSE_PLACES 8		  /* of the page that a guest compares */
#define COURSE_STORES 8		  /* to one of them, in one update */
#define COURSE_NEAR 64		  /* updates: nearer ones are looked at one by one */
#define COURSE_LOW 4096 /* a host's first sequences, below which each way to go on shows */
#define TABLE (1u << 19)

/* One comparison: (what an earlier load saw & first) == (what a later one of place sees & second) */
struct comparison {
	u16 offset, size;
	u64 first, second;
};

struct finder {
	struct run *run;
	struct course *course;
	const struct format *format;
	unsigned int ncomparisons;
	struct comparison comparisons[COURSE_PLACES * USES_COMPARED_MAX];
	u64 tested; /* bits of the sequence that host or guest test */
	bool counter;
	u64 fixed; /* its lowest bits, that the host makes constants */
};

static void give_up(struct finder *finder, const struct site *site, const char *why)
{
	if (finder->course->why)
		return;
	finder->course->why = why;
	finder->course->against = site;
}

static void add_special(struct finder *finder, u64 value)
{
	struct course *course = finder->course;
	unsigned int at = 0;

	while (at < course->nspecial && course->special[at] < value)
		at++;
	if (at < course->nspecial && course->special[at] == value)
		return;
	if (course->nspecial == COURSE_SPECIAL_MAX) {
		give_up(finder, NULL, "the code has too many special sequences");
		return;
	}
	memmove(course->special + at + 1, course->special + at,
		(course->nspecial - at) * sizeof(*course->special));
	course->special[at] = value;
	course->nspecial++;
}

/* The field of the sequence that a load touches, and how far its lowest byte is up in what is loaded, in bits. */
static const struct field *sequence_in(const struct format *format, const struct ground *ground,
				       int *shift)
{
	for (unsigned int f = 0; f < format->nfields; f++) {
		const struct field *field = &format->fields[f];

		if (field->role != FIELD_SEQUENCE ||
		    field->offset >= ground->offset + ground->size ||
		    ground->offset >= field->offset + field->size)
			continue;
		*shift = 8 * (field->offset - ground->offset);
		return field;
	}
	return NULL;
}

/* What bits of a load are, as bits of the sequence. */
static u64 as_sequence(u64 bits, int shift, u64 max)
{
	if (shift <= -64 || shift >= 64)
		return 0;
	return (shift < 0 ? bits << -shift : bits >> shift) & max;
}

static void take_uses(struct finder *finder, const struct ground *ground, bool of_guest)
{
	const struct uses *uses = ground->site->uses;
	u64 max = sequence_max(finder->format);
	const struct field *field;
	int shift = 0;

	field = sequence_in(finder->format, ground, &shift);
	if (field) {
		/* what part of the sequence is held against comes round with that part */
		if (uses->nspecial && (shift < 0 || ground->size - shift / 8 < field->size))
			finder->tested |= as_sequence(bytes_mask(ground->size), shift, max);
		for (unsigned int i = 0; i < uses->nspecial; i++)
			add_special(finder, as_sequence(uses->special[i], shift, max));
		finder->tested |= as_sequence(uses->tested, shift, max);
	}
	for (unsigned int i = 0; i < uses->ncompared; i++) {
		if (!of_guest) {
			give_up(finder, ground->site, "the host compares two loads");
			return;
		}
		if (finder->ncomparisons == ARRAY_SIZE(finder->comparisons)) {
			give_up(finder, ground->site, "the guest makes too many comparisons");
			return;
		}
		finder->comparisons[finder->ncomparisons++] =
			(struct comparison){.offset = ground->offset,
					    .size = ground->size,
					    .first = uses->first[i],
					    .second = uses->second[i]};
	}
	if (of_guest || !uses->stored)
		return;
	finder->counter =
		finder->counter && uses->counter && field && !shift && ground->size == field->size;
	finder->fixed |= uses->fixed;
}

static void take_grounds(struct finder *finder)
{
	const struct grounds *grounds = machine_grounds(finder->run->machine);
	u64 max = sequence_max(finder->format);

	finder->counter = true;
	for (unsigned int i = 0; i < grounds->nhost; i++)
		take_uses(finder, &grounds->host[i], false);
	for (unsigned int i = 0; i < grounds->nguest; i++)
		take_uses(finder, &grounds->guest[i], true);
	for (unsigned int i = 0; i < grounds->nguest && finder->ncomparisons; i++) {
		const struct ground *ground = &grounds->guest[i];
		int shift;

		if ((ground->offset != finder->comparisons[0].offset ||
		     ground->size != finder->comparisons[0].size) &&
		    sequence_in(finder->format, ground, &shift))
			give_up(finder, ground->site,
				"the guest compares several places of the page");
	}
	if (!max)
		return;
	add_special(finder, 0);
	add_special(finder, max);
}

/* What the updates of one run of the host leave in a place: each value that was stored there, in order. */
struct trail {
	unsigned int nupdates;
	struct {
		unsigned int n;
		u64 values[COURSE_STORES];
		u64 shape; /* a hash of all that is not a parameter, but for the sequence's bits that nobody tests */
		u64 sequence; /* at the end */
	} updates[UPDATES_MAX];
};

static u64 stir(u64 hash, u64 value)
{
	run_mix(&hash, value);
	return hash;
}

/* What a store leaves in the page, as far as it may matter to who looks at it: of the sequence, what is tested. */
static u64 shape_of(const struct finder *finder, const struct event *event, const u8 *page)
{
	u128 parameters = machine_log(finder->run->machine)->parameters;
	bool sequence = false;
	u64 shape = 0;

	for (u16 at = event->offset; at < event->offset + event->size; at++) {
		const struct field *field = field_at(finder->format, at, finder->format->nfields);

		if (field && field->role == FIELD_SEQUENCE)
			sequence = true;
		else if (!(parameters >> at & 1))
			shape = stir(shape, page[at]);
	}
	return sequence ? stir(shape, sequence_get(finder->format, page) & finder->tested) : shape;
}

/* Does a store touch a part of the sequence, but not all of it? */
static bool is_cut(const struct format *format, const struct event *event)
{
	for (unsigned int f = 0; f < format->nfields; f++) {
		const struct field *field = &format->fields[f];

		if (field->role == FIELD_SEQUENCE && event->offset < field->offset + field->size &&
		    field->offset < event->offset + event->size &&
		    (event->offset > field->offset ||
		     event->offset + event->size < field->offset + field->size))
			return true;
	}
	return false;
}

static void follow(struct finder *finder, u16 offset, u16 size, struct trail *trail)
{
	const struct log *log = machine_log(finder->run->machine);
	const struct event *before = NULL;
	u8 page[WARPAGE_PAGE_MAX];

	memcpy(page, log->start_page, sizeof(page));
	memset(trail, 0, sizeof(*trail));
	trail->nupdates = log->ngenerations - 1;
	for (unsigned int i = 0; i < log->nevents; i++) {
		const struct event *event = &log->events[i];
		unsigned int u = event->update - 1u, n = trail->updates[u].n;
		u64 *shape = &trail->updates[u].shape;

		bytes_put(page + event->offset, event->value, event->size);
		*shape = stir(*shape, (uintptr_t)event->site ^ (u64)event->offset << 48 ^
					      (u64)event->size << 56);
		if (before && before->update == event->update)
			*shape = stir(*shape, (u64)(event->region - before->region) << 32 |
						      (u64)(event->fence - before->fence));
		before = event;
		if (is_cut(finder->format, event))
			give_up(finder, event->site, "the sequence is stored in pieces");
		*shape = stir(*shape, shape_of(finder, event, page));
		trail->updates[u].sequence = sequence_get(finder->format, page);
		if (event->offset >= offset + size || offset >= event->offset + event->size)
			continue;
		if (n == COURSE_STORES) {
			give_up(finder, event->site, "an update stores the sequence too often");
			return;
		}
		trail->updates[u].values[n] = bytes_get(page + offset, size);
		trail->updates[u].n++;
	}
	for (unsigned int u = 0; u < trail->nupdates; u++)
		if (!trail->updates[u].shape)
			give_up(finder, NULL, "an update stores nothing");
}

static bool run_host(struct finder *finder, u64 sequence, unsigned int n)
{
	struct run *run = finder->run;

	scenario_row(finder->format, run->options->host, 0, n, &run->schedule);
	run->schedule.sequence = sequence;
	choice_exhaustive(run->schedule_choice);
	choice_begin(run->schedule_choice);
	return machine_host(run->machine, run->options->host, &run->schedule, run->schedule_choice);
}

bool course_next(struct run *run, u64 *sequence)
{
	struct course course = {0};
	struct finder finder = {.run = run, .course = &course, .format = run->options->format};
	struct trail trail;

	if (!run_host(&finder, *sequence, 1))
		return false;
	follow(&finder, 0, 1, &trail);
	*sequence = trail.updates[0].sequence;
	return true;
}

/* Is the sequence within so many updates of something special? */
static bool is_near(const struct course *course, u64 sequence, u64 max, unsigned int updates)
{
	u64 reach = (course->step ? course->step : 2) * updates;

	for (unsigned int i = 0; i < course->nspecial; i++) {
		u64 ahead = (course->special[i] - sequence) & max;
		u64 behind = (sequence - course->special[i]) & max;

		if (ahead <= reach || behind <= reach)
			return true;
	}
	return false;
}

/* A legal sequence that nothing special is near to, of those that have the low bits of the format's first. */
static u64 plain_sequence(struct finder *finder)
{
	const struct verify_options *options = finder->run->options;
	u64 max = sequence_max(finder->format), first = 0;

	scenario_start(finder->format, options->host, 0, &first);
	for (u64 base = 0x100; base <= max && base; base <<= 1)
		for (u64 low = 0; low < 4; low++) {
			u64 sequence = base + ((first + low) & 0xff);

			if (sequence <= max &&
			    !is_near(finder->course, sequence, max, COURSE_NEAR) &&
			    sequence_is_legal(finder->format, options->host, sequence))
				return sequence;
		}
	return first;
}

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

static void limit_span(struct course *course, u64 span)
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
					limit_span(course, d);
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
		limit_span(course, COURSE_NEAR);
		return;
	}
	round = width >= 64 ? ~(u64)0 : (u64)1 << width;
	round -= most + ((u64)1 << low) - 1;
	limit_span(course, round / course->step);
}

/* Does each update change the sequence by the same, in the same stores? */
static u64 step_of(const struct trail *trail, u64 max)
{
	u64 step = (trail->updates[1].sequence - trail->updates[0].sequence) & max;

	for (unsigned int u = 1; u < trail->nupdates; u++) {
		if (((trail->updates[u].sequence - trail->updates[u - 1].sequence) & max) != step ||
		    trail->updates[u].n != trail->updates[0].n)
			return 0;
		for (unsigned int x = 0; x < trail->updates[0].n; x++) {
			u64 moved = (trail->updates[u].values[x] - trail->updates[u - 1].values[x]);

			if (moved && (moved & max) != step)
				return 0;
		}
	}
	return step;
}

/* After how many updates do shapes come round? */
static unsigned int period_of(const struct trail *trail)
{
	for (unsigned int period = 1; period <= trail->nupdates / 2; period++) {
		unsigned int u = 0;

		while (u + period < trail->nupdates &&
		       trail->updates[u].shape == trail->updates[u + period].shape)
			u++;
		if (u + period == trail->nupdates)
			return period;
	}
	return 0;
}

static void find_events(struct finder *finder)
{
	const struct log *log = machine_log(finder->run->machine);
	unsigned int of[UPDATES_MAX + 1] = {0};

	for (unsigned int i = 0; i < log->nevents; i++)
		if (++of[log->events[i].update] > finder->course->events)
			finder->course->events = of[log->events[i].update];
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
	struct last *table = calloc(TABLE, sizeof(*table));
	u64 done = 0, max = sequence_max(finder->format), shapes[COURSE_PERIOD_MAX] = {0};
	unsigned int updates = room(finder->course);
	struct trail trail;

	for (; table && done < COURSE_RUN && !finder->course->why; done += trail.nupdates) {
		if (!run_host(finder, sequence, updates)) {
			give_up(finder, NULL, "the host cannot be run for long");
			break;
		}
		follow(finder, comparison->offset, comparison->size, &trail);
		for (unsigned int u = 0; u < trail.nupdates; u++) {
			bool near = is_near(finder->course, trail.updates[u].sequence, max, 2);
			u64 *shape = &shapes[(done + u) % finder->course->period];

			if (!near && *shape && trail.updates[u].shape != *shape)
				give_up(finder, NULL,
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
					limit_span(finder->course, update - table[at].update);
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
	limit_span(finder->course, COURSE_RUN);
	free(table);
}

static void look_at_comparisons(struct finder *finder, u64 sequence)
{
	struct course *course = finder->course;
	struct trail trail;

	for (unsigned int i = 0; i < finder->ncomparisons && !course->why; i++) {
		const struct comparison *comparison = &finder->comparisons[i];

		if (!run_host(finder, sequence, COURSE_PERIOD_MAX / 2))
			return;
		follow(finder, comparison->offset, comparison->size, &trail);
		if (course->counted) {
			look_near(finder, comparison, &trail);
			look_far(finder, comparison, &trail);
		} else {
			look_by_running(finder, comparison, sequence);
		}
	}
}

/* All bits come round with the highest one that is tested; of no counter, if so many updates show them all. */
static void take_period(struct finder *finder)
{
	struct course *course = finder->course;
	unsigned int width = 64 - (unsigned int)__builtin_clzll(finder->tested);
	unsigned int low = (unsigned int)__builtin_ctzll(course->step);
	u64 period = width > low ? (u64)1 << (width - low) : 1;

	if (!course->counted && period % course->period)
		period *= course->period;
	course->period = period > COURSE_PERIOD_MAX ? COURSE_PERIOD_MAX + 1 : (unsigned int)period;
}

bool course_comes_to(const struct run *run, const struct course *course, u64 sequence)
{
	const struct verify_options *options = run->options;
	u64 step = course->step;

	if (!step || step & (step - 1) ||
	    sequence_is_legal(options->format, options->host, sequence))
		return step || sequence_is_legal(options->format, options->host, sequence);
	for (u64 low = sequence % step; low < COURSE_LOW; low += step)
		if (sequence_is_legal(options->format, options->host, low))
			return true;
	return false;
}

/*
 * Elsewhere the host must do the same: what it stores but the sequence may follow bits that do not change in a few
 * updates. From where all of them are others, that shows.
 */
static void look_elsewhere(struct finder *finder, u64 sequence)
{
	const struct course *course = finder->course;
	u64 same = course->step * course->period - 1, max = sequence_max(finder->format);
	struct trail here, there;

	if (!course->step || !run_host(finder, sequence, COURSE_PERIOD_MAX / 2))
		return;
	follow(finder, 0, 1, &here);
	if (!run_host(finder, (sequence ^ (max & ~same)) & max, COURSE_PERIOD_MAX / 2)) {
		give_up(finder, NULL, "the host cannot be run from some sequence");
		return;
	}
	follow(finder, 0, 1, &there);
	for (unsigned int u = 0; u < here.nupdates; u++)
		if (u >= there.nupdates || here.updates[u].shape != there.updates[u].shape)
			give_up(finder, NULL, "the host does something else at other sequences");
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
		give_up(finder, NULL, "there is a sequence that the host does not go on from");
	if (leap <= COURSE_NEAR * step) {
		leaps->missed += leap > step ? leap - step : 0;
		return;
	}
	if (leaps->far)
		give_up(finder, NULL, "the host goes on from elsewhere at several sequences");
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
			give_up(finder, NULL, "at some sequence a far one is stored for a while");
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
		if (!run_host(finder, sequence, 1)) {
			give_up(finder, NULL, "the host cannot be run from some sequence");
			return;
		}
		follow(finder, field->offset, field->size, &trail);
		look_at_leap(finder, sequence, trail.updates[0].sequence, leaps);
		look_at_stores(finder, usual, &trail, sequence);
	}
}

static void look_at_specials(struct finder *finder, u64 plain)
{
	struct course *course = finder->course;
	const struct field *field = NULL;
	struct leaps leaps = {0};
	struct trail usual;

	for (unsigned int f = 0; f < finder->format->nfields; f++)
		if (finder->format->fields[f].role == FIELD_SEQUENCE)
			field = &finder->format->fields[f];
	if (!field || !course->step || course->step > COURSE_NEAR || !run_host(finder, plain, 2))
		return;
	follow(finder, field->offset, field->size, &usual);
	for (unsigned int i = 0; i < course->nspecial && !course->why; i++)
		look_at_special(finder, field, i, &usual, &leaps);
	if (leaps.far)
		limit_span(course,
			   ((leaps.from - leaps.to) & sequence_max(finder->format)) / course->step +
				   1);
	if (leaps.missed)
		limit_span(course,
			   (sequence_max(finder->format) - leaps.missed + 1) / course->step);
}

void course_find(struct run *run, struct course *course)
{
	struct finder finder = {.run = run, .course = course, .format = run->options->format};
	u64 max = sequence_max(finder.format), sequence;
	struct trail trail;

	*course = (struct course){.span = U64_MAX, .period = 1};
	take_grounds(&finder);
	sequence = plain_sequence(&finder);
	if (!run_host(&finder, sequence, COURSE_PERIOD_MAX / 2)) {
		give_up(&finder, NULL, "the host cannot be run for long");
		return;
	}
	find_events(&finder);
	follow(&finder, 0, 1, &trail);
	if (course->why)
		return;
	for (unsigned int f = 0; f < finder.format->nfields; f++)
		if (finder.format->fields[f].role == FIELD_SEQUENCE)
			follow(&finder, finder.format->fields[f].offset,
			       finder.format->fields[f].size, &trail);
	course->step = max ? step_of(&trail, max) : 0;
	course->period = period_of(&trail);
	if (!course->period) {
		course->period = COURSE_PERIOD_MAX + 1;
		return;
	}
	/* low bits that are made constants are what they were if a step does not touch them */
	course->counted = finder.counter && course->step && !(course->step & finder.fixed);
	if (course->step && finder.tested)
		take_period(&finder);
	if (course->period > COURSE_PERIOD_MAX)
		return;
	if (max && !course->counted && !finder.ncomparisons)
		give_up(&finder, NULL, "the sequence is no plain count");
	look_at_comparisons(&finder, sequence);
	look_at_specials(&finder, sequence);
	look_elsewhere(&finder, sequence);
}
