/*
 * Judges one read by itself: a function for each kind of violation, and the order in which they are
 * asked. What only two reads show is backwards.c's.
 */
#include "oracle/oracle.h"

/* Was some clock that was due at a moment of the read too old by then, as the format sees it? */
static bool was_too_old(const struct oracle *oracle, const struct read *read)
{
	const struct log *log = oracle->log;

	for (u16 position = read->s; oracle->format->too_old && position <= read->e; position++)
		for (unsigned int k = 0; k < log->ngenerations; k++)
			if (due(oracle, k, position) &&
			    oracle->format->too_old(log->generations[k].params,
						    log_tsc_of(oracle->log, k, position)))
				return true;
	return false;
}

/*
 * wrong-fallback: the guest fell back although the page was valid throughout the read, or returned
 * a time from it although it was invalid throughout.
 */
bool wrong_fallback(const struct oracle *oracle, const struct read *read)
{
	u8 excuse = read->fell_back ? LOG_INVALID : LOG_VALID;
	bool excused = false;

	for (u16 step = read->s / 2u; step <= read->e / 2u && !excused; step++)
		excused = oracle->log->valid[step] & excuse;
	if (excused && !lies_in_phase(oracle, read, excuse ^ (LOG_VALID | LOG_INVALID)))
		return false;
	return !read->fell_back || !was_too_old(oracle, read);
}

/*
 * torn: the accepted read last loaded parameter bytes that no single generation's page has. Equal
 * bytes are the same, so a refresh never tears. Judged by what was loaded, so that a tear too small
 * to move the value is seen, too.
 */
bool torn(const struct read *read)
{
	return read->parameters && !read->generations;
}

/* Was the TSC sampled, for a clock that goes on with it? */
static bool tells_time(const struct oracle *oracle, const struct read *read)
{
	return read->tsc_position >= 0 || oracle->format->still;
}

/* Is the value what clock k, of those that the fields are of, gives at the TSC sample? */
bool shows(const struct oracle *oracle, const struct read *read, unsigned int k)
{
	const struct log *log = oracle->log;
	u64 value;

	if (!tells_time(oracle, read))
		return false;
	if (!(read->generations >> k & 1) || read->improper || read->of_tsc != read->tsc)
		return false;
	if (oracle->format->still)
		value = generation_time(oracle->format, &log->generations[k], 0);
	else if (log->nvcpus == 1)
		value = oracle_ideal(oracle, k, (u16)read->tsc_position);
	else
		value = generation_time(oracle->format, &log->generations[k], read->tsc);
	return value == read->value;
}

/* Are all parameters of one clock, and that is for another vCPU's TSC than the one that was read? */
static bool of_other_tsc(const struct log *log, const struct read *read)
{
	for (unsigned int k = 0; k < log->ngenerations; k++)
		if (read->generations >> k & 1 && log_own_tsc(log, k, read->tsc_vcpu))
			return false;
	return log->nvcpus > 1 && read->tsc_position >= 0 && read->parameters && read->generations;
}

/*
 * stale: the value is that of one generation, but its TSC sample lies outside of [a_k, b_(k+1)], or is of the
 * TSC of another vCPU, and no generation that was due gives that value. Call it for a value that is not legal.
 */
bool stale(const struct oracle *oracle, const struct read *read)
{
	if (of_other_tsc(oracle->log, read))
		return true;
	for (unsigned int k = 0; k < oracle->log->ngenerations; k++)
		if (shows(oracle, read, k))
			return true;
	return false;
}

enum violation oracle_judge(const struct oracle *oracle, const struct read *read, bool *interesting)
{
	u16 sampled = (u16)read->tsc_position;

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
	for (unsigned int k = 0; k < oracle->log->ngenerations && read->tsc_position >= 0; k++)
		if (!oracle->format->still && shows(oracle, read, k) && due(oracle, k, sampled) &&
		    log_own_tsc(oracle->log, k, read->tsc_vcpu))
			return own_clock_error(oracle, k, sampled) ? VIOLATION_ARITHMETIC
								   : VIOLATION_NONE;
	if (legal(oracle, read)) {
		*interesting = !oracle->format->still;
		return VIOLATION_NONE;
	}
	if (stale(oracle, read))
		return VIOLATION_STALE;
	/* not the value that the fields give at the TSC sample: overflow, truncation, a sign */
	return read->generations ? VIOLATION_ARITHMETIC : VIOLATION_NONE;
}
