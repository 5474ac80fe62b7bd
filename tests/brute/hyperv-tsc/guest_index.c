/*
 * index-marked: hv-spin-even with an address dependency, which the compiler can't undo, in place of the fence between the
 * sequence and the fields. index-plain: the fields are loaded plainly, which may come ahead of what their address is not
 * made of.
 */
#include "format.h"

#define GUEST(id, LOAD)                                                                                 \
	static bool id(const struct hyperv_tsc_page *page, u64 *time)                                   \
	{                                                                                               \
		u32 sequence;                                                                           \
		u64 scale, tsc;                                                                         \
		s64 offset;                                                                             \
                                                                                                        \
		do {                                                                                    \
			sequence = READ_ONCE(page->sequence);                                           \
			scale = LOAD((&page->scale)[sequence >> 31]);                                   \
			offset = LOAD((&page->offset)[sequence >> 31]);                                 \
			tsc = rdtsc_ordered();                                                          \
			smp_rmb(); /* the fields before the recheck; pairs with the host's first wmb */ \
		} while (sequence & 1 || READ_ONCE(page->sequence) != sequence);                        \
		*time = hyperv_tsc_time(tsc, scale, offset);                                            \
		return true;                                                                            \
	}                                                                                               \
	DEFINE_GUEST(hyperv_tsc, id, .read = id, .origin = "a test of what an address orders")

#define PLAIN(x) (x)

GUEST(index_marked, READ_ONCE);
GUEST(index_plain, PLAIN);
