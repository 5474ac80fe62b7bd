/* The figures of an instance of AFL++: executions, their rate, corpus and coverage of its job. */
#ifndef WARPAGE_AFL_STATS_H
#define WARPAGE_AFL_STATS_H

#include "campaign/job.h"

/* Have the figures of the process that the job starts next sent here, once a second. */
void afl_stats_open(struct job *job);

/* Take the figures that were sent, without waiting. */
void afl_stats_receive(struct job *job);

/*
 * afl-fuzz goes on in a folder whose fuzzer_stats, at path, begins with two times, starts anew without that file, and gives up if it
 * is cut off, as where the one before was killed while it wrote it: have it go on then, with times that say nothing. 0, or as
 * file_anew().
 */
int afl_stats_mend(const char *path);

/* Take those of the file fuzzer_stats at path, unless they are older. */
void afl_stats_read(struct job *job, const char *path);

#endif
