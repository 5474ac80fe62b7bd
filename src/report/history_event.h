/* One line of a log, taken into a history. */
#ifndef REPORT_HISTORY_EVENT_H
#define REPORT_HISTORY_EVENT_H

#include "report/history.h"

/* One more item of size bytes, all 0; NULL (and history->out_of_memory) without memory. */
void *history_push(struct history *history, struct log_array *array, size_t size);

/*
 * Take the line in; history may keep a reference. false if it is no line of a log. A version that
 * this program does not know is left in *version.
 */
bool history_event(struct history *history, json_t *line, u64 *version);

/* Complete runs, pairs and total once all lines are in. */
void history_sum(struct history *history);

#endif
