/*
 * The loop around the machine: a schedule, the host's run, then every read of the guest against
 * that log, judged one by one and, for backwards, all together.
 */
#include "verify/run.h"

#include <stdlib.h>
#include <time.h>

#include "choice/strategy.h"
#include "clock/scenario.h"

static double seconds_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

void run_mix(u64 *hash, u64 value)
{
	*hash = (*hash ^ value) * 0x9e3779b97f4a7c15;
	*hash ^= *hash >> 29;
}

static void take_witness(struct run *run, struct finding *finding, unsigned int i,
			 const struct extreme *extreme)
{
	const struct read *read;

	choice_replay(run->read_choice, extreme->choices, extreme->nchoices);
	choice_begin(run->read_choice);
	read = machine_read(run->machine, run->options->guest, run->read_choice);
	finding_take_read(finding, i, run->machine, read);
}

static void judge_pairs(struct run *run)
{
	enum violation violation = VIOLATION_BACKWARDS;
	struct verdict *verdict = run->verdict;
	struct step_back step_back;
	struct finding *finding;

	if (!oracle_backwards(run->oracle, &step_back))
		return;
	if (step_back.blame == BLAME_TSC) {
		verdict->unordered_tsc++;
		return;
	}
	if (step_back.blame == BLAME_HOST) {
		verdict->host_steps_back++;
		/* a host that computes parameters itself may be off by the unit it rounds to */
		if (run->options->host->own_params &&
		    step_back.first->value - step_back.second->value == 1)
			violation = VIOLATION_ARITHMETIC;
	}
	finding = run_note(run, violation, NULL);
	if (!finding)
		return;
	finding->blame = step_back.blame;
	finding->nreads = 2;
	take_witness(run, finding, 0, step_back.first);
	take_witness(run, finding, 1, step_back.second);
}

static bool judge(struct run *run, const struct read *read)
{
	const struct verify_options *options = run->options;
	struct verdict *verdict = run->verdict;
	enum violation violation;
	struct finding *finding;
	bool interesting, overlaps;

	run_mix(&verdict->trace, read->end ^ (u64)read->naccesses << 8 ^ (u64)read->e << 32);
	switch (read->end) {
	case READ_CUT:
		verdict->cut++;
		verdict->overlapped += oracle_overlaps(run->oracle, read);
		return true;
	case READ_LIMIT:
		verdict->limited++;
		return true;
	case READ_ERROR:
		snprintf(verdict->error, sizeof(verdict->error), "%s", machine_error(run->machine));
		return false;
	case READ_STUCK:
		verdict->stuck++;
		break;
	case READ_ACCEPTED:
		verdict->accepted++;
		break;
	case READ_FELL_BACK:
		verdict->fell_back++;
		break;
	}
	if (read->end == READ_ACCEPTED)
		run_mix(&verdict->trace, read->value);
	verdict->retries += read->retries;
	overlaps = oracle_overlaps(run->oracle, read);
	verdict->overlapped += overlaps;
	verdict->accepted_overlapped += overlaps && read->end == READ_ACCEPTED;
	violation = oracle_judge(run->oracle, read, &interesting);
	verdict->interesting += interesting;
	oracle_remember(run->oracle, read, violation, run->read_choice->taken, run->read_choice->n);
	if (violation == VIOLATION_NONE ||
	    (violation == VIOLATION_TORN && options->counts &&
	     !options->counts(options->arg, machine_log(run->machine), read)))
		return true;
	finding = run_note(run, violation, read);
	if (finding) {
		finding->nreads = 1;
		finding_take_read(finding, 0, run->machine, read);
	}
	return !options->first_only;
}

bool run_stopped(struct run *run)
{
	if (!run->options->stop || !*run->options->stop)
		return false;
	run->verdict->interrupted = true;
	return true;
}

static bool exhausted(struct run *run)
{
	if (run->limit && run->verdict->executions >= run->limit)
		return true;
	if (run->options->wanted && run->options->wanted & verdict_violations(run->verdict))
		return true;
	return run_stopped(run);
}

/*
 * How many random reads of one log a search makes. Few at first: most wrong pairs show it soon, but
 * not with every schedule. More as it takes longer: a host's run costs as much as a dozen reads.
 */
static unsigned int reads_per_log(const struct verdict *verdict)
{
	u64 before = verdict->runs - 1;

	return 4u << (before < 64 ? before / 16 : 4);
}

/* The host's run and all (or some random) reads against it. false: stop. */
bool run_log(struct run *run)
{
	const struct verify_options *options = run->options;
	struct choice *reads = run->read_choice;
	struct verdict *verdict = run->verdict;
	const struct read *read;
	unsigned int n = 0, most;

	if (!machine_host(run->machine, options->host, &run->schedule, run->schedule_choice)) {
		snprintf(verdict->error, sizeof(verdict->error), "%s", machine_error(run->machine));
		return false;
	}
	verdict->runs++;
	undone_look(run);
	verdict->updates += run->schedule.nupdates;
	oracle_begin(run->oracle, run->machine, options->format);
	most = options->executions ? reads_per_log(verdict) : 0;
	if (most)
		choice_reseed(reads, choice_number(&run->schedule_choice->sampler.state));
	else
		choice_exhaustive(reads);
	do {
		choice_begin(reads);
		verdict->executions++;
		read = machine_read(run->machine, options->guest, reads);
		if (!judge(run, read))
			return false;
		if (reads->overflow) {
			snprintf(verdict->error, sizeof(verdict->error),
				 "a read makes more than %d choices", CHOICES_MAX);
			return false;
		}
	} while (choice_next(reads) && !exhausted(run) && (!most || ++n < most));
	judge_pairs(run);
	if (options->first_only && verdict->first_at)
		return false;
	return !exhausted(run) && !verdict->error[0];
}

void run_setup(struct run *run, u8 poison, bool unpruned, unsigned int retries)
{
	struct machine_options options = {
		.format = run->options->format,
		.model = run->options->model,
		.word = run->options->word,
		.retries = retries,
		.unpruned = unpruned,
		.poison = poison,
		.restless = poison == OTHER_POISON,
		.dropped = run->options->dropped,
	};

	machine_setup(run->machine, &options);
}

bool run_explore(struct run *run)
{
	const struct verify_options *options = run->options;

	for (unsigned int n = 1; n <= options->updates; n++) {
		struct choice *choice = run->schedule_choice;

		choice_exhaustive(choice);
		do {
			choice_begin(choice);
			scenario_choose(choice, options->format, options->host, n, options->deaths,
					&run->schedule);
			run->schedule_choices = choice->n;
			/* another schedule, not another order of visibility of the same */
			if (choice->depth <= choice->n)
				run->verdict->explored = run->verdict->schedules++;
			if (!run_log(run))
				return false;
		} while (choice_next(choice));
	}
	run->verdict->explored = run->verdict->schedules;
	return true;
}

/* How many schedules are there? Called when some were left out: then that is worth to know. */
static u64 count_schedules(const struct run *run)
{
	const struct verify_options *options = run->options;
	struct choice *choice = run->schedule_choice;
	struct schedule schedule;
	u64 planned = 0;

	for (unsigned int n = 1; n <= options->updates; n++) {
		choice_exhaustive(choice);
		do {
			choice_begin(choice);
			scenario_choose(choice, options->format, options->host, n, options->deaths,
					&schedule);
			planned++;
		} while (planned < PLANNED_MAX && choice_next(choice));
	}
	return planned < PLANNED_MAX ? planned : PLANNED_MAX;
}

bool run_begin(struct run *run, struct machine *machine, struct oracle *oracle,
	       const struct verify_options *options, struct verdict *verdict)
{
	u64 sequence;

	memset(verdict, 0, sizeof(*verdict));
	verdict->first = VIOLATION_NONE;
	*run = (struct run){
		.machine = machine, .oracle = oracle, .options = options, .verdict = verdict};
	run->started = seconds_now();
	run->schedule_choice = calloc(1, sizeof(*run->schedule_choice));
	run->read_choice = calloc(1, sizeof(*run->read_choice));
	if (!run->schedule_choice || !run->read_choice) {
		snprintf(verdict->error, sizeof(verdict->error), "out of memory");
		return false;
	}
	if (!scenario_start(options->format, options->host, 0, &sequence)) {
		snprintf(verdict->error, sizeof(verdict->error),
			 "%s: legal_start takes no sequence below 65536: no page to start with",
			 options->host->file);
		return false;
	}
	return true;
}

void run_end(struct run *run)
{
	run->verdict->seconds = seconds_now() - run->started;
	free(run->schedule_choice);
	free(run->read_choice);
}

void run_refuse_unseen(struct verdict *verdict)
{
	verdict->unseen = true;
	snprintf(verdict->error, sizeof(verdict->error),
		 "the guest reads the page in a way that the machine does not see (through "
		 "a function of elsewhere?): use the accesses of kernel.h");
}

/* The same executions under another poison must leave the same traces. */
static void check_unseen(struct run *run)
{
	struct verdict again = {0}, *verdict = run->verdict;

	run->verdict = &again;
	run->limit = verdict->executions;
	run_setup(run, OTHER_POISON, false, run->options->retries);
	run_explore(run);
	run->verdict = verdict;
	run->limit = 0;
	verdict_free(&again);
	if (again.interrupted) {
		verdict->interrupted = true;
		verdict->complete = false;
		return;
	}
	if (again.trace != verdict->trace)
		run_refuse_unseen(verdict);
}

/* Not all was explored, so that nothing is to be said of retries either. */
static bool cut_short(const struct run *run)
{
	return run->options->limit && run->verdict->executions >= run->options->limit;
}

void verify(struct machine *machine, struct oracle *oracle, const struct verify_options *options,
	    struct verdict *verdict)
{
	struct run run;

	if (run_begin(&run, machine, oracle, options, verdict)) {
		run_setup(&run, RUN_POISON, false, options->retries);
		run.limit = options->limit;
		verdict->complete = run_explore(&run);
		run.limit = 0;
		verdict->memoryless = !machine_saw_carrying_loop(machine);
		if (!options->quick && !verdict->error[0] && !verdict->interrupted)
			check_unseen(&run);
		if (!options->quick && !verdict->error[0] && !verdict->interrupted &&
		    verdict->memoryless && !verdict->first_at && !cut_short(&run))
			pruning_check(&run);
		verdict->spans = options->updates;
		if (!options->quick && verdict->complete && !verdict->error[0] &&
		    !verdict->interrupted && !verdict->first_at)
			span_explore(&run);
		verdict->planned = verdict->complete ? verdict->schedules : count_schedules(&run);
	}
	run_end(&run);
}

void verify_schedule(struct machine *machine, struct oracle *oracle,
		     const struct verify_options *options, const struct schedule *schedule,
		     struct verdict *verdict)
{
	struct run run;

	if (run_begin(&run, machine, oracle, options, verdict)) {
		run_setup(&run, options->other_poison ? OTHER_POISON : RUN_POISON, false,
			  options->retries);
		run.limit = options->limit;
		run.schedule = *schedule;
		verdict->schedules = verdict->planned = 1;
		choice_exhaustive(run.schedule_choice);
		do {
			choice_begin(run.schedule_choice);
			verdict->complete = run_log(&run);
		} while (verdict->complete && choice_next(run.schedule_choice));
		verdict->explored = verdict->complete;
		verdict->memoryless = !machine_saw_carrying_loop(machine);
	}
	run_end(&run);
}
