/*
 * What a verdict comes to, in a word. No exploration that was left, for whatever reason, is clean, nor
 * is one that left reads at the limit of retries, or had no read in which anything could go wrong.
 * That no read which overlapped an update was accepted is no such thing: a guest may see them all.
 */
#include <stdlib.h>

#include "protocols/registry.h"
#include "verify/verdict.h"

void verdict_free(struct verdict *verdict)
{
	for (int violation = 0; violation < VIOLATIONS; violation++) {
		free(verdict->found[violation]);
		verdict->found[violation] = NULL;
	}
}

bool verdict_copy(const struct verdict *verdict, enum model model, enum model other,
		  struct verdict *copy)
{
	bool whole = true;

	if (verdict->error[0] || verdict->interrupted || !(verdict->alike >> other & 1))
		return false;
	*copy = *verdict;
	copy->same_as = model_name(model);
	copy->seconds = 0;
	for (int violation = 0; violation < VIOLATIONS; violation++) {
		if (!verdict->found[violation])
			continue;
		copy->found[violation] = malloc(sizeof(*copy->found[violation]));
		whole = whole && copy->found[violation];
		if (!copy->found[violation])
			continue;
		*copy->found[violation] = *verdict->found[violation];
		copy->found[violation]->model = other;
	}
	if (!whole)
		verdict_free(copy);
	return whole;
}

const char *verdict_kept(const struct site *floor, char *out, size_t size)
{
	bool named = floor->variable;

	snprintf(out, size, "%s:%u: the guest keeps %s%s%s over reads", floor->file, floor->line,
		 named ? "'" : "", named ? floor->variable : "memory", named ? "'" : "");
	return out;
}

u32 verdict_violations(const struct verdict *verdict)
{
	u32 violations = 0;

	for (int violation = 0; violation < VIOLATIONS; violation++)
		if (verdict->counts[violation])
			violations |= (u32)1 << violation;
	return violations;
}

enum outcome_verdict verdict_outcome(const struct verdict *verdict)
{
	if (verdict->error[0])
		return OUTCOME_ERROR;
	if (verdict_violations(verdict))
		return OUTCOME_VIOLATION;
	if (!verdict->complete)
		return OUTCOME_UNFINISHED;
	if (!verdict->accepted || !verdict->overlapped)
		return OUTCOME_NOTHING_TESTED;
	return verdict->limited ? OUTCOME_WITHIN_RETRIES : OUTCOME_CLEAN;
}

int verdict_status(const struct verdict *verdict)
{
	return outcome_verdict_status(verdict_outcome(verdict));
}

/* Some read of a guest that stores to the page has done so, or none has come to it. */
const struct site *verdict_uncovered(const struct verdict *verdict, const struct guest *guest)
{
	return verdict->writing.site ? NULL : verdict_page_store(guest);
}

const struct site *verdict_page_store(const struct guest *guest)
{
	const struct page_store *store;

	for (unsigned int i = 0; (store = registry_page_store(i)); i++)
		if (store->function == (const void *)(uintptr_t)guest->read)
			return store->site;
	return NULL;
}
