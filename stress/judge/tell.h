/* What real reads amount to, for outcomes and for lines of the log: docs/stress.md has all members. */
#ifndef STRESS_JUDGE_TELL_H
#define STRESS_JUDGE_TELL_H

#include "outcome/outcome.h"
#include "stress/judge/summary.h"

/* Where reads were made. */
struct race_site {
	const char *name;	     /* a pair, or a live clock's lane */
	const struct format *format; /* NULL: of no page */
	bool live;
	const struct race_summary *race; /* when it began, and how long a tick is */
};

/* All counters, as members of object. */
void race_put_counts(json_t *object, const struct race_counts *counts);

/* Numbers that a race and a live clock have besides: time, TSC, skew, threads. */
void race_put_summary(json_t *object, const struct race_summary *summary);

/* What is known of a violation, without how often it was found. */
json_t *race_violation_json(const struct format *format, const struct race_violation *violation);

/* The same in several lines; what goes before its kind. */
void race_violation_print(FILE *out, const struct race_site *site, const char *what, u64 count,
			  const struct race_violation *violation);

/* The first violation of a kind, of so many; without text for the row of a table. NULL without memory. */
struct outcome_violation *race_violation_tell(struct outcome *outcome, const struct race_site *site,
					      u64 count, const struct race_violation *violation);

/* A field as it stands on a page; one without a sign may be above S64_MAX. */
s64 race_field(const struct field *field, const u8 *page);

/* Lines on what was not judged, and on updates: "refresh 12 faster 3". */
void race_tell_unjudged(struct outcome *outcome, const struct race_summary *summary);
char *race_update_kinds(const struct race_counts *counts, char *out, size_t size);

/* "; 5 of 7 reads judged" if not all were, else ""; returns out. */
char *race_judged_text(const struct race_counts *counts, char *out, size_t size);

/* The verdict's words, if its name does not say all: not all reads were judged. */
void race_tell_judged(struct outcome *outcome, const struct race_counts *counts);

/* Why nothing was tested, in one line. */
const char *race_untested(const struct race_counts *counts);

#endif
