/* A race of several legs, as one; and what is asked of whoever runs it. */
#include "stress/judge/summary.h"

#include <stdatomic.h>

u32 race_find_excuse(const struct race_calls *calls, _Atomic u32 *excuse, bool wait)
{
	if (atomic_load(excuse) == RACE_EXCUSE_UNKNOWN)
		atomic_store(excuse, calls->excuse(calls->arg, wait));
	return atomic_load(excuse);
}

void race_summary_add(struct race_summary *total, const struct race_summary *summary)
{
	if (!total->start) {
		total->start = summary->start;
		total->tsc_hz = summary->tsc_hz;
		total->sequence = summary->sequence;
	}
	if (summary->skew_low < total->skew_low)
		total->skew_low = summary->skew_low;
	if (summary->skew_high > total->skew_high)
		total->skew_high = summary->skew_high;
	if (summary->margin > total->margin)
		total->margin = summary->margin;
	total->readers = summary->readers;
	total->hosts = summary->hosts;
	total->seconds += summary->seconds;
	total->inseparable += summary->inseparable;
	total->vcpus = summary->vcpus;
	total->pages = summary->pages;
	total->tscs |= summary->tscs;
	total->migrates |= summary->migrates;
	total->shares |= summary->shares;
	total->writes |= summary->writes;
	total->gapped |= summary->gapped;
	total->host_died |= summary->host_died;
	total->host_hung |= summary->host_hung;
	total->interrupted |= summary->interrupted;
	total->evicted |= summary->evicted;
	total->abandoned += summary->abandoned;
	total->moves += summary->moves;
	if (summary->reason[0])
		memcpy(total->reason, summary->reason, sizeof(total->reason));
	race_tally_add(&total->total, &summary->total);
}
