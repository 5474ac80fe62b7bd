/* Prepares a log for judging. */
#include "oracle/oracle.h"

#include <stdlib.h>

bool oracle_init(struct oracle *oracle)
{
	memset(oracle, 0, sizeof(*oracle));
	oracle->ended = calloc(2 * POSITIONS_MAX, sizeof(*oracle->ended));
	oracle->started = oracle->ended ? oracle->ended + POSITIONS_MAX : NULL;
	oracle->last_sample = calloc(2 * POSITIONS_MAX, sizeof(*oracle->last_sample));
	oracle->first_sample = oracle->last_sample ? oracle->last_sample + POSITIONS_MAX : NULL;
	if (oracle->ended && oracle->last_sample)
		return true;
	oracle_free(oracle);
	return false;
}

void oracle_free(struct oracle *oracle)
{
	free(oracle->ended);
	free(oracle->last_sample);
	oracle->ended = NULL;
	oracle->last_sample = NULL;
}

void oracle_again(struct oracle *oracle)
{
	size_t positions = 2 * oracle->log->nsteps;

	memset(oracle->ended_set, 0, positions * sizeof(*oracle->ended_set));
	memset(oracle->started_set, 0, positions * sizeof(*oracle->started_set));
	if (oracle->log->by_label) {
		memset(oracle->last_sample, 0, positions * sizeof(*oracle->last_sample));
		memset(oracle->first_sample, 0, positions * sizeof(*oracle->first_sample));
	}
	oracle->first_end = POSITIONS_MAX;
	oracle->last_start = 0;
}

void oracle_begin(struct oracle *oracle, const struct machine *machine, const struct format *format)
{
	const struct log *log = machine_log(machine);

	oracle->format = format;
	oracle->log = log;
	oracle->steps_back = log->meant_back[log->ngenerations - 1] != 0;
	oracle_again(oracle);
}
