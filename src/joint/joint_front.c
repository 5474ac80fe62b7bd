/* Fronts of joint executions, each of them once, so that a number tells it. */
#include "joint/joint_engine.h"

#include "machine/reader.h"

static u32 slot_of(const struct front *front)
{
	u64 hash = front->position * 0x9e3779b97f4a7c15;

	for (unsigned int w = 0; w < EVENT_SET_WORDS; w++)
		hash = (hash ^ event_set_word(&front->seen, w)) * 0xbf58476d1ce4e5b9 ^ hash >> 29;
	return (u32)(hash >> 32) % FRONT_SLOTS;
}

static bool same(const struct front *a, const struct front *b)
{
	return a->position == b->position && event_set_within(&a->seen, &b->seen) &&
	       event_set_within(&b->seen, &a->seen);
}

u16 joint_front(struct joint *joint, const struct front *front)
{
	struct front_slot *slot;

	if (event_set_within(&front->seen, &(struct event_set){.some = false}))
		return front->position;
	for (u32 i = slot_of(front);; i = (i + 1) % FRONT_SLOTS) {
		slot = &joint->front_slots[i];
		if (slot->log != joint->log)
			break;
		if (same(&joint->fronts[slot->front], front))
			return (u16)slot->front;
	}
	if (joint->nfronts == FRONTS_MAX) {
		joint_overflow(joint, TOO_MANY_WAYS);
		return front->position;
	}
	*slot = (struct front_slot){joint->log, joint->nfronts};
	joint->fronts[joint->nfronts] = *front;
	if (!front->seen.some)
		event_set_clear(&joint->fronts[joint->nfronts].seen);
	return (u16)joint->nfronts++;
}

u16 joint_join_sets(struct joint *joint, u16 a, u16 b)
{
	struct join *join;
	struct front front;

	if (a == b)
		return a;
	join = &joint->joins[((u32)a * 0x9e3779b1u + (u32)b * 0x85ebca6bu) >> 16 & (JOINS - 1)];
	if (join->log == joint->log && join->a == a && join->b == b)
		return join->both;
	front = joint->fronts[a];
	front_join(&front, &joint->fronts[b]);
	*join = (struct join){joint->log, a, b, joint_front(joint, &front)};
	return join->both;
}
