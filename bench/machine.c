/*
 * What the machine costs: single schedules, executions per second, whole verdicts, and how many
 * executions a wrong pair needs. Prints the best of several runs, as the machines are shared.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "clock/scenario.h"
#include "protocols/registry.h"
#include "verify/verify.h"

#define RUNS 15

struct bench {
	struct machine *machine;
	struct oracle oracle;
	struct verify_options options;
};

static void set_pair(struct bench *bench, const char *format, const char *host, const char *guest)
{
	const struct format *f = registry_find_format(format);

	bench->options =
		(struct verify_options){.format = f,
					.host = registry_find_host(ENGINE_MACHINE, f, host),
					.guest = registry_find_guest(ENGINE_MACHINE, f, guest),
					.model = MODEL_X86,
					.word = 64,
					.retries = 3,
					.updates = 3,
					.budget = 300000};
}

/* The spaced schedule of n updates that alternates between the kinds. */
static void make_schedule(const struct bench *bench, unsigned int n, struct schedule *schedule)
{
	const struct pace *pace = scenario_pace(1);
	u64 rate;

	memset(schedule, 0, sizeof(*schedule));
	scenario_start(bench->options.format, bench->options.host, 0, &schedule->sequence);
	schedule->placement = bench->options.format->placements[0];
	scenario_plain_clock(bench->options.format, schedule);
	schedule->tail = pace->tail;
	schedule->nupdates = n;
	rate = schedule->rate;
	for (unsigned int i = 0; i < n; i++) {
		struct update *update = &schedule->updates[i];

		*update = (struct update){
			.hold = pace->hold, .lead = pace->lead, .gap = pace->gap, .dies_after = -1};
		scenario_plain_update(update, scenario_kind(i % 4), rate, i % 2);
		rate = update->rate;
	}
}

static void one_schedule(struct bench *bench, const char *format, const char *host,
			 const char *guest, unsigned int n)
{
	struct verdict verdict, best = {.seconds = 1e9};
	struct schedule schedule;

	set_pair(bench, format, host, guest);
	make_schedule(bench, n, &schedule);
	for (unsigned int i = 0; i < RUNS; i++) {
		verify_schedule(bench->machine, &bench->oracle, &bench->options, &schedule,
				&verdict);
		if (verdict.seconds < best.seconds)
			best = verdict;
		verdict_free(&verdict);
	}
	printf("one schedule  %-16s x %-12s %2u updates: %8.3f ms, %7" PRIu64
	       " executions, %5.1f M/s, status %d\n",
	       host, guest, n, best.seconds * 1e3, best.executions,
	       (double)best.executions / best.seconds / 1e6, verdict_status(&best));
}

static void whole_verdict(struct bench *bench, const char *format, const char *host,
			  const char *guest)
{
	struct verdict verdict;

	set_pair(bench, format, host, guest);
	verify(bench->machine, &bench->oracle, &bench->options, &verdict);
	printf("whole verdict %-16s x %-12s: %6.3f s, %8" PRIu64 " executions in %5" PRIu64
	       " schedules, status %d\n",
	       host, guest, verdict.seconds, verdict.executions, verdict.schedules,
	       verdict_status(&verdict));
	verdict_free(&verdict);
}

/* What verify --all explores; models that are alike are explored twice here. */
static void all_verdicts(struct bench *bench)
{
	u64 executions[2] = {0};
	double seconds[2] = {0}, anchor;
	unsigned int n[2] = {0};
	struct verdict verdict;

	set_pair(bench, "hyperv-tsc", "odd-even", "hv-spin-even");
	bench->options.updates = 2;
	verify(bench->machine, &bench->oracle, &bench->options, &verdict);
	anchor = verdict.seconds;
	verdict_free(&verdict);
	for (unsigned int i = 0; registry_pair(ENGINE_MACHINE, i, &bench->options.format,
					       &bench->options.host, &bench->options.guest);
	     i++)
		for (int model = 0; model < MODELS; model++) {
			bool wrong;

			bench->options.model = (enum model)model;
			verify(bench->machine, &bench->oracle, &bench->options, &verdict);
			wrong = verdict_violations(&verdict);
			n[wrong]++;
			seconds[wrong] += verdict.seconds;
			executions[wrong] += verdict.executions;
			verdict_free(&verdict);
		}
	for (int wrong = 0; wrong < 2; wrong++)
		printf("all pairs, all models: %3u %s verdicts: %6.3f s, %8" PRIu64
		       " executions, %5.0f times odd-even x hv-spin-even\n",
		       n[wrong], wrong ? "wrong" : "right", seconds[wrong], executions[wrong],
		       seconds[wrong] / anchor);
}

static int compare(const void *a, const void *b)
{
	const u64 *x = a, *y = b;

	return *x < *y ? -1 : *x > *y;
}

static void first_violation(struct bench *bench)
{
	struct verdict verdict;
	u64 firsts[21];

	set_pair(bench, "hyperv-tsc", "single-store", "hv-seed");
	verify(bench->machine, &bench->oracle, &bench->options, &verdict);
	printf("single-store x hv-seed: verify meets a violation at execution %" PRIu64 "\n",
	       verdict.first_at);
	verdict_free(&verdict);
	bench->options.first_only = true;
	bench->options.executions = 1000000;
	bench->options.updates = 8;
	for (unsigned int i = 0; i < ARRAY_SIZE(firsts); i++) {
		bench->options.seed = i + 1;
		search(bench->machine, &bench->oracle, &bench->options, &verdict);
		firsts[i] = verdict.first_at;
		verdict_free(&verdict);
	}
	qsort(firsts, ARRAY_SIZE(firsts), sizeof(*firsts), compare);
	printf("single-store x hv-seed: search, 21 seeds: median %" PRIu64 ", worst %" PRIu64 "\n",
	       firsts[10], firsts[20]);
}

int main(void)
{
	static const unsigned int updates[] = {1, 2, 3, 4, 8, 12, 16};
	struct bench bench = {.machine = machine_new()};

	if (!bench.machine || !oracle_init(&bench.oracle))
		return 2;
	for (unsigned int i = 0; i < ARRAY_SIZE(updates); i++)
		one_schedule(&bench, "hyperv-tsc", "odd-even", "hv-spin-even", updates[i]);
	for (unsigned int i = 0; i < ARRAY_SIZE(updates); i++)
		one_schedule(&bench, "hyperv-tsc", "invalidate", "hv-ordered", updates[i]);
	for (unsigned int i = 0; i < ARRAY_SIZE(updates); i++)
		one_schedule(&bench, "pvclock", "pvclock-odd-even", "pv-ordered", updates[i]);
	whole_verdict(&bench, "hyperv-tsc", "odd-even", "hv-spin-even");
	whole_verdict(&bench, "hyperv-tsc", "invalidate", "hv-ordered");
	whole_verdict(&bench, "hyperv-tsc", "frozen", "hv-ordered");
	whole_verdict(&bench, "pvclock", "pvclock-odd-even", "pv-ordered");
	whole_verdict(&bench, "vmclock", "seq-or-1", "vm-ordered");
	all_verdicts(&bench);
	first_violation(&bench);
	oracle_free(&bench.oracle);
	machine_free(bench.machine);
	return 0;
}
