/* Prepares a log for judging, and puts the verdicts of the single oracles together. */
#include "oracle/oracle.h"

#include <stdlib.h>

bool oracle_init(struct oracle *oracle)
{
	memset(oracle, 0, sizeof(*oracle));
	oracle->ended = calloc(POSITIONS_MAX, sizeof(*oracle->ended));
	oracle->started = calloc(POSITIONS_MAX, sizeof(*oracle->started));
	if (oracle->ended && oracle->started)
		return true;
	oracle_free(oracle);
	return false;
}

void oracle_free(struct oracle *oracle)
{
	free(oracle->ended);
	free(oracle->started);
	oracle->ended = oracle->started = NULL;
}

void oracle_again(struct oracle *oracle)
{
	size_t positions = 2 * oracle->log->nsteps;

	memset(oracle->ended_set, 0, positions * sizeof(*oracle->ended_set));
	memset(oracle->started_set, 0, positions * sizeof(*oracle->started_set));
	oracle->first_end = POSITIONS_MAX;
	oracle->last_start = 0;
}

void oracle_begin(struct oracle *oracle, const struct machine *machine, const struct format *format)
{
	const struct log *log = machine_log(machine);

	oracle->format = format;
	oracle->machine = machine;
	oracle->log = log;
	oracle->steps_back = log->meant_back[log->ngenerations - 1] != 0;
	oracle->tsc = machine_tsc(machine, 0) - machine_time(machine, 0) - log->steps[0].tsc_offset;
	oracle_again(oracle);
}

enum violation oracle_judge(const struct oracle *oracle, const struct read *read, bool *interesting)
{
	*interesting = false;
	if (read->end == READ_STUCK)
		return VIOLATION_STUCK;
	if (read->end != READ_ACCEPTED && read->end != READ_FELL_BACK)
		return VIOLATION_NONE;
	if (wrong_fallback(oracle, read))
		return VIOLATION_WRONG_FALLBACK;
	if (read->fell_back)
		return VIOLATION_NONE;
	if (torn(read))
		return VIOLATION_TORN;
	if (read->tsc_position >= 0) {
		for (unsigned int k = 0; k < oracle->log->ngenerations; k++)
			if (read->generations >> k & 1 &&
			    oracle_ideal(oracle, k, (u16)read->tsc_position) == read->value &&
			    due(oracle, k, (u16)read->tsc_position))
				return own_clock_error(oracle, k, (u16)read->tsc_position)
					       ? VIOLATION_ARITHMETIC
					       : VIOLATION_NONE;
	}
	if (legal(oracle, read->value, read->s, read->e)) {
		*interesting = true;
		return VIOLATION_NONE;
	}
	if (stale(oracle, read))
		return VIOLATION_STALE;
	return arithmetic(oracle, read) ? VIOLATION_ARITHMETIC : VIOLATION_NONE;
}

u64 oracle_distance(const struct oracle *oracle, u64 value, u16 position)
{
	u64 nearest = U64_MAX;

	for (unsigned int k = 0; k < oracle->log->ngenerations; k++) {
		u64 off = value - oracle_ideal(oracle, k, position);

		off = off < -off ? off : -off;
		if (due(oracle, k, position) && off < nearest)
			nearest = off;
	}
	return nearest;
}

bool oracle_overlaps(const struct oracle *oracle, const struct read *read)
{
	const struct log *log = oracle->log;
	u64 from = oracle_time(oracle, read->s), to = oracle_time(oracle, read->e);

	for (unsigned int k = 1; k < log->ngenerations; k++)
		if (from <= log->done[k] && to >= log->begin[k])
			return true;
	return false;
}
