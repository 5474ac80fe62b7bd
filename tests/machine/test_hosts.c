/* Several hosts on one page: what they do to each other, with a right one beside each wrong one. */
#include "lib/only.h"
#include "lib/pair.h"

#include "finding/shrink.h"

static const enum model models[] = {MODEL_SC, MODEL_X86, MODEL_WEAK};

static struct verify_options hosts_options(const char *host, const char *guest, enum model model)
{
	struct verify_options options = pair_options("hyperv-tsc", host, guest, model);

	options.hosts = 2;
	options.budget = PAIR_BUDGET;
	return options;
}

static const struct verdict *pair_searched(const struct verify_options *options)
{
	verdict_free(&the_test_verdict);
	search(the_test_machine, &the_test_oracle, options, &the_test_verdict);
	assert_string_equal(the_test_verdict.error, "");
	return &the_test_verdict;
}

static void clean(const char *host, enum model model)
{
	struct verify_options options = hosts_options(host, "hv-spin-even", model);
	const struct verdict *verdict = pair_verify(&options);

	if (verdict_status(verdict))
		print_error("%s, %s: violations 0x%x, accepted %lu %s\n", host, model_name(model),
			    verdict_violations(verdict), (unsigned long)verdict->accepted,
			    verdict->error);
	assert_int_equal(verdict_status(verdict), 0);
	assert_true(verdict->accepted_overlapped > 0);
}

static void is_found(const char *host, enum model model, u32 violations)
{
	struct verify_options options = hosts_options(host, "hv-spin-even", model);
	const struct verdict *verdict = pair_verify(&options);

	if ((verdict_violations(verdict) & violations) != violations || verdict->error[0])
		print_error("%s, %s: violations 0x%x, not 0x%x %s\n", host, model_name(model),
			    verdict_violations(verdict), violations, verdict->error);
	assert_string_equal(verdict->error, "");
	assert_int_equal(verdict_violations(verdict) & violations, violations);
}

static void refuses(const char *host, enum model model, const char *why)
{
	struct verify_options options = hosts_options(host, "hv-spin-even", model);
	const struct verdict *verdict = pair_verify(&options);

	if (!strstr(verdict->error, why))
		print_error("%s, %s: '%s'\n", host, model_name(model), verdict->error);
	assert_non_null(strstr(verdict->error, why));
	assert_int_equal(verdict_status(verdict), 2);
}

/* Both load the same sequence, and leave it even while the other one is at work. */
static void test_unlocked(void **state)
{
	(void)state;
	is_found("odd-even", MODEL_SC, TORN | STUCK);
	is_found("odd-even", MODEL_X86, TORN | STUCK);
}

static void test_locked(void **state)
{
	(void)state;
	for (unsigned int i = 0; i < ARRAY_SIZE(models); i++) {
		clean("locked", models[i]);
		clean("locked-plain", models[i]);
	}
}

/* A lock is between hosts: guests see each store that is made under it. */
static void test_lock_is_no_barrier_to_guests(void **state)
{
	(void)state;
	for (int model = 0; model < MODELS; model++)
		is_found("locked-single-store", (enum model)model, TORN);
	is_found("locked-no-wmb", MODEL_WEAK, TORN);
	clean("locked-no-wmb", MODEL_SC);
	clean("locked-no-wmb", MODEL_X86);
	is_found("unlocks-early", MODEL_X86, TORN);
}

/* A clock that was looked at before the lock was taken may be stored after a newer one. */
static void test_lost_update(void **state)
{
	struct verify_options options = hosts_options("locked-late", "hv-spin-even", MODEL_X86);
	const struct verdict *verdict = pair_verify(&options);

	(void)state;
	assert_int_equal(verdict_violations(verdict), BACKWARDS);
	assert_true(verdict->host_steps_back > 0);
	assert_int_equal(verdict->host_steps_back, verdict->counts[VIOLATION_BACKWARDS]);
	assert_int_equal(verdict->found[VIOLATION_BACKWARDS]->blame, BLAME_HOST);
}

static void slow_flags(void **state)
{
	(void)state;
	clean("flags-without-mb", MODEL_SC);
	is_found("flags-without-mb", MODEL_X86, TORN);
	clean("flags-with-mb", MODEL_SC);
	clean("flags-with-mb", MODEL_X86);
}

static void test_locks_of_their_own(void **state)
{
	(void)state;
	for (int model = MODEL_SC; model <= MODEL_X86; model++) {
		clean("test-and-set", (enum model)model);
		is_found("test-then-set", (enum model)model, TORN);
		clean("takes-the-low-bit", (enum model)model);
		is_found("adds-twice", (enum model)model, TORN);
	}
}

/* The kernel's names for locks mean them, and two locks are not one. */
static void test_kernel_locks(void **state)
{
	(void)state;
	for (unsigned int i = 0; i < ARRAY_SIZE(models); i++) {
		clean("spins", models[i]);
		clean("guards", models[i]);
	}
	is_found("two-locks", MODEL_X86, TORN);
	refuses("two-locks", MODEL_WEAK, "under one lock");
}

/* Stores without an order among themselves stay so where no other host comes in between. */
static void slow_copies(void **state)
{
	struct verify_options options = pair_options("pvclock", "locked-copy", "pv-ordered", 0);

	(void)state;
	options.hosts = 2;
	for (unsigned int i = 0; i < ARRAY_SIZE(models); i++) {
		options.model = models[i];
		pair_verify(&options);
		assert_string_equal(the_test_verdict.error, "");
		assert_int_equal(verdict_status(&the_test_verdict), 0);
		assert_true(the_test_verdict.runs < 5 * the_test_verdict.schedules);
	}
	options = pair_options("pvclock", "pvclock-odd-even", "pv-ordered", MODEL_X86);
	options.hosts = 2;
	options.first_only = true;
	pair_verify(&options);
	assert_int_equal(verdict_violations(&the_test_verdict), TORN);
}

static struct finding again;

/* A finding of two hosts comes back, from its text as well, and does so when it is small. */
static void test_findings(void **state)
{
	struct verify_options options = hosts_options("odd-even", "hv-spin-even", MODEL_X86);
	char why[256], *text = NULL;
	struct finding *finding;
	size_t length;
	FILE *out;

	(void)state;
	pair_verify(&options);
	for (int violation = 0; violation < VIOLATIONS; violation++) {
		finding = the_test_verdict.found[violation];
		if (!finding)
			continue;
		assert_int_equal(finding->schedule.hosts, 2);
		assert_true(finding_confirm(finding, the_test_machine, &the_test_oracle, why,
					    sizeof(why)));
		out = open_memstream(&text, &length);
		assert_non_null(out);
		finding_write(out, finding);
		fclose(out);
		assert_non_null(strstr(text, " hosts=2"));
		assert_true(finding_parse(&again, text, length, "text", why, sizeof(why)));
		free(text);
		assert_int_equal(finding_replay(&again, the_test_machine, &the_test_oracle, 0xa5,
						why, sizeof(why)),
				 violation);
		finding_shrink(&again, the_test_machine, &the_test_oracle, NULL, NULL);
		assert_int_equal(again.schedule.hosts, 2);
		assert_int_equal(finding_replay(&again, the_test_machine, &the_test_oracle, 0xa5,
						why, sizeof(why)),
				 violation);
	}
	/* with one host the same is none */
	finding = the_test_verdict.found[VIOLATION_TORN];
	finding->schedule.hosts = 0;
	assert_int_not_equal(finding_replay(finding, the_test_machine, &the_test_oracle, 0xa5, why,
					    sizeof(why)),
			     VIOLATION_TORN);
}

/* Random schedules and orders find it as well, and the same ones for the same seed. */
static void test_search(void **state)
{
	struct verify_options options = hosts_options("locked", "hv-spin-even", MODEL_X86);
	u64 trace;

	(void)state;
	options.seed = 7;
	options.executions = 3000;
	options.updates = 6;
	assert_int_equal(verdict_violations(pair_searched(&options)), 0);
	assert_true(the_test_verdict.accepted_overlapped > 0);
	options = hosts_options("odd-even", "hv-spin-even", MODEL_X86);
	options.seed = 7;
	options.executions = 3000;
	options.updates = 6;
	assert_int_equal(verdict_violations(pair_searched(&options)) & TORN, TORN);
	trace = the_test_verdict.trace;
	assert_int_equal(pair_searched(&options)->trace, trace);
}

static void test_refused(void **state)
{
	(void)state;
	refuses("own-count", MODEL_SC, "the host keeps memory of each vCPU's own");
	refuses("own-copy", MODEL_X86, "the host keeps memory of each vCPU's own");
	refuses("odd-even", MODEL_WEAK, "under one lock");
	refuses("test-and-set", MODEL_WEAK, "under one lock");
	refuses("unlocks-early", MODEL_WEAK, "under one lock");
	refuses("waits-for-the-other", MODEL_X86, "waits for ever");
	refuses("frozen", MODEL_X86, "freezes vCPUs");
	refuses("dies-odd", MODEL_X86, "dies");
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_unlocked),
		cmocka_unit_test(test_locked),
		cmocka_unit_test(test_lock_is_no_barrier_to_guests),
		cmocka_unit_test(test_lost_update),
		cmocka_unit_test(slow_flags),
		cmocka_unit_test(test_locks_of_their_own),
		cmocka_unit_test(test_kernel_locks),
		cmocka_unit_test(slow_copies),
		cmocka_unit_test(test_findings),
		cmocka_unit_test(test_search),
		cmocka_unit_test(test_refused),
	};

	only(argc, argv);
	return cmocka_run_group_tests(tests, pair_set_up, pair_tear_down);
}
