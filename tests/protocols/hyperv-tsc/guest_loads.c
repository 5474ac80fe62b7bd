/*
 * One guest for each kind of single load that the instrumentation tells apart. None of them looks
 * at the sequence: right against a host that writes nothing while they read, torn otherwise.
 */
#include "format.h"

#define LOAD_GUEST(id, scale_at, offset_at)                                                        \
	static bool id##_read(const struct hyperv_tsc_page *page, u64 *time)                       \
	{                                                                                          \
		u64 scale = (scale_at);                                                            \
		s64 offset = (offset_at);                                                          \
                                                                                                   \
		*time = hyperv_tsc_time(rdtsc_ordered(), scale, offset);                           \
		return true;                                                                       \
	}                                                                                          \
	DEFINE_GUEST(hyperv_tsc, id, .read = id##_read, .origin = "tests")

LOAD_GUEST(load_volatile, READ_ONCE(page->scale), READ_ONCE(page->offset));
LOAD_GUEST(load_plain, page->scale, page->offset);
LOAD_GUEST(load_relaxed, __atomic_load_n(&page->scale, __ATOMIC_RELAXED),
	   __atomic_load_n(&page->offset, __ATOMIC_RELAXED));
LOAD_GUEST(load_acquire, smp_load_acquire(&page->scale), virt_load_acquire(&page->offset));
LOAD_GUEST(load_seq_cst, __atomic_load_n(&page->scale, __ATOMIC_SEQ_CST),
	   __atomic_load_n(&page->offset, __ATOMIC_SEQ_CST));
LOAD_GUEST(load_c11, *(const _Atomic u64 *)&page->scale, *(const _Atomic s64 *)&page->offset);

static noinline u64 load64(const void *address)
{
	return READ_ONCE(*(const u64 *)address);
}

LOAD_GUEST(load_noinline, load64(&page->scale), (s64)load64(&page->offset));
