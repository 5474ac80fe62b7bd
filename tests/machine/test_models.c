/*
 * What the models allow and forbid: torn lines, freezes, late stores, weak order; and
 * hosts with variables of their own.
 */
#include "lib/pair.h"

/* Each schedule finds the host's variables as they were at first. */
static void check_variables(const char *host)
{
	struct verify_options options = pair_options("hyperv-tsc", host, "hv-spin-even", MODEL_X86);
	struct schedule schedule = one_update(UPDATE_SLOWER);
	u32 first = 0;

	schedule.nupdates = 3;
	schedule.updates[1] = schedule.updates[2] = schedule.updates[0];
	for (unsigned int i = 0; i < 3; i++) {
		const struct log *log = run_host(&options, &schedule);
		u32 sequence;

		assert_non_null(log);
		assert_int_equal(log->nevents, 12);
		memcpy(&sequence, log->end_page, sizeof(sequence));
		if (i)
			assert_int_equal(sequence, first);
		first = sequence;
	}
	pair_clean(host, "hv-spin-even", MODEL_X86);
}

static void test_host_variables(void **state)
{
	(void)state;
	check_variables("counts");
}

static void test_wide_host_variables(void **state)
{
	(void)state;
	check_variables("counts-wide");
}

static void test_host_with_a_loop(void **state)
{
	(void)state;
	check_variables("counts-block");
}

static void test_endless_host(void **state)
{
	const struct verdict *verdict = pair_verdict("endless", "hv-spin-even", MODEL_X86);

	(void)state;
	assert_non_null(strstr(verdict->error, "the host loops without end"));
	assert_int_equal(verdict_status(verdict), 2);
}

static void test_cache_line(void **state)
{
	struct verify_options options =
		pair_options("pvclock", "clear-low-bit", "pv-timestamp", MODEL_SC);
	struct schedule schedule = one_update(UPDATE_SLOWER);

	(void)state;
	schedule.updates[0].hold = ((u64)3 << 32) + 77;
	for (int model = 0; model < MODELS; model++) {
		options.model = (enum model)model;
		schedule.placement = 0;
		assert_int_equal(explore(&options, &schedule, NULL, NULL) & TORN, 0);
		schedule.placement = 52;
		assert_int_equal(explore(&options, &schedule, NULL, NULL) & TORN, TORN);
	}
}

/* With a version check the torn field is not accepted. */
static void test_cache_line_with_version(void **state)
{
	struct verify_options options =
		pair_options("pvclock", "pvclock-odd-even", "pv-ordered", MODEL_X86);

	(void)state;
	options.updates = 1;
	assert_int_equal(verdict_status(pair_verify(&options)), 0);
	assert_true(the_test_verdict.accepted > 0);
}

static void no_middle(const struct read *read, enum violation violation, void *context)
{
	const struct log *log = machine_log(the_test_machine);
	u64 *reads = context;

	(void)violation;
	assert_int_equal(log->nfreezes, 1);
	for (unsigned int i = 0; i < read->naccesses; i++) {
		u16 position =
			machine_position(the_test_machine, read->vcpu, read->accesses[i].position);
		u64 time = log_time(machine_log(the_test_machine), position);

		assert_true(time < log->freezes[0].start || time >= log->freezes[0].end);
	}
	++*reads;
}

/* Of a read that has loaded something after a thaw, no later TSC sample is from before the freeze. */
static void no_sample_before_thaw(const struct read *read, enum violation violation, void *context)
{
	const struct log *log = machine_log(the_test_machine);
	bool thawed = false;
	u64 *samples = context;

	(void)violation;
	assert_int_equal(log->nfreezes, 1);
	for (unsigned int i = 0; i < read->naccesses; i++) {
		u16 position =
			machine_position(the_test_machine, read->vcpu, read->accesses[i].position);
		bool after = log_time(log, position) >= log->freezes[0].end;

		if (read->accesses[i].kind == ACCESS_TSC && thawed) {
			assert_true(after);
			++*samples;
		}
		thawed = thawed || (read->accesses[i].kind == ACCESS_LOAD && after);
	}
}

static void test_thaw_serialises(void **state)
{
	struct verify_options options =
		pair_options("hyperv-tsc", "odd-even", "hv-2016", MODEL_X86);
	struct schedule schedule = one_update(UPDATE_SLOWER);
	u64 samples = 0;

	(void)state;
	schedule.nupdates = 2;
	schedule.updates[1] = schedule.updates[0];
	schedule.updates[1].kind = UPDATE_PAUSE;
	explore(&options, &schedule, no_sample_before_thaw, &samples);
	assert_true(samples > 0);
}

static void test_freeze_hides_the_middle(void **state)
{
	struct schedule schedule = one_update(UPDATE_SLOWER);

	(void)state;
	for (int model = 0; model < MODELS; model++) {
		struct verify_options options =
			pair_options("hyperv-tsc", "frozen", "load-plain", (enum model)model);
		u64 reads = 0;

		/* torn by a freeze between the two loads, and in no other way */
		assert_int_equal(explore(&options, &schedule, no_middle, &reads) & TORN, TORN);
		assert_true(reads >= 4);
		if (model != MODEL_X86_MANUAL)
			pair_clean("frozen", "hv-ordered", (enum model)model);
		pair_shows("single-store", "hv-ordered", (enum model)model, TORN);
		/* one vCPU is left running, and only that one sees the middle */
		pair_shows("partly-frozen", "hv-ordered", (enum model)model, TORN);
		assert_int_equal(the_test_verdict.found[VIOLATION_TORN]->reads[0].vcpu, 1);
	}
}

/* The engine's own freezes hide updates as well. */
static void test_pause_hides_the_middle(void **state)
{
	struct verify_options options =
		pair_options("hyperv-tsc", "single-store", "hv-ordered", MODEL_X86);
	struct schedule schedule = one_update(UPDATE_PAUSE);
	u64 reads = 0;

	(void)state;
	assert_int_equal(explore(&options, &schedule, no_middle, &reads), 0);
	schedule = one_update(UPDATE_TSC_JUMP);
	schedule.updates[0].jump = -900;
	assert_int_equal(explore(&options, &schedule, no_middle, &reads), 0);
	schedule = one_update(UPDATE_SLOWER);
	assert_int_equal(explore(&options, &schedule, NULL, NULL) & TORN, TORN);
}

static u32 own_anchor(const char *host, enum model model)
{
	struct verify_options options = pair_options("hyperv-tsc", host, "hv-spin-even", model);

	options.updates = 1;
	pair_verify(&options);
	assert_string_equal(the_test_verdict.error, "");
	assert_true(the_test_verdict.accepted > 0);
	return verdict_violations(&the_test_verdict);
}

/* The host's rdtsc does not wait for its odd store to be visible; a full barrier does. */
static void test_visibility_delay(void **state)
{
	(void)state;
	assert_int_equal(own_anchor("anchors-late", MODEL_SC), 0);
	assert_int_equal(own_anchor("anchors-late", MODEL_X86), BACKWARDS | ARITHMETIC);
	assert_int_equal(the_test_verdict.found[VIOLATION_BACKWARDS]->blame, BLAME_HOST);
	assert_int_equal(own_anchor("anchors-late", MODEL_WEAK), BACKWARDS | ARITHMETIC);
	assert_int_equal(own_anchor("anchors-after-mb", MODEL_SC), 0);
	assert_int_equal(own_anchor("anchors-after-mb", MODEL_X86), 0);
	assert_int_equal(own_anchor("anchors-after-mb", MODEL_WEAK), 0);
}

/* By the manuals, the ordered rdtsc may come after the recheck all the same. */
static void test_rdtsc_by_the_manuals(void **state)
{
	(void)state;
	pair_clean("odd-even", "hv-spin-even", MODEL_SC);
	pair_clean("odd-even", "hv-spin-even", MODEL_X86);
	pair_clean("odd-even", "hv-spin-even", MODEL_WEAK);
	pair_shows("odd-even", "hv-spin-even", MODEL_X86_MANUAL, STALE);
	assert_int_equal(verdict_violations(&the_test_verdict) & TORN, 0);
}

/* Which (sequence, scale) of updates 0 and 1 did some read load? bit 2 * sequence + scale */
static void loaded(const struct read *read, enum violation violation, void *context)
{
	const struct log *log = machine_log(the_test_machine);
	unsigned int new_sequence = 0, new_scale = 0, loads = 0;
	u32 sequence;

	(void)violation;
	memcpy(&sequence, log->end_page, sizeof(sequence));
	for (unsigned int i = 0; i < read->naccesses; i++) {
		const struct access *access = &read->accesses[i];

		if (access->kind != ACCESS_LOAD)
			continue;
		if (access->offset == 0)
			new_sequence = access->value == sequence;
		if (access->offset == 8)
			new_scale = !(access->generations & 1);
		loads++;
	}
	if (loads >= 2)
		*(u32 *)context |= 1u << (2 * new_sequence + new_scale);
}

static u32 looks(const char *guest, enum model model)
{
	struct verify_options options = pair_options("hyperv-tsc", "single-store", guest, model);
	struct schedule schedule = one_update(UPDATE_SLOWER);
	u32 seen = 0;

	explore(&options, &schedule, loaded, &seen);
	return seen;
}

#define IN_ORDER 0xb /* all but a new sequence with an old scale */
#define ANY_ORDER 0xf

static void test_order_of_loads(void **state)
{
	(void)state;
	assert_int_equal(looks("look-relaxed", MODEL_X86), IN_ORDER);
	assert_int_equal(looks("look-relaxed", MODEL_WEAK), ANY_ORDER);
	assert_int_equal(looks("look-rmb", MODEL_WEAK), IN_ORDER);
	assert_int_equal(looks("look-acquire", MODEL_WEAK), IN_ORDER);
	assert_int_equal(looks("look-address", MODEL_WEAK), IN_ORDER);
	assert_int_equal(looks("look-control", MODEL_WEAK), ANY_ORDER);
	assert_int_equal(looks("look-other-acquire", MODEL_WEAK), ANY_ORDER);
	assert_int_equal(looks("look-other-acquire", MODEL_X86), IN_ORDER);
}

static void never_back(const struct read *read, enum violation violation, void *context)
{
	(void)violation;
	assert_int_equal(read->naccesses, 2);
	assert_true(read->accesses[1].entry >= read->accesses[0].entry);
	*(u32 *)context |= 1u << (read->accesses[0].entry * 4 + read->accesses[1].entry);
}

/* The same place never goes back, and may stay or move on: 3 entries, 6 pairs. */
static void test_coherence(void **state)
{
	struct schedule schedule = one_update(UPDATE_SLOWER);

	(void)state;
	for (int model = 0; model < MODELS; model++) {
		struct verify_options options =
			pair_options("hyperv-tsc", "odd-even", "look-twice", (enum model)model);
		u32 pairs = 0;

		explore(&options, &schedule, never_back, &pairs);

		assert_int_equal(pairs, 0x7 | 0x6 << 4 | 0x4 << 8);
	}
}

static void right_in_order(enum model model)
{
	pair_clean("all-release", "acquire-first", model);
	pair_clean("fence-release", "fence-acquire", model);
}

static void test_acquire_and_release(void **state)
{
	static const char *const pairs[][2] = {
		{"release-first", "hv-spin-even"}, /* orders no later store */
		{"odd-even", "acquire-last"},	   /* orders no earlier load */
		{"no-wmb", "hv-spin-even"},
	};

	(void)state;
	right_in_order(MODEL_SC);
	right_in_order(MODEL_X86);
	right_in_order(MODEL_WEAK);
	for (unsigned int i = 0; i < ARRAY_SIZE(pairs); i++) {
		pair_clean(pairs[i][0], pairs[i][1], MODEL_SC);
		pair_clean(pairs[i][0], pairs[i][1], MODEL_X86);
		pair_shows(pairs[i][0], pairs[i][1], MODEL_WEAK, TORN);
	}
}

/* An acquire load that is split is one in all its parts: whichever is made last, what follows is later. */
static void test_split_acquire(void **state)
{
	struct verify_options options =
		pair_options("hyperv-tsc", "odd-even", "acquires-fields", MODEL_WEAK);

	(void)state;
	options.quick = true;
	options.wanted = TORN;
	for (options.word = 32; options.word <= 64; options.word += 32) {
		options.guest =
			registry_find_guest(ENGINE_MACHINE, options.format, "acquires-fields");
		assert_int_equal(verdict_violations(pair_verify(&options)) & TORN, 0);
		assert_true(the_test_verdict.complete);
		options.guest =
			registry_find_guest(ENGINE_MACHINE, options.format, "acquires-scale");
		assert_int_equal(verdict_violations(pair_verify(&options)) & TORN, TORN);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_host_variables),
		cmocka_unit_test(test_wide_host_variables),
		cmocka_unit_test(test_cache_line),
		cmocka_unit_test(test_cache_line_with_version),
		cmocka_unit_test(test_thaw_serialises),
		cmocka_unit_test(test_freeze_hides_the_middle),
		cmocka_unit_test(test_pause_hides_the_middle),
		cmocka_unit_test(test_visibility_delay),
		cmocka_unit_test(test_rdtsc_by_the_manuals),
		cmocka_unit_test(test_order_of_loads),
		cmocka_unit_test(test_coherence),
		cmocka_unit_test(test_acquire_and_release),
		cmocka_unit_test(test_split_acquire),
		cmocka_unit_test(test_host_with_a_loop),
		cmocka_unit_test(test_endless_host),
	};

	return cmocka_run_group_tests(tests, pair_set_up, pair_tear_down);
}
