/*
 * wrong-fallback: the guest fell back although the page was valid throughout the read, or returned
 * a time from it although it was invalid throughout.
 */
#include "oracle/oracle.h"

bool wrong_fallback(const struct oracle *oracle, const struct read *read)
{
	u8 excuse = read->fell_back ? LOG_INVALID : LOG_VALID;

	for (u16 step = read->s / 2u; step <= read->e / 2u; step++)
		if (oracle->log->valid[step] & excuse)
			return false;
	return true;
}
