/*
 * odd-even by a counter of 17, 18, 19 or 20 bits in the field of 32: right for reads that span fewer updates
 * than it takes to come round (half of its numbers, less 0), wrong from there on.
 */
#include "format.h"

#define COUNTER(BITS)                                                                              \
	static bool even_of_##BITS(u32 sequence)                                                   \
	{                                                                                          \
		return even_and_not_zero(sequence) && !(sequence >> (BITS));                       \
	}                                                                                          \
                                                                                                   \
	static void count_##BITS(struct hyperv_tsc_page *page,                                     \
				 const struct hyperv_tsc_params *next)                             \
	{                                                                                          \
		u32 sequence = READ_ONCE(page->sequence);                                          \
		u32 even = (sequence + 2) & ((1u << (BITS)) - 1);                                  \
                                                                                                   \
		WRITE_ONCE(page->sequence, sequence + 1);                                          \
		smp_wmb(); /* odd before the fields; pairs with the guest's second rmb */          \
		WRITE_ONCE(page->scale, next->scale);                                              \
		WRITE_ONCE(page->offset, next->offset);                                            \
		smp_wmb(); /* the fields before even; pairs with the guest's first rmb */          \
		WRITE_ONCE(page->sequence, even ? even : 2);                                       \
	}                                                                                          \
	DEFINE_HOST(hyperv_tsc, count_##BITS, .publish = count_##BITS,                             \
		    .legal_start = even_of_##BITS, .origin = "tests")

COUNTER(17);
COUNTER(18);
COUNTER(19);
COUNTER(20);
