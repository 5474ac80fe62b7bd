/*
 * The judge's common path: the window of a batch, the values in it, and the order of values. A
 * batch that meets no update costs two lookups in the log and two evaluations of the clock.
 */
#include "stress/judge/judge.h"

#include <stdatomic.h>

#include "clock/result.h"
#include "stress/judge/kinds.h"
#include "stress/judge/look.h"

void judge_start(struct judge *judge, const struct format *format, struct hostlog *log,
		 bool own_params, unsigned int reader, u64 margin, struct race_tally *tally)
{
	memset(judge, 0, sizeof(*judge));
	judge->format = format;
	judge->log = log;
	judge->own_params = own_params;
	judge->reader = reader;
	judge->margin = margin;
	judge->pair_margin = 2 * margin;
	judge->limit = U64_MAX;
	judge->tally = tally;
	for (unsigned int i = 0; i < JUDGE_CACHE; i++)
		judge->cache[i].end = HOSTLOG_OPEN;
}

static bool is_legal(struct judge *judge, const struct window *window, u64 value)
{
	for (u64 k = window->high + 1; k-- > window->low;)
		if (judge_legal_as(judge, window, k, value))
			return true;
	return false;
}

/* Have all hosts been outside of publish() since before the window, and are so by now, which is after it? */
static bool is_at_rest(const struct judge *judge, const struct window *window)
{
	for (unsigned int i = 0; i < HOSTS_MAX; i++)
		if (atomic_load(judge->rest->idle[i]) >= judge_from(judge, window))
			return false;
	return true;
}

/* What it shows counts if nobody was at it meanwhile. */
static enum log_valid page_valid(const struct judge *judge)
{
	_Alignas(16) u8 page[WARPAGE_PAGE_MAX];

	page_look(judge->format, judge->rest->page, page);
	return format_valid(judge->format, page) ? LOG_VALID : LOG_INVALID;
}

/* The page was valid throughout the window, or invalid throughout; else, or if nobody knows, LOG_VALID_SOME. */
static enum log_valid valid_throughout(struct judge *judge, const struct window *window)
{
	const struct log_entry *entry = judge_entry(judge, window->low);
	enum log_valid valid;

	if (!entry || (!judge->rest && window->low != window->high))
		return LOG_VALID_SOME;
	if (judge->written)
		return judge->seen;
	if (!judge->rest)
		return (enum log_valid)entry->valid;
	if (!is_at_rest(judge, window))
		return LOG_VALID_SOME;
	valid = page_valid(judge);
	return is_at_rest(judge, window) ? valid : LOG_VALID_SOME;
}

/* A time of a page that was invalid throughout, or none of one that was valid throughout. */
static bool judge_validity(struct judge *judge, const struct window *window, bool fell_back,
			   u64 value, unsigned int cpu)
{
	enum log_valid valid = valid_throughout(judge, window);
	const struct log_entry *entry = judge_entry(judge, window->low);
	struct race_violation violation;

	if (!entry || valid == LOG_VALID_SOME || !!valid != fell_back)
		return false;
	/* flags and the like are the host's, which has not touched the page yet */
	if (fell_back && !window->low)
		return false;
	if (fell_back && judge->format->too_old && judge->format->too_old(entry->params, window->e))
		return false;
	judge_begin(judge, window, VIOLATION_WRONG_FALLBACK, value, cpu, &violation);
	violation.fell_back = fell_back;
	judge_count(judge, &violation, window->low, window->high);
	return true;
}

/*
 * One read, by the stamps of its window, its value by those in of. Returns whether that is legal; notes if it is
 * kept.
 */
static bool judge_read(struct judge *judge, const struct window *window, const struct window *of,
		       bool fell_back, struct outcome *now, unsigned int cpu)
{
	struct window until = {window->s, of->e, window->low, window->high};
	enum kept kept;

	if (judge_validity(judge, window, fell_back, now->value, cpu) || fell_back)
		return false;
	if (is_legal(judge, of, now->value))
		return true;
	kept = judge_kept(judge, window, now->value, cpu);
	now->kept = kept == KEPT;
	if (kept == KEPT_NOT && judge_late(judge, &until, now->value, cpu))
		judge_pass(judge, &now->value, 1);
	else if (kept == KEPT_NOT)
		judge_illegal(judge, of, now->value, cpu);
	return now->kept;
}

/* How many updates did a read meet, or how far was it from the nearest one of the window? */
static void count_meetings(struct judge *judge, const struct window *window, u64 s, u64 e)
{
	struct race_counts *counts = &judge->tally->counts;
	u64 met = 0, nearest = U64_MAX;

	/* of several hosts, the oldest one's update may have been under way as well */
	for (u64 k = window->low + !judge->several; k <= window->high; k++) {
		const struct log_entry *entry = judge_entry(judge, k);

		if (!entry)
			continue;
		if (entry->begin > e)
			nearest = entry->begin - e < nearest ? entry->begin - e : nearest;
		else if (entry->end < s)
			nearest = s - entry->end < nearest ? s - entry->end : nearest;
		else
			met++;
	}
	judge_add(&counts->met[judge_bucket(met)], 1);
	if (met)
		judge_add(&counts->overlapped, 1);
	else if (nearest != U64_MAX)
		judge_add(&counts->distance[judge_bucket(nearest)], 1);
}

/* One generation, nothing fell back, all values in order and the ends within the clock's. */
static bool plainly_legal(struct judge *judge, const struct batch *batch,
			  const struct window *window, const struct log_entry *entry)
{
	u64 low, span, apart, last = judge->last.set ? judge->last.value : batch->values[0];
	struct times end;
	bool good;

	if (window->low != window->high || batch->fell_back || (!entry->valid && !judge->written) ||
	    (judge->written && batch->rested & ~batch->valid) || result_count(judge->format) > 1)
		return false;
	if (judge->rest && valid_throughout(judge, window) == LOG_INVALID)
		return false;
	low = judge_times(judge, entry,
			  entry->begin > window->s + judge->margin ? entry->begin - judge->margin
								   : window->s)
		      .least;
	end = judge_times(judge, entry, window->e);
	span = end.most - low;
	apart = end.most - end.least;
	good = batch->values[0] - low <= span && batch->values[batch->n - 1] - low <= span &&
	       span >> 63 == 0;
	for (unsigned int i = 0; i < batch->n; i++) {
		good &= !judge_behind(batch->values[i] + apart, last);
		last = batch->values[i];
	}
	return good;
}

/* What read i of the batch was, for comparison with later reads. */
static struct outcome make_outcome(const struct judge *judge, const struct batch *batch,
				   const struct window *window, const u64 back[2], unsigned int i)
{
	return (struct outcome){
		batch->values[i],
		batch->stamps[batch->stamped ? i : 0],
		batch->stamps[batch->stamped ? i + 1 : 1],
		window->low,
		window->high,
		back[0],
		back[1],
		judge->reader,
		0,
		1,
	};
}

static bool is_behind(const struct judge *judge, const struct outcome *peer, u64 value, u64 s)
{
	return peer && peer->set && judge_behind(value, peer->value) &&
	       peer->e + judge->pair_margin < s;
}

/* The page, as a read of a guest that stores to it found it. */
static enum log_valid seen_valid(const struct batch *batch, unsigned int i)
{
	if (!(batch->rested >> i & 1))
		return LOG_VALID_SOME;
	return batch->valid >> i & 1 ? LOG_VALID : LOG_INVALID;
}

/* Read by read: is it legal, is it in order, how near was an update? */
static void judge_reads(struct judge *judge, const struct batch *batch, const struct window *window,
			const u64 back[2], const struct outcome *peer)
{
	bool several = result_count(judge->format) > 1;

	for (unsigned int i = 0; i < batch->n; i++) {
		struct outcome now = make_outcome(judge, batch, window, back, i);
		bool fell_back = batch->fell_back >> i & 1;
		struct window part = *window, of;

		if (batch->stamped)
			judge_narrow(judge, &part, now.s, now.e);
		if (batch->stamped && window->low != window->high)
			count_meetings(judge, window, now.s, now.e);
		if (fell_back)
			judge_add(&judge->tally->counts.fallbacks, 1);
		judge->seen = seen_valid(batch, i);
		of = part;
		if (several && !fell_back && !judge_results(judge, batch, i, &part, &of))
			continue;
		if (!judge_read(judge, &part, &of, fell_back, &now, batch->cpu))
			continue;
		if (judge->last.set && judge_behind(now.value, judge->last.value))
			judge_order(judge, &judge->last, &now, batch->cpu);
		if (judge->stale.set)
			judge_order_stale(judge, &now, batch->cpu);
		if (is_behind(judge, peer, now.value, now.s))
			judge_order(judge, peer, &now, batch->cpu);
		peer = NULL;
		judge->last = now;
	}
}

bool judge_batch(struct judge *judge, const struct batch *batch, const struct outcome *peer)
{
	struct race_counts *counts = &judge->tally->counts;
	const struct log_entry *low, *high;
	struct window window;
	u64 end = batch->stamps[batch->stamped ? batch->n : 1], back[2];

	judge_add(&counts->reads, batch->n);
	if (!judge_window(judge, batch->stamps[0], end, batch->n, &window)) {
		judge_pass(judge, batch->values, batch->n);
		return false;
	}
	low = judge_entry(judge, window.low);
	high = judge_entry(judge, window.high);
	if (!low || !high) {
		judge_add(&counts->unjudged[RACE_OVERWRITTEN], batch->n);
		judge_pass(judge, batch->values, batch->n);
		return false;
	}
	back[0] = low->back;
	back[1] = high->back;
	if (batch->stamped) {
		judge_add(&counts->stamped, batch->n);
		if (window.low == window.high)
			judge_add(&counts->met[0], batch->n);
	}
	if (!judge->stale.set && !is_behind(judge, peer, batch->values[0], batch->stamps[0]) &&
	    plainly_legal(judge, batch, &window, low)) {
		judge->last = make_outcome(judge, batch, &window, back, batch->n - 1);
		return true;
	}
	judge_reads(judge, batch, &window, back, peer);
	return false;
}
