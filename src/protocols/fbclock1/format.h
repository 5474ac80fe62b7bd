/* fbclock's shared memory, version 1: layout, parameters, and the check sum in the place of a sequence. */
#ifndef FBCLOCK1_FORMAT_H
#define FBCLOCK1_FORMAT_H

#include <warpage/protocol.h>

struct fbclock1_page {
	u64 crc;
	s64 ingress_time_ns;
	u32 error_bound_ns, holdover_multiplier_ns;
};

struct fbclock1_params {
	s64 ingress_time_ns;
	u32 error_bound_ns, holdover_multiplier_ns;
};

DECLARE_FORMAT(fbclock1);

/* What SSE4.2's CRC32 makes of 64 bits more. */
static inline u32 fbclock1_crc32c(u32 crc, u64 bits)
{
	for (int i = 0; i < 64; i++) {
		u32 low = (crc ^ (u32)bits) & 1;

		crc = crc >> 1 ^ (low ? 0x82f63b78 : 0);
		bits >>= 1;
	}
	return crc;
}

static inline u64 fbclock1_crc(const struct fbclock1_params *data)
{
	u32 crc = fbclock1_crc32c(0xffffffff, (u64)data->ingress_time_ns);

	crc = fbclock1_crc32c(crc, data->error_bound_ns);
	crc = fbclock1_crc32c(crc, data->holdover_multiplier_ns);
	return crc ^ 0xffffffff;
}

static inline void fbclock1_take(const struct fbclock1_page *page, struct fbclock1_params *data)
{
	data->ingress_time_ns = READ_ONCE(page->ingress_time_ns);
	data->error_bound_ns = READ_ONCE(page->error_bound_ns);
	data->holdover_multiplier_ns = READ_ONCE(page->holdover_multiplier_ns);
}

/* The latest time that it may have been when the last message came in: then the holdover has no say yet. */
static inline u64 fbclock1_latest(const struct fbclock1_params *data)
{
	return (u64)data->ingress_time_ns + data->error_bound_ns;
}

#endif
