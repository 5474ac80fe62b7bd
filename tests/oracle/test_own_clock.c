/*
 * The engine's clock: hosts with parameters of their own are held to it, both ways and at every rate;
 * a clock is due at the TSC it was made for, and an update that stores nothing is an update. And what
 * a guest may do that keeps a pointer, or takes a page for too old.
 */
#include "lib/pair.h"

static u32 shown(const char *format, const char *host, const char *guest)
{
	struct verify_options options = pair_options(format, host, guest, MODEL_X86);
	const struct verdict *verdict;

	options.quick = true;
	verdict = pair_verify(&options);
	assert_string_equal(verdict->error, "");
	assert_true(verdict->overlapped > 0);
	return verdict_violations(verdict);
}

static void test_own_clocks(void **state)
{
	(void)state;
	assert_int_equal(shown("pvclock", "own_exact", "pv-ordered"), 0);
	assert_int_equal(shown("pvclock", "own_leap", "pv-ordered"), ARITHMETIC);
	assert_true(shown("pvclock", "own_half", "pv-ordered") & ARITHMETIC);
	assert_true(shown("pvclock", "own_cut", "pv-ordered") & ARITHMETIC);
	assert_true(shown("pvclock", "own_rebase", "pv-ordered") & ARITHMETIC);
}

/* Without a lead, and with the TSC in its place, a host that goes on from its own page is right. */
static void test_rebase_is_off_in_jumps(void **state)
{
	struct verify_options options =
		pair_options("pvclock", "own_rebase", "pv-ordered", MODEL_SC);

	(void)state;
	for (int kind = 0; kind < UPDATE_KINDS; kind++) {
		struct schedule schedule = one_update((enum update_kind)kind);

		if (!scenario_told(options.format, options.host, (enum update_kind)kind))
			continue;
		schedule.updates[0].jump = kind == UPDATE_TSC_JUMP ? 5000 : 0;
		assert_int_equal(explore(&options, &schedule, NULL, NULL),
				 kind == UPDATE_TSC_JUMP ? ARITHMETIC : 0);
	}
}

static void test_hosts_are_told_rates(void **state)
{
	const struct format *format = registry_find_format("pvclock");
	const struct host *own = registry_find_host(ENGINE_MACHINE, format, "own_exact");
	const struct host *other = registry_find_host(ENGINE_MACHINE, format, "plus-two");

	(void)state;
	for (int kind = 0; kind < UPDATE_KINDS; kind++) {
		bool step = kind == UPDATE_STEP_FORWARD || kind == UPDATE_STEP_BACK ||
			    kind == UPDATE_PAUSE;

		assert_true(scenario_told(format, other, (enum update_kind)kind));
		assert_int_equal(scenario_told(format, own, (enum update_kind)kind), !step);
	}
}

static void test_epochs(void **state)
{
	struct verify_options options;
	struct verdict verdict;

	(void)state;
	assert_int_equal(shown("hyperv-tsc", "set_then_thaw", "hv-ordered"), 0);
	assert_true(shown("hyperv-tsc", "resume_then_set", "hv-ordered") & STALE);
	for (unsigned int i = 0; i < 2; i++) {
		options = pair_options("hyperv-tsc", i ? "resume_then_set" : "set_then_thaw",
				       "hv-ordered", MODEL_X86);
		options.executions = 100000;
		options.seed = 1;
		search(the_test_machine, &the_test_oracle, &options, &verdict);
		assert_string_equal(verdict.error, "");
		assert_int_equal(!!(verdict_violations(&verdict) & STALE), i);
		verdict_free(&verdict);
	}
}

/* Vcpus that run with the new TSC before there is a page for it, whether it is ahead or back. */
static void test_resume(void **state)
{
	static const struct {
		const char *host;
		u32 violations;
	} hosts[] = {
		{"set_then_thaw", 0},
		{"invalid_then_resume", 0},
		{"resume_then_set", STALE},
		{"resume_one_early", STALE},
	};

	(void)state;
	for (unsigned int h = 0; h < ARRAY_SIZE(hosts); h++) {
		for (int model = 0; model < MODELS; model++) {
			struct verify_options options = pair_options(
				"hyperv-tsc", hosts[h].host, "hv-ordered", (enum model)model);

			for (s64 jump = -900; model != MODEL_X86_MANUAL && jump < 6000;
			     jump += 5900) {
				struct schedule schedule = one_update(UPDATE_TSC_JUMP);
				u32 found;

				schedule.updates[0].jump = jump;
				found = explore(&options, &schedule, NULL, NULL);
				assert_int_equal(found & STALE, hosts[h].violations);
				assert_true(hosts[h].violations || !found);
			}
		}
	}
}

static void test_updates_without_a_store(void **state)
{
	(void)state;
	assert_true(shown("hyperv-tsc", "keeps_faster", "hv-ordered") & STALE);
	assert_int_equal(shown("hyperv-tsc", "invalidate", "hv-ordered"), 0);
}

static void test_pointers(void **state)
{
	struct verify_options options =
		pair_options("hyperv-tsc", "invalidate", "by_number", MODEL_WEAK);
	const struct verdict *verdict;

	(void)state;
	/* with several vCPUs each read is judged by itself */
	options.vcpus = 2;
	verdict = pair_verify(&options);
	assert_non_null(strstr(verdict->error, "writes memory that outlives the read"));
	assert_non_null(strstr(verdict->error, "guest_by_pointer.c"));
	pair_shows("invalidate", "by_number", MODEL_X86, WRONG_FALLBACK);
	for (int model = 0; model < MODELS; model++)
		if (model != MODEL_X86_MANUAL)
			pair_clean("invalidate", "by_pointer", (enum model)model);
	pair_shows("single-store", "by_pointer", MODEL_X86, TORN);
	/* a struct around the page is found so as well; that it is elsewhere now might tell something */
	pair_clean("invalidate", "by_struct", MODEL_X86);
	pair_shows("single-store", "by_struct", MODEL_X86, TORN);
	options = pair_options("hyperv-tsc", "invalidate", "by_structs", MODEL_WEAK);
	options.vcpus = 2;
	assert_non_null(strstr(pair_verify(&options)->error, "outlives the read"));
}

/* A host's flags are on the page from the start: no fallback is wrong before its first update. */
static void test_flags(void **state)
{
	(void)state;
	assert_int_equal(shown("pvclock", "says_stable", "only_stable"), 0);
	assert_int_equal(shown("pvclock", "never_stable", "only_stable"), WRONG_FALLBACK);
	assert_int_equal(shown("pvclock", "never_stable", "pv-ordered"), 0);
	/* a host that leaves them alone finds TSC_STABLE there */
	assert_int_equal(shown("pvclock", "pvclock-odd-even", "only_stable"), 0);
}

static bool always(const void *params, u64 tsc)
{
	(void)params;
	(void)tsc;
	return true;
}

static bool after_hours(const void *params, u64 tsc)
{
	(void)params;
	return tsc >> 60;
}

static void test_age(void **state)
{
	struct verify_options options =
		pair_options("hyperv-tsc", "odd-even", "always_falls_back", MODEL_SC);
	struct format format = *options.format;
	struct schedule schedule = one_update(UPDATE_SLOWER);

	(void)state;
	options.format = &format;
	assert_true(explore(&options, &schedule, NULL, NULL) & WRONG_FALLBACK);
	format.too_old = after_hours;
	assert_true(explore(&options, &schedule, NULL, NULL) & WRONG_FALLBACK);
	format.too_old = always;
	assert_false(explore(&options, &schedule, NULL, NULL) & WRONG_FALLBACK);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_own_clocks),
		cmocka_unit_test(test_rebase_is_off_in_jumps),
		cmocka_unit_test(test_hosts_are_told_rates),
		cmocka_unit_test(test_epochs),
		cmocka_unit_test(test_resume),
		cmocka_unit_test(test_updates_without_a_store),
		cmocka_unit_test(test_pointers),
		cmocka_unit_test(test_flags),
		cmocka_unit_test(test_age),
	};

	return cmocka_run_group_tests(tests, pair_set_up, pair_tear_down);
}
