/* Names and sums of what a race counts. */
#include "stress/judge/tally.h"

static const char *const reasons[RACE_UNJUDGED_REASONS] = {
	[RACE_OVERWRITTEN] = "overwritten", [RACE_LONG] = "long",
	[RACE_MIGRATED] = "migrated",	    [RACE_LATE] = "late",
	[RACE_AMBIGUOUS] = "ambiguous",	    [RACE_CLOCK] = "clock",
};

const char *race_unjudged_name(enum race_unjudged reason)
{
	return reasons[reason];
}

#define SOME(name, member, n, name_of)                                                             \
	{                                                                                          \
		name, offsetof(struct race_counts, member), n, name_of                             \
	}
#define ONE(member) SOME(#member, member, 1, NULL)
#define HISTOGRAM(member) SOME(#member, member, RACE_BUCKETS, NULL)

static const struct race_counter counters[] = {
	ONE(reads),
	ONE(fallbacks),
	ONE(kept),
	ONE(stamped),
	ONE(overlapped),
	ONE(aimed),
	ONE(paused),
	ONE(migrations),
	ONE(migrated_reads),
	ONE(pinned_reads),
	ONE(updates),
	ONE(late),
	ONE(gapped),
	ONE(frozen),
	ONE(beside),
	ONE(entangled),
	ONE(deaths),
	ONE(restarts),
	ONE(torn_updates),
	ONE(put_back),
	SOME("update_kinds", kinds, UPDATE_KINDS, update_kind_name),
	SOME("unjudged", unjudged, RACE_UNJUDGED_REASONS, race_unjudged_name),
	SOME("violations", found, VIOLATION_KINDS, violation_name),
	ONE(late_most),
	HISTOGRAM(met),
	HISTOGRAM(retries),
	HISTOGRAM(distance),
};

const struct race_counter *race_counter(unsigned int i)
{
	return i < ARRAY_SIZE(counters) ? &counters[i] : NULL;
}

u64 race_violations(const struct race_counts *counts)
{
	u64 sum = counts->unexplained + counts->halved + counts->inherited + counts->at_rest;

	for (unsigned int kind = 0; kind < VIOLATIONS; kind++)
		sum += counts->found[kind];
	return sum;
}

u64 race_judged(const struct race_counts *counts)
{
	u64 unjudged = counts->unjudged[RACE_OVERWRITTEN] + counts->unjudged[RACE_LONG] +
		       counts->unjudged[RACE_MIGRATED];

	return counts->reads > unjudged ? counts->reads - unjudged : 0;
}

#define WORDS (sizeof(struct race_counts) / sizeof(u64))
#define SUMS (offsetof(struct race_counts, late_most) / sizeof(u64)) /* those that add up */

_Static_assert(SUMS == WORDS - 1, "late_most is the last");

void race_counts_add(struct race_counts *total, const struct race_counts *counts)
{
	u64 *sum = (u64 *)total;
	u64 most = __atomic_load_n(&counts->late_most, __ATOMIC_RELAXED);

	for (size_t i = 0; i < SUMS; i++) /* their thread may be counting on */
		sum[i] += __atomic_load_n((const u64 *)counts + i, __ATOMIC_RELAXED);
	if (most > total->late_most)
		total->late_most = most;
}

void race_counts_since(const struct race_counts *counts, struct race_counts *before,
		       struct race_counts *difference)
{
	for (size_t i = 0; i < SUMS; i++) {
		u64 now = ((const u64 *)counts)[i], then = ((u64 *)before)[i];

		((u64 *)difference)[i] = now > then ? now - then : 0;
	}
	difference->late_most = counts->late_most;
	*before = *counts;
}

void race_tally_add(struct race_tally *total, const struct race_tally *tally)
{
	for (unsigned int i = 0; i < VIOLATION_KINDS; i++)
		if (tally->counts.found[i] &&
		    (!total->counts.found[i] || tally->first[i].e < total->first[i].e))
			total->first[i] = tally->first[i];
	if (tally->counts.unexplained && !total->counts.unexplained)
		total->first_unexplained = tally->first_unexplained;
	if (tally->counts.halved && !total->counts.halved)
		total->first_halved = tally->first_halved;
	if (tally->counts.at_rest && !total->counts.at_rest)
		total->first_at_rest = tally->first_at_rest;
	if (tally->counts.inherited &&
	    (!total->counts.inherited || tally->first_inherited.e < total->first_inherited.e))
		total->first_inherited = tally->first_inherited;
	if (tally->counts.put_back &&
	    (!total->counts.put_back || tally->first_put_back.e < total->first_put_back.e))
		total->first_put_back = tally->first_put_back;
	total->put_back_unknown |= tally->put_back_unknown;
	for (unsigned int i = 0; i < RACE_LATES; i++) {
		if (tally->counts.late_open[i] && !total->counts.late_open[i])
			total->first_late[i] = tally->first_late[i];
		if (tally->late_open_most[i] > total->late_open_most[i])
			total->late_open_most[i] = tally->late_open_most[i];
	}
	race_counts_add(&total->counts, &tally->counts);
}
