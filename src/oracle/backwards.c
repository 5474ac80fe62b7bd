/*
 * backwards: a read that started after another had ended returned less. One pass over the moments
 * of the log covers all pairs of all its single reads, that is any number of readers and reads.
 * Steps back that were meant are added again first.
 */
#include "oracle/oracle.h"

static void keep(struct extreme *extreme, u64 value, bool is_legal, const struct read *read,
		 u16 other, const u16 *taken, unsigned int n)
{
	extreme->value = value;
	extreme->legal = is_legal;
	extreme->generations = read->generations;
	extreme->other = other;
	extreme->nchoices = (u16)n;
	if (n)
		memcpy(extreme->choices, taken, n * sizeof(*taken));
}

/* The newest clock that was handed over when a read ended. */
unsigned int handed_by(const struct log *log, const struct read *read)
{
	unsigned int k = log->ngenerations - 1;

	while (k && log->handed[k] > log_time(log, read->e))
		k--;
	return k - log_clock(log, k);
}

u64 of_first_clock(const struct oracle *oracle, const struct read *read, unsigned int k)
{
	unsigned int clock = log_clock(oracle->log, k);

	if (!clock || read->tsc_position < 0 || !log_own_tsc(oracle->log, k, read->tsc_vcpu) ||
	    oracle_ideal(oracle, k, (u16)read->tsc_position) != read->value)
		return read->value;
	return oracle_ideal(oracle, k - clock, (u16)read->tsc_position);
}

void oracle_remember(struct oracle *oracle, const struct read *read, enum violation violation,
		     const u16 *taken, unsigned int n)
{
	const u64 *back = oracle->log->meant_back;
	u16 e = oracle_certain_end(oracle, read->e);
	struct extreme *ended = &oracle->ended[e], *started = &oracle->started[read->s];
	u64 value = read->value, low, high;
	unsigned int oldest = 0, newest = 0;
	/* a clock that is off the engine's is what its host published all the same */
	bool is_legal = violation == VIOLATION_NONE ||
			(oracle->log->own_clock && violation == VIOLATION_ARITHMETIC &&
			 stale(oracle, read));

	if (read->end != READ_ACCEPTED && read->end != READ_FELL_BACK)
		return;
	/* one that kept something for others: what these come to then is not known */
	if (read->floor)
		return;
	if (read->fell_back) {
		oldest = newest = handed_by(oracle->log, read);
		value = oracle_ideal(oracle, newest, read->e) - (u64)own_clock_off(oracle, newest);
	} else if (read->generations) {
		oldest = (unsigned int)__builtin_ctz(read->generations);
		newest = 31u - (unsigned int)__builtin_clz(read->generations);
		value = of_first_clock(oracle, read, newest);
	} else if (oracle->steps_back) {
		return; /* a torn value has no place among steps back that were meant */
	}
	if (n > WITNESS_MAX)
		return;
	low = value + back[oldest];
	high = value + back[newest];
	/* what its stores to the page came to is not in this log */
	if (!read->apart && (!oracle->ended_set[e] || low > ended->value))
		keep(ended, low, is_legal, read, read->s, taken, n);
	if (!oracle->started_set[read->s] || high < started->value)
		keep(started, high, is_legal, read, e, taken, n);
	oracle->ended_set[e] = oracle->ended_set[e] || !read->apart;
	oracle->started_set[read->s] = true;
	if (e < oracle->first_end)
		oracle->first_end = e;
	if (read->s > oracle->last_start)
		oracle->last_start = read->s;
}

enum blame blame(const struct oracle *oracle, u16 from, u16 to, bool legal_ones, bool one_clock)
{
	const struct log *log = oracle->log;
	bool own_clock = false;

	for (unsigned int k = log->nclocks; k < log->ngenerations; k++)
		own_clock = own_clock || log->host_error[k];
	if (!legal_ones)
		return BLAME_RACE;
	if (one_clock && !update_within(log, from, to))
		return BLAME_TSC;
	return own_clock || log->lost ? BLAME_HOST : BLAME_RACE;
}

bool oracle_backwards(const struct oracle *oracle, struct step_back *found)
{
	const struct extreme *highest = NULL;

	for (u16 p = (u16)oracle->first_end; p <= oracle->last_start; p++) {
		const struct extreme *ended = &oracle->ended[p], *started = &oracle->started[p];

		if (oracle->ended_set[p] && (!highest || ended->value > highest->value)) {
			highest = ended;
			found->first_end = p;
		}
		if (!oracle->started_set[p] || !highest || started->value >= highest->value)
			continue;
		found->first = highest;
		found->second = started;
		found->second_start = p;
		found->blame = blame(oracle, highest->other, started->other,
				     highest->legal && started->legal,
				     highest->generations & started->generations);
		return true;
	}
	return false;
}
