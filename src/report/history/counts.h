/* The counts of a log line, and what follows from them. */
#ifndef REPORT_COUNTS_H
#define REPORT_COUNTS_H

#include <jansson.h>
#include <stdbool.h>

#include "violation/violation.h"

#define BUCKETS 16    /* of a histogram: 0; 2^(b-1) to 2^b - 1; the last takes the rest */
#define REASONS_MAX 8 /* for which reads went unjudged; the last takes the rest */
#define REASON_MAX 32

/* Of the kinds of violations in a log the last stands for all that we do not know. */
#define LOG_OTHER VIOLATION_KINDS
#define LOG_KINDS (VIOLATION_KINDS + 1)

struct log_reason {
	char name[REASON_MAX];
	u64 count;
};

/* What is told of each machine, run and pair: words that add up, and stay at their largest value. */
struct log_counts {
	u64 reads, updates, stamped, overlapped, unjudged;
	u64 violations[LOG_KINDS];
	double stolen, seconds; /* CPU share times seconds; seconds that were counted */
};

/* What is told of all of them together; up to late_most, words that add up. */
struct log_details {
	u64 torn_updates, met[BUCKETS], retries[BUCKETS], distance[BUCKETS];
	u64 late_most; /* ticks: the latest of VIOLATION_LATE_TSC; a sum has the most */
	struct log_reason unjudged[REASONS_MAX];
};

/* Counts, and the seconds that they are of. */
struct log_counted {
	double seconds;
	struct log_counts counts;
	struct log_details details;
};

const char *log_kind_name(unsigned int kind);

/* LOG_OTHER if it is unknown or NULL. */
unsigned int log_kind_parse(const char *name);

/*
 * Read the object `counts` of a line that speaks of counted->seconds. What is not there is 0; false if
 * something is no number, or out of range.
 */
bool counts_parse(const json_t *object, struct log_counted *counted);

void counts_add(struct log_counts *sum, const struct log_counts *more);
void details_add(struct log_details *sum, const struct log_details *more);

/* All kinds but unordered-tsc and late-tsc. */
u64 counts_violations(const struct log_counts *counts);

u64 histogram_total(const u64 histogram[BUCKETS]);

/* log2 of the median (0 for 0 and 1), or NAN of nothing. */
double histogram_median(const u64 histogram[BUCKETS]);

#endif
