/* A table of ways that lead nowhere; those of enumerations before are none. */
#include "machine/barren.h"

void barren_begin(struct barren *barren)
{
	barren->epoch++;
	barren->n = 0;
}

static u32 find(const struct barren *barren, u64 way)
{
	u32 at = (u32)way % BARREN_SLOTS;

	while (barren->slots[at].epoch == barren->epoch && barren->slots[at].way != way)
		at = (at + 1) % BARREN_SLOTS;
	return at;
}

void barren_add(struct barren *barren, u64 way)
{
	u32 at = find(barren, way);

	if (barren->slots[at].epoch == barren->epoch || barren->n == BARREN_MOST)
		return;
	barren->slots[at].way = way;
	barren->slots[at].epoch = barren->epoch;
	barren->n++;
}

bool barren_has(const struct barren *barren, u64 way)
{
	return barren->n && barren->slots[find(barren, way)].epoch == barren->epoch;
}
