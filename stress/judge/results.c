/*
 * Formats whose reads return more than the time: whole units of it and a rest, which is to be less than one of them; the
 * TSC that the time is of, which is to lie within the read, and gives the time exactly.
 */
#include "stress/judge/kinds.h"

#include "clock/result.h"

#define OLDER 16 /* generations before the window that a time of an earlier TSC may be of */

/* What is told of a read. */
struct sample {
	u64 value;
	unsigned int cpu;
	u64 generation; /* that it is of */
};

static void count(struct judge *judge, const struct window *window, enum violation kind,
		  const struct sample *sample)
{
	struct race_violation violation;

	judge_begin(judge, window, kind, sample->value, sample->cpu, &violation);
	violation.stale = sample->generation;
	judge_count(judge, &violation,
		    sample->generation < window->low ? sample->generation : window->low,
		    window->high);
}

/* A TSC that the read can't have seen: of a read before, with the time that it had then, or of none. */
static void judge_other_tsc(struct judge *judge, const struct window *window, u64 tsc,
			    struct sample *sample)
{
	u64 oldest = window->low > OLDER ? window->low - OLDER : 0;
	enum violation kind = VIOLATION_ARITHMETIC;

	sample->generation = window->low;
	for (u64 k = window->high + 1; k-- > oldest && kind == VIOLATION_ARITHMETIC;) {
		const struct log_entry *entry = judge_entry(judge, k);

		if (!entry || judge_time(judge, entry, tsc) != sample->value)
			continue;
		kind = VIOLATION_STALE;
		sample->generation = k;
	}
	if (kind == VIOLATION_ARITHMETIC)
		judge_add(&judge->tally->counts.wrong_at_rest, 1);
	count(judge, window, kind, sample);
}

bool judge_results(struct judge *judge, const struct batch *batch, unsigned int i,
		   const struct window *window, struct window *of)
{
	struct sample sample = {batch->values[i], batch->cpu, window->low};
	u64 tsc = batch->tscs[i];

	*of = *window;
	if (batch->improper >> i & 1) {
		judge_add(&judge->tally->counts.wrong_at_rest, 1);
		count(judge, window, VIOLATION_ARITHMETIC, &sample);
		return false;
	}
	if (!judge->format->with_tsc)
		return true;
	if (tsc < window->s || tsc > window->e) {
		judge_other_tsc(judge, window, tsc, &sample);
		return false;
	}
	judge_narrow(judge, of, tsc, tsc);
	return true;
}
