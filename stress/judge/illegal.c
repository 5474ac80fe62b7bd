/* The judge's rare path: which kind of violation an illegal value is. */
#include "clock/result.h"
#include "stress/judge/kinds.h"

#define OLDER 16	   /* generations before the window that a stale value may be of */
#define NEWER 4		   /* and after it, of a value from before they were published */
#define FRUITLESS_MAX 1000 /* full searches that found nothing, after which none is made */

/* How far off is the TSC, in format units, if value is generation k's? Its reign is in entry. */
static u64 distance(struct judge *judge, const struct log_entry *entry, u64 value)
{
	u64 early = judge_time(judge, entry, entry->begin) - value;
	const struct log_entry *next = judge_entry(judge, entry->number + 1);
	u64 late = next ? value - judge_time(judge, entry, next->end) : U64_MAX;

	if (late < early)
		early = late;
	return early < U64_MAX ? early : U64_MAX - 1;
}

/* The generation that gives value within the window's stamps, and least beside its time. */
static bool find_stale(struct judge *judge, const struct window *window, u64 value, u64 *found)
{
	u64 older = judge->pages ? HOSTLOG_SIZE : OLDER; /* a page of its own may be left behind */
	u64 oldest = window->low > older ? window->low - older : 0;
	u64 newest = hostlog_newest(judge->log), nearest = U64_MAX;

	if (newest > window->high + NEWER)
		newest = window->high + NEWER;
	for (u64 k = newest + 1; k-- > oldest;) {
		const struct log_entry *entry = judge_entry(judge, k);
		u64 off;

		if (!entry)
			break;
		if (!mix_within(value, judge_times(judge, entry, window->s).least,
				judge_times(judge, entry, window->e).most))
			continue;
		off = distance(judge, entry, value);
		if (off < nearest) {
			nearest = off;
			*found = k;
		}
	}
	return nearest != U64_MAX;
}

/* Search the mixes of the picked generations on the page of vCPU, by whole fields and then by halves of them. */
static bool search_page(struct judge *judge, const struct picks *picks, unsigned int vcpu,
			struct mix *mix)
{
	_Alignas(16) u8 params[WARPAGE_PARAMS_MAX] = {0};
	u8 pages[RACE_GENERATIONS_MAX][WARPAGE_PAGE_MAX];

	for (unsigned int i = 0; i < picks->n; i++)
		memset(pages[i], 0, judge->format->page_size);
	mix->ngenerations = picks->n;
	for (unsigned int i = 0; i < picks->n; i++) {
		const struct log_entry *entry = judge_entry(judge, picks->numbers[i]);

		if (!entry)
			return false;
		judge_params(judge, entry, vcpu, params);
		judge->format->encode(pages[i], params);
		mix->pages[i] = pages[i];
	}
	mix->halves = false;
	/* A guest with wrong arithmetic loses high halves all by itself. */
	if (!mix_search(mix) && !judge->tally->counts.wrong_at_rest) {
		mix->halves = true;
		mix_search(mix);
	}
	return mix->found;
}

/* The same on the pages of all vCPUs whose clocks differ in more than what they begin at. */
static bool search(struct judge *judge, const struct picks *picks, struct mix *mix)
{
	const u64 first = mix->first, last = mix->last;
	bool found = search_page(judge, picks, 0, mix);

	for (unsigned int vcpu = 1; !found && judge_rounds(judge) && vcpu < judge->pages->n;
	     vcpu++) {
		mix->first = vcpus_tsc(judge->pages->vcpus, vcpu, first);
		mix->last = vcpus_tsc(judge->pages->vcpus, vcpu, last);
		found = search_page(judge, picks, vcpu, mix);
	}
	mix->first = first;
	mix->last = last;
	return found;
}

static bool search_pair(struct judge *judge, u64 j, u64 k, struct mix *mix, struct picks *picks)
{
	picks->n = 2;
	picks->numbers[0] = j;
	picks->numbers[1] = k;
	return search(judge, picks, mix);
}

/*
 * A mix of neighbours is the usual tear and cheap to find; the window's newest generations come
 * after that, and then, for a read that was paused over many updates, any two of it.
 */
static bool find_mix(struct judge *judge, const struct window *window, struct mix *mix,
		     struct picks *picks)
{
	if (judge->tally->counts.found[VIOLATION_TORN])
		for (u64 k = window->high; k > window->low; k--)
			if (search_pair(judge, k - 1, k, mix, picks))
				return true;
	judge_pick(picks, window->low, window->high);
	if (search(judge, picks, mix))
		return true;
	if (window->high - window->low < RACE_GENERATIONS_MAX)
		return false;
	for (u64 k = window->high; k > window->low; k--)
		for (u64 j = k; j-- > window->low;)
			if (search_pair(judge, j, k, mix, picks))
				return true;
	judge_pick(picks, window->low, window->high);
	return false;
}

/* A mix gives the value. */
static void judge_mix(struct judge *judge, struct race_violation *violation, const struct mix *mix,
		      const struct picks *picks)
{
	struct race_tally *tally = judge->tally;

	violation->nmix = mix->found;
	violation->npieces = mix->npieces;
	memcpy(violation->pieces, mix->pieces, sizeof(violation->pieces));
	violation->tentative = mix->halves;
	if (mix->halves) { /* may be an overflow's doing: told at the end, with the unexplained */
		judge_record(judge, violation, picks, &tally->counts.halved, &tally->first_halved);
		return;
	}
	violation->kind = VIOLATION_TORN;
	violation->tentative =
		tally->counts.wrong_at_rest || tally->counts.at_rest; /* may be chance */
	judge_record(judge, violation, picks, &tally->counts.found[VIOLATION_TORN],
		     &tally->first[VIOLATION_TORN]);
	judge_remember(judge, violation, picks);
}

/* Illegal amid updates, and not stale: search for a mix that gives the value. */
static void judge_mixed(struct judge *judge, const struct window *window,
			struct race_violation *violation)
{
	struct race_tally *tally = judge->tally;
	struct mix mix = {
		.format = judge->format,
		.value = violation->value,
		.first = window->s,
		.last = window->e,
	};
	struct picks picks;

	judge_pick(&picks, window->low, window->high);
	violation->kind = tally->counts.wrong_at_rest ? VIOLATION_ARITHMETIC : VIOLATION_TORN;
	if (judge->fruitless >= FRUITLESS_MAX || !find_mix(judge, window, &mix, &picks)) {
		judge->fruitless++;
		violation->tentative = true;
		if (judge->shares && judge_is_ahead(judge, window, violation->value)) {
			judge_inherited(judge, violation, window->low, window->high);
			return;
		}
		if (result_count(judge->format) > 1 &&
		    !judge->written) { /* they are not of one moment */
			violation->kind = VIOLATION_ARITHMETIC;
			violation->tentative = false;
			judge_count(judge, violation, window->low, window->high);
			return;
		}
		judge_record(judge, violation, &picks, &tally->counts.unexplained,
			     &tally->first_unexplained);
		return;
	}
	judge_mix(judge, violation, &mix, &picks);
}

/* Is the page, which generation k has been on since its update, as that update left it? */
static bool is_as_left(struct judge *judge, u64 k)
{
	_Alignas(16) u8 params[WARPAGE_PARAMS_MAX] = {0};
	const struct log_entry *entry = judge_entry(judge, k);

	judge_look(judge->format, judge->written, params);
	return entry && hostlog_newest(judge->log) == k &&
	       !memcmp(params, entry->params, judge->format->params_size);
}

/*
 * Illegal, and no update is near, but the guest stores to the page: it may have put back there what it had loaded before
 * some update. If so, the next update ends that.
 */
static void judge_brought_back(struct judge *judge, const struct window *window,
			       struct race_violation *violation)
{
	struct race_counts *counts = &judge->tally->counts;
	struct mix mix = {
		.format = judge->format,
		.value = violation->value,
		.first = window->s,
		.last = window->e,
	};
	u64 k = window->low;
	struct picks picks;

	for (u64 j = k; j-- > 0 && k - j <= OLDER && judge->fruitless < FRUITLESS_MAX;)
		if (search_pair(judge, j, k, &mix, &picks)) {
			judge_mix(judge, violation, &mix, &picks);
			return;
		}
	judge->fruitless++;
	violation->kind = VIOLATION_TORN;
	violation->tentative = true;
	judge_pick(&picks, k, k);
	if (is_as_left(judge, k)) /* by now: another store may have made it so */
		judge_record(judge, violation, &picks, &counts->at_rest,
			     &judge->tally->first_at_rest);
	else
		judge_record(judge, violation, &picks, &counts->unexplained,
			     &judge->tally->first_unexplained);
}

void judge_illegal(struct judge *judge, const struct window *window, u64 value, unsigned int cpu)
{
	struct race_violation violation;
	u64 low = window->low, stale;

	if (judge->has_tear && judge_illegal_again(judge, window, value, cpu))
		return;
	judge_begin(judge, window, VIOLATION_STALE, value, cpu, &violation);
	if (find_stale(judge, window, value, &stale)) {
		u64 last = stale > window->high ? stale : window->high;

		/* Its successors tell why. */
		if (stale < window->high && last - stale >= RACE_GENERATIONS_MAX)
			last = stale + RACE_GENERATIONS_MAX - 1;
		violation.stale = stale;
		violation.tentative = judge->tally->counts.wrong_at_rest ||
				      judge->tally->counts.at_rest; /* may be chance */
		judge_count(judge, &violation, stale < window->high ? stale : low, last);
		if (!violation.tentative)
			judge_keep_stale(judge, window, value, stale);
		return;
	}
	if (judge_left(judge, window, &violation) || judge_foreign(judge, window, &violation))
		return;
	if (low == window->high && judge->written) {
		judge_brought_back(judge, window, &violation);
		return;
	}
	if (low == window->high && judge->shares && judge_is_ahead(judge, window, value)) {
		violation.kind = VIOLATION_ARITHMETIC;
		judge_inherited(judge, &violation, low, low);
		return;
	}
	if (low == window->high) {
		judge_add(&judge->tally->counts.wrong_at_rest, 1);
		violation.kind = VIOLATION_ARITHMETIC;
		judge_count(judge, &violation, low, low);
		return;
	}
	judge_mixed(judge, window, &violation);
}
