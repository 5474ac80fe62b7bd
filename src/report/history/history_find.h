/*
 * Where in a history something is; what is not there yet is added. Once a history is stuck, none of
 * the results means anything.
 */
#ifndef REPORT_HISTORY_FIND_H
#define REPORT_HISTORY_FIND_H

#include "report/history/history.h"

/* One more item of size bytes, all 0; NULL (and history->stuck) without memory. */
void *history_push(struct history *history, struct log_array *array, size_t size);

/*
 * The index of the item that a table (a letter) has under key. A new one is *fresh, and all 0; NULL
 * in *fresh if it is an old one.
 */
u32 history_enter(struct history *history, struct log_array *array, size_t size, char table,
		  const u32 key[4], void **fresh);

u32 history_find_machine(struct history *history, const char *host, const char *cpu);

/* A new run has no machine until its start is read. */
u32 history_find_run(struct history *history, const char *name, double unix_time);
u32 history_find_title(struct history *history, const char *format, const char *host,
		       const char *guest, const char *source);
u32 history_find_pair(struct history *history, const char *format, const char *host,
		      const char *guest, const char *source, const char *placement);

/* NULL if the history is stuck. */
struct log_leg *history_find_leg(struct history *history, u32 run, u32 pair);

#endif
