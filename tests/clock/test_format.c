/*
 * Formats are held to what they say before anything runs: each of these is the Hyper-V one with one
 * thing wrong, and is told by its line.
 */
#include "lib/pair.h"

#include "clock/format_check.h"
#include "protocols/hyperv-tsc/format.h"

static const struct format *right;
static char line[256];

static bool says(const struct format *format, const char *what)
{
	bool good = format_check(format, line, sizeof(line));

	if (!good && !strstr(line, what))
		print_error("%s\n", line);
	return !good && !strncmp(line, "src/protocols/hyperv-tsc/format.c: ", 35) &&
	       strstr(line, what) && !strchr(line, '\n');
}

static void test_right_formats(void **state)
{
	const struct format *format;

	(void)state;
	for (unsigned int i = 0; (format = registry_format(i)); i++) {
		if (!format_check(format, line, sizeof(line)))
			fail_msg("%s: %s", format->name, line);
	}
}

static void anchor_off(void *params, u64 tsc, u64 value, u64 rate)
{
	right->anchor(params, tsc, value - 5, rate);
}

static void anchor_slow(void *params, u64 tsc, u64 value, u64 rate)
{
	right->anchor(params, tsc, value, rate / 2);
}

static void anchor_long(void *params, u64 tsc, u64 value, u64 rate)
{
	right->anchor(params, tsc, value, rate);
	((u8 *)params)[sizeof(struct hyperv_tsc_params)] = 1;
}

static s128 time_off(const void *params, u64 tsc)
{
	return right->time(params, tsc) + (tsc >> 32 ? 1 : 0);
}

static void test_clocks(void **state)
{
	struct format format = *right;

	(void)state;
	format.anchor = anchor_off;
	assert_true(says(&format, "anchored to be 10000 at TSC 1000 is 9995"));
	format.anchor = anchor_slow;
	assert_true(says(&format, "lose the rate"));
	format.still = true;
	assert_true(says(&format, "time() goes on with the TSC"));
	format.still = false;
	format.anchor = anchor_long;
	assert_true(says(&format, "past the end of the parameters"));
	format = *right;
	format.time = time_off;
	assert_true(says(&format, "anchor() and time() disagree"));
}

static void encode_sequence(void *page, const void *params)
{
	right->encode(page, params);
	((struct hyperv_tsc_page *)page)->sequence = 2;
}

static void encode_past(void *page, const void *params)
{
	right->encode(page, params);
	((u8 *)page)[sizeof(struct hyperv_tsc_page)] = 1;
}

static void encode_half(void *page, const void *params)
{
	const struct hyperv_tsc_params *p = params;

	((struct hyperv_tsc_page *)page)->offset = p->offset;
	memcpy((u8 *)page + offsetof(struct hyperv_tsc_page, scale) + 4, (const u8 *)&p->scale + 4,
	       4);
}

/* A check sum, say, that goes with the parameters. */
static void encode_other(void *page, const void *params)
{
	right->encode(page, params);
	((struct hyperv_tsc_page *)page)->reserved = 7;
}

static void decode_half(void *params, const void *page)
{
	right->decode(params, page);
	((struct hyperv_tsc_params *)params)->scale &= ~(u64)0xffffffff;
}

static void decode_reserved(void *params, const void *page)
{
	right->decode(params, page);
	((struct hyperv_tsc_params *)params)->offset +=
		((const struct hyperv_tsc_page *)page)->reserved;
}

static void test_pages(void **state)
{
	struct format format = *right;

	(void)state;
	format.encode = encode_other;
	assert_true(format_check(&format, line, sizeof(line)));
	format.encode = encode_sequence;
	assert_true(says(&format, "encode() writes byte 0 of the page, which is of the sequence"));
	format.encode = encode_past;
	assert_true(says(&format, "encode() writes byte 24 of the page, which is of no field"));
	format.encode = encode_half;
	assert_true(says(&format, "encode() does not write byte 0 of the parameter scale"));
	format = *right;
	format.decode = decode_half;
	assert_true(says(&format, "decode() does not undo encode()"));
	format.decode = decode_reserved;
	assert_true(says(&format, "decode() does not undo encode()"));
}

static bool never(const void *page)
{
	(void)page;
	return false;
}

static void test_fields(void **state)
{
	static const u16 far_placements[] = {0, 64};
	struct field fields[8];
	struct format format = *right;

	(void)state;
	memcpy(fields, right->fields, right->nfields * sizeof(fields[0]));
	format.fields = fields;
	assert_true(format_check(&format, line, sizeof(line)));
	fields[3].offset = 12;
	assert_true(says(&format, "fields scale and offset overlap"));
	fields[3].offset = 20;
	assert_true(says(&format, "field offset reaches past the end of the page"));
	fields[3].offset = 16;
	fields[0].size = 3;
	assert_true(says(&format, "a sequence of 3 bytes"));
	fields[0].size = 4;
	fields[2].role = fields[3].role = FIELD_OTHER;
	assert_true(says(&format, "no field is a parameter"));
	format = *right;
	format.valid = never;
	assert_true(says(&format, "valid() takes no page"));
	format.valid = NULL; /* it has no mark for an invalid page */
	assert_true(format_check(&format, line, sizeof(line)));
	assert_true(format_valid(&format, &format));
	format = *right;
	format.decode = NULL;
	assert_true(says(&format, "decode is missing"));
	format = *right;
	format.placements = far_placements;
	format.nplacements = 2;
	assert_true(says(&format, "placement 64"));
	format = *right;
	format.page_size = WARPAGE_PAGE_MAX + 1;
	assert_true(says(&format, "a page of 4097 bytes"));
}

static s128 time_cut(const void *params, u64 tsc)
{
	return right->time(params, tsc & 0xffffffffff);
}

/* A counter that is shorter than the TSC is one if the format says so, and as long as it says. */
static void test_counters(void **state)
{
	const struct format *shorter = registry_find_format("short-counter");
	struct format format = *right;
	struct format other = *shorter;

	(void)state;
	format.counter_bits = 40;
	assert_true(says(&format, "looks at more of the TSC than a counter of 40 bits"));
	format.counter_bits = 16;
	assert_true(says(&format, "a counter of 16 bits"));
	format.counter_bits = 0;
	format.time = time_cut;
	assert_false(format_check(&format, line, sizeof(line)));
	assert_true(format_check(&other, line, sizeof(line)));
	other.counter_bits = 31;
	assert_false(format_check(&other, line, sizeof(line)));
	other.counter_bits = 0;
	assert_false(format_check(&other, line, sizeof(line)));
	assert_non_null(strstr(line, "say .counter_bits"));
}

static void test_starts_and_results(void **state)
{
	struct format format = *right, flag = *registry_find_format("flag-page");
	const struct field big = {"big", 24, 128, FIELD_OTHER, 0, false};
	struct field fields[8];

	(void)state;
	format.nstarts = 0;
	assert_true(says(&format, "0 starting sequences"));
	format = *right;
	format.whole = 1;
	assert_true(says(&format, "leaves no rest"));
	format.whole = 1000;
	assert_true(format_check(&format, line, sizeof(line)));
	assert_true(format_check(&flag, line, sizeof(line)));
	flag.starts = right->starts;
	flag.nstarts = 1;
	assert_false(format_check(&flag, line, sizeof(line)));
	assert_non_null(strstr(line, "no field that is one"));
	format = *right;
	memcpy(fields, right->fields, right->nfields * sizeof(fields[0]));
	memcpy(&fields[right->nfields], &big, sizeof(big));
	format.fields = fields;
	format.nfields++;
	format.page_size = 24 + 128;
	assert_true(says(&format, "fields of 152 bytes in all: at most 128"));
}

/* No engine runs a schedule with it. */
static void test_engines_refuse(void **state)
{
	struct verify_options options =
		pair_options("hyperv-tsc", "odd-even", "hv-spin-even", MODEL_X86);
	struct format format = *right;
	const struct verdict *verdict;

	(void)state;
	format.anchor = anchor_off;
	options.format = &format;
	verdict = pair_verify(&options);
	assert_int_equal(verdict_status(verdict), 2);
	assert_int_equal(verdict->executions, 0);
	assert_non_null(strstr(verdict->error, "anchor() and time() disagree"));
	options.executions = 10;
	verdict_free(&the_test_verdict);
	search(the_test_machine, &the_test_oracle, &options, &the_test_verdict);
	assert_int_equal(verdict_status(&the_test_verdict), 2);
	assert_non_null(strstr(the_test_verdict.error, "anchor() and time() disagree"));
}

static int set_up(void **state)
{
	right = registry_find_format("hyperv-tsc");
	return right ? pair_set_up(state) : -1;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_right_formats),
		cmocka_unit_test(test_clocks),
		cmocka_unit_test(test_pages),
		cmocka_unit_test(test_fields),
		cmocka_unit_test(test_engines_refuse),
		cmocka_unit_test(test_counters),
		cmocka_unit_test(test_starts_and_results),
	};

	return cmocka_run_group_tests(tests, set_up, pair_tear_down);
}
