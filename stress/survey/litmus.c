/* The tests' names, which models allow what, and how a round is judged. */
#include "stress/survey/litmus.h"

#include <inttypes.h>
#include <stdio.h>

const struct litmus_about litmus_tests[LITMUS_TESTS] = {
	[LITMUS_SB] = {"store buffering", "two threads store, and neither sees the other's",
		       "x86, x86-manual, weak", 2},
	[LITMUS_SB_MFENCE] = {"the same, with MFENCE", "likewise", "", 2},
	[LITMUS_SB_MB] = {"the same, with smp_mb()", "likewise", "", 2},
	[LITMUS_MP] = {"message passing", "the second store is seen, then not the first", "", 2},
	[LITMUS_CORR] = {"coherence", "one location goes back", "", 2},
	[LITMUS_IRIW] = {"IRIW", "two readers see two stores in different orders", "", 4},
	[LITMUS_ALIGNED] = {"8 bytes, aligned", "half of one store and half of another", "", 2},
	[LITMUS_LINE] = {"8 bytes across a line", "likewise", "sc, x86, x86-manual, weak", 2},
	[LITMUS_PAGE] = {"8 bytes across a page", "likewise", "sc, x86, x86-manual, weak", 2},
};

static void found(struct litmus_tally *tally, const char *how, u64 a, u64 b, u64 c, u64 d)
{
	if (!tally->seen++)
		snprintf(tally->first, sizeof(tally->first), how, a, b, c, d);
}

/* Loads that saw something else than those before them. */
static u64 news(const struct litmus_seen *seen, const u64 *values)
{
	u64 n = 0;

	for (unsigned int i = 1; i < seen->n; i++)
		n += values[i] != values[i - 1];
	return n;
}

/*
 * Iteration i is store number i + 1. A load that saw store b of the other thread came before its
 * store b + 1; if the load behind that one did not see store i + 1 either, each load came before
 * the other thread's store.
 */
static void judge_sb(const struct litmus_seen *one, const struct litmus_seen *other,
		     struct litmus_tally *tally)
{
	for (unsigned int i = 0; i < one->n; i++) {
		u64 b = one->first[i];

		if (b < other->n && other->first[b] < i + 1)
			found(tally,
			      "behind its store %" PRIu64 " one read %" PRIu64
			      "; behind its store %" PRIu64 " the other read %" PRIu64,
			      i + 1, b, b + 1, other->first[b]);
	}
	tally->iterations += one->n;
	tally->met += news(one, one->first);
}

/* The first load saw store a, the second one only b. */
static void judge_order(const struct litmus_seen *reader, struct litmus_tally *tally)
{
	for (unsigned int i = 0; i < reader->n; i++)
		if (reader->second[i] < reader->first[i])
			found(tally, "the first load saw %" PRIu64 ", the second %" PRIu64,
			      reader->first[i], reader->second[i], 0, 0);
	tally->iterations += reader->n;
	tally->met += news(reader, reader->first);
}

/* Values count up, so the first of the other reader's that has more of y has the least of x. */
static void judge_iriw(const struct litmus_seen *one, const struct litmus_seen *other,
		       struct litmus_tally *tally)
{
	unsigned int j = 0;

	for (unsigned int i = 0; i < one->n; i++) {
		while (j < other->n && other->first[j] <= one->second[i])
			j++;
		if (j < other->n && other->second[j] < one->first[i])
			found(tally,
			      "one saw x = %" PRIu64 ", then y = %" PRIu64
			      "; the other y = %" PRIu64 ", then x = %" PRIu64,
			      one->first[i], one->second[i], other->first[j], other->second[j]);
	}
	tally->iterations += one->n;
	tally->met += news(one, one->first) < news(other, other->first) ? news(one, one->first)
									: news(other, other->first);
}

static void judge_halves(const struct litmus_seen *reader, struct litmus_tally *tally)
{
	for (unsigned int i = 0; i < reader->n; i++)
		if (reader->first[i] != reader->second[i])
			found(tally, "the low half of %" PRIu64 ", the high half of %" PRIu64,
			      reader->first[i], reader->second[i], 0, 0);
	tally->iterations += reader->n;
	tally->met += news(reader, reader->first);
}

void litmus_judge(enum litmus_test test, const struct litmus_seen *one,
		  const struct litmus_seen *other, struct litmus_tally *tally)
{
	switch (test) {
	case LITMUS_SB:
	case LITMUS_SB_MFENCE:
	case LITMUS_SB_MB:
		judge_sb(one, other, tally);
		break;
	case LITMUS_MP:
	case LITMUS_CORR:
		judge_order(one, tally);
		break;
	case LITMUS_IRIW:
		judge_iriw(one, other, tally);
		break;
	default:
		judge_halves(one, tally);
	}
}
