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

s64 own_clock_error(const struct oracle *oracle, unsigned int k, u16 position)
{
	const struct log *log = oracle->log;
	u64 tsc = log_tsc(oracle->log, position), elapsed, may, error;

	if (!log->own_clock || !k)
		return 0;
	error = error_at(oracle, k, tsc) - error_at(oracle, k - 1, log->left[k]);
	elapsed = tsc - log->meant[k].anchor;
	elapsed = elapsed < -elapsed ? elapsed : -elapsed;
	/* what two rounded numbers of one clock differ by, and what a factor of 32 bits loses */
	may = 2 + (elapsed >> 31) + (u64)(((u128)elapsed * log->meant[k].rate) >> 63);
	return (error < -error ? error : -error) > may ? (s64)error : 0;
}
