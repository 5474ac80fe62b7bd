/* The versions of a page that a reader sees: it polls the sequence after every read. */
#include "stress/live/track.h"

void live_versions_note(struct live_versions *versions, u32 step, u32 sequence)
{
	versions->edges++;
	if (step == 2 ? sequence & 1 : !sequence)
		versions->odd++;
	else
		versions->rested++;
	versions->last = sequence;
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
