/*
 * FreeBSD, sys/dev/hyperv/vmbus/amd64/hyperv_machdep.c: one function for each fence, made by a macro.
 * Nothing but that fence stands between the fields and the second look at the sequence.
 */
#include <sys/param.h>
#include <sys/systm.h>
#include <sys/timetc.h>

#include <machine/cpufunc.h>

#include <dev/hyperv/include/hyperv.h>
#include <dev/hyperv/vmbus/hyperv_reg.h>

struct hyperv_reftsc_ctx {
	struct hyperv_reftsc *tsc_ref;
};

static struct hyperv_reftsc_ctx hyperv_ref_tsc;

#define HYPERV_TSC_TIMECOUNT(fence)                                                                \
	static uint64_t hyperv_tc64_tsc_##fence(void)                                              \
	{                                                                                          \
		struct hyperv_reftsc *page = hyperv_ref_tsc.tsc_ref;                               \
		uint32_t before;                                                                   \
                                                                                                   \
		while ((before = atomic_load_acq_int(&page->tsc_seq)) != 0) {                      \
			uint64_t mult = page->tsc_scale, ticks, now, low;                          \
			int64_t add = page->tsc_ofs;                                               \
                                                                                                   \
			fence();                                                                   \
			ticks = rdtsc();                                                           \
			__asm__ __volatile__("mulq %3"                                             \
					     : "=d"(now), "=a"(low)                                \
					     : "a"(ticks), "r"(mult));                             \
			now += add;                                                                \
			atomic_thread_fence_acq();                                                 \
			if (page->tsc_seq == before)                                               \
				return (now);                                                      \
		}                                                                                  \
		return (rdmsr(MSR_HV_TIME_REF_COUNT));                                             \
	}                                                                                          \
	struct __hack

HYPERV_TSC_TIMECOUNT(lfence);
