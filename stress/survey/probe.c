/* The writer's log, a ring whose entries are read as under a sequence lock, and the judging. */
#include "stress/survey/probe.h"

#include <string.h>

void probe_log_write(struct probe_log *log, u64 number, u64 open, u64 sample, u64 close)
{
	struct probe_update *update = &log->ring[number % PROBE_RING];

	atomic_store_explicit(&update->number, 0, memory_order_relaxed);
	/* nobody who sees a new stamp below may see the old number afterwards */
	atomic_store_explicit(&update->open, open, memory_order_release);
	atomic_store_explicit(&update->sample, sample, memory_order_release);
	atomic_store_explicit(&update->close, close, memory_order_release);
	atomic_store_explicit(&update->number, number, memory_order_release);
}

bool probe_log_read(const struct probe_log *log, u64 number, struct probe_update *copy)
{
	const struct probe_update *update = &log->ring[number % PROBE_RING];

	if (!number || atomic_load_explicit(&update->number, memory_order_acquire) != number)
		return false;
	copy->number = number;
	copy->open = atomic_load_explicit(&update->open, memory_order_acquire);
	copy->sample = atomic_load_explicit(&update->sample, memory_order_acquire);
	copy->close = atomic_load_explicit(&update->close, memory_order_acquire);
	return atomic_load_explicit(&update->number, memory_order_relaxed) == number;
}

u64 probe_needs(enum probe_kind kind, const struct probe *probe)
{
	return kind == PROBE_EARLY ? probe->first : probe->last + 1;
}

bool probe_judge(const struct probe_log *log, const struct probe_skew *skew, enum probe_kind kind,
		 u64 window, const struct probe *probe, struct probe_tally *tally)
{
	struct probe_update update;
	u64 against;
	s64 beyond; /* ticks past the stamp, whatever the skew is */

	if (!probe_log_read(log, probe_needs(kind, probe), &update)) {
		tally->unjudged++;
		return false;
	}
	switch (kind) {
	case PROBE_LATE: /* the later load came before this store was seen by all */
		against = update.close;
		beyond = (s64)(probe->tsc - against) - skew->high;
		break;
	case PROBE_EARLY: /* the earlier load came after this store could be seen */
		against = update.open;
		beyond = (s64)(against - probe->tsc) + skew->low;
		break;
	default: /* the load after the stamp did not see this store, before which came the sample */
		against = update.sample;
		beyond = (s64)(probe->tsc - against) - skew->high;
	}
	tally->judged++;
	if (beyond <= 0) {
		tally->able += -beyond < (s64)window;
		return false;
	}
	tally->able++;
	tally->found++;
	if ((u64)beyond > tally->most) {
		tally->most = (u64)beyond;
		tally->worst = *probe;
		tally->against = against;
		tally->skew = *skew;
	}
	return true;
}

void probe_narrow(const struct probe_log *log, const struct probe *probe, struct probe_skew *skew)
{
	struct probe_update update;

	if (probe_log_read(log, probe->first, &update) &&
	    (s64)(probe->tsc - update.open) < skew->high)
		skew->high = (s64)(probe->tsc - update.open);
	if (probe_log_read(log, probe->last + 1, &update) &&
	    (s64)(probe->tsc - update.close) > skew->low)
		skew->low = (s64)(probe->tsc - update.close);
}

bool probe_bounded(const struct probe_skew *skew)
{
	return skew->low > -PROBE_SKEW_MAX && skew->high < PROBE_SKEW_MAX;
}

bool probe_agree(const struct probe_skew *a, const struct probe_skew *b)
{
	s64 low = a->low > b->low ? a->low : b->low;
	s64 high = a->high < b->high ? a->high : b->high;

	return low <= high;
}

void probe_tally_add(struct probe_tally *sum, const struct probe_tally *part)
{
	struct probe_tally was = *sum;

	if (part->most > was.most)
		*sum = *part;
	sum->judged = was.judged + part->judged;
	sum->unjudged = was.unjudged + part->unjudged;
	sum->able = was.able + part->able;
	sum->found = was.found + part->found;
}

void probe_tally_doubt(struct probe_tally *tally)
{
	u64 all = tally->judged + tally->unjudged;

	memset(tally, 0, sizeof(*tally));
	tally->unjudged = all;
}
