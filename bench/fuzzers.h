/* A fuzzer's executions to the first violation of a pair, as bench/first.sh counts them. */
#ifndef WARPAGE_BENCH_FUZZERS_H
#define WARPAGE_BENCH_FUZZERS_H

#include <stdbool.h>

#include "verify/verify.h"

/* Names as bench/first.sh takes them; the last is NULL. */
extern const char *const fuzzers[];

/*
 * Run a fuzzer on the pair and the model of *what, from an empty corpus, for so many seconds at most.
 * *executions: until the violation, or UINT64_MAX if there was none; *elapsed: seconds by the clock.
 * To be called in the source folder. false if it did not run: stderr says why.
 */
bool fuzzer_first(const char *fuzzer, const struct verify_options *what, unsigned int seed,
		  unsigned int seconds, u64 *executions, double *elapsed);

#endif
