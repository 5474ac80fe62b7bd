/*
 * The loop around the machine: a schedule, the host's run, then every read of the guest against
 * that log, judged one by one and, for backwards, all together. Which violation becomes a finding: the
 * first of its kind, but of tears one that shows the harm.
 */
#include "verify/run.h"

#include <stdlib.h>
#include <time.h>

#include "clock/scenario.h"

#define ALONE 20000 /* executions before others are called in: less than they cost */
#define WATCH 0.1   /* seconds */

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

static void fill_finding(struct run *run, struct finding *finding, enum violation violation)
{
	const struct verify_options *options = run->options;
	const struct choice *choice = run->schedule_choice;

	finding->violation = violation;
	finding->blame = BLAME_RACE;
	finding->format = options->format;
	finding->host = options->host;
	finding->guest = options->guest;
	finding->model = options->model;
	finding->word = options->word;
	finding->schedule = run->schedule;
	finding->dropped = options->dropped;
	finding->execution = run->verdict->executions;
	finding->nchoices = choice->n - run->schedule_choices;
	if (finding->nchoices > FINDING_CHOICES_MAX)
		finding->nchoices = FINDING_CHOICES_MAX;
	memcpy(finding->choices, choice->taken + run->schedule_choices,
	       finding->nchoices * sizeof(*finding->choices));
}

/*
 * Many a tear moves the value by nothing at all, and convinces nobody. So the one that is kept is the
 * worst of those that are as plain as the first: as few updates, at the same pace; and any that
 * does harm, if none of these does.
 */
bool run_worse(struct run *run, u64 off, unsigned int nupdates, u64 tail)
{
	const struct finding *found = run->verdict->found[VIOLATION_TORN];

	if (off > run->verdict->torn_most)
		run->verdict->torn_most = off;
	if (found && off <= run->torn_shown)
		return false;
	if (found && run->torn_shown &&
	    (found->schedule.nupdates != nupdates || found->schedule.tail != tail))
		return false;
	run->torn_shown = off;
	return true;
}

static bool worse(struct run *run, const struct read *read)
{
	u64 off = read->tsc_position < 0
			  ? U64_MAX
			  : oracle_distance(run->oracle, read->value, (u16)read->tsc_position);

	/* is there something to compare with? */
	return off != U64_MAX && run_worse(run, off, run->schedule.nupdates, run->schedule.tail);
}

void run_limit(struct run *run)
{
	u64 limit = run->verdict->first_at + run->options->budget;

	if (run->options->budget && (!run->limit || run->limit > limit))
		run->limit = limit;
}

/*
 * Count a violation, of read or (NULL) of two. Returns the finding to put the reads into, without any
 * yet, or NULL if this one is not kept.
 */
static struct finding *note(struct run *run, enum violation violation, const struct read *read)
{
	struct verdict *verdict = run->verdict;
	struct finding *finding;
	bool replace;

	verdict->counts[violation]++;
	if (!verdict->first_at) {
		verdict->first_at = verdict->executions;
		verdict->first = violation;
		run_limit(run);
	}
	replace = violation == VIOLATION_TORN && worse(run, read);
	if (verdict->found[violation] && !replace)
		return NULL;
	finding = verdict->found[violation];
	if (finding)
		memset(finding, 0, sizeof(*finding));
	else
		finding = calloc(1, sizeof(*finding));
	if (!finding) {
		snprintf(verdict->error, sizeof(verdict->error), "out of memory");
		return NULL;
	}
	verdict->found[violation] = finding;
	fill_finding(run, finding, violation);
	return finding;
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
	finding = note(run, violation, NULL);
	if (!finding)
		return;
	finding->blame = step_back.blame;
	finding->nreads = 2;
	take_witness(run, finding, 0, step_back.first);
	take_witness(run, finding, 1, step_back.second);
}

static bool judge(struct run *run, const struct read *read, u64 *trace)
{
	const struct verify_options *options = run->options;
	struct verdict *verdict = run->verdict;
	enum violation violation;
	struct finding *finding;
	bool interesting, overlaps;

	run_mix(trace, read->end ^ (u64)read->naccesses << 8 ^ (u64)read->e << 32);
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
		run_mix(trace, read->value);
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
	finding = note(run, violation, read);
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

bool run_log(struct run *run)
{
	const struct verify_options *options = run->options;
	struct choice *reads = run->read_choice;
	struct verdict *verdict = run->verdict;
	const struct read *read;
	unsigned int n = 0, most;
	u64 trace = 0;

	if (!machine_host(run->machine, options->host, &run->schedule, run->schedule_choice)) {
		snprintf(verdict->error, sizeof(verdict->error), "%s", machine_error(run->machine));
		return false;
	}
	verdict->runs++;
	undone_look(machine_log(run->machine), options->format, verdict);
	verdict->updates += run->schedule.nupdates;
	oracle_begin(run->oracle, run->machine, options->format);
	run->log++;
	run->nways = 0;
	most = options->executions ? reads_per_log(verdict) : 0;
	if (most)
		choice_reseed(reads, choice_number(&run->schedule_choice->sampler.state));
	else
		choice_exhaustive(reads);
	do {
		choice_begin(reads);
		verdict->executions++;
		read = machine_read(run->machine, options->guest, reads);
		if (!run_seen(run, read) || !judge(run, read, &trace))
			return false;
		if (reads->overflow) {
			snprintf(verdict->error, sizeof(verdict->error),
				 "a read makes more than %d choices", CHOICES_MAX);
			return false;
		}
	} while (choice_next(reads) && !exhausted(run) && (!most || ++n < most));
	judge_pairs(run);
	verdict->trace += trace;
	if (options->first_only && verdict->first_at)
		return false;
	return !exhausted(run) && !verdict->error[0];
}

void run_setup(struct run *run, bool unpruned, unsigned int retries)
{
	struct machine_options options = {
		.format = run->options->format,
		.model = run->options->model,
		.word = run->options->word,
		.retries = retries,
		.unpruned = unpruned,
		.poison = RUN_POISON,
		.dropped = run->options->dropped,
	};

	machine_setup(run->machine, &options);
}

bool run_memoryless(const struct run *run)
{
	return !run->carrying && !machine_carrying_loop(run->machine);
}

void run_watch(struct run *run)
{
	double now;

	if (!run->options->watch)
		return;
	now = seconds_now();
	if (now - run->watched < WATCH)
		return;
	run->watched = now;
	run->options->watch(run->options->watcher, run->options, run->verdict);
}

void run_rewind(struct run *run, unsigned int updates, bool deaths)
{
	run->nupdates = 0;
	run->most = updates;
	run->deaths = deaths;
	run->moved = false;
}

bool run_next(struct run *run)
{
	const struct verify_options *options = run->options;
	struct choice *choice = run->schedule_choice;

	/* another schedule, not another order of visibility of the same */
	if (!run->moved) {
		choice->n = run->schedule_choices;
		run->more = run->nupdates && choice_next(choice);
	}
	run->moved = false;
	if (!run->more) {
		if (run->nupdates == run->most)
			return false;
		run->nupdates++;
		choice_exhaustive(choice);
	}
	choice_begin(choice);
	scenario_choose(choice, options->format, options->host, run->nupdates, run->deaths,
			&run->schedule);
	run->schedule_choices = choice->n;
	return true;
}

bool run_schedule(struct run *run)
{
	struct choice *choice = run->schedule_choice;

	run->verdict->schedules++;
	do {
		choice->n = run->schedule_choices;
		if (!run_log(run))
			return false;
		run->more = choice_next(choice);
	} while (run->more && choice->depth > run->schedule_choices);
	run->moved = true;
	run->verdict->explored++;
	return true;
}

bool run_explore(struct run *run)
{
	run_rewind(run, run->options->updates, run->options->deaths);
	while (run_next(run)) {
		if (!run_schedule(run))
			return false;
		run_watch(run);
		if (run->options->jobs > 1 && run->verdict->executions >= ALONE)
			return share_rest(run);
	}
	return true;
}

bool run_begin(struct run *run, struct machine *machine, struct oracle *oracle,
	       const struct verify_options *options, struct verdict *verdict)
{
	u64 sequence;

	memset(verdict, 0, sizeof(*verdict));
	verdict->first = VIOLATION_NONE;
	*run = (struct run){.machine = machine,
			    .oracle = oracle,
			    .options = options,
			    .verdict = verdict,
			    .alike = ~(u32)0};
	run->started = seconds_now();
	run->schedule_choice = calloc(1, sizeof(*run->schedule_choice));
	run->read_choice = calloc(1, sizeof(*run->read_choice));
	run->ways = calloc(WAYS, sizeof(*run->ways));
	machine_compare_models(machine);
	if (!run->schedule_choice || !run->read_choice || !run->ways) {
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
	run->verdict->alike = run->alike & machine_models_alike(run->machine);
	run->verdict->seconds = seconds_now() - run->started;
	free(run->ways);
	free(run->schedule_choice);
	free(run->read_choice);
}
