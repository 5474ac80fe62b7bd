/*
 * wrong-fallback: the guest fell back although the page was valid throughout the read, or returned
 * a time from it although it was invalid throughout.
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
						    oracle_tsc(oracle, position)))
				return true;
	return false;
}

bool wrong_fallback(const struct oracle *oracle, const struct read *read)
{
	u8 excuse = read->fell_back ? LOG_INVALID : LOG_VALID;

	for (u16 step = read->s / 2u; step <= read->e / 2u; step++)
		if (oracle->log->valid[step] & excuse)
			return false;
	return !read->fell_back || !was_too_old(oracle, read);
}
