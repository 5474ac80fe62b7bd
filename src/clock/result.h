/* What a read returns, where a format has more results than the time: as one time, and what else it says. */
#ifndef WARPAGE_RESULT_H
#define WARPAGE_RESULT_H

#include <warpage/protocol.h>

/* How many numbers a read of format returns. */
static inline unsigned int result_count(const struct format *format)
{
	return 1u + (format->whole != 0) + format->with_tsc;
}

/* The time that they come to, modulo 2^64. */
static inline u64 result_time(const struct format *format, const u64 *results)
{
	return format->whole ? results[0] * format->whole + results[1] : results[0];
}

/* Is the rest one: less than a whole unit? */
static inline bool result_proper(const struct format *format, const u64 *results)
{
	return !format->whole || results[1] < format->whole;
}

/* The TSC that the time is of, if format has one. */
static inline u64 result_tsc(const struct format *format, const u64 *results)
{
	return results[format->whole ? 2 : 1];
}

#endif
