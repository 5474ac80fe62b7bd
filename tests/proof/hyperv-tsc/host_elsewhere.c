/* Hosts that go wrong at sequences which a few updates from where they start do not come to. */
#include "publish.h"

/* 31 bits are no counter of the field's width; 66 is 32 updates from 2. */
static void not_odd_by_bits(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 sequence = READ_ONCE(page->sequence);

	if ((sequence & 0xc2) != 0x42)
		WRITE_ONCE(page->sequence, sequence | 1);
	fields(page, next);
	WRITE_ONCE(page->sequence, (sequence + 2) & 0x7fffffff);
}

/* The same by bits that 2^17 updates do not change. */
static void not_odd_by_high_bits(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 sequence = READ_ONCE(page->sequence);

	if ((sequence & 0x30000000) != 0x10000000)
		WRITE_ONCE(page->sequence, sequence | 1);
	fields(page, next);
	WRITE_ONCE(page->sequence, (sequence + 2) & 0x7fffffff);
}

static bool only_two(u32 sequence)
{
	return sequence == 2;
}

/* It starts at 2 alone, and comes to 1000 all the same. */
static void from_two(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	update(page, next, READ_ONCE(page->sequence) != 1000);
}

static __always_inline void leap(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next,
				 u32 to)
{
	u32 sequence = READ_ONCE(page->sequence);

	WRITE_ONCE(page->sequence, sequence + 1);
	fields(page, next);
	WRITE_ONCE(page->sequence, to ? to : sequence + 2);
}

/* At one sequence it goes back by so little that a long read meets the same again. */
static void goes_back(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	leap(page, next, READ_ONCE(page->sequence) == 0x10000 ? 0xffb0 : 0);
}

/* At one it goes far ahead, and soon behind that to just before it. */
static void goes_round(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 sequence = READ_ONCE(page->sequence);

	leap(page, next, sequence == 0x10000 ? 0x20000 : sequence == 0x20020 ? 0xfff0 : 0);
}

/* At one sequence it is for a while what it was 40 updates before. */
static void was_before(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 sequence = READ_ONCE(page->sequence);

	if (sequence == 0x10000)
		WRITE_ONCE(page->sequence, 0xffb0);
	else
		WRITE_ONCE(page->sequence, sequence + 1);
	fields(page, next);
	WRITE_ONCE(page->sequence, after(sequence));
}

/* A byte of the sequence, which changes in every 128th update, beside it. */
static void byte_beside(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 sequence = READ_ONCE(page->sequence);

	WRITE_ONCE(page->sequence, sequence + 1);
	smp_wmb(); /* odd before the byte; pairs with the guest's second rmb */
	WRITE_ONCE(*(u8 *)&page->reserved, READ_ONCE(((u8 *)&page->sequence)[1]));
	fields(page, next);
	WRITE_ONCE(page->sequence, after(sequence));
}

PROOF_HOST(not_odd_by_bits);
PROOF_HOST(not_odd_by_high_bits);
DEFINE_HOST(hyperv_tsc, from_two, .publish = from_two, .legal_start = only_two, .origin = "tests");
PROOF_HOST(goes_back);
PROOF_HOST(goes_round);
PROOF_HOST(was_before);
PROOF_HOST(byte_beside);
