/*
 * arithmetic: the fields of one generation, but not the value that it gives at the TSC sample:
 * overflow, truncation, a sign. Call it for a value that is not legal.
 */
#include "oracle/oracle.h"

bool arithmetic(const struct oracle *oracle, const struct read *read)
{
	return read->generations && !stale(oracle, read);
}
