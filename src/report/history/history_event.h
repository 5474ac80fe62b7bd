/* Lines of logs, taken into a history. */
#ifndef REPORT_HISTORY_EVENT_H
#define REPORT_HISTORY_EVENT_H

#include "report/history/event.h"
#include "report/history/history.h"

/* Take in what the line tells. */
void history_event(struct history *history, const struct event *event);

/* Add counts of that many seconds up to a time, of a run and a pair. */
void history_add_counts(struct history *history, u32 index, u32 pair, double seconds,
			double unix_time, const struct log_counts *counts,
			const struct log_details *details);

/* The earliest of the notices by time, SHOWN of them. */
void history_cut_notices(struct history *history);

/* Complete runs, pairs and total once all lines are in. */
void history_sum(struct history *history);

#endif
