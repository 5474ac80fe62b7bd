/* Joint executions of a log, judged; see looker.h. */
#include "verify/looker.h"

#include <stdlib.h>

/* In all: they are explored with 3 updates, and more with 2; those that come to other vCPUs with one, as one has many ways. */
#define FEW_READS 3

/* The models in which readers on several vCPUs are held against brute force. */
static bool is_shown(enum model model)
{
	return model == MODEL_SC || model == MODEL_X86;
}

bool looker_can(const struct run *run)
{
	const struct verify_options *options = run->options;
	/* a search can't tell by what was executed: that is another thing in each of its processes */
	const struct site *writes =
		options->executions ? verdict_page_store(options->guest) : writers_store(run);

	if (options->hosts > 1 || (run->vcpus > 1 && !is_shown(options->model)))
		return false;
	if (writes && (options->executions || run->vcpus > 1 || options->host->own_params ||
		       options->model == MODEL_WEAK))
		return false;
	if (options->executions)
		return !options->quick;
	return !options->counts && (run->verdict->error[0] || (!options->limit && !options->quick));
}

bool looker_begin(struct looker *looker, struct run *run)
{
	struct acting *acting = &run->verdict->acting;
	const struct verify_options *options = run->options;
	bool good = true;

	*looker = (struct looker){.run = run, .joint = joint_new(run->machine)};
	looker->known = calloc(JOINT_NODES_MAX, sizeof(*looker->known));
	/* a guest that has a store to the page may come to it in no read by itself */
	if (!options->executions && verdict_page_store(options->guest)) {
		looker->wanted = wanted_new();
		looker->orders = calloc(1, sizeof(*looker->orders));
		run->wanted = looker->wanted;
		run->writes = true;
		good = looker->wanted && looker->orders && logs_make(run);
	}
	if (!good || !looker->joint || !looker->known) {
		looker_end(looker);
		snprintf(run->verdict->error, sizeof(run->verdict->error), "out of memory");
		return false;
	}
	acting->judged = true;
	acting->readers = options->readers ? options->readers : VERIFY_READERS;
	acting->reads = options->reads ? options->reads : run->vcpus > 1 ? 1 : VERIFY_READS;
	acting->updates = run->vcpus > 1 ? 1 : acting->readers * acting->reads > FEW_READS ? 2 : 3;
	/* in time with all that the host stores reads have many more ways to go */
	acting->storing = options->reads ? options->reads : 1;
	if (!options->executions && writers_store(run))
		acting->updates = 1;
	if (acting->updates > options->updates)
		acting->updates = options->updates;
	return true;
}

void looker_end(struct looker *looker)
{
	joint_free(looker->joint);
	free(looker->known);
	looker->run->wanted = NULL;
	free(looker->orders);
	wanted_free(looker->wanted);
}

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

static void wants(void *arg, struct joint *joint, const struct shared_op *op, u16 position)
{
	struct looker *looker = arg;

	(void)joint;
	if (looker->wanted)
		wanted_add(looker->wanted, machine_log(looker->run->machine), op, position);
}

static bool complete(void *arg, struct joint *joint)
{
	struct looker *looker = arg;
	struct run *run = looker->run;

	(void)joint;
	run->verdict->executions++;
	if (!run->options->executions && !(run->verdict->executions & 0xfff))
		run_watch(run);
	return !run_exhausted(run);
}

/*
 * Reads have more ways than there is room for. On several vCPUs, or where reads store to the page, where each is judged by
 * itself as well, that alone is left then, and said, unless somebody asked for so many reads; elsewhere it is an error, as
 * joint reads are what is asked about there. What was found stands. Returns false.
 */
bool looker_give_up(struct looker *looker, const char *why)
{
	struct run *run = looker->run;
	const struct verify_options *options = run->options;
	struct verdict *verdict = run->verdict;

	if (verdict->first_at)
		return false;
	if (verdict->acting.single && (run->vcpus > 1 || writers_store(run)) && !options->readers &&
	    !options->reads) {
		verdict->acting.overflowed = why;
		verdict->acting.judged = false;
	} else {
		snprintf(verdict->error, sizeof(verdict->error), "%s", why);
	}
	return false;
}

bool looker_log(struct looker *looker, u64 *random, u64 draws)
{
	struct run *run = looker->run;
	struct verdict *verdict = run->verdict;
	const struct verify_options *options = run->options;
	struct joint_options joint = {.guest = options->guest,
				      .readers = verdict->acting.readers,
				      .reads = run->schedule.nstores ? verdict->acting.storing
								     : verdict->acting.reads,
				      .ended = ended,
				      .random = random,
				      .first = looker->first,
				      .limit = draws,
				      .complete = complete,
				      .wants = wants,
				      .anew = begin_anew,
				      .arg = looker};
	bool whole;

	if (!machine_host(run->machine, options->host, &run->schedule, run->schedule_choice)) {
		snprintf(verdict->error, sizeof(verdict->error), "%s", machine_error(run->machine));
		return false;
	}
	if (machine_log(run->machine)->asleep ||
	    (run->schedule.nstores && run->logs && logs_repeated(run)))
		return !run_exhausted(run);
	verdict->runs++;
	verdict->acting.stores += run->schedule.nstores > 0;
	verdict->updates += run->schedule.nupdates;
	oracle_begin(run->oracle, run->machine, options->format);
	looker->counts = (struct joint_counts){0};
	looker->before = *verdict;
	whole = joint_explore(looker->joint, &joint, &looker->counts);
	verdict->acting.executions += looker->counts.executions;
	verdict->acting.blocked += looker->counts.blocked;
	verdict->limited += looker->counts.limited;
	if (joint_overflowed(looker->joint))
		return looker_give_up(looker, joint_overflowed(looker->joint));
	if (machine_error(run->machine)[0])
		snprintf(verdict->error, sizeof(verdict->error), "%s", machine_error(run->machine));
	return whole && !verdict->error[0];
}
