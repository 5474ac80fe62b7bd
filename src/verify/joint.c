/*
 * Reads of several readers that act on each other, as the guest keeps memory over them: all joint executions of each
 * schedule of a short list. A start, a placement and a pace are enough of each: the page is what single reads make of it,
 * which others have explored; all starts where a sequence reaches that memory. Then with clocks that pass where what is
 * stored wraps.
 */
#include <stdlib.h>

#include "clock/scenario.h"
#include "verify/run.h"

#define BEFORE_WRAP                                                                                \
	300 /* units of the first clock, which passes it before the first update is over */
#define PACE 1
#define FEW_READS 3 /* in all: they are explored with 3 updates, and more with 2 */

/* A read that ended in a node of the joint executions, at that moment. */
struct known {
	u32 log;
	u16 e;
	struct joint_judged judged;
};

struct looker {
	struct run *run;
	struct joint *joint;
	struct verdict before;	    /* the log at hand */
	struct joint_counts counts; /* of the log at hand */
	bool keeps; /* some read has returned what was due before it, rather than less */
	bool less; /* than some read before returned one, at a step back that was meant; with keeps that counts */
	struct joint_judged judged[JOINT_ALL_MAX];
	struct known *known; /* by node */
	u32 log;	     /* the how many-th one it is */
};

static bool note_backwards(struct looker *looker, const struct joint *joint)
{
	enum violation violation = VIOLATION_BACKWARDS;
	struct run *run = looker->run;
	struct verdict *verdict = run->verdict;
	const struct joint_read *reads;
	struct joint_step_back back;
	bool as_is = oracle_joint_backwards(run->oracle, joint, looker->judged, true, &back);

	looker->less = looker->less || as_is;
	as_is = as_is && looker->keeps;
	joint_reads(joint, &reads);
	if (!as_is && !oracle_joint_backwards(run->oracle, joint, looker->judged, false, &back))
		return true;
	if (back.blame == BLAME_TSC) {
		verdict->unordered_tsc++;
		return true;
	}
	if (back.blame == BLAME_HOST) {
		verdict->host_steps_back++;
		if (run->options->host->own_params &&
		    reads[back.first].read.value - reads[back.second].read.value == 1)
			violation = VIOLATION_ARITHMETIC;
	}
	run_note_joint(run, violation, &back, as_is, NULL);
	return !run->options->first_only;
}

/* What the last read comes to: as when it ended like that before. */
static const struct joint_judged *judge_last(struct looker *looker, const struct joint_read *reads,
					     unsigned int last)
{
	const struct joint_read *read = &reads[last];
	struct known *known = &looker->known[read->node];

	if (known->log != looker->log || known->e != read->read.e) {
		oracle_judge_joint(looker->run->oracle, read, &known->judged);
		known->log = looker->log;
		known->e = read->read.e;
	}
	looker->judged[last] = known->judged;
	return &looker->judged[last];
}

static bool ended(void *arg, struct joint *joint)
{
	struct looker *looker = arg;
	struct run *run = looker->run;
	struct verdict *verdict = run->verdict;
	const struct joint_read *reads;
	unsigned int last = joint_reads(joint, &reads) - 1;
	const struct read *read = &reads[last].read;
	const struct joint_judged *judged = judge_last(looker, reads, last);
	struct joint_step_back one = {last, last, BLAME_RACE};

	verdict->stuck += read->end == READ_STUCK;
	verdict->accepted += read->end == READ_ACCEPTED;
	verdict->fell_back += read->end == READ_FELL_BACK;
	verdict->retries += read->retries;
	verdict->overlapped += judged->overlaps;
	verdict->accepted_overlapped += judged->overlaps && read->end == READ_ACCEPTED;
	verdict->interesting += judged->interesting;
	looker->keeps = looker->keeps || judged->kept;
	if (judged->violation != VIOLATION_NONE) {
		run_note_joint(run, judged->violation, &one, false, read);
		if (run->options->first_only)
			return false;
	}
	return note_backwards(looker, joint);
}

static void begin_anew(void *arg)
{
	struct looker *looker = arg;
	struct verdict *verdict = looker->run->verdict;
	const struct verdict *before = &looker->before;

	looker->log++;
	verdict->executions = before->executions;
	verdict->accepted = before->accepted;
	verdict->fell_back = before->fell_back;
	verdict->stuck = before->stuck;
	verdict->retries = before->retries;
	verdict->overlapped = before->overlapped;
	verdict->accepted_overlapped = before->accepted_overlapped;
	verdict->interesting = before->interesting;
}

static bool complete(void *arg, struct joint *joint)
{
	struct looker *looker = arg;
	struct run *run = looker->run;

	(void)joint;
	run->verdict->executions++;
	if (!(run->verdict->executions & 0xfff))
		run_watch(run);
	return !run_exhausted(run);
}

static bool look_at_log(struct looker *looker)
{
	struct run *run = looker->run;
	struct verdict *verdict = run->verdict;
	const struct verify_options *options = run->options;
	struct joint_options joint = {.guest = options->guest,
				      .readers = verdict->acting.readers,
				      .reads = verdict->acting.reads,
				      .ended = ended,
				      .complete = complete,
				      .anew = begin_anew,
				      .arg = looker};
	bool whole;

	if (!machine_host(run->machine, options->host, &run->schedule, run->schedule_choice)) {
		snprintf(verdict->error, sizeof(verdict->error), "%s", machine_error(run->machine));
		return false;
	}
	verdict->runs++;
	verdict->updates += run->schedule.nupdates;
	oracle_begin(run->oracle, run->machine, options->format);
	looker->counts = (struct joint_counts){0};
	looker->before = *verdict;
	whole = joint_explore(looker->joint, &joint, &looker->counts);
	verdict->acting.executions += looker->counts.executions;
	verdict->acting.blocked += looker->counts.blocked;
	verdict->limited += looker->counts.limited;
	if (machine_error(run->machine)[0])
		snprintf(verdict->error, sizeof(verdict->error), "%s", machine_error(run->machine));
	return whole && !verdict->error[0];
}

/* The schedule at hand in all orders of visibility; *more: the choice has come to another schedule then. */
static bool look_at_schedule(struct looker *looker, bool *more)
{
	struct run *run = looker->run;
	struct choice *choice = run->schedule_choice;

	run->verdict->acting.schedules++;
	do {
		choice->n = run->schedule_choices;
		if (!look_at_log(looker))
			return false;
		run_watch(run);
		*more = choice_next(choice);
	} while (*more && choice->depth > run->schedule_choices);
	return true;
}

/* Where what is stored in so many bytes wraps, read as a number with or without a sign. */
static const struct {
	u8 size, bits;
} wraps[] = {{2, 16}, {2, 15}, {4, 32}, {4, 31}, {8, 63}};

/* The clock that passes the i-th of them, if such memory is stored to; a guest may make ns of the format's units. */
static bool near_wrap(const struct looker *looker, unsigned int i, u64 *value)
{
	const struct verify_options *options = looker->run->options;

	if (i && !(joint_stored_sizes(looker->joint) & wraps[i - 1].size))
		return false;
	if (i && (options->host->own_params ||
		  (wraps[i - 1].size == 8 && options->format->unit_ns != 1)))
		return false;
	if (i)
		*value = ((u64)1 << wraps[i - 1].bits) - BEFORE_WRAP;
	return true;
}

static bool steps_back(const struct schedule *schedule)
{
	for (unsigned int i = 0; i < schedule->nupdates; i++)
		if (schedule->updates[i].kind == UPDATE_STEP_BACK)
			return true;
	return false;
}

/* Is it one of the list? */
static bool is_listed(const struct looker *looker, u64 first, bool back)
{
	const struct schedule *schedule = &looker->run->schedule;
	const struct format *format = looker->run->options->format;

	return (schedule->sequence == first || joint_carries_sequence(looker->joint)) &&
	       steps_back(schedule) == back && schedule->placement == format->placements[0] &&
	       schedule->tail == scenario_pace(PACE)->tail;
}

/* All of so many updates, with or without one that steps back. */
static bool look_at_updates(struct looker *looker, unsigned int nupdates, u64 value, bool back)
{
	struct run *run = looker->run;
	const struct verify_options *options = run->options;
	struct choice *choice = run->schedule_choice;
	bool more = true;
	u64 first = 0;

	scenario_start(options->format, options->host, 0, &first);
	choice_exhaustive(choice);
	do {
		choice_begin(choice);
		scenario_choose(choice, options->format, options->host, 1, nupdates,
				options->deaths, &run->schedule);
		run_give_vcpus(run, &run->schedule);
		run->schedule_choices = choice->n;
		if (value)
			run->schedule.value = value;
		if (!is_listed(looker, first, back))
			more = choice_next(choice);
		else if (!look_at_schedule(looker, &more))
			return false;
	} while (more);
	return true;
}

static bool look_at_all(struct looker *looker)
{
	struct acting *acting = &looker->run->verdict->acting;
	u64 value;

	/* what shows most comes first */
	for (unsigned int n = 1; n <= acting->updates; n++)
		if (!look_at_updates(looker, n, 0, true))
			return false;
	for (unsigned int n = 1; n <= acting->updates; n++)
		if (!look_at_updates(looker, n, 0, false))
			return false;
	for (unsigned int i = 1; i <= ARRAY_SIZE(wraps); i++) {
		u64 before = acting->schedules;

		if (!near_wrap(looker, i, &value))
			continue;
		if (!look_at_updates(looker, 1, value, true) ||
		    !look_at_updates(looker, 1, value, false))
			return false;
		acting->near += acting->schedules - before;
	}
	return true;
}

/* A guest that keeps the last time never goes back, not even where the clock does; what it is shows on the way. */
static bool look_twice(struct looker *looker)
{
	struct verdict *verdict = looker->run->verdict;

	if (!look_at_all(looker))
		return false;
	if (!looker->keeps || !looker->less || verdict->first_at)
		return true;
	verdict->acting.schedules = verdict->acting.near = 0;
	return look_at_all(looker);
}

/* Why are such reads not looked at? NULL: they are. */
static const char *refusal(const struct run *run)
{
	const struct verify_options *options = run->options;

	if (options->model == MODEL_WEAK)
		return "in model weak each read is judged by itself";
	if (options->hosts > 1)
		return "with several hosts each read is judged by itself";
	if (writers_store(run))
		return "of a guest that writes the page each read is judged by itself";
	if (run->vcpus > 1)
		return "of several vCPUs each read is judged by itself";
	if (options->counts || (!run->verdict->error[0] && (options->limit || options->quick)))
		return "each read is judged by itself here";
	return NULL;
}

void joint_look(struct run *run)
{
	const struct verify_options *options = run->options;
	struct verdict *verdict = run->verdict;
	const struct site *shares = machine_shares(run->machine);
	struct looker looker = {.run = run};
	struct acting *acting = &verdict->acting;

	if (verdict->interrupted || (verdict->error[0] ? !shares : !verdict->floor))
		return;
	acting->why = refusal(run);
	if (acting->why || verdict->first_at)
		return;
	acting->single = !verdict->error[0];
	if (!acting->single) {
		verdict->claim = (struct claim){.why = NULL};
		verdict->spans = options->updates;
		verdict->floor = shares;
		verdict->error[0] = '\0';
		verdict->complete = true;
		verdict->planned = verdict->schedules = verdict->explored = 0;
		verdict->memoryless = true;
	}
	looker.joint = joint_new(run->machine);
	looker.known = calloc(JOINT_NODES_MAX, sizeof(*looker.known));
	if (!looker.joint || !looker.known) {
		joint_free(looker.joint);
		free(looker.known);
		snprintf(verdict->error, sizeof(verdict->error), "out of memory");
		return;
	}
	acting->judged = true;
	acting->readers = options->readers ? options->readers : VERIFY_READERS;
	acting->reads = options->reads ? options->reads : VERIFY_READS;
	acting->updates = acting->readers * acting->reads > FEW_READS ? 2 : 3;
	if (acting->updates > options->updates)
		acting->updates = options->updates;
	run->limit = options->limit;
	run_setup(run, false, options->retries);
	acting->complete = look_twice(&looker);
	acting->all_starts = joint_carries_sequence(looker.joint);
	verdict->complete = verdict->complete && acting->complete;
	joint_free(looker.joint);
	free(looker.known);
}
