/*
 * Judges reads by what they loaded and when, for all values at once: the update of which their parameters
 * are, and the moment of their TSC sample. Call these for a log by label alone.
 *
 * backwards, for reads of clocks k1 and k2 that sampled at p1 and p2, one after the other: clocks go on where
 * the one before was left, at a_k, so that f_k1(p1) <= f_k1(a_(k1+1)) <= f_k2(a_k2) <= f_k2(p2) for all of
 * them unless k1 = k2 and p1 > p2, or k1 < k2 and (p1 > a_(k1+1) or p2 < a_k2), or k1 > k2; and then some give
 * f_k1(p1) > f_k2(p2).
 */
#include "oracle/oracle.h"

/* The newest clock that was handed over at a moment. */
static unsigned int handed(const struct log *log, u64 time)
{
	unsigned int k = log->ngenerations - 1;

	while (k && log->handed[k] > time)
		k--;
	return k;
}

enum violation oracle_judge_structure(const struct oracle *oracle, const struct read *read,
				      bool decides, bool *told)
{
	unsigned int k;

	*told = true;
	if (read->end == READ_STUCK)
		return VIOLATION_STUCK;
	if (read->end != READ_ACCEPTED && read->end != READ_FELL_BACK)
		return VIOLATION_NONE;
	if (wrong_fallback(oracle, read))
		return VIOLATION_WRONG_FALLBACK;
	if (read->fell_back && !(decides && read->parameters))
		return VIOLATION_NONE;
	if (torn(read))
		return VIOLATION_TORN;
	*told = read->parameters && read->tsc_position >= 0;
	if (!*told)
		return VIOLATION_NONE;
	k = (unsigned int)__builtin_ctz(read->generations);
	*told = read->fell_back ||
		(!read->improper && read->of_tsc == read->tsc &&
		 oracle_ideal(oracle, k, (u16)read->tsc_position) == read->value);
	return due(oracle, k, (u16)read->tsc_position) ? VIOLATION_NONE : VIOLATION_STALE;
}

void oracle_remember_structure(struct oracle *oracle, const struct read *read)
{
	const struct log *log = oracle->log;
	u16 e = oracle_certain_end(oracle, read->e);
	u64 time = log_time(log, read->fell_back ? read->e : (u16)read->tsc_position);
	unsigned int k = read->fell_back ? handed(log, time)
					 : (unsigned int)__builtin_ctz(read->generations);
	u64 *ended = &oracle->last_sample[e][k], *started = &oracle->first_sample[read->s][k];

	if (time + 1 > *ended)
		*ended = time + 1;
	if (!*started || time + 1 < *started)
		*started = time + 1;
	if (e < oracle->first_end)
		oracle->first_end = e;
	if (read->s > oracle->last_start)
		oracle->last_start = read->s;
}

/* May clock k1 at one moment give more than clock k2 at another? */
static bool may_go_back(const struct log *log, unsigned int k1, u64 p1, unsigned int k2, u64 p2)
{
	if (k1 == k2)
		return p1 > p2;
	return k1 > k2 || p1 > log->handed[k1 + 1] || p2 < log->handed[k2];
}

bool oracle_structure_backwards(const struct oracle *oracle)
{
	unsigned int n = oracle->log->ngenerations;
	u64 last[GENERATIONS_MAX] = {0};

	for (u16 p = (u16)oracle->first_end; p <= oracle->last_start; p++) {
		const u64 *ended = oracle->last_sample[p], *started = oracle->first_sample[p];

		for (unsigned int k = 0; k < n; k++)
			last[k] = ended[k] > last[k] ? ended[k] : last[k];
		for (unsigned int k2 = 0; k2 < n; k2++)
			for (unsigned int k1 = 0; started[k2] && k1 < n; k1++)
				if (last[k1] &&
				    may_go_back(oracle->log, k1, last[k1] - 1, k2, started[k2] - 1))
					return true;
	}
	return false;
}
