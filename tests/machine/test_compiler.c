/*
 * What a compiler may move, and what it may not: plain accesses beside releases, acquires and
 * assembly; and the TSC by all its spellings.
 */
#include "lib/pair.h"

/* Torn wherever the compiler has a say, CPUs of x86 and sc included. */
static void all_torn(const char *host, const char *guest)
{
	for (int model = 0; model < MODELS; model++) {
		struct verify_options options =
			pair_options("hyperv-tsc", host, guest, (enum model)model);
		const struct verdict *verdict;

		options.wanted = TORN;
		verdict = pair_verify(&options);
		if (!(verdict_violations(verdict) & TORN))
			print_error("%s x %s is not torn in %s\n", host, guest,
				    model_name((enum model)model));
		assert_string_equal(verdict->error, "");
		assert_true(verdict_violations(verdict) & TORN);
	}
}

/* Clean in the models in which CPUs keep the order by themselves. */
static void x86_clean(const char *host, const char *guest)
{
	pair_clean(host, guest, MODEL_SC);
	pair_clean(host, guest, MODEL_X86);
}

static void test_plain_before_a_release(void **state)
{
	(void)state;
	all_torn("plain-before-release", "hv-spin-even");
	all_torn("copy-before-release", "hv-spin-even");
	all_torn("copy-before-wmb", "hv-spin-even");
	x86_clean("marked-before-release", "hv-spin-even");
	x86_clean("barrier-before-release", "hv-spin-even");
}

static void test_plain_after_a_release(void **state)
{
	(void)state;
	all_torn("plain-after-release", "hv-spin-even");
	all_torn("plain-after-sc-store", "hv-spin-even");
	x86_clean("marked-after-release", "hv-spin-even");
}

static void test_plain_around_an_acquire(void **state)
{
	(void)state;
	x86_clean("plain-after-acquire", "hv-spin-even");
	all_torn("plain-after-relaxed", "hv-spin-even");
	all_torn("plain-before-acquire", "hv-spin-even");
	x86_clean("plain-before-acq-rel", "hv-spin-even");
}

static void test_assembly_without_a_clobber(void **state)
{
	(void)state;
	all_torn("sfence-loose", "hv-spin-even");
	all_torn("mfence-loose", "hv-spin-even");
	x86_clean("sfence-clobbers", "hv-spin-even");
	x86_clean("sfence-loose-marked", "hv-spin-even");
	all_torn("odd-even", "lfence-loose");
	all_torn("odd-even", "lfence-loose-first");
	all_torn("odd-even", "lfence-loose-second");
	x86_clean("odd-even", "lfence-clobbers");
}

/* One update of a page that starts with sequence 2. */
static u32 violations_in(const char *guest, enum model model)
{
	struct verify_options options = pair_options("hyperv-tsc", "odd-even", guest, model);
	struct schedule schedule = one_update(UPDATE_SLOWER);

	return explore(&options, &schedule, NULL, NULL);
}

static u32 weak_violations(const char *guest)
{
	return violations_in(guest, MODEL_WEAK);
}

/* An address orders two loads in weak only if the compiler can't know it without the first one. */
static void test_address_that_the_compiler_knows(void **state)
{
	(void)state;
	assert_int_equal(weak_violations("index-known") & TORN, TORN);
	assert_int_equal(weak_violations("index-cancels") & TORN, TORN);
	assert_int_equal(weak_violations("index-masked") & TORN, TORN);
	assert_int_equal(weak_violations("index-shifted") & TORN, TORN);
	assert_int_equal(weak_violations("index-kept"), 0);
}

/* Of plain loads it is all that keeps the compiler from making them first, in any model. */
static void test_address_of_plain_loads(void **state)
{
	static const enum model models[] = {MODEL_SC, MODEL_X86, MODEL_WEAK};

	(void)state;
	for (unsigned int i = 0; i < ARRAY_SIZE(models); i++) {
		assert_int_equal(violations_in("plain-index-masked", models[i]) & TORN, TORN);
		assert_int_equal(violations_in("plain-index-kept", models[i]), 0);
	}
}

/* invalidate x hv-ordered is clean, but for a late TSC; the guests differ from hv-ordered in that alone. */
static void test_ordered_tsc(void **state)
{
	static const char *const guests[] = {
		"hv-ordered",	      "tsc-lfence-builtin", "tsc-lfence-name", "tsc-mfence-name",
		"tsc-rdtscp-builtin", "tsc-asm-lfence",	    "tsc-asm-loose",   "tsc-asm-apart",
		"tsc-asm-rdtscp",     "tsc-asm-rdtscp-aux", "tsc-asm-joined",
	};

	(void)state;
	for (unsigned int i = 0; i < ARRAY_SIZE(guests); i++) {
		x86_clean("invalidate", guests[i]);
		pair_clean("invalidate", guests[i], MODEL_WEAK);
		pair_shows("invalidate", guests[i], MODEL_X86_MANUAL, STALE | BACKWARDS);
	}
}

static void test_fenced_tsc(void **state)
{
	static const char *const guests[] = {"tsc-fenced", "tsc-asm-fenced",
					     "tsc-asm-fenced-loose"};

	(void)state;
	for (unsigned int i = 0; i < ARRAY_SIZE(guests); i++) {
		x86_clean("invalidate", guests[i]);
		pair_clean("invalidate", guests[i], MODEL_X86_MANUAL);
	}
}

/* What MFENCE or smp_mb() alone holds in its place is so by AMD's manual only, and told; all else is not. */
static void test_tsc_held_by_mb(void **state)
{
	static const char *const held[] = {"tsc-mfence-name", "tsc-asm-mfence",
					   "tsc-asm-mfence-apart", "tsc-between-mb",
					   "tsc-plain-behind-mb"};
	static const char *const not_held[] = {"hv-ordered",
					       "tsc-asm-apart",
					       "tsc-rdtscp-builtin",
					       "tsc-asm-lfence-mfence",
					       "tsc-asm-mfence-lfence",
					       "tsc-ordered-behind-mb",
					       "tsc-fenced"};
	const struct site *site;

	(void)state;
	for (unsigned int i = 0; i < ARRAY_SIZE(held); i++) {
		site = pair_verdict("invalidate", held[i], MODEL_X86)->held;
		assert_non_null(site);
		assert_non_null(strstr(site->file, "guest_tsc_spelled.c"));
		assert_non_null(pair_verdict("invalidate", held[i], MODEL_X86_MANUAL)->held);
	}
	for (unsigned int i = 0; i < ARRAY_SIZE(not_held); i++) {
		assert_null(pair_verdict("invalidate", not_held[i], MODEL_X86)->held);
		assert_null(pair_verdict("invalidate", not_held[i], MODEL_X86_MANUAL)->held);
	}
	/* behind the sample, it is what keeps that before the recheck */
	assert_null(pair_verdict("invalidate", "tsc-mfence-behind", MODEL_X86)->held);
	assert_non_null(pair_verdict("invalidate", "tsc-mfence-behind", MODEL_X86_MANUAL)->held);
	pair_clean("invalidate", "tsc-mfence-behind", MODEL_X86_MANUAL);
}

static void test_unordered_tsc(void **state)
{
	(void)state;
	pair_shows("invalidate", "tsc-asm-plain", MODEL_X86, STALE | BACKWARDS);
	pair_shows("invalidate", "tsc-late-load", MODEL_X86, STALE | BACKWARDS);
	x86_clean("invalidate", "hv-ordered");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_plain_before_a_release),
		cmocka_unit_test(test_plain_after_a_release),
		cmocka_unit_test(test_plain_around_an_acquire),
		cmocka_unit_test(test_assembly_without_a_clobber),
		cmocka_unit_test(test_address_that_the_compiler_knows),
		cmocka_unit_test(test_address_of_plain_loads),
		cmocka_unit_test(test_ordered_tsc),
		cmocka_unit_test(test_fenced_tsc),
		cmocka_unit_test(test_tsc_held_by_mb),
		cmocka_unit_test(test_unordered_tsc),
	};

	return cmocka_run_group_tests(tests, pair_set_up, pair_tear_down);
}
