/* How a sequence goes on: from what the code shows of itself, and from short runs of the host. */
#include "verify/finder.h"

#include "clock/scenario.h"
#include "clock/sequence.h"

void finder_give_up(struct finder *finder, const struct site *site, const char *why)
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
		finder_give_up(finder, NULL, "the code has too many special sequences");
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
			finder_give_up(finder, ground->site, "the host compares two loads");
			return;
		}
		if (finder->ncomparisons == ARRAY_SIZE(finder->comparisons)) {
			finder_give_up(finder, ground->site,
				       "the guest makes too many comparisons");
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
			finder_give_up(finder, ground->site,
				       "the guest compares several places of the page");
	}
	if (!max)
		return;
	add_special(finder, 0);
	add_special(finder, max);
}

/* Is the sequence within so many updates of something special? */
bool finder_is_near(const struct course *course, u64 sequence, u64 max, unsigned int updates)
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
			    !finder_is_near(finder->course, sequence, max, COURSE_NEAR) &&
			    sequence_is_legal(finder->format, options->host, sequence))
				return sequence;
		}
	return first;
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

void course_find(struct run *run, struct course *course)
{
	struct finder finder = {.run = run, .course = course, .format = run->options->format};
	u64 max = sequence_max(finder.format), sequence;
	struct trail trail;

	*course = (struct course){.span = U64_MAX, .period = 1};
	take_grounds(&finder);
	sequence = plain_sequence(&finder);
	if (!finder_run_host(&finder, sequence, COURSE_PERIOD_MAX / 2)) {
		finder_give_up(&finder, NULL, "the host cannot be run for long");
		return;
	}
	find_events(&finder);
	finder_follow(&finder, 0, 1, &trail);
	if (course->why)
		return;
	for (unsigned int f = 0; f < finder.format->nfields; f++)
		if (finder.format->fields[f].role == FIELD_SEQUENCE)
			finder_follow(&finder, finder.format->fields[f].offset,
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
		finder_give_up(&finder, NULL, "the sequence is no plain count");
	finder_look_at_comparisons(&finder, sequence);
	finder_look_at_specials(&finder, sequence);
	finder_look_elsewhere(&finder, sequence);
}
