/* What can be wrong with the time that a guest returns: one list for every engine, log and page. */
#ifndef WARPAGE_VIOLATION_H
#define WARPAGE_VIOLATION_H

#include <stddef.h>

#include "warpage/types.h"

/* The violations: as each is spelled everywhere, and what it means in a few words. */
#define VIOLATION_TABLE(KIND)                                                                      \
	KIND(TORN, "torn", "fields of several updates in one read")                                \
	KIND(STALE, "stale", "the time of a clock that was not on the page then")                  \
	KIND(BACKWARDS, "backwards", "less than an earlier read had returned")                     \
	KIND(STUCK, "stuck", "never returned, though the page no longer changed")                  \
	KIND(WRONG_FALLBACK, "wrong-fallback", "did without a valid page, or used an invalid one") \
	KIND(ARITHMETIC, "arithmetic", "not what the fields that it read give")                    \
	KIND(LOST, "lost-store",                                                                   \
	     "a store of one side undone by the other, which went by an older load")

/* What races show besides is interesting, and no violation. */
#define INTERESTING_TABLE(KIND)                                                                    \
	KIND(UNORDERED_TSC, "unordered-tsc", "a decrease without any update: rdtsc unordered")     \
	KIND(LATE_TSC, "late-tsc", "the TSC was read late, as x86-manual allows and x86 does not")

#define VIOLATION_ENUMERATOR(id, name, meaning) VIOLATION_##id,

enum violation {
	VIOLATION_TABLE(VIOLATION_ENUMERATOR) VIOLATIONS,
	VIOLATION_LAST = VIOLATIONS - 1,
	INTERESTING_TABLE(VIOLATION_ENUMERATOR) VIOLATION_KINDS,
	VIOLATION_NONE = VIOLATION_KINDS
};

/* "none" for VIOLATION_NONE. */
const char *violation_name(enum violation violation);

/* "torn+stale" for a bit each, or none if there is no bit; returns out. */
char *violation_names(u32 violations, const char *none, char *out, size_t size);

/* The kind of that name; -1 if there is none, or no name. */
int violation_kind_parse(const char *name);

/* "forbidden" or "interesting". */
const char *violation_grade(enum violation kind);
const char *violation_meaning(enum violation kind);

#endif
