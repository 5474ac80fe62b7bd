/*
 * Barriers that order nothing. Without one of the host's there are the same stores, in the same orders, as with it; then
 * all reads are the same, too, and none has to be made to say so.
 */
#include "clock/scenario.h"
#include "verify/run.h"
#include "verify/verify.h"

#define FENCES_MAX 128

static void mix_set(u64 *hash, const struct event_set *set)
{
	for (unsigned int w = 0; w < EVENT_SET_WORDS; w++)
		run_mix(hash, event_set_word(set, w));
}

static void mix_events(u64 *hash, const struct log *log)
{
	for (unsigned int i = 0; i < log->nevents; i++) {
		const struct event *event = &log->events[i];

		run_mix(hash, (u64)event->offset << 48 | (u64)event->size << 32 |
				      (u64)event->update << 8 | event->ordinal);
		run_mix(hash, event->value);
		run_mix(hash, event->time);
		run_mix(hash, (u64)event->enter << 16 | event->force);
		if (!log->ordered)
			mix_set(hash, &event->before);
	}
}

static void mix_steps(u64 *hash, const struct log *log)
{
	for (unsigned int i = 0; i < log->nsteps; i++) {
		const struct step *step = &log->steps[i];

		run_mix(hash, step->start);
		run_mix(hash, step->end);
		run_mix(hash, step->tsc_offset);
		run_mix(hash, (u64)step->out << 32 | (u64)(u16)step->frozen << 16 | step->event);
		run_mix(hash, (u64)step->open << 8 | log->valid[i]);
	}
}

/* All that readers and judges are told of a log, but for the places in the host's code. */
static void mix_log(u64 *hash, const struct log *log)
{
	run_mix(hash, (u64)log->nevents << 32 | (u64)log->nsteps << 16 | log->ngenerations);
	run_mix(hash, log->tsc << 3 | (u64)log->partial << 2 | (u64)log->ordered << 1 | log->died);
	mix_events(hash, log);
	mix_steps(hash, log);
	for (unsigned int k = 0; k < log->ngenerations; k++) {
		run_mix(hash, log->begin[k]);
		run_mix(hash, log->done[k]);
		run_mix(hash, log->handed[k]);
		run_mix(hash, log->left[k]);
		run_mix(hash, (u64)log->host_error[k]);
		for (unsigned int n = 0; n < layout_each(&log->layout); n++)
			run_mix(hash, log->pages[k][n]);
	}
}

/* All that the host does in all schedules; false if it can't be run. */
static bool hash_hosts(struct run *run, u64 *hash)
{
	struct choice *choice = run->schedule_choice;

	run_rewind(run, run->options->updates, run->options->deaths);
	while (run_next(run)) {
		do {
			choice->n = run->schedule_choices;
			if (!machine_host(run->machine, run->options->host, &run->schedule, choice))
				return false;
			mix_log(hash, machine_log(run->machine));
			run_mix(hash, choice->n);
			run->more = choice_next(choice);
		} while (run->more && choice->depth > run->schedule_choices);
		run->moved = true;
	}
	return true;
}

static bool met(const struct machine *machine, const struct site *fence)
{
	const struct site *sites[FENCES_MAX];
	const char *names[FENCES_MAX];
	unsigned int n = machine_fences(machine, sites, names, FENCES_MAX);

	for (unsigned int i = 0; i < n; i++)
		if (sites[i] == fence)
			return true;
	return false;
}

bool verify_idle(struct machine *machine, struct oracle *oracle,
		 const struct verify_options *options, const char *name)
{
	/* loads of weak are as free as plain ones, which is all that a compiler's barrier orders */
	bool nothing = options->model == MODEL_WEAK && !strcmp(name, "barrier");
	struct verify_options with = *options;
	u64 hashes[2] = {1, 1};
	struct verdict verdict;
	bool same = false;
	struct run run;

	/* the guest may have the barrier as well, of a function that both call */
	if (!strcmp(options->host->file, options->guest->file))
		return false;
	with.dropped = NULL;
	if (run_begin(&run, machine, oracle, options, &verdict)) {
		run_setup(&run, false, options->retries);
		same = hash_hosts(&run, &hashes[0]);
		if (same && !met(machine, options->dropped)) {
			run_end(&run);
			return nothing;
		}
		run.options = &with;
		run_setup(&run, false, options->retries);
		same = same && hash_hosts(&run, &hashes[1]) && hashes[0] == hashes[1];
	}
	run_end(&run);
	return same;
}
