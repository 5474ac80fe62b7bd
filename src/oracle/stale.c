/*
 * stale: the value is that of one generation, but its TSC sample lies outside of [a_k, b_(k+1)],
 * and no generation that was due gives that value. Call it for a value that is not legal.
 */
#include "oracle/oracle.h"

bool stale(const struct oracle *oracle, const struct read *read)
{
	if (read->tsc_position < 0)
		return false;
	for (unsigned int k = 0; k < oracle->log->ngenerations; k++)
		if (read->generations >> k & 1 &&
		    oracle_ideal(oracle, k, (u16)read->tsc_position) == read->value)
			return true;
	return false;
}
