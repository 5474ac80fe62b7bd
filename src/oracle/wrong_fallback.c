/*
 * wrong-fallback: the guest fell back although the page was valid throughout the read, or returned
 * a time from it although it was invalid throughout.
 */
#include "oracle/oracle.h"

bool wrong_fallback(const struct oracle *oracle, const struct read *read)
{
	u16 first = read->s / 2u, past = read->e / 2u + 1u;
	bool ever_valid = oracle->valid_before[past] != oracle->valid_before[first];
	bool ever_invalid = oracle->invalid_before[past] != oracle->invalid_before[first];

	return read->fell_back ? !ever_invalid : !ever_valid;
}
