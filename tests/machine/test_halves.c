/* Words of 32 bits: halves of loads and stores, which are in no order, and what is ordered with both of them. */
#include "lib/pair.h"

/* One 8-byte store, one 8-byte load, both halves of which change. */
static void test_word_32(void **state)
{
	struct verify_options options =
		pair_options("hyperv-tsc", "store-one-field", "load-volatile", MODEL_SC);
	struct schedule schedule = one_update(UPDATE_STEP_FORWARD);

	(void)state;
	schedule.updates[0].step = ((s64)1 << 33) + 5;
	for (int model = 0; model < MODELS; model++) {
		options.model = (enum model)model;
		options.word = 64;
		assert_int_equal(explore(&options, &schedule, NULL, NULL) & TORN, 0);
		options.word = 32;
		assert_int_equal(explore(&options, &schedule, NULL, NULL) & TORN, TORN);
	}
	/* a plain load may be split in any case */
	options = pair_options("hyperv-tsc", "store-one-field", "load-plain", MODEL_SC);
	assert_int_equal(explore(&options, &schedule, NULL, NULL) & TORN, TORN);
}

/* The stores that a guest has loaded both halves of a word from, as bits: 1 << (low + 2 * high). */
static void halves_seen(const struct read *read, enum violation violation, void *context)
{
	unsigned int *seen = context, of[2] = {0};

	(void)violation;
	for (unsigned int i = 0; i < read->naccesses; i++)
		if (read->accesses[i].kind == ACCESS_LOAD && read->accesses[i].size == 4)
			of[read->accesses[i].offset % 8 / 4] = read->accesses[i].event >= 0;
	*seen |= 1u << (of[0] + 2 * of[1]);
}

/* The halves of a marked store are in no order, and have one log for both orders; nor are those of a load. */
static void test_halves_without_order(void **state)
{
	struct verify_options options =
		pair_options("hyperv-tsc", "store-one-field", "load-volatile", MODEL_SC);
	struct schedule schedule = one_update(UPDATE_STEP_FORWARD);

	(void)state;
	schedule.updates[0].step = ((s64)1 << 33) + 5;
	options.word = 32;
	for (int model = 0; model < MODELS; model++) {
		const struct log *log;
		unsigned int seen = 0;

		options.model = (enum model)model;
		explore(&options, &schedule, halves_seen, &seen);
		assert_int_equal(seen, 0xf);
		log = run_host(&options, &schedule);
		assert_non_null(log);
		assert_int_equal(log->nevents, 2);
		assert_true(log->events[1].part);
		assert_false(event_set_has(&log->events[1].before, 0));
	}
}

/* To have loaded one half of a store says nothing of a load of the other that may come before. */
static void test_halves_of_a_whole_store(void **state)
{
	struct verify_options options =
		pair_options("hyperv-tsc", "store-one-field", "load-plain", MODEL_SC);
	struct schedule schedule = one_update(UPDATE_STEP_FORWARD);

	(void)state;
	schedule.updates[0].step = ((s64)1 << 33) + 5;
	for (int model = 0; model < MODELS; model++) {
		unsigned int seen = 0;

		options.model = (enum model)model;
		explore(&options, &schedule, halves_seen, &seen);
		assert_int_equal(seen, 0xf);
	}
}

/* Later stores, and the host's own TSC, are after both halves. */
static void test_halves_and_what_follows(void **state)
{
	struct verify_options options =
		pair_options("hyperv-tsc", "odd-even", "hv-spin-even", MODEL_SC);
	struct schedule schedule = one_update(UPDATE_SLOWER);

	(void)state;
	options.word = 32;
	for (int model = 0; model < MODELS; model++) {
		const struct log *log;

		options.model = (enum model)model;
		log = run_host(&options, &schedule);
		assert_non_null(log);
		assert_int_equal(log->nevents, 6);
		for (unsigned int i = 1; i < log->nevents; i++)
			for (unsigned int j = 0; j < i; j++)
				assert_int_equal(event_set_has(&log->events[i].before, j),
						 !(log->events[i].part && j == i - 1) &&
							 (model != MODEL_WEAK || !j || i == 5));
	}
}

/* A host that dies between two halves has made the one or the other. */
static void test_death_between_halves(void **state)
{
	struct verify_options options =
		pair_options("hyperv-tsc", "store-one-field", "load-volatile", MODEL_X86);
	struct schedule schedule = one_update(UPDATE_STEP_FORWARD);
	unsigned int seen = 0;

	(void)state;
	schedule.updates[0].step = ((s64)1 << 33) + 5;
	schedule.updates[0].dies_after = 1;
	options.word = 32;
	explore(&options, &schedule, halves_seen, &seen);
	assert_int_equal(seen, 0x7);
}

static bool first_word_is_not_zero(const void *page)
{
	return bytes_get(page, 8) != 0;
}

/* Between two halves a page may be valid, or not, in either order. */
static void test_valid_between_halves(void **state)
{
	static const struct {
		u64 from, to;
		u8 valid;
	} words[] = {
		{0x100000000, 5, LOG_VALID | LOG_INVALID}, /* the high half first, and it is 0 */
		{5, 0x100000000, LOG_VALID | LOG_INVALID},
		{0x100000001, 0x200000002, LOG_VALID},
	};
	struct format format = *registry_find_format("hyperv-tsc");
	static struct log log;

	(void)state;
	format.valid = first_word_is_not_zero;
	for (unsigned int i = 0; i < ARRAY_SIZE(words); i++) {
		memset(&log, 0, sizeof(log));
		layout_make(&log.layout, &format, 1);
		log.nvcpus = log.npages = log.nclocks = 1;
		log.page_size = log.extent = format.page_size;
		bytes_put(log.start_page, words[i].from, 8);
		log.nevents = log.ngenerations = 2;
		for (unsigned int half = 0; half < 2; half++)
			log.events[half] = (struct event){.offset = (u16)(4 * half),
							  .size = 4,
							  .update = 1,
							  .part = half,
							  .value = (u32)(words[i].to >> 32 * half),
							  .time = 20 + half};
		log_finish(&log, &format, MODEL_X86, 50);
		assert_int_equal(log.nsteps, 4);
		assert_int_equal(log.valid[0], LOG_VALID);
		assert_int_equal(log.valid[1], words[i].valid);
		assert_int_equal(log.valid[2], words[i].valid);
		assert_int_equal(log.valid[3], LOG_VALID);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_word_32),
		cmocka_unit_test(test_halves_without_order),
		cmocka_unit_test(test_halves_of_a_whole_store),
		cmocka_unit_test(test_halves_and_what_follows),
		cmocka_unit_test(test_death_between_halves),
		cmocka_unit_test(test_valid_between_halves),
	};

	return cmocka_run_group_tests(tests, pair_set_up, pair_tear_down);
}
