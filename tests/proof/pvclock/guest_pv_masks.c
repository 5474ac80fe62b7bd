/* pv-ordered, but for the bits of the version that it compares: all, or five of them, which come round. */
#include "format.h"

#define GUEST(id, MASK)                                                                            \
	static bool id(const struct pvclock_page *page, u64 *time)                                 \
	{                                                                                          \
		u32 version;                                                                       \
                                                                                                   \
		do {                                                                               \
			version = READ_ONCE(page->version) & (MASK) & ~1u;                         \
			smp_rmb(); /* the version before the fields: the host's last wmb */        \
			*time = page->system_time +                                                \
				pvclock_scale(rdtsc_ordered() - page->tsc_timestamp,               \
					      page->tsc_to_system_mul, page->tsc_shift);           \
			smp_rmb(); /* the fields before the recheck: the host's first wmb */       \
		} while ((READ_ONCE(page->version) & (MASK)) != version);                          \
		return true;                                                                       \
	}                                                                                          \
	DEFINE_GUEST(pvclock, id, .read = id, .origin = "tests")

GUEST(pv_mask_4, 0xf);
GUEST(pv_mask_5, 0x1f);
GUEST(pv_mask_6, 0x3f);
GUEST(pv_mask_none, ~0u);
