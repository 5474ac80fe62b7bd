/*
 * What a verdict comes to, in a word. No exploration that was left, for whatever reason, is clean, nor
 * is one that left reads at the limit of retries, or had no read in which anything could go wrong.
 * That no read which overlapped an update was accepted is no such thing: a guest may see them all.
 */
#include <stdlib.h>

#include "verify/verify.h"

void verdict_free(struct verdict *verdict)
{
	for (int violation = 0; violation < VIOLATIONS; violation++) {
		free(verdict->found[violation]);
		verdict->found[violation] = NULL;
	}
}

u32 verdict_violations(const struct verdict *verdict)
{
	u32 violations = 0;

	for (int violation = 0; violation < VIOLATIONS; violation++)
		if (verdict->counts[violation])
			violations |= (u32)1 << violation;
	return violations;
}

enum verdict_word verdict_word(const struct verdict *verdict)
{
	if (verdict->error[0])
		return VERDICT_ERROR;
	if (verdict_violations(verdict))
		return VERDICT_VIOLATION;
	if (!verdict->complete)
		return VERDICT_UNFINISHED;
	if (!verdict->accepted || !verdict->overlapped)
		return VERDICT_NOTHING_TESTED;
	return verdict->limited ? VERDICT_WITHIN_RETRIES : VERDICT_CLEAN;
}

const char *verdict_word_name(enum verdict_word word)
{
	static const char *const names[] = {
		[VERDICT_CLEAN] = "clean",
		[VERDICT_VIOLATION] = "violation",
		[VERDICT_WITHIN_RETRIES] = "within-retries",
		[VERDICT_UNFINISHED] = "unfinished",
		[VERDICT_NOTHING_TESTED] = "nothing-tested",
		[VERDICT_ERROR] = "error",
	};

	return names[word];
}

int verdict_status(const struct verdict *verdict)
{
	switch (verdict_word(verdict)) {
	case VERDICT_CLEAN:
	case VERDICT_WITHIN_RETRIES:
		return 0;
	case VERDICT_VIOLATION:
		return 1;
	default:
		return 2;
	}
}
