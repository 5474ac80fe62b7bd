/*
 * Guests that hold odd-even's sequence as they should, and choose by what else they load: between two loads of a
 * parameter, or two samples of the TSC, by bits that few parameters have; how to compare, by the sequence or
 * by a byte beside it.
 */
#include "format.h"

struct sample {
	u32 sequence;
	u64 scale, tsc;
	s64 offset;
};

static __always_inline bool try_once(const struct hyperv_tsc_page *page, struct sample *sample)
{
	while ((sample->sequence = READ_ONCE(page->sequence)) & 1)
		cpu_relax();
	smp_rmb(); /* the sequence before the fields: the host's last wmb */
	sample->scale = READ_ONCE(page->scale);
	sample->offset = READ_ONCE(page->offset);
	sample->tsc = rdtsc_ordered();
	smp_rmb(); /* the fields before the recheck: the host's first wmb */
	return READ_ONCE(page->sequence) == sample->sequence;
}

static bool early_offset(const struct hyperv_tsc_page *page, u64 *time)
{
	s64 early = READ_ONCE(page->offset);
	struct sample sample;

	while (!try_once(page, &sample))
		;
	*time = hyperv_tsc_time(sample.tsc, sample.scale,
				sample.scale % 1000003 == 5 ? early : sample.offset);
	return true;
}

static bool early_tsc(const struct hyperv_tsc_page *page, u64 *time)
{
	u64 early = rdtsc_ordered();
	struct sample sample;

	while (!try_once(page, &sample))
		;
	*time = hyperv_tsc_time(sample.scale % 1000003 == 5 ? early : sample.tsc, sample.scale,
				sample.offset);
	return true;
}

/* A unit more at every fourth sequence of 64. */
static bool adds_a_bit(const struct hyperv_tsc_page *page, u64 *time)
{
	struct sample sample;
	u32 again;

	do {
		again = READ_ONCE(page->sequence);
	} while (!try_once(page, &sample));
	*time = hyperv_tsc_time(sample.tsc, sample.scale, sample.offset) +
		(((again >> 7) & ~(again >> 8)) & 1);
	return true;
}

/* Where it is 1000 seven bits are compared. */
static bool loose_at_1000(const struct hyperv_tsc_page *page, u64 *time)
{
	struct sample sample;

	for (;;) {
		bool same = try_once(page, &sample);

		if (sample.sequence == 1000) {
			if ((READ_ONCE(page->sequence) & 0x7f) == (sample.sequence & 0x7f))
				break;
		} else if (same) {
			break;
		}
	}
	*time = hyperv_tsc_time(sample.tsc, sample.scale, sample.offset);
	return true;
}

static bool loose_at_byte_7(const struct hyperv_tsc_page *page, u64 *time)
{
	struct sample sample;

	while (!try_once(page, &sample))
		if (READ_ONCE(*(const u8 *)&page->reserved) == 7)
			break;
	*time = hyperv_tsc_time(sample.tsc, sample.scale, sample.offset);
	return true;
}

DEFINE_GUEST(hyperv_tsc, early_offset, .read = early_offset, .origin = "tests");
DEFINE_GUEST(hyperv_tsc, early_tsc, .read = early_tsc, .origin = "tests");
DEFINE_GUEST(hyperv_tsc, adds_a_bit, .read = adds_a_bit, .origin = "tests");
DEFINE_GUEST(hyperv_tsc, loose_at_1000, .read = loose_at_1000, .origin = "tests");
DEFINE_GUEST(hyperv_tsc, loose_at_byte_7, .read = loose_at_byte_7, .origin = "tests");
