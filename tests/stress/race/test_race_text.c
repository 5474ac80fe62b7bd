/* Violations of races as text, and their signatures: pair, kind and mix. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
/* cmocka.h wants the first two before it. */
#include <cmocka.h>

#include "finding/signature.h"
#include "lib/some_race.h"
#include "protocols/hyperv-tsc/format.h"

static void text_brings_violations_back(void **context)
{
	struct race_options pair = pair_of("hyperv-tsc", "single-store", "hv-seed"), pair_again;
	struct race_violation violation = violation_of(&pair, 1, 2, 0), again;
	char *text, why[256];
	size_t length;
	FILE *out = open_memstream(&text, &length);

	(void)context;
	race_text_write(out, &pair, &violation);
	fclose(out);
	if (!race_text_parse(text, length, "t", &pair_again, &again, why, sizeof(why)))
		fail_msg("%s\n%s", why, text);
	assert_ptr_equal(pair_again.host, pair.host);
	assert_ptr_equal(pair_again.guest, pair.guest);
	assert_int_equal(again.value, violation.value);
	assert_int_equal(again.ngenerations, 3);
	for (unsigned int g = 0; g < 3; g++) {
		const struct race_generation *a = &violation.generations[g];
		const struct race_generation *b = &again.generations[g];

		assert_memory_equal(a->generation.params, b->generation.params,
				    sizeof(a->generation.params));
		assert_int_equal(a->generation.anchor, b->generation.anchor);
		assert_int_equal(a->sequence, b->sequence);
		assert_int_equal(a->update.step, b->update.step);
		assert_int_equal(a->end, b->end);
	}
	assert_int_equal(again.npieces, 2);
	assert_string_equal(again.pieces[1].field, "offset");
	assert_int_equal(again.pieces[1].generation, 2);
	/* cut anywhere it is refused */
	for (size_t n = 0; n + 1 < length; n += 7)
		assert_false(race_text_parse(text, n, "t", &pair_again, &again, why, sizeof(why)));
	free(text);
}

static void bad_text_is_refused(void **context)
{
	static const struct {
		const char *text, *why;
	} cases[] = {
		{"warpage finding 1\n",
		 "t:1: not a violation of a race: it does not start with 'warpage race 1'"},
		{"hello\n",
		 "t:1: not a violation of a race: it does not start with 'warpage race 1'"},
		{"warpage race 1\nviolation torn\n",
		 "t:2: expected a line that starts with 'pair'"},
		{"warpage race 1\npair a:b\n", "t:2: 'a:b' is not FORMAT:HOST:GUEST"},
		{"warpage race 1\npair hyperv-tsc:nobody:hv-seed\n",
		 "t:2: there is no host 'nobody'"},
		{"warpage race 1\npair hyperv-tsc:odd-even:hv-seed\npiece offset=8\n",
		 "t:3: no statement may start here with 'piece'"},
		{"warpage race 1\npair hyperv-tsc:odd-even:hv-seed\nviolation odd\n",
		 "t:3: there is no violation named 'odd'"},
		{"warpage race 1\npair hyperv-tsc:odd-even:hv-seed\ngeneration number=0 anchor=0 "
		 "rate=0 back=0 begin=0 end=0 sequence=0\nparams 00\n",
		 "t:4: expected the format's parameters, not ''"},
		{"warpage race 1\npair hyperv-tsc:odd-even:hv-seed\ngeneration number=0 anchor=0 "
		 "rate=0 back=0 begin=0 end=0 sequence=0\npiece offset=14 size=8 generation=0\n",
		 "t:4: a piece that is no part of a field"},
	};
	struct race_violation violation;
	struct race_options pair;
	char why[256];

	(void)context;
	for (unsigned int i = 0; i < ARRAY_SIZE(cases); i++) {
		assert_false(race_text_parse(cases[i].text, strlen(cases[i].text), "t", &pair,
					     &violation, why, sizeof(why)));
		assert_string_equal(why, cases[i].why);
	}
}

static void check_signature(const struct race_options *pair, const struct race_violation *violation,
			    const char *wanted)
{
	char signature[SIGNATURE_MAX];

	race_signature(pair, violation, signature, sizeof(signature));
	assert_string_equal(signature, wanted);
}

static void signatures_are_pair_kind_and_mix(void **context)
{
	struct race_options pair = pair_of("hyperv-tsc", "single-store", "hv-seed");
	struct race_violation violation = violation_of(&pair, 0, 1, 0);

	(void)context;
	check_signature(&pair, &violation, "torn hyperv-tsc:single-store:hv-seed scale+0,offset+1");
	/* wherever in the race, and whichever of its updates it was */
	violation = violation_of(&pair, 1, 2, 5000);
	check_signature(&pair, &violation, "torn hyperv-tsc:single-store:hv-seed scale+0,offset+1");
	violation = violation_of(&pair, 2, 0, 0);
	check_signature(&pair, &violation, "torn hyperv-tsc:single-store:hv-seed scale+1,offset+0");
	violation.nmix = 2;
	check_signature(&pair, &violation, "torn hyperv-tsc:single-store:hv-seed several mixes");
	violation.nmix = violation.npieces = 0;
	check_signature(&pair, &violation, "torn hyperv-tsc:single-store:hv-seed no mix");
	violation = violation_of(&pair, 1, 1, 0);
	check_signature(&pair, &violation, "stale hyperv-tsc:single-store:hv-seed");
	violation.kind = VIOLATION_STUCK;
	check_signature(&pair, &violation, "stuck hyperv-tsc:single-store:hv-seed");
	/* halves of a field are pieces of their own */
	violation = violation_of(&pair, 0, 1, 0);
	violation.generations[0].generation.params[0] = 1; /* so that all pieces differ */
	violation.generations[1].generation.params[0] = 2;
	violation.npieces = 3;
	violation.pieces[2] = violation.pieces[1];
	violation.pieces[0] = (struct race_piece){"scale", 8, 4, 0};
	violation.pieces[1] = (struct race_piece){"scale", 12, 4, 1};
	check_signature(&pair, &violation,
			"torn hyperv-tsc:single-store:hv-seed scale[0]+0,scale[4]+1,offset+1");
}

/* A field that is the same in two generations is of the one that other pieces are of, too. */
static void equal_bytes_make_no_other_mix(void **context)
{
	struct race_options pair = pair_of("hyperv-tsc", "single-store", "hv-seed");
	struct race_violation violation = violation_of(&pair, 0, 2, 0);
	struct hyperv_tsc_params *params[3];

	(void)context;
	for (unsigned int g = 0; g < 3; g++) {
		params[g] = (void *)violation.generations[g].generation.params;
		params[g]->scale = (u64)(g + 1) << 32 | 5;
	}
	violation.npieces = 3;
	violation.pieces[2] = violation.pieces[1];
	violation.pieces[0] = (struct race_piece){"scale", 12, 4, 0};
	violation.pieces[1] = (struct race_piece){"scale", 8, 4, 0};
	check_signature(&pair, &violation,
			"torn hyperv-tsc:single-store:hv-seed scale[4]+0,offset+1");
	params[1]->scale++;
	params[2]->scale++;
	violation.pieces[1].generation = 1;
	check_signature(&pair, &violation,
			"torn hyperv-tsc:single-store:hv-seed scale[4]+0,scale[0]+1,offset+1");
	violation.pieces[1].generation = 2;
	check_signature(&pair, &violation,
			"torn hyperv-tsc:single-store:hv-seed scale[4]+0,scale[0]+1,offset+1");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(text_brings_violations_back),
		cmocka_unit_test(bad_text_is_refused),
		cmocka_unit_test(signatures_are_pair_kind_and_mix),
		cmocka_unit_test(equal_bytes_make_no_other_mix),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
