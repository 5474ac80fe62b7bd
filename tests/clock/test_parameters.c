/*
 * Parameters: what never changes is never tested, so every byte of every one of them changes in some
 * update, in each engine; and what is then found in half a field.
 */
#include "lib/only.h"
#include "lib/pair.h"

#include "clock/sequence.h"
#include "input/input.h"

/* A bit for each byte of a format's page that some update of the schedule changes. */
static void note_changes(const char *format_name, const char *host_name,
			 const struct schedule *schedule, u8 *changed)
{
	const struct format *format = registry_find_format(format_name);
	const struct host *host = registry_find_host(ENGINE_MACHINE, format, host_name);
	struct machine_options options = {.format = format, .model = MODEL_SC, .word = 64};
	const struct log *log;
	struct choice choice;

	machine_setup(the_test_machine, &options);
	choice_exhaustive(&choice);
	choice_begin(&choice);
	assert_true(machine_host(the_test_machine, host, schedule, &choice));
	log = machine_log(the_test_machine);
	for (unsigned int k = 1; k < log->ngenerations; k++)
		for (unsigned int n = 0; n < layout_count(&log->layout); n++)
			changed[log->layout.byte[n]] |= log->pages[k][n] ^ log->pages[k - 1][n];
}

/* Four bytes of seconds are 136 years, and all steps together stay within 64 bits of ns. */
static bool is_out_of_reach(const struct field *field, unsigned int byte)
{
	return !strcmp(field->name, "time_sec") && byte >= 4;
}

static void check_changes(const char *format_name, const u8 *changed)
{
	const struct format *format = registry_find_format(format_name);

	for (unsigned int f = 0; f < format->nfields; f++) {
		const struct field *field = &format->fields[f];

		for (unsigned int b = 0; b < field->size; b++)
			if (field->role == FIELD_PARAM && !is_out_of_reach(field, b) &&
			    !changed[field->offset + b])
				fail_msg("%s: byte %u of %s stays", format_name, b, field->name);
	}
}

static const char *const pairs[][3] = {{"hyperv-tsc", "odd-even", "hv-spin-even"},
				       {"pvclock", "pvclock-odd-even", "pv-ordered"},
				       {"vmclock", "seq-or-1", "vm-ordered"}};

static void test_verify_changes_every_byte(void **state)
{
	(void)state;
	for (unsigned int i = 0; i < ARRAY_SIZE(pairs); i++) {
		struct verify_options options =
			pair_options(pairs[i][0], pairs[i][1], pairs[i][2], MODEL_SC);
		u8 changed[WARPAGE_PAGE_MAX] = {0};
		struct schedule schedule;
		struct choice choice;

		choice_exhaustive(&choice);
		do {
			choice_begin(&choice);
			scenario_choose(&choice, options.format, options.host, 1, 2, false,
					&schedule);
			note_changes(pairs[i][0], pairs[i][1], &schedule, changed);
		} while (choice_next(&choice));
		check_changes(pairs[i][0], changed);
	}
}

static void test_search_changes_every_byte(void **state)
{
	(void)state;
	for (unsigned int i = 0; i < ARRAY_SIZE(pairs); i++) {
		struct verify_options options =
			pair_options(pairs[i][0], pairs[i][1], pairs[i][2], MODEL_SC);
		u8 changed[WARPAGE_PAGE_MAX] = {0};
		struct schedule schedule;
		struct choice choice;

		choice_random(&choice, 1);
		for (unsigned int n = 0; n < 100; n++) {
			choice_begin(&choice);
			scenario_choose_wild(&choice, options.format, options.host, 1, 3, false,
					     &schedule);
			note_changes(pairs[i][0], pairs[i][1], &schedule, changed);
		}
		check_changes(pairs[i][0], changed);
	}
}

static void test_inputs_change_every_byte(void **state)
{
	static const struct input_scene alone;
	u64 random = 1;

	(void)state;
	for (unsigned int i = 0; i < ARRAY_SIZE(pairs); i++) {
		struct verify_options options =
			pair_options(pairs[i][0], pairs[i][1], pairs[i][2], MODEL_SC);
		u8 changed[WARPAGE_PAGE_MAX] = {0};

		for (unsigned int n = 0; n < 1000; n++) {
			u8 data[3 * INPUT_RECORD];
			struct schedule schedule;
			struct input_plan plan;

			for (unsigned int b = 0; b < sizeof(data); b++)
				data[b] = (u8)(choice_number(&random) >> 32);
			data[INPUT_RECORD] = (u8)((data[INPUT_RECORD] & ~3u) | INPUT_UPDATE);
			input_scan(&plan, data, sizeof(data));
			input_schedule(&plan, options.format, options.host, &alone, &schedule);
			note_changes(pairs[i][0], pairs[i][1], &schedule, changed);
		}
		check_changes(pairs[i][0], changed);
	}
}

static void slow_low_halves(void **state)
{
	(void)state;
	for (int model = 0; model < MODELS; model++) {
		pair_shows("low_late", "hv-spin-even", (enum model)model, TORN);
		pair_shows("low_never", "hv-spin-even", (enum model)model, TORN);
		pair_shows("odd-even", "low_late", (enum model)model, TORN);
		pair_shows("odd-even", "high_only", (enum model)model, ARITHMETIC);
		if (model == MODEL_X86_MANUAL) /* a late TSC is stale there */
			continue;
		pair_clean("low_early", "hv-spin-even", (enum model)model);
		pair_clean("odd-even", "in_halves", (enum model)model);
	}
}

static u32 searched(const char *host, const char *guest)
{
	struct verify_options options = pair_options("hyperv-tsc", host, guest, MODEL_X86);
	struct verdict verdict;
	u32 violations;

	options.updates = 3;
	options.executions = 300000;
	options.seed = 1;
	search(the_test_machine, &the_test_oracle, &options, &verdict);
	assert_string_equal(verdict.error, "");
	violations = verdict_violations(&verdict);
	verdict_free(&verdict);
	return violations;
}

static void test_low_halves_by_search(void **state)
{
	(void)state;
	assert_true(searched("low_late", "hv-spin-even") & TORN);
	assert_true(searched("low_never", "hv-spin-even") & TORN);
	assert_true(searched("odd-even", "low_late") & TORN);
	assert_true(searched("odd-even", "high_only") & ARITHMETIC);
	assert_int_equal(searched("low_early", "hv-spin-even"), 0);
	assert_int_equal(searched("odd-even", "in_halves"), 0);
}

/* A finding that starts at this sequence is written and read again as it was, and still plays. */
static void check_start(const struct verify_options *options, u64 sequence)
{
	static struct finding finding, parsed;
	char *text = NULL, why[256] = "";
	size_t length;
	FILE *memory;

	finding = *the_test_verdict.found[VIOLATION_TORN];
	finding.schedule.sequence = sequence;
	assert_true(sequence_is_legal(options->format, options->host, sequence));
	memory = open_memstream(&text, &length);
	finding_write(memory, &finding);
	assert_int_equal(fclose(memory), 0);
	if (!finding_parse(&parsed, text, length, "wide.warp", why, sizeof(why)))
		fail_msg("%s", why);
	assert_true(parsed.schedule.sequence == sequence);
	free(text);
	assert_int_equal(finding_replay(&parsed, the_test_machine, &the_test_oracle, 0x5a, why,
					sizeof(why)),
			 VIOLATION_TORN);
}

/* Where a counter of every width wraps is a start; nothing but its own bytes is read or written. */
static void slow_widths_of_sequences(void **state)
{
	static const struct width {
		const char *format, *host, *wrong, *guest;
		u64 max;
	} widths[] = {{"short-page", "short", "short-twice", "short-even", 0xffff},
		      {"wide-page", "wide", "wide-twice", "wide-even", U64_MAX}};

	(void)state;
	for (unsigned int i = 0; i < ARRAY_SIZE(widths); i++) {
		const struct width *w = &widths[i];
		struct verify_options options =
			pair_options(w->format, w->host, w->guest, MODEL_WEAK);
		u64 sequence;
		bool wraps = false;

		assert_true(sequence_max(options.format) == w->max);
		for (unsigned int s = 0; scenario_start(options.format, options.host, s, &sequence);
		     s++) {
			assert_true(sequence <= w->max);
			wraps = wraps || sequence == w->max - 1;
		}
		assert_true(wraps);
		assert_int_equal(verdict_status(pair_verify(&options)), 0);
		options = pair_options(w->format, w->wrong, w->guest, MODEL_X86);
		options.budget = PAIR_BUDGET;
		assert_true(verdict_violations(pair_verify(&options)) & TORN);
		check_start(&options, w->max - 5);
		assert_false(sequence_is_legal(options.format, options.host, w->max));
	}
	assert_false(sequence_is_legal(registry_find_format("short-page"),
				       registry_host(ENGINE_MACHINE, 0), 0x10002));
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_verify_changes_every_byte),
		cmocka_unit_test(test_search_changes_every_byte),
		cmocka_unit_test(test_inputs_change_every_byte),
		cmocka_unit_test(slow_low_halves),
		cmocka_unit_test(test_low_halves_by_search),
		cmocka_unit_test(slow_widths_of_sequences),
	};

	only(argc, argv);
	return cmocka_run_group_tests(tests, pair_set_up, pair_tear_down);
}
