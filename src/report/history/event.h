/* One line of a log, understood as a whole or not at all; then taken into a history. */
#ifndef REPORT_EVENT_H
#define REPORT_EVENT_H

#include "report/history/history.h"

enum event_kind {
	EVENT_START,
	EVENT_HEARTBEAT,
	EVENT_VIOLATION,
	EVENT_EXPLAINED,
	EVENT_VERIFIED,
	EVENT_NOTICE,
	EVENT_END,
	EVENT_OTHER, /* of a later version: nothing is known of it but run and time */
};

/* Texts are those of the line; NULL if they are not given, and names are "". */
struct event {
	enum event_kind kind;
	const char *run;
	double unix_time;
	const char *format, *host, *guest, *placement, *source;
	bool has_counts;
	struct log_counted counted;
	const char *text, *finding, *trace, *what, *verdict;
	unsigned int kinds; /* that verify found: a bit for each */
	struct {
		u64 version, cpus, probes;
		const char *host, *cpu, *cpu_id, *kernel, *clock, *tool, *commit;
		double tsc_hz; /* 0 if it is not given */
		json_t *parameters;
	} start;
	struct log_violation violation; /* run, pair and what explains it left out */
};

/* false if the line is none of a log, or something in it cannot be. */
bool event_parse(const json_t *line, struct event *event);

/* Take in what the line tells. */
void event_take(struct history *history, const struct event *event);

/* Add counts up to a time, of a run and a pair. */
void event_add_counts(struct history *history, u32 index, u32 pair, double unix_time,
		      const struct log_counted *counted);

/* Leave only the earliest of the notices, SHOWN of them, by time. */
void event_cut_notices(struct history *history);

#endif
