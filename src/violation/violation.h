/* What can be wrong with the time that a guest returns: one list for every engine, log and page. */
#ifndef WARPAGE_VIOLATION_H
#define WARPAGE_VIOLATION_H

#include <stddef.h>

#include "warpage/types.h"

enum violation {
	VIOLATION_TORN,		  /* parameters of no single generation */
	VIOLATION_STALE,	  /* one generation, at a time when it was no longer due */
	VIOLATION_BACKWARDS,	  /* a later read returned less */
	VIOLATION_STUCK,	  /* the guest waits for what will never come */
	VIOLATION_WRONG_FALLBACK, /* fell back from a valid page, or trusted an invalid one */
	VIOLATION_ARITHMETIC,	  /* one generation's fields, but not its value; or its host's
				   * own clock is not the engine's */
	VIOLATIONS,
	/* What races show besides is interesting, and no violation: */
	VIOLATION_UNORDERED_TSC = VIOLATIONS, /* a decrease without any update */
	VIOLATION_LATE_TSC,		      /* stale or backwards by a late TSC sample */
	VIOLATION_KINDS,
	VIOLATION_NONE = VIOLATION_KINDS
};

/* As it is spelled everywhere ("wrong-fallback"); "none" for VIOLATION_NONE. */
const char *violation_name(enum violation violation);

/* "torn+stale" for a bit each, or none if there is no bit; returns out. */
char *violation_names(u32 violations, const char *none, char *out, size_t size);

/* The kind of that name; -1 if there is none, or no name. */
int violation_kind_parse(const char *name);

/* "forbidden" or "interesting", and what it means in a few words. */
const char *violation_grade(enum violation kind);
const char *violation_meaning(enum violation kind);

#endif
