/*
 * What of a track's findings stands. Its thread counts them; the monitor takes back the newest ones,
 * down to a level that it had noted before. Whatever is taken back, the first one that is kept is
 * the first of those that stand, and what is told comes after all that could take it back.
 */
#include "stress/live/track.h"

unsigned int live_stand_counter(const struct race_violation *violation)
{
	return violation->by_stamps ? LIVE_SUSPECTS : violation->kind;
}

static u64 *counted(struct live_track *track, unsigned int counter)
{
	return counter == LIVE_SUSPECTS ? &track->suspects : &track->tally.counts.found[counter];
}

static u64 count_now(const struct live_track *track, unsigned int counter)
{
	return __atomic_load_n(counter == LIVE_SUSPECTS ? &track->suspects
							: &track->tally.counts.found[counter],
			       __ATOMIC_RELAXED);
}

void live_stand_record(struct live_track *track, const struct race_violation *violation)
{
	unsigned int counter = live_stand_counter(violation);
	u64 *count = counted(track, counter);

	judge_add(count, 1);
	/* pairs with that of take_back_all(): it sees this one, or we see what is gone */
	atomic_thread_fence(memory_order_seq_cst);
	if (track->kept[counter] <=
	    atomic_load_explicit(&track->gone[counter], memory_order_relaxed)) {
		track->kept[counter] = *count;
		if (counter == LIVE_SUSPECTS)
			track->suspect = *violation;
		else
			track->tally.first[counter] = *violation;
	}
	judge_tell(&track->mailbox, violation, *count);
}

u64 live_stand_count(const struct live_track *track, unsigned int counter)
{
	return count_now(track, counter) - track->taken[counter];
}

void live_stand_level(const struct live_track *track, struct live_level levels[LIVE_COUNTERS])
{
	for (unsigned int i = 0; i < LIVE_COUNTERS; i++) {
		u64 number = count_now(track, i);

		levels[i] = (struct live_level){number - track->taken[i], number};
	}
}

static void lower(struct live_level *level, const struct live_level *to)
{
	if (level->standing > to->standing)
		*level = *to;
}

/* Nothing shall stand. Returns the number of the newest that is gone. */
static u64 take_back_all(struct live_track *track, unsigned int counter)
{
	u64 number = count_now(track, counter), gone;

	do {
		gone = number;
		atomic_store_explicit(&track->gone[counter], gone, memory_order_relaxed);
		atomic_thread_fence(memory_order_seq_cst); /* pairs with live_stand_record()'s */
		number = count_now(track, counter);
	} while (number != gone);
	return gone;
}

u64 live_stand_take_back(struct live_track *track, unsigned int counter,
			 const struct live_level *level)
{
	const struct live_level to = *level;
	u64 number = to.standing ? count_now(track, counter) : take_back_all(track, counter);
	u64 more = number - track->taken[counter] - to.standing;
	struct mailbox *mailbox = &track->mailbox;

	track->taken[counter] += more;
	lower(&track->newer[counter], &to);
	lower(&track->older[counter], &to);
	lower(&track->tried[counter], &to);
	lower(&track->settled[counter], &to);
	if (more && atomic_load_explicit(&mailbox->full, memory_order_acquire) &&
	    live_stand_counter(&mailbox->violation) == counter && mailbox->number > to.number)
		atomic_store_explicit(&mailbox->full, false, memory_order_release);
	return more;
}

u64 live_stand_sum(struct live_track *track)
{
	struct race_tally *tally = &track->tally;
	u64 suspects = live_stand_count(track, LIVE_SUSPECTS);

	for (unsigned int kind = 0; kind < VIOLATION_KINDS; kind++)
		tally->counts.found[kind] -= track->taken[kind];
	if (suspects && (!tally->counts.found[VIOLATION_BACKWARDS] ||
			 track->suspect.e < tally->first[VIOLATION_BACKWARDS].e))
		tally->first[VIOLATION_BACKWARDS] = track->suspect;
	tally->counts.found[VIOLATION_BACKWARDS] += suspects;
	return suspects;
}
