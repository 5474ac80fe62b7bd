/* Options of commands that race on real CPUs. */
#include "cli/race_options.h"

#include "build/build.h"
#include "file/stop.h"
#include "stress/cpu/pin.h"

#define SECONDS_MAX 100000000 /* three years */

void race_options_begin(struct legs_asked *asked, const char *command)
{
	asked->command = command;
	asked->seconds = 10;
	asked->seed = 1;
	asked->model = MODEL_X86;
}

bool race_option(struct legs_asked *asked, int option, const char *value)
{
	const char *command = asked->command;

	switch (option) {
	case 's':
		return common_uint(command, "seconds", value, 0, SECONDS_MAX, &asked->seconds);
	case 'r':
		return common_uint(command, "readers", value, 1, RACE_READERS_MAX, &asked->readers);
	case 'c':
		asked->ncpus = common_cpus(command, value, asked->cpus, RACE_CPUS_MAX);
		return asked->ncpus;
	case 'S':
		return common_number(command, "seed", value, 0, U64_MAX, &asked->seed);
	case 'm':
		if (!common_model(command, value, &asked->model))
			return false;
		if (asked->model == MODEL_X86 || asked->model == MODEL_X86_MANUAL)
			return true;
		return common_misused(command,
				      "--model is x86 or x86-manual: what real CPUs may do");
	case 'l':
		asked->log = value;
		return true;
	default:
		return printer_option(&asked->printer, option, value);
	}
}

bool race_options_check(struct legs_asked *asked)
{
	if (!asked->ncpus)
		asked->ncpus = pin_allowed(asked->cpus, RACE_CPUS_MAX);
	if (!asked->ncpus)
		return common_misused(asked->command, "the allowed CPUs are unknown: give --cpus");
	return printer_check(&asked->printer, asked->command, build_source);
}

struct outcome *race_options_outcome(struct legs_asked *asked)
{
	struct outcome *outcome = outcome_new(asked->command);

	asked->stop = stop_catch();
	if (!outcome)
		fprintf(stderr, "warpage %s: out of memory\n", asked->command);
	return outcome;
}
