/*
 * A batch of reads of one lane, with nothing in between but a look at a page's sequence, and the
 * versions of the page that were seen so.
 */
#include "stress/live/track.h"
#include "stress/cpu/stamp.h"
#include "stress/cpu/vcpu_id.h"

/* The sequence is another one than at the last poll: the read in between met an update. */
static void note_version(struct live_versions *versions, u32 step, u32 sequence)
{
	versions->edges++;
	if (step == 2 ? sequence & 1 : !sequence)
		versions->odd++;
	else
		versions->rested++;
	versions->last = sequence;
}

static void fill_page(const struct live_lane *lane, const struct guest *guest, struct batch *batch,
		      struct live_versions *versions)
{
	const void *page = lane->asks && guest == lane->guest ? lane->pages : lane->page;

	vcpu_id_set(lane->vcpu);
	for (unsigned int i = 0; i < RACE_BATCH; i++) {
		u32 sequence;

		batch->fell_back |= (u64)!guest->read(page, &batch->values[i]) << i;
		sequence = READ_ONCE(*lane->sequence);
		if (unlikely(sequence != versions->last))
			note_version(versions, lane->step, sequence);
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
			batch->values[i] = stamp_on(true, &cpu);
	}
}

static u32 at_rest(const struct live_lane *lane, u32 sequence)
{
	return lane->step == 2 ? sequence & ~1u : sequence;
}

void live_versions_batch(struct live_versions *versions, const struct live_lane *lane, u32 first,
			 bool away)
{
	u32 made = 0;

	if (lane->step == 2 || (first && versions->last))
		made = (at_rest(lane, versions->last) - at_rest(lane, first)) / lane->step;
	if (!away) {
		versions->made += made;
		versions->seen += versions->rested < made ? versions->rested : made;
	}
	versions->rested = 0;
}
