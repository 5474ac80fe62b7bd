/*
 * One host for each kind and size of store. All of them write the parameters and leave the
 * sequence alone: any guest tears unless the vCPUs are frozen.
 */
#include "format.h"

typedef u128 __attribute__((aligned(8), may_alias)) u128_of_8;
typedef u64 __attribute__((aligned(1), may_alias)) u64_of_1;

#define STORE_HOST(id)                                                                             \
	DEFINE_HOST(hyperv_tsc, store_##id, .publish = stores_##id, .legal_start = not_zero,       \
		    .origin = "tests")

static void stores_volatile(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	WRITE_ONCE(page->scale, next->scale);
	WRITE_ONCE(page->offset, next->offset);
}

static void stores_plain(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	page->scale = next->scale;
	page->offset = next->offset;
}

static void stores_relaxed(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	__atomic_store_n(&page->scale, next->scale, __ATOMIC_RELAXED);
	__atomic_store_n(&page->offset, next->offset, __ATOMIC_RELAXED);
}

static void stores_release(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	smp_store_release(&page->scale, next->scale);
	virt_store_release(&page->offset, next->offset);
}

static void stores_seq_cst(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	__atomic_store_n(&page->scale, next->scale, __ATOMIC_SEQ_CST);
	*(_Atomic s64 *)&page->offset = next->offset;
}

static void stores_exchange(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	__atomic_exchange_n(&page->scale, next->scale, __ATOMIC_ACQ_REL);
	__atomic_exchange_n(&page->offset, next->offset, __ATOMIC_SEQ_CST);
}

static void stores_fetch_add(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	__atomic_fetch_add(&page->scale, next->scale - page->scale, __ATOMIC_RELAXED);
	__atomic_fetch_sub(&page->offset, page->offset - next->offset, __ATOMIC_SEQ_CST);
}

static void stores_cmpxchg(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u64 scale = page->scale;
	s64 offset = page->offset;

	__atomic_compare_exchange_n(&page->scale, &scale, next->scale, false, __ATOMIC_SEQ_CST,
				    __ATOMIC_RELAXED);
	__atomic_compare_exchange_n(&page->offset, &offset, next->offset, true, __ATOMIC_ACQ_REL,
				    __ATOMIC_RELAXED);
}

static void stores_memset(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	memset(&page->scale, 0, 16);
	WRITE_ONCE(page->scale, next->scale);
	WRITE_ONCE(page->offset, next->offset);
}

static void stores_memcpy(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	memcpy(&page->scale, next, sizeof(*next));
}

static void stores_struct(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	struct hyperv_tsc_page image = *page;

	image.scale = next->scale;
	image.offset = next->offset;
	*page = image;
}

static void stores_halves(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 *half = (u32 *)&page->scale;
	u32 *low = (u32 *)&page->offset;

	WRITE_ONCE(half[0], (u32)next->scale);
	WRITE_ONCE(half[1], (u32)(next->scale >> 32));
	WRITE_ONCE(low[0], (u32)next->offset);
	WRITE_ONCE(low[1], (u32)((u64)next->offset >> 32));
}

static void stores_wide(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	*(u128_of_8 *)&page->scale = (u128)(u64)next->offset << 64 | next->scale;
}

static void stores_unaligned(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u8 *start = (u8 *)page;

	*(u64_of_1 *)(start + 4) = (u64)page->reserved | next->scale << 32;
	*(u64_of_1 *)(start + 12) = next->scale >> 32 | (u64)next->offset << 32;
	*(u32 *)(start + 20) = (u32)((u64)next->offset >> 32);
}

/* Each of the two is a load and a store; the value in between must be seen. */
static void stores_increment(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	page->sequence++;
	page->sequence++;
	page->scale = next->scale;
	page->offset = next->offset;
}

/* Exactly one marked store of eight bytes. */
static void stores_one_field(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	WRITE_ONCE(page->offset, next->offset);
}

STORE_HOST(volatile);
STORE_HOST(plain);
STORE_HOST(relaxed);
STORE_HOST(release);
STORE_HOST(seq_cst);
STORE_HOST(exchange);
STORE_HOST(fetch_add);
STORE_HOST(cmpxchg);
STORE_HOST(memset);
STORE_HOST(memcpy);
STORE_HOST(struct);
STORE_HOST(halves);
STORE_HOST(wide);
STORE_HOST(unaligned);
STORE_HOST(increment);
STORE_HOST(one_field);
