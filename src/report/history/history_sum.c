/* The sums, once all lines are in. */
#include "report/history/history_event.h"
#include "report/history/history_find.h"

/* A run without a heartbeat is told by its end, of the pair that its other lines name. */
static void sum_end(struct history *history, u32 index)
{
	struct log_run *run = ITEM(history, runs, log_run, index);
	struct log_end *end = run->end_counts;
	u32 pair = NAMES_NONE;

	for (u32 i = run->first_leg; i != NAMES_NONE; i = ITEM(history, legs, log_leg, i)->next)
		pair = ITEM(history, legs, log_leg, i)->pair;
	if (pair == NAMES_NONE)
		pair = history_find_pair(history, "", "", "", "");
	if (!history->stuck)
		history_add_counts(history, index, pair, end->elapsed, run->end, &end->counts,
				   &end->details);
}

/* What a killed run found after its last heartbeat is in violation lines alone. */
static void sum_leg(struct history *history, struct log_run *run, const struct log_leg *leg)
{
	struct log_counts more = {0};

	for (int kind = 0; kind < LOG_KINDS; kind++)
		more.violations[kind] = leg->uncounted[kind];
	counts_add(&ITEM(history, pairs, log_pair, leg->pair)->counts, &more);
	counts_add(&run->counts, &more);
}

void history_sum(struct history *history)
{
	for (u32 i = 0; i < history->runs.count && !history->stuck; i++) {
		struct log_run *run = ITEM(history, runs, log_run, i);

		if (run->end_counts)
			sum_end(history, i);
		if (run->machine == NAMES_NONE)
			run->machine = history_find_machine(history, "", "");
	}
	if (history->stuck)
		return;
	for (u32 i = 0; i < history->runs.count; i++) {
		struct log_run *run = ITEM(history, runs, log_run, i);

		for (u32 leg = run->first_leg; leg != NAMES_NONE;
		     leg = ITEM(history, legs, log_leg, leg)->next)
			sum_leg(history, run, ITEM(history, legs, log_leg, leg));
		counts_add(&ITEM(history, machines, log_machine, run->machine)->counts,
			   &run->counts);
		counts_add(&history->total, &run->counts);
	}
}
