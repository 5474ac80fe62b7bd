/* For tests of verdicts that must be the same, to the last count and the last finding. */
#ifndef WARPAGE_TEST_SAME_VERDICT_H
#define WARPAGE_TEST_SAME_VERDICT_H

#include "lib/pair.h"

static inline void same_finding(const struct finding *a, const struct finding *b)
{
	char text[2][65536] = {"", ""};
	const struct finding *findings[] = {a, b};

	assert_int_equal(!a, !b);
	if (!a)
		return;
	for (unsigned int i = 0; i < 2; i++) {
		FILE *out = fmemopen(text[i], sizeof(text[i]), "w");

		assert_non_null(out);
		finding_write(out, findings[i]);
		fclose(out);
	}
	assert_string_equal(text[0], text[1]);
	assert_int_equal(a->execution, b->execution);
	assert_int_equal(a->blame, b->blame);
}

/* But for the time that they took, and what they say of other models. */
static inline void same_verdict(const struct verdict *one, const struct verdict *other)
{
	struct verdict a = *one, b = *other;

	for (int violation = 0; violation < VIOLATIONS; violation++) {
		same_finding(a.found[violation], b.found[violation]);
		a.found[violation] = b.found[violation] = NULL;
	}
	a.seconds = b.seconds = 0;
	a.alike = b.alike = 0;
	a.same_as = b.same_as = NULL;
	assert_memory_equal(&a, &b, sizeof(a));
}

#endif
