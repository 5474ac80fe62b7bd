/* What the logs tell: machines, runs, pairs, samples over time, violations, notices. */
#ifndef REPORT_HISTORY_H
#define REPORT_HISTORY_H

#include <stdbool.h>

#include "report/counts.h"

/* What is drawn over time. A value that a line does not give is NAN. */
enum metric {
	METRIC_READS,	   /* per second */
	METRIC_UPDATES,	   /* per second */
	METRIC_OVERLAPPED, /* reads per second that are known to have overlapped an update */
	METRIC_SHARE,	   /* of the stamped reads, those that overlapped */
	METRIC_RETRIES,	   /* share of the gapped reads that retried */
	METRIC_DISTANCE,   /* log2 of the median distance of a near miss, in ticks */
	METRIC_STEAL,	   /* share of the CPU time that the hypervisor took */
	METRICS
};

/* One line with counts. */
struct log_sample {
	double begin, end; /* seconds since 1970 */
	unsigned int run;
	unsigned int kinds; /* 1 << kind for each that was counted */
	float values[METRICS];
};

struct log_machine {
	const char *host, *cpu;
	const char *cpu_id; /* vendor, family, model, ...; NULL if not told */
	u64 cpus;
	double tsc_hz;
	struct log_counts counts;
};

struct log_run {
	const char *name;
	const json_t *start;	/* the line; NULL if there is none */
	unsigned int machine;	/* index */
	double begin, end;	/* of its lines */
	bool counted;		/* by a heartbeat */
	const json_t *end_line; /* NULL: killed, or still running */
	struct log_counts counts;
};

/* A host, a guest and a placement. */
struct log_pair {
	const char *format, *host, *guest, *placement;
	struct log_counts counts;
};

/* What one run counted of one pair; violations with a line of their own, but not yet in counts. */
struct log_leg {
	unsigned int run, pair;
	u64 uncounted[LOG_KINDS];
};

/* The time of one violation. */
struct log_mark {
	double unix_time;
	unsigned int run;
	enum log_kind kind;
};

/* The first of a kind that a machine has found of a pair. */
struct log_violation {
	double unix_time;
	unsigned int run, pair;
	enum log_kind kind;
	const json_t *line, *explained; /* explained: NULL if there is no such line */
	u64 lines;			/* how many there are */
};

/* What the machine finds in a pair: a bit for each kind. */
struct log_opinion {
	const char *format, *host, *guest;
	unsigned int kinds;
};

struct log_explained {
	unsigned int run;
	const json_t *line;
};

struct log_notice {
	double unix_time;
	unsigned int run;
	const json_t *line;
};

struct log_file {
	const char *path;
	u64 lines, broken, repeated; /* broken: not readable, but for the last */
	bool cut;		     /* the last line was */
};

/* A growing array of any of these. */
struct log_array {
	void *items;
	size_t count, room;
};

struct history {
	struct log_array machines, runs, pairs, legs, samples, marks, violations, explained;
	struct log_array notices, files, kept, seen, opinions;
	struct log_counts total;
	double begin, end; /* of all runs */
	u64 telling;	   /* lines with counts or a violation */
	bool out_of_memory;
	char *line; /* buffer */
};

#define ITEM(history, array, type, i) (&((struct type *)(history)->array.items)[i])

/*
 * Add the log at path. false with one line in why[size], which begins with the path: it can't be
 * read, is no log, is of a later version, or holds neither counts nor violations. A line cut short
 * at the end and lines that are not understood are counted in the file's log_file; lines that
 * another file (or this one) has already given are left out.
 */
bool history_read(struct history *history, const char *path, char *why, size_t size);

/* After the last file: complete the sums, sort by time. false: out of memory. */
bool history_finish(struct history *history);
void history_free(struct history *history);

/*
 * Which violations does the machine find in the pair, if these counts have none? A bit for each kind;
 * 0 if they have one, or as far as the logs tell.
 */
unsigned int history_not_seen(const struct history *history, const struct log_pair *pair);

const char *history_host(const struct history *history, unsigned int run);

#endif
