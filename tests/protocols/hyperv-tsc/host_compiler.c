/*
 * odd-even with its order left to releases, acquires and assembly, where plain stores are: what holds
 * a CPU back need not hold the compiler back. Each wrong one stands beside a right one.
 */
#include "format.h"

#define HOST(id, START, FIELDS, END)                                                               \
	static void publish_##id(struct hyperv_tsc_page *page,                                     \
				 const struct hyperv_tsc_params *next)                             \
	{                                                                                          \
		u32 sequence = READ_ONCE(page->sequence), odd = sequence + 1,                      \
		    even_again = sequence == 0xfffffffe ? 2 : sequence + 2;                        \
                                                                                                   \
		START;                                                                             \
		FIELDS;                                                                            \
		END;                                                                               \
	}                                                                                          \
	DEFINE_HOST(hyperv_tsc, id, .publish = publish_##id, .legal_start = even_and_not_zero,     \
		    .origin = "a test")

#define MARKED_ODD WRITE_ONCE(page->sequence, odd)
#define MARKED_EVEN WRITE_ONCE(page->sequence, even_again)
#define RELEASE_EVEN smp_store_release(&page->sequence, even_again)
#define WMB_EVEN                                                                                   \
	smp_wmb();                                                                                 \
	MARKED_EVEN
#define PLAIN_FIELDS                                                                               \
	page->scale = next->scale;                                                                 \
	page->offset = next->offset
#define MARKED_FIELDS                                                                              \
	WRITE_ONCE(page->scale, next->scale);                                                      \
	WRITE_ONCE(page->offset, next->offset)

/* A plain store in front of a release may still be made before the marked store in front of it. */
HOST(plain_before_release, MARKED_ODD, WRITE_ONCE(page->scale, next->scale);
     page->offset = next->offset, RELEASE_EVEN);
HOST(copy_before_release, MARKED_ODD, memcpy(&page->scale, next, 16), RELEASE_EVEN);
HOST(copy_before_wmb, MARKED_ODD, memcpy(&page->scale, next, 16), WMB_EVEN);
HOST(marked_before_release, MARKED_ODD, MARKED_FIELDS, RELEASE_EVEN);
HOST(barrier_before_release, MARKED_ODD; barrier(), PLAIN_FIELDS, RELEASE_EVEN);

/* A plain store behind a release may be made before it, and before what that holds back. */
HOST(plain_after_release, page->sequence = odd, smp_store_release(&page->scale, next->scale);
     page->offset = next->offset, WMB_EVEN);
HOST(marked_after_release, page->sequence = odd, smp_store_release(&page->scale, next->scale);
     WRITE_ONCE(page->offset, next->offset), WMB_EVEN);
HOST(plain_after_sc_store, __atomic_store_n(&page->sequence, odd, __ATOMIC_SEQ_CST), PLAIN_FIELDS,
     WMB_EVEN);

/* An operation that acquires holds back what follows; what is before it may be made later. */
HOST(plain_after_acquire, __atomic_exchange_n(&page->sequence, odd, __ATOMIC_ACQUIRE), PLAIN_FIELDS,
     WMB_EVEN);
HOST(plain_after_relaxed, __atomic_exchange_n(&page->sequence, odd, __ATOMIC_RELAXED), PLAIN_FIELDS,
     WMB_EVEN);
HOST(plain_before_acquire, MARKED_ODD;
     barrier(), PLAIN_FIELDS, __atomic_exchange_n(&page->sequence, even_again, __ATOMIC_ACQUIRE));
HOST(plain_before_acq_rel, MARKED_ODD;
     barrier(), PLAIN_FIELDS, __atomic_exchange_n(&page->sequence, even_again, __ATOMIC_ACQ_REL));

/* Assembly that clobbers no memory orders nothing in the compiler. */
HOST(sfence_loose, MARKED_ODD; __asm__ volatile("sfence"), PLAIN_FIELDS;
     __asm__ volatile("sfence"), MARKED_EVEN);
HOST(mfence_loose, MARKED_ODD; __asm__ volatile("mfence"), PLAIN_FIELDS;
     __asm__ volatile("mfence"), MARKED_EVEN);
HOST(sfence_clobbers, MARKED_ODD; __asm__ volatile("sfence" ::
							   : "memory"),
				  PLAIN_FIELDS;
     __asm__ volatile("sfence" ::
			      : "memory"),
     MARKED_EVEN);
HOST(sfence_loose_marked, MARKED_ODD; __asm__ volatile("sfence"), MARKED_FIELDS;
     __asm__ volatile("sfence"), MARKED_EVEN);
