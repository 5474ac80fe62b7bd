/* A batch of reads of one lane, with nothing in between but a look at a page's sequence. */
#include "stress/live/track.h"
#include "stress/cpu/stamp.h"

static void fill_page(const struct live_lane *lane, const struct guest *guest, struct batch *batch,
		      struct live_versions *versions)
{
	for (unsigned int i = 0; i < RACE_BATCH; i++) {
		u32 sequence;

		batch->fell_back |= (u64)!guest->read(lane->page, &batch->values[i]) << i;
		sequence = READ_ONCE(*lane->sequence);
		if (unlikely(sequence != versions->last))
			live_versions_note(versions, lane->step, sequence);
	}
}

void live_fill(const struct live_lane *lane, const struct guest *guest, struct batch *batch,
	       struct live_versions *versions)
{
	u32 cpu;

	batch->fell_back = 0;
	switch (lane->kind) {
	case LIVE_PAGE:
		fill_page(lane, guest, batch, versions);
		break;
	case LIVE_CLOCK:
		for (unsigned int i = 0; i < RACE_BATCH; i++)
			batch->values[i] = clock_ns(lane->clock);
		break;
	case LIVE_TSC_RDTSC:
		for (unsigned int i = 0; i < RACE_BATCH; i++)
			batch->values[i] = rdtsc_ordered();
		break;
	case LIVE_TSC_RDTSCP:
		for (unsigned int i = 0; i < RACE_BATCH; i++)
			batch->values[i] = stamp_on(&cpu);
	}
}
