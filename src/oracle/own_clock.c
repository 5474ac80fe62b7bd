/*
 * A host that computes its own parameters is held to the engine's clock: no update may move its clock
 * off by more than a unit and its rounding, ahead or behind, nor run it at another rate than that.
 */
#include "oracle/oracle.h"

/* What generation k shows more than was meant, at a TSC, modulo 2^64. */
static u64 error_at(const struct oracle *oracle, unsigned int k, u64 tsc)
{
	const struct log *log = oracle->log;

	return generation_time(oracle->format, &log->generations[k], tsc) -
	       generation_time(oracle->format, &log->meant[k], tsc);
}

/* What two rounded numbers of one clock differ by, and what a factor of 32 bits loses over so many ticks. */
static u64 rounding(const struct log *log, unsigned int k, u64 ticks)
{
	return 2 + (ticks >> 31) + (u64)(((u128)ticks * log->meant[k].rate) >> 63);
}

s64 own_clock_error(const struct oracle *oracle, unsigned int k, u16 position)
{
	const struct log *log = oracle->log;
	u64 tsc = log_tsc_of(oracle->log, k, position), elapsed, may, error;

	if (!log->own_clock || k < log->nclocks)
		return 0;
	error = error_at(oracle, k, tsc) - error_at(oracle, k - log->nclocks, log->left[k]);
	elapsed = tsc - log->meant[k].anchor;
	may = rounding(log, k, elapsed < -elapsed ? elapsed : -elapsed);
	return (error < -error ? error : -error) > may ? (s64)error : 0;
}

s64 own_clock_off(const struct oracle *oracle, unsigned int k)
{
	const struct log *log = oracle->log;
	u64 off = (u64)log->host_error[k], since;

	if (k < log->nclocks)
		return 0;
	/* it looked at the TSC some time since the update before */
	since = log->meant[k].anchor - log->meant[k - log->nclocks].anchor;
	since = since < -since ? since : -since;
	return (off < -off ? off : -off) > rounding(log, k, since) ? (s64)off : 0;
}
