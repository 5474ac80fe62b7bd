/* How many updates show all that more could, and from which starts. */
#include "verify/prover.h"

#include "clock/scenario.h"
#include "clock/sequence.h"

/*
 * Updates that a violation can't do without: those that the loads see which decide, two that a tear is of or a
 * clock and the one after it, twice for two reads that go backwards, whose clocks share one; the one that last
 * made the page valid, the one that the host died in.
 */
unsigned int prover_updates_needed(const struct prover *prover)
{
	const struct grounds *grounds = machine_grounds(prover->run->machine);
	unsigned int kept = 2 * grounds->steering + 3 + prover->changes + prover->options->deaths;

	/* where bytes of one load are not stored in the same updates, twice as many */
	if (prover->wide)
		kept += 2 * grounds->steering;
	/* where blocks reach from one update into the next, their neighbours as well */
	if (prover->spills)
		kept *= 3;
	/* and before each as many as it takes until what is tested is as it was */
	return kept * prover->course.period;
}

static void add_start(struct prover *prover, u64 sequence, unsigned int updates)
{
	struct start *start = prover->starts;

	if (updates > prover->room)
		updates = prover->room;
	for (unsigned int i = 0; i < prover->nstarts; i++, start++) {
		if (start->sequence != sequence)
			continue;
		if (updates > start->updates)
			start->updates = updates;
		return;
	}
	if (prover->nstarts == STARTS_MAX)
		prover_refuse(prover, NULL, "there are too many sequences to start with");
	else
		prover->starts[prover->nstarts++] =
			(struct start){.sequence = sequence, .updates = updates};
}

/* From so many updates before the first of some special sequences to as many after the last. */
static void add_window(struct prover *prover, u64 first, u64 apart)
{
	u64 max = sequence_max(prover->options->format), step = prover->course.step;
	unsigned int n = prover->claim->updates;
	u64 length = 2 * (u64)n + 2 + apart / step;

	for (u64 low = 0; low < step; low++) {
		u64 sequence = (first - step * n - low) & max;

		if (!course_comes_to(prover->run, &prover->course, sequence))
			continue;
		/* a host dies in the last update: of each of them, then */
		if (length <= prover->room && !prover->options->deaths) {
			add_start(prover, sequence, (unsigned int)length);
			continue;
		}
		for (u64 at = 0; at <= n + 1 + apart / step; at++) {
			add_start(prover, sequence, n);
			if (!course_next(prover->run, &sequence))
				break;
		}
	}
}

/*
 * Special sequences: in one window where they are near, else as far apart as a read must not span.
 */
static void add_windows(struct prover *prover)
{
	const struct course *course = &prover->course;
	u64 max = sequence_max(prover->options->format), widest = 0;
	unsigned int n = course->nspecial, from = 0;
	u64 near = course->step * (2 * (u64)prover->claim->updates + 4), first;

	for (unsigned int i = 0; i < n; i++) {
		u64 gap = (course->special[(i + 1) % n] - course->special[i]) & max;

		if (gap >= widest) {
			widest = gap;
			from = (i + 1) % n;
		}
	}
	if (!n)
		return;
	first = course->special[from];
	for (unsigned int i = 0; i < n; i++) {
		u64 at = course->special[(from + i) % n];
		u64 gap = (course->special[(from + i + 1) % n] - at) & max;

		if (i + 1 < n && gap <= near)
			continue;
		add_window(prover, first, (at - first) & max);
		first = course->special[(from + i + 1) % n];
		if (n > 1 && gap / course->step < prover->claim->span)
			prover->claim->span = gap / course->step;
	}
}

static void add_starts(struct prover *prover)
{
	const struct verify_options *options = prover->options;
	u64 sequence;

	prover->nstarts = 0;
	for (unsigned int i = 0; scenario_start(options->format, options->host, i, &sequence); i++)
		add_start(prover, sequence, prover->claim->updates);
	if (sequence_max(options->format))
		add_windows(prover);
}

/* Does the guest decide by a load of more than one field, or of part of one beside another? */
static bool loads_widely(const struct prover *prover)
{
	const struct grounds *grounds = machine_grounds(prover->run->machine);
	const struct format *format = prover->options->format;

	for (unsigned int i = 0; i < grounds->nguest; i++) {
		const struct ground *ground = &grounds->guest[i];

		if (field_at(format, ground->offset, format->nfields) !=
		    field_at(format, ground->offset + ground->size - 1u, format->nfields))
			return true;
	}
	return false;
}

/* How many updates, from which starts? */
enum proof prover_plan(struct prover *prover)
{
	struct claim *claim = prover->claim;
	unsigned int asked = prover->options->updates;

	course_find(prover->run, &prover->course);
	prover->wide = loads_widely(prover);
	if (prover->course.why)
		return prover_refuse(prover, prover->course.against, prover->course.why);
	if (sequence_max(prover->options->format) && !prover->course.step)
		return prover_refuse(prover, NULL,
				     "the sequence does not go on by the same in each update");
	if (prover->course.step > 64)
		return prover_refuse(prover, NULL, "the sequence goes on by too much in an update");
	if (prover->course.period > COURSE_PERIOD_MAX)
		return prover_refuse(
			prover, NULL,
			"the bits of the sequence that are tested come round too late");
	prover->room = EVENTS_MAX / (prover->course.events + 1);
	if (prover->room > UPDATES_MAX)
		prover->room = UPDATES_MAX;
	claim->period = prover->course.period;
	claim->span = prover->course.span;
	claim->counted = prover->course.counted;
	claim->updates = prover_updates_needed(prover);
	if (claim->updates < asked && asked <= prover->room)
		claim->updates = asked;
	if (claim->updates > prover->room)
		return prover_refuse(prover, NULL,
				     "it would take more updates than a log has room for");
	add_starts(prover);
	if (claim->why)
		return PROOF_NONE;
	if (claim->span <= claim->updates)
		return prover_refuse(prover, NULL,
				     "what the guest compares comes round after a few updates");
	return PROOF_HOLDS;
}
