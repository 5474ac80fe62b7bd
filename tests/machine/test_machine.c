/*
 * The machine sees every kind and size of access, as what it is; refuses what it can't run; and
 * plays out freezes, late stores and weak order as documented.
 */
#include "lib/pair.h"

struct span {
	u16 offset, size;
};

/* What a guest of guest_loads.c, guest_sizes.c or guest_copies.c loads, in order. */
struct load_case {
	const char *guest;
	unsigned int n;
	struct span spans[16];
};

static const struct load_case load_cases[] = {
	{"load-volatile", 2, {{8, 8}, {16, 8}}},
	{"load-plain", 2, {{8, 8}, {16, 8}}},
	{"load-relaxed", 2, {{8, 8}, {16, 8}}},
	{"load-acquire", 2, {{8, 8}, {16, 8}}},
	{"load-seq-cst", 2, {{8, 8}, {16, 8}}},
	{"load-c11", 2, {{8, 8}, {16, 8}}},
	{"load-noinline", 2, {{8, 8}, {16, 8}}},
	{"size-bytes",
	 16,
	 {{8, 1},
	  {9, 1},
	  {10, 1},
	  {11, 1},
	  {12, 1},
	  {13, 1},
	  {14, 1},
	  {15, 1},
	  {16, 1},
	  {17, 1},
	  {18, 1},
	  {19, 1},
	  {20, 1},
	  {21, 1},
	  {22, 1},
	  {23, 1}}},
	{"size-shorts", 8, {{8, 2}, {10, 2}, {12, 2}, {14, 2}, {16, 2}, {18, 2}, {20, 2}, {22, 2}}},
	{"size-halves", 4, {{8, 4}, {12, 4}, {16, 4}, {20, 4}}},
	{"size-wide", 2, {{8, 8}, {16, 8}}},
	{"size-unaligned", 3, {{4, 8}, {12, 8}, {20, 4}}},
	/* what nobody looks at is not copied */
	{"copy-struct", 2, {{8, 8}, {16, 8}}},
	{"copy-memcpy", 2, {{8, 8}, {16, 8}}},
	{"copy-part", 2, {{8, 8}, {16, 8}}},
	/* the compiler makes two copies of the first, by what is used of it */
	{"copy-odd-part", 3, {{12, 4}, {16, 8}, {8, 4}}},
};

/* The only read that starts at the log's last step sees the last update, in the given parts. */
static void check_loads(const struct load_case *c, enum model model)
{
	struct verify_options options = pair_options("hyperv-tsc", "odd-even", c->guest, model);
	struct schedule schedule = one_update(UPDATE_SLOWER);
	const struct log *log = run_host(&options, &schedule);
	static struct choice choice;
	const u16 last[] = {4};
	const struct read *read;
	unsigned int n = 0;

	assert_non_null(log);
	assert_int_equal(log->nsteps, 5);
	choice_replay(&choice, last, 1);
	choice_begin(&choice);
	read = machine_read(the_test_machine, options.guest, &choice);
	assert_int_equal(read->end, READ_ACCEPTED);
	for (unsigned int i = 0; i < read->naccesses; i++) {
		const struct access *access = &read->accesses[i];
		u64 value = 0;

		if (access->kind == ACCESS_TSC)
			continue;
		memcpy(&value, log->end_page + access->offset, access->size);
		if (n >= c->n || access->offset != c->spans[n].offset ||
		    access->size != c->spans[n].size)
			print_error("%s, %s: load %u is of %u bytes at %u\n", c->guest,
				    model_name(model), n, access->size, access->offset);
		assert_true(n < c->n);
		assert_int_equal(access->offset, c->spans[n].offset);
		assert_int_equal(access->size, c->spans[n].size);
		assert_int_equal(access->value, value);
		n++;
	}
	assert_int_equal(n, c->n);
	assert_int_equal(read->generations, 2);
	assert_int_equal(read->value,
			 generation_time(options.format, &log->generations[1], read->tsc));
}

static void test_loads(void **state)
{
	(void)state;
	for (unsigned int i = 0; i < ARRAY_SIZE(load_cases); i++) {
		check_loads(&load_cases[i], MODEL_SC);
		check_loads(&load_cases[i], MODEL_X86);
		/* none of them looks at the sequence */
		pair_shows("odd-even", load_cases[i].guest, MODEL_SC, TORN);
		pair_shows("odd-even", load_cases[i].guest, MODEL_WEAK, TORN);
	}
}

struct store_case {
	const char *host;
	unsigned int n;
	struct span spans[5];
	bool plain, release;
};

static const struct store_case store_cases[] = {
	{"store-volatile", 2, {{8, 8}, {16, 8}}, false, false},
	{"store-plain", 2, {{8, 8}, {16, 8}}, true, false},
	{"store-relaxed", 2, {{8, 8}, {16, 8}}, false, false},
	{"store-release", 2, {{8, 8}, {16, 8}}, false, true},
	{"store-seq-cst", 2, {{8, 8}, {16, 8}}, false, true},
	{"store-exchange", 2, {{8, 8}, {16, 8}}, false, true},
	{"store-fetch-add", 2, {{8, 8}, {16, 8}}, false, false},
	{"store-cmpxchg", 2, {{8, 8}, {16, 8}}, false, true},
	{"store-memcpy", 2, {{8, 8}, {16, 8}}, true, false},
	{"store-struct", 3, {{0, 8}, {8, 8}, {16, 8}}, true, false},
	{"store-halves", 4, {{8, 4}, {12, 4}, {16, 4}, {20, 4}}, false, false},
	{"store-wide", 2, {{8, 8}, {16, 8}}, true, false},
	{"store-unaligned", 3, {{4, 8}, {12, 8}, {20, 4}}, true, false},
};

static void check_stores(const struct store_case *c, enum model model)
{
	struct verify_options options = pair_options("hyperv-tsc", c->host, "load-plain", model);
	struct schedule schedule = one_update(UPDATE_SLOWER);
	const struct log *log = run_host(&options, &schedule);

	assert_non_null(log);
	assert_int_equal(log->nevents, c->n);
	for (unsigned int i = 0; i < c->n; i++) {
		const struct event *event = &log->events[i];
		u64 value = 0;

		memcpy(&value, log->end_page + c->spans[i].offset, c->spans[i].size);
		assert_int_equal(event->offset, c->spans[i].offset);
		assert_int_equal(event->size, c->spans[i].size);
		assert_int_equal(event->value, value);
		assert_int_equal(event->plain, c->plain);
		/* fetch_add is relaxed, fetch_sub is not */
		if (strcmp(c->host, "store-fetch-add"))
			assert_int_equal(event->release, c->release);
		else
			assert_int_equal(event->release, i == 1);
	}
	assert_memory_equal(log->end_page + 8, log->pages[1] + 8, 16);
	assert_memory_equal(log->end_page, log->start_page, 8);
}

static void test_stores(void **state)
{
	(void)state;
	for (unsigned int i = 0; i < ARRAY_SIZE(store_cases); i++) {
		check_stores(&store_cases[i], MODEL_SC);
		check_stores(&store_cases[i], MODEL_X86);
		check_stores(&store_cases[i], MODEL_X86_MANUAL);
	}
}

/* A weakly ordered CPU stores what is not aligned in parts that are. */
static void test_unaligned_store_of_weak(void **state)
{
	static const struct store_case parts = {
		"store-unaligned", 5, {{4, 4}, {8, 4}, {12, 4}, {16, 4}, {20, 4}}, true, false};

	(void)state;
	check_stores(&parts, MODEL_WEAK);
	for (unsigned int i = 0; i < ARRAY_SIZE(store_cases); i++)
		if (strcmp(store_cases[i].host, parts.host))
			check_stores(&store_cases[i], MODEL_WEAK);
}

static void test_memset(void **state)
{
	struct verify_options options =
		pair_options("hyperv-tsc", "store-memset", "load-plain", MODEL_X86);
	struct schedule schedule = one_update(UPDATE_SLOWER);
	const struct log *log = run_host(&options, &schedule);

	(void)state;
	assert_non_null(log);
	assert_int_equal(log->nevents, 4);
	for (unsigned int i = 0; i < 2; i++) {
		assert_int_equal(log->events[i].offset, 8 + 8 * i);
		assert_int_equal(log->events[i].value, 0);
		assert_true(log->events[i].plain);
	}
	assert_memory_equal(log->end_page + 8, log->pages[1] + 8, 16);
}

/* `sequence++` twice, plain: each is a store of its own, of one more than was loaded. */
static void test_increment(void **state)
{
	struct verify_options options =
		pair_options("hyperv-tsc", "store-increment", "increments-page", MODEL_X86);
	struct schedule schedule = one_update(UPDATE_SLOWER);
	const struct log *log = run_host(&options, &schedule);
	static struct choice choice;
	const struct read *read;

	(void)state;
	assert_non_null(log);
	assert_int_equal(log->nevents, 4);
	assert_int_equal(log->events[0].value, 3);
	assert_int_equal(log->events[1].value, 4);
	/* and by a guest: the load is seen before the store is refused */
	choice_replay(&choice, NULL, 0);
	choice_begin(&choice);
	read = machine_read(the_test_machine, options.guest, &choice);
	assert_int_equal(read->end, READ_ERROR);
	assert_int_equal(read->naccesses, 1);
	assert_int_equal(read->accesses[0].size, 4);
	assert_int_equal(read->accesses[0].value, 2);
}

static void refused(const char *host, const char *guest, const char *what, const char *file)
{
	const struct verdict *verdict = pair_verdict(host, guest, MODEL_X86);

	if (!strstr(verdict->error, what) || verdict_status(verdict) != 2)
		print_error("%s x %s: '%s', violations 0x%x\n", host, guest, verdict->error,
			    verdict_violations(verdict));
	assert_non_null(strstr(verdict->error, what));
	assert_int_equal(verdict_status(verdict), 2);
	assert_null(strchr(verdict->error, '\n'));
	if (file)
		assert_non_null(strstr(verdict->error, file));
}

/* A search in which nothing goes wrong is told as little of a guest that it can't see. */
static void test_unseen_search(void **state)
{
	static const char *const guests[] = {"unseen-field", "unseen-sequence", "hv-spin-even"};

	(void)state;
	for (unsigned int i = 0; i < ARRAY_SIZE(guests); i++) {
		struct verify_options options =
			pair_options("hyperv-tsc", "odd-even", guests[i], MODEL_X86);

		options.executions = 3000;
		verdict_free(&the_test_verdict);
		search(the_test_machine, &the_test_oracle, &options, &the_test_verdict);
		if (!strncmp(guests[i], "hv", 2)) {
			assert_int_equal(verdict_status(&the_test_verdict), 0);
			assert_int_equal(the_test_verdict.executions, 3000);
			continue;
		}
		assert_non_null(strstr(the_test_verdict.error, "does not see"));
		assert_int_equal(verdict_status(&the_test_verdict), 2);
	}
}

static void test_unseen_accesses(void **state)
{
	(void)state;
	refused("odd-even", "unseen-field", "does not see", NULL);
	refused("unseen-store", "hv-spin-even", "did not see", NULL);
}

/* Equal under any poison that is the same everywhere. */
static void test_unseen_accesses_that_agree(void **state)
{
	(void)state;
	refused("odd-even", "unseen-sequence", "does not see", NULL);
}

/* One way through the code of many, that few reads take. */
static void test_unseen_accesses_that_are_rare(void **state)
{
	(void)state;
	refused("odd-even", "unseen-in-a-race", "does not see", NULL);
}

static void test_watchdog(void **state)
{
	(void)state;
	refused("odd-even", "spins", "without a look at the page", "guest_refused.c:");
	refused("odd-even", "spins-on-barrier", "without a look at the page", "guest_refused.c:");
	refused("odd-even", "spins-empty", "without a look at the page", "guest_refused.c:");
}

static void test_writing_guests(void **state)
{
	static const char *const page[] = {"writes-page", "increments-page", "adds-to-page"};
	static const char *const memory[] = {"writes-static", "adds-to-static", "copies-to-static",
					     "clears-static"};

	(void)state;
	for (unsigned int i = 0; i < ARRAY_SIZE(page); i++)
		assert_non_null(strstr(pair_verdict("odd-even", page[i], MODEL_WEAK)->error,
				       "the guest writes the page"));
	/* where reads are judged together they are not refused, and the time is not that of the page */
	for (unsigned int i = 0; i < 2 * ARRAY_SIZE(memory); i++) {
		struct verify_options options = pair_options(
			"hyperv-tsc", "odd-even", memory[i / 2], i % 2 ? MODEL_WEAK : MODEL_X86);

		options.first_only = true;
		pair_verify(&options);
		/* nothing keeps in order what they do, which in weak is told if it is not wrong before */
		if (i % 2 && verdict_status(&the_test_verdict) == 2) {
			assert_non_null(strstr(the_test_verdict.error, "guest_refused.c:"));
			assert_non_null(strstr(the_test_verdict.error, "in model weak"));
			continue;
		}
		assert_string_equal(the_test_verdict.error, "");
		assert_int_equal(verdict_status(&the_test_verdict), 1);
	}
	refused("odd-even", "past-the-end", "past the end of the page", "guest_refused.c:");
	/* the machine is as good as new afterwards */
	pair_clean("odd-even", "hv-spin-even", MODEL_X86);
}

static const struct format *real_format;
static unsigned int clocks; /* that a format was asked for */

static void counting_anchor(void *params, u64 tsc, u64 value, u64 rate)
{
	clocks++;
	real_format->anchor(params, tsc, value, rate);
}

/* A format is held to what it says once, also if others come in between, as they do with a fuzzer. */
static void test_formats_are_checked_once(void **state)
{
	struct verify_options options =
		pair_options("hyperv-tsc", "odd-even", "hv-spin-even", MODEL_SC);
	struct schedule schedule = one_update(UPDATE_SLOWER);
	struct format formats[3];

	(void)state;
	real_format = options.format;
	for (unsigned int i = 0; i < 3 * ARRAY_SIZE(formats); i++) {
		unsigned int which = i % ARRAY_SIZE(formats);

		if (i == which) {
			formats[which] = *real_format;
			formats[which].anchor = counting_anchor;
		}
		options.format = &formats[which];
		clocks = 0;
		assert_non_null(run_host(&options, &schedule));
		assert_true(i == which ? clocks > 100 : clocks < 20);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_loads),
		cmocka_unit_test(test_stores),
		cmocka_unit_test(test_unaligned_store_of_weak),
		cmocka_unit_test(test_memset),
		cmocka_unit_test(test_increment),
		cmocka_unit_test(test_unseen_accesses),
		cmocka_unit_test(test_unseen_search),
		cmocka_unit_test(test_unseen_accesses_that_agree),
		cmocka_unit_test(test_unseen_accesses_that_are_rare),
		cmocka_unit_test(test_watchdog),
		cmocka_unit_test(test_writing_guests),
		cmocka_unit_test(test_formats_are_checked_once),
	};

	return cmocka_run_group_tests(tests, pair_set_up, pair_tear_down);
}
