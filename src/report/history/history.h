/* What the logs tell: machines, runs, pairs, samples over time, violations, notices. */
#ifndef REPORT_HISTORY_H
#define REPORT_HISTORY_H

#include <stdbool.h>

#include "report/history/counts.h"
#include "report/history/names.h"

#define SHOWN 200	       /* rows of a table of the page: of these there are words */
#define HISTORY_LINE (1 << 18) /* bytes of a line: one of a log has a few thousand */
#define HISTORY_MAX 100000     /* machines, runs or pairs */

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
	char *cpu_id; /* vendor, family, model, ...; NULL if not told, or not shown */
	u64 cpus;
	double tsc_hz;
	struct log_counts counts;
};

/* What the page quotes of a run. Texts are as long as the page has room for, or NULL. */
struct log_words {
	char *kernel, *clock, *parameters, *verdict, *version, *commit;
	u64 probes;
};

struct log_run {
	const char *name;
	u32 machine;			/* index */
	double begin, end;		/* of its lines */
	bool started, ended;		/* not ended: killed, or still running */
	bool counted;			/* by a heartbeat */
	u32 first_leg;			/* index; the others follow by their next */
	bool end_told;			/* did the end tell a sum of the reads, */
	u64 end_reads;			/* and which? */
	struct log_counted *end_counts; /* for a run that has no others */
	struct log_words *words;	/* of the first SHOWN */
	struct log_counts counts;
};

/* A host and a guest. */
struct log_title {
	const char *format, *host, *guest;
	const char *source;	  /* the host is a live clock: in words, or "" */
	u32 first_pair;		  /* NAMES_NONE if it was not raced */
	unsigned int kinds;	  /* that the machine finds in it: a bit for each */
	u32 explained[LOG_KINDS]; /* index of the newest, or NAMES_NONE */
};

/* A title and a placement. */
struct log_pair {
	const char *format, *host, *guest, *placement;
	u32 title;
	struct log_counts counts;
};

/* What one run has of one pair: violations with a line of their own, but not yet in counts. */
struct log_leg {
	u32 pair, next;
	u32 uncounted[LOG_KINDS];
};

/* The time of one violation. */
struct log_mark {
	double unix_time;
	u32 run;
	unsigned int kind;
};

/* The first of a kind that a machine has found of a pair. */
struct log_violation {
	double unix_time;
	u32 run, pair;
	unsigned int kind;
	bool has_cpu, has_value, has_ticks, fell_back;
	s64 cpu, value;
	u64 ticks;
	u32 explained; /* index; NAMES_NONE if no line explains it */
	u64 lines;     /* how many there are */
};

struct log_explained {
	char *text, *finding;
	char *trace; /* in columns, or NULL */
};

struct log_notice {
	double unix_time;
	u32 run;
	char *what, *text;
};

struct log_file {
	const char *path;
	u64 lines, broken, repeated; /* broken: not understood, but for the last */
	bool cut;		     /* the last line was */
};

/* A growing array of any of these. */
struct log_array {
	void *items;
	size_t count, room;
};

struct history {
	struct log_array machines, runs, titles, pairs, legs, samples, marks, violations;
	struct log_array explained;
	struct log_array notices;      /* the earliest */
	struct log_array notice_times; /* double, of all */
	struct log_array files, seen;
	struct names names;
	struct log_counts total;
	struct log_details details;
	double begin, end; /* of all runs */
	u64 telling;	   /* lines with counts or a violation */
	u64 secret;	   /* nobody can tell where a line will be in seen */
	const char *stuck; /* why no more can be taken in, or NULL */
	char *line;	   /* buffer */
};

#define ITEM(history, array, type, i) (&((struct type *)(history)->array.items)[i])

/*
 * Add the log at path, or that of the stream. false with one line in why[size], which begins with the
 * path: it can't be read, is no log, is of a later version, holds neither counts nor violations, or
 * is of more than HISTORY_MAX machines. Lines that are not understood, among which are those with a
 * number out of its range and those longer than HISTORY_LINE, and a line cut short at the end are
 * counted in the file's log_file; lines that another file (or this one) has already given are left
 * out.
 *
 * Of each line only that is kept which the page shows: what a log says besides takes no memory.
 */
bool history_read(struct history *history, const char *path, char *why, size_t size);
bool history_read_stream(struct history *history, FILE *in, const char *path, char *why,
			 size_t size);

/* After the last file: complete the sums, sort by time. false: see stuck. */
bool history_finish(struct history *history);
void history_free(struct history *history);

/*
 * Which violations does the machine find in the pair, if these counts have none? A bit for each kind;
 * 0 if they have one, or as far as the logs tell.
 */
unsigned int history_not_seen(const struct history *history, const struct log_pair *pair);

/* The name of a machine, or of a run's. */
const char *history_host(const struct log_machine *machine);
const char *history_host_of(const struct history *history, u32 run);

/* For qsort(): by the double that items begin with, a time or a place. */
int history_by_first(const void *a, const void *b);

#endif
