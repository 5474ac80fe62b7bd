/* Hosts of which test_uses.c says what each does with the values that it loads. No one runs them. */
#include "format.h"

#define USES_HOST(id)                                                                              \
	DEFINE_HOST(hyperv_tsc, id, .publish = id, .legal_start = any_sequence, .origin = "tests")

typedef struct hyperv_tsc_page page_t;
typedef const struct hyperv_tsc_params params_t;

static void put(page_t *page, params_t *next)
{
	WRITE_ONCE(page->scale, next->scale);
	WRITE_ONCE(page->offset, next->offset);
}

static void odd_even(page_t *page, params_t *next)
{
	u32 sequence = READ_ONCE(page->sequence);

	WRITE_ONCE(page->sequence, sequence + 1);
	smp_wmb();
	put(page, next);
	smp_wmb();
	WRITE_ONCE(page->sequence, sequence == 0xfffffffe ? 2 : sequence + 2);
}

/* KVM's: any old sequence becomes an odd one, and then the even one after that. */
static void kvm(page_t *page, params_t *next)
{
	u32 sequence = (READ_ONCE(page->sequence) + 1) | 1;

	WRITE_ONCE(page->sequence, sequence);
	smp_wmb();
	put(page, next);
	smp_wmb();
	WRITE_ONCE(page->sequence, sequence + 1);
}

static void skips(page_t *page, params_t *next)
{
	u32 sequence = READ_ONCE(page->sequence);

	if (sequence != 28)
		WRITE_ONCE(page->sequence, sequence + 1);
	smp_wmb();
	put(page, next);
	smp_wmb();
	WRITE_ONCE(page->sequence, sequence + 2);
}

static void counts_aside(page_t *page, params_t *next)
{
	u32 n = page->reserved + 1;

	page->reserved = n;
	if (n & 3)
		put(page, next);
	WRITE_ONCE(page->sequence, READ_ONCE(page->sequence) + 1);
}

static void flags(page_t *page, params_t *next)
{
	page->reserved |= 4;
	if (page->reserved & 4)
		WRITE_ONCE(page->sequence, READ_ONCE(page->sequence) - 1);
	put(page, next);
}

static void rebases(page_t *page, params_t *next)
{
	u64 tsc = rdtsc();

	WRITE_ONCE(page->offset, (s64)(page->offset + tsc * page->scale));
	WRITE_ONCE(page->scale, next->scale);
}

static void half_zero(page_t *page, params_t *next)
{
	u32 *scale = (u32 *)&page->scale;

	WRITE_ONCE(scale[0], 0);
	WRITE_ONCE(scale[1], (u32)(next->scale >> 32));
	WRITE_ONCE(page->offset, next->offset);
}

/* Shifts that take in zeros, or are not of whole bytes, or cut and then shift. */
static void shifts(page_t *page, params_t *next)
{
	page->scale = next->scale >> 32;
	page->reserved = (u32)(next->scale >> 20);
	((u16 *)&page->offset)[0] = (u16)((u32)next->offset >> 16);
	((u32 *)&page->offset)[1] = (u32)next->offset >> 16;
}

static void copies_memory(page_t *page, params_t *next)
{
	memcpy(&page->scale, next, sizeof(*next));
}

/* Copied through, and then all stored: what is stored as it was is no use. */
static void image(page_t *page, params_t *next)
{
	u32 sequence = page->sequence, reserved = page->reserved;

	page->sequence = sequence + 2;
	page->reserved = reserved;
	put(page, next);
}

static void chooses(page_t *page, params_t *next)
{
	u64 old = page->scale, new = next->scale;

	page->scale = next->offset > 7 ? new : old;
	page->offset = next->offset;
}

static void branches(page_t *page, params_t *next)
{
	if (next->scale != 5)
		page->offset = next->offset;
	page->scale = next->scale;
}

static void atomics(page_t *page, params_t *next)
{
	u32 sequence = __atomic_load_n(&page->sequence, __ATOMIC_ACQUIRE);

	__atomic_store_n(&page->sequence, sequence + 1, __ATOMIC_RELAXED);
	__atomic_store_n(&page->scale, __atomic_load_n(&next->scale, __ATOMIC_RELAXED),
			 __ATOMIC_RELEASE);
}

static void operations(page_t *page, params_t *next)
{
	__atomic_fetch_add(&page->sequence, 1, __ATOMIC_SEQ_CST);
	__atomic_fetch_or(&page->sequence, 1, __ATOMIC_SEQ_CST);
	__atomic_fetch_and(&page->reserved, ~1u, __ATOMIC_SEQ_CST);
	__atomic_fetch_add(&page->scale, next->scale, __ATOMIC_SEQ_CST);
	__atomic_exchange_n(&page->offset, next->offset, __ATOMIC_SEQ_CST);
}

static void tries(page_t *page, params_t *next)
{
	u32 expected = 4;

	__atomic_compare_exchange_n(&page->sequence, &expected, 5, false, __ATOMIC_SEQ_CST,
				    __ATOMIC_RELAXED);
	put(page, next);
}

/* A counter of 20 bits in a field of 32, and one of 16 in one of 64. */
static void narrow(page_t *page, params_t *next)
{
	WRITE_ONCE(page->sequence, (READ_ONCE(page->sequence) + 1) & 0xfffff);
	WRITE_ONCE(*(u16 *)&page->reserved, (u16)(READ_ONCE(page->scale) + 1));
	WRITE_ONCE(page->offset, next->offset);
}

/* Promoted to int and cut off again, as C does. */
static void small(page_t *page, params_t *next)
{
	u8 *sequence = (u8 *)&page->sequence;

	(*sequence)++;
	put(page, next);
	(*sequence)++;
}

static void stores_test(page_t *page, params_t *next)
{
	u32 sequence = READ_ONCE(page->sequence);

	page->reserved = (sequence & 6) == 2;
	page->sequence = sequence + (next->scale == 9);
}

static u32 memory;

static void remembers(page_t *page, params_t *next)
{
	u32 sequence = READ_ONCE(page->sequence);

	if (sequence == memory)
		put(page, next);
	memory = sequence;
	page->sequence = memory + 1;
}

/* The load comes again in the loop, and what is stored is the one before. */
static void lags(page_t *page, params_t *next)
{
	u64 now = READ_ONCE(next->scale), before;

	do {
		before = now;
		now = READ_ONCE(next->scale);
	} while (!(READ_ONCE(page->sequence) & 1));
	page->scale = before;
	page->offset = (s64)now;
}

/* By way of a local that stays memory. */
static void by_memory(page_t *page, params_t *next)
{
	struct hyperv_tsc_page image[2];

	image[0].scale = next->scale;
	image[0].offset = next->offset;
	image[1] = image[0];
	memcpy(&page->scale, &image[page->sequence & 1].scale, 16);
}

/* A block that is changed on its way, in a local that stays memory. */
static void changes_block(page_t *page, params_t *next)
{
	u8 bytes[sizeof(*next)];

	memcpy(bytes, next, sizeof(bytes));
	bytes[page->reserved & 7] = 0;
	if (bytes[page->sequence & 7] & 2)
		smp_wmb();
	memcpy(&page->scale, bytes, sizeof(bytes));
}

/* One place in the source that becomes two loads, as the test before it tells the ways apart. */
static void threaded(page_t *page, params_t *next)
{
	u32 flag = READ_ONCE(page->reserved) & 1;
	u64 scale;

	if (flag)
		smp_wmb();
	else
		smp_mb();
	scale = READ_ONCE(next->scale);
	if (flag)
		WRITE_ONCE(page->scale, scale);
	WRITE_ONCE(page->offset, (s64)scale);
}

static void counts_up(page_t *page, params_t *next)
{
	u32 sequence = READ_ONCE(page->sequence);

	for (u64 i = 0; i < next->scale; i++)
		sequence += 2;
	page->sequence = sequence;
}

static void wide(page_t *page, params_t *next)
{
	*(u128 *)&page->scale = *(const u128 *)next;
	page->sequence -= 3;
}

/* Bytes of several loads side by side, and beside what is computed. */
static void composes(page_t *page, params_t *next)
{
	u64 whole = *(u64 *)page, offset = (u64)next->offset;

	*(u64 *)page = whole >> 32 << 32 | (READ_ONCE(page->sequence) + 1);
	page->scale =
		(next->scale & 0xffffff0000000000) | (offset >> 24 & 0xff) << 32 | (u32)offset;
}

/* Not side by side; not whole bytes; more than was loaded. */
static void mixes(page_t *page, params_t *next)
{
	page->scale = next->scale | (u64)next->offset << 32;
	page->offset = (s64)(next->scale << 4);
	page->reserved = (u32)(*(const u16 *)next) << 16;
}

/* Some bytes of what is loaded are changed, and the others only moved. */
static void changes_some(page_t *page, params_t *next)
{
	u64 whole = *(u64 *)page;

	put(page, next);
	page->reserved = (u32)(whole >> 32) | 0x400;
	page->sequence = (u32)whole;
}

static void adds_choice(page_t *page, params_t *next)
{
	u32 sequence = READ_ONCE(page->sequence);

	sequence = (sequence | 1) + (sequence & 1 ? 2 : 0);
	*(u64 *)page = (u64)READ_ONCE(page->reserved) << 32 | sequence;
	put(page, next);
	page->sequence = sequence + 1;
}

/* A local in other pieces than it is filled with, and a volatile one. */
static void pieces(page_t *page, params_t *next)
{
	u8 bytes[16];
	volatile u32 sequence = page->sequence;

	__builtin_memcpy(bytes, &next->offset, 8);
	__builtin_memcpy(bytes + 3, &next->scale, 8);
	__builtin_memcpy(&page->scale, bytes + 1, 8);
	page->offset = next->offset;
	page->sequence = sequence + 1;
}

USES_HOST(odd_even);
USES_HOST(kvm);
USES_HOST(skips);
USES_HOST(counts_aside);
USES_HOST(flags);
USES_HOST(rebases);
USES_HOST(half_zero);
USES_HOST(shifts);
USES_HOST(copies_memory);
USES_HOST(image);
USES_HOST(chooses);
USES_HOST(branches);
USES_HOST(atomics);
USES_HOST(operations);
USES_HOST(tries);
USES_HOST(narrow);
USES_HOST(small);
USES_HOST(stores_test);
USES_HOST(remembers);
USES_HOST(lags);
USES_HOST(by_memory);
USES_HOST(threaded);
USES_HOST(counts_up);
USES_HOST(wide);
USES_HOST(changes_block);
USES_HOST(composes);
USES_HOST(mixes);
USES_HOST(changes_some);
USES_HOST(adds_choice);
USES_HOST(pieces);
