/*
 * The loop around the machine: a schedule, the host's run, then every read of the guest against
 * that log.
 */
#include "verify/run.h"

#include <stdlib.h>
#include <time.h>

#include "clock/scenario.h"
#include "machine/lost.h"
#include "verify/wanted.h"

#define WATCH 0.1 /* seconds */

static double seconds_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

double run_seconds(const struct run *run)
{
	return seconds_now() - run->started;
}

void run_mix(u64 *hash, u64 value)
{
	*hash = (*hash ^ value) * 0x9e3779b97f4a7c15;
	*hash ^= *hash >> 29;
}

bool run_stopped(struct run *run)
{
	if (!run->options->stop || !*run->options->stop)
		return false;
	run->verdict->interrupted = true;
	return true;
}

bool run_exhausted(struct run *run)
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

/* Is what one side stores put back by the other? */
static bool look_for_lost(struct run *run)
{
	const struct choice *choice = run->schedule_choice;
	const struct verify_options *options = run->options;
	unsigned int first = run->schedule_choices;

	if (!machine_lost(run->machine, options->host, &run->schedule, choice->taken + first,
			  choice->n - first))
		return true;
	run->verdict->executions += !run->verdict->executions;
	run_note(run, VIOLATION_LOST, NULL);
	return !options->first_only && !run->verdict->error[0];
}

bool run_log(struct run *run)
{
	const struct verify_options *options = run->options;
	struct choice *reads = run->read_choice;
	struct verdict *verdict = run->verdict;
	const struct read *read;
	bool by_label = run->structure.on;
	u64 *logs = by_label ? &verdict->cost.structures : &verdict->cost.logs, trace = 0;
	u64 *maps = by_label ? &verdict->cost.structure_maps : &verdict->cost.log_maps;
	unsigned int n = 0, most;

	if (!machine_host(run->machine, options->host, &run->schedule, run->schedule_choice)) {
		snprintf(verdict->error, sizeof(verdict->error), "%s", machine_error(run->machine));
		return false;
	}
	if (run->lost_alone && !run->orders_left--)
		return false;
	if (machine_log(run->machine)->asleep) {
		verdict->asleep++;
		return !run_exhausted(run);
	}
	if (run->schedule.writers && !look_for_lost(run))
		return false;
	if (run->logs && logs_repeated(run)) {
		verdict->repeated++;
		return !run_exhausted(run);
	}
	verdict->runs++;
	if (run->lost_alone)
		return !run_exhausted(run);
	++*logs;
	undone_look(machine_log(run->machine), options->format, verdict);
	verdict->updates += run->schedule.nupdates;
	oracle_begin(run->oracle, run->machine, options->format);
	run->log++;
	enough_begin_log(run);
	run->nways = 0;
	most = options->executions ? reads_per_log(verdict) : 0;
	if (most)
		choice_reseed(reads, choice_number(&run->schedule_choice->sampler.state));
	else
		choice_exhaustive(reads);
	do {
		choice_begin(reads);
		verdict->executions++;
		++*maps;
		read = machine_read(run->machine, options->guest, reads);
		if (!run_seen(run, read) || !run_judge(run, read, &trace))
			return false;
		if (reads->overflow) {
			snprintf(verdict->error, sizeof(verdict->error),
				 "a read makes more than %d choices", CHOICES_MAX);
			return false;
		}
		if (enough_of_log(run)) {
			verdict->left++;
			break;
		}
	} while (choice_next(reads) && !run_exhausted(run) && (!most || ++n < most));
	run_judge_pairs(run);
	verdict->trace += trace;
	if (options->first_only && verdict->first_at)
		return false;
	return !run_exhausted(run) && !verdict->error[0];
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
		.by_label = run->structure.on,
		.writer = run->options->guest,
		.stores_alone = run->lost_alone,
		.moves = run_moves(run),
		.store_due = run->wanted ? wanted_due : NULL,
		.store_arg = run->wanted,
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
	run->come = 0;
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
		run->further.shorter = run->verdict->schedules;
		choice_exhaustive(choice);
	}
	choice_begin(choice);
	scenario_choose(choice, options->format, options->host, run->writes ? 2 : options->hosts,
			run->nupdates, run->deaths, &run->schedule);
	if (run->writes)
		writers_give(&run->schedule);
	vcpus_choose(choice, run->vcpus, options->tscs, &run->schedule);
	run->schedule_choices = choice->n;
	run->come++;
	return true;
}

bool run_schedule(struct run *run)
{
	struct choice *choice = run->schedule_choice;
	u64 left = run->verdict->left;

	run->verdict->schedules++;
	logs_forget(run);
	do {
		choice->n = run->schedule_choices;
		if (!run_log(run))
			return false;
		run->more = choice_next(choice);
	} while (run->more && choice->depth > run->schedule_choices);
	run->moved = true;
	run->verdict->explored += run->verdict->left == left;
	return true;
}

bool run_explore(struct run *run)
{
	run_rewind(run, run->options->updates, run->options->deaths);
	while (run_next(run)) {
		u64 before = run->verdict->executions;

		if (enough_of_all(run) || !run_schedule(run))
			return false;
		estimate_done(run, run->nupdates, run->verdict->executions - before);
		if (run->verdict->executions >= RUN_ALONE)
			estimate_tell(run);
		run_watch(run);
		enough_settle(run);
		if (run->options->jobs > 1 && run->verdict->executions >= RUN_ALONE)
			return share_rest(run) && !run->verdict->left;
	}
	return !run->verdict->left;
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
	if (!run->schedule_choice || !run->read_choice || !run->ways || !logs_make(run)) {
		snprintf(verdict->error, sizeof(verdict->error), "out of memory");
		return false;
	}
	if (!scenario_start(options->format, options->host, 0, &sequence)) {
		snprintf(verdict->error, sizeof(verdict->error),
			 "%s: legal_start takes no sequence below 65536: no page to start with",
			 options->host->file);
		return false;
	}
	run->vcpus = verdict->vcpus = run_vcpus(run);
	if (options->several && run->vcpus < 2) {
		snprintf(verdict->error, sizeof(verdict->error),
			 "--tscs and --migrations are of several vCPUs, and this guest is on one: "
			 "give --vcpus as well");
		return false;
	}
	if (options->updates > vcpus_updates_max(run->vcpus)) {
		snprintf(verdict->error, sizeof(verdict->error),
			 "with %u vCPUs a schedule has at most %u updates", run->vcpus,
			 vcpus_updates_max(run->vcpus));
		return false;
	}
	machine_compare_models(machine);
	return true;
}

void run_end(struct run *run)
{
	if (run->vcpus == 1 && !run->options->vcpus && machine_asked_vcpu(run->machine) &&
	    !run->verdict->error[0])
		snprintf(run->verdict->error, sizeof(run->verdict->error),
			 "the guest asks now and then which vCPU it is on: say how many there are, "
			 "as in --vcpus 2");
	run->verdict->alike = run->alike & machine_models_alike(run->machine);
	run->verdict->seconds = run_seconds(run);
	free(run->logs);
	free(run->ways);
	free(run->schedule_choice);
	free(run->read_choice);
}
