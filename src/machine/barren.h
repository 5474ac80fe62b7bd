/*
 * Values of loads that lead a read nowhere: a memoryless loop came round behind one without another access. What
 * the code does is decided by the values that steer it (site.h) alone, so that a read which was given the same of
 * them so far, and is given this one, comes round there as well.
 */
#ifndef WARPAGE_BARREN_H
#define WARPAGE_BARREN_H

#include <stdbool.h>
#include <warpage/types.h>

#define BARREN_SLOTS 4096u
#define BARREN_MOST                                                                                \
	(BARREN_SLOTS / 2) /* of one enumeration; others are forgotten, which costs time */

/* Of one enumeration. */
struct barren {
	u64 epoch;
	unsigned int n;
	struct {
		u64 way, epoch;
	} slots[BARREN_SLOTS];
};

/* The way of a read that was on one, and is given this value at this place of the code and of the page. */
static inline u64 barren_way(u64 way, const void *site, u32 place, u64 value)
{
	way = (way ^ (uintptr_t)site) * 0x9e3779b97f4a7c15;
	way = (way ^ way >> 29 ^ place) * 0xbf58476d1ce4e5b9;
	way = (way ^ way >> 32 ^ value) * 0x94d049bb133111eb;
	return way ^ way >> 31;
}

/* Another enumeration begins. */
void barren_begin(struct barren *barren);

void barren_add(struct barren *barren, u64 way);
bool barren_has(const struct barren *barren, u64 way);

#endif
