/* Runs bench/first.sh, which knows how each fuzzer is started and what it prints. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "bench/fuzzers.h"

const char *const fuzzers[] = {"libfuzzer", "afl", NULL};

bool fuzzer_first(const char *fuzzer, const struct verify_options *what, unsigned int seed,
		  unsigned int seconds, u64 *executions, double *elapsed)
{
	char command[512], count[32];
	FILE *script;
	bool good;

	snprintf(command, sizeof(command), "bench/first.sh %s %s:%s:%s %s %u %u", fuzzer,
		 what->format->name, what->host->name, what->guest->name, model_name(what->model),
		 seed, seconds);
	script = popen(command, "r");
	if (!script) {
		perror("bench_search: bench/first.sh");
		return false;
	}
	good = fscanf(script, "%31s %lf", count, elapsed) == 2;
	if (pclose(script) || !good)
		return false;
	*executions = UINT64_MAX;
	return !strcmp(count, "never") || sscanf(count, "%" SCNu64, executions) == 1;
}
