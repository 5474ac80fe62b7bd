/*
 * Sets of events. Most are empty, and an empty one costs nothing: its words are not made. The others are
 * joined and copied by pairs of words, without a branch.
 */
#ifndef WARPAGE_EVENT_SET_H
#define WARPAGE_EVENT_SET_H

#include <warpage/types.h>

#define EVENTS_MAX 248
#define EVENT_SET_WORDS 4

_Static_assert(EVENTS_MAX <= 64 * EVENT_SET_WORDS, "a bit for each event");

typedef u64 event_pair __attribute__((vector_size(16), aligned(8)));

struct event_set {
	bool some; /* it is not empty, or was not before events were taken out */
	union {
		u64 words[EVENT_SET_WORDS];
		event_pair pairs[EVENT_SET_WORDS / 2];
	};
};

static inline void event_set_clear(struct event_set *set)
{
	set->some = false;
}

static inline void event_set_copy(struct event_set *set, const struct event_set *other)
{
	set->some = other->some;
	if (!other->some)
		return;
	for (unsigned int p = 0; p < EVENT_SET_WORDS / 2; p++)
		set->pairs[p] = other->pairs[p];
}

/* A word of the set, and the last event of one that is not 0. */
static inline u64 event_set_word(const struct event_set *set, unsigned int w)
{
	return set->some ? set->words[w] : 0;
}

static inline unsigned int event_set_last_of(unsigned int w, u64 word)
{
	return 64 * w + 63 - (unsigned int)__builtin_clzll(word);
}

static inline bool event_set_has(const struct event_set *set, unsigned int event)
{
	return event_set_word(set, event / 64) >> event % 64 & 1;
}

static inline void event_set_add(struct event_set *set, unsigned int event)
{
	for (unsigned int p = 0; !set->some && p < EVENT_SET_WORDS / 2; p++)
		set->pairs[p] = (event_pair){0};
	set->some = true;
	set->words[event / 64] |= (u64)1 << event % 64;
}

static inline void event_set_join(struct event_set *set, const struct event_set *other)
{
	if (!set->some) {
		event_set_copy(set, other);
		return;
	}
	for (unsigned int p = 0; other->some && p < EVENT_SET_WORDS / 2; p++)
		set->pairs[p] |= other->pairs[p];
}

/* Take out the events of another set. */
static inline void event_set_leave(struct event_set *set, const struct event_set *other)
{
	for (unsigned int p = 0; set->some && other->some && p < EVENT_SET_WORDS / 2; p++)
		set->pairs[p] &= ~other->pairs[p];
}

/* Are all events of a set in another one? */
static inline bool event_set_within(const struct event_set *set, const struct event_set *other)
{
	u64 missing = 0;

	for (unsigned int w = 0; set->some && w < EVENT_SET_WORDS; w++)
		missing |= set->words[w] & ~event_set_word(other, w);
	return !missing;
}

/* The first event that is not in the set. */
static inline unsigned int event_set_first_missing(const struct event_set *set)
{
	for (unsigned int w = 0; set->some && w < EVENT_SET_WORDS; w++)
		if (~set->words[w])
			return 64 * w + (unsigned int)__builtin_ctzll(~set->words[w]);
	return set->some ? 64 * EVENT_SET_WORDS : 0;
}

/* Take out the first or the last event, which is returned; -1: there is none. */
static inline int event_set_pop_first(struct event_set *set)
{
	for (unsigned int w = 0; set->some && w < EVENT_SET_WORDS; w++) {
		u64 word = set->words[w];

		set->words[w] = word & (word - 1);
		if (word)
			return (int)(64 * w) + __builtin_ctzll(word);
	}
	return -1;
}

static inline int event_set_pop_last(struct event_set *set)
{
	for (unsigned int w = EVENT_SET_WORDS; set->some && w-- > 0;) {
		unsigned int last;

		if (!set->words[w])
			continue;
		last = event_set_last_of(w, set->words[w]);
		set->words[w] &= ~((u64)1 << last % 64);
		return (int)last;
	}
	return -1;
}

#endif
