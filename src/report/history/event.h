/* One line of a log, understood as a whole or not at all. */
#ifndef REPORT_EVENT_H
#define REPORT_EVENT_H

#include "report/history/counts.h"

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
	const char *format, *host, *guest, *placement;
	double seconds; /* that the counts are of */
	bool has_counts;
	struct log_counts counts;
	struct log_details details;
	const char *text, *finding, *what, *verdict;
	unsigned int kinds; /* that verify found: a bit for each */
	struct {
		u64 version, cpus, probes;
		const char *host, *cpu, *cpu_id, *kernel, *clock;
		double tsc_hz; /* 0 if it is not given */
		json_t *parameters;
	} start;
	struct {
		unsigned int kind;
		bool has_cpu, has_value, has_ticks, fell_back;
		s64 cpu, value;
		u64 ticks;
	} violation;
};

/* false if the line is none of a log, or something in it cannot be. */
bool event_parse(const json_t *line, struct event *event);

#endif
