/* The lines that runs of stress and live append to their log; docs/stress.md describes them. */
#ifndef ANALYSIS_RACE_LOG_H
#define ANALYSIS_RACE_LOG_H

#include "analysis/legs.h"

/* The run begins on these CPUs: from now on time is counted. */
void race_log_start(struct legs *legs, const unsigned int *cpus, unsigned int ncpus,
		    json_t *parameters);

/* What the leg has counted since the heartbeat before. */
void race_log_heartbeat(struct legs *legs, const struct race_counts *leg);

/* lane, format: of a live clock, else NULL. */
void race_log_violation(struct legs *legs, const char *lane, const struct format *format,
			const struct race_violation *violation);
/* text: one sentence; path and trace: of the finding, which has neither if it is not explained. */
void race_log_explained(struct legs *legs, const struct race_violation *violation, const char *path,
			const char *text, const char *trace);

/* What the machine finds in the pair, a bit for each enum violation. */
void race_log_verified(struct legs *legs, u32 wrong);

void race_log_notice(struct legs *legs, const char *what, const char *text);

/* What a live clock came to, in one line of text, and as it stands in --json. */
void race_log_measured(struct legs *legs, const char *name, const struct outcome *outcome);

void race_log_end(struct legs *legs, const char *verdict, const struct race_counts *total);

#endif
