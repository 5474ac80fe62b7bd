/* Inputs as text: the bytes come back from it, and what is wrong with it is told in a line. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
/* cmocka.h wants the first two before it. */
#include <cmocka.h>

#include "input/input_run.h"
#include "lib/some_input.h"

static void text_brings_the_bytes_back(void **context)
{
	struct input_pairs *pairs = input_pairs_new();
	u8 data[SOME_INPUT_MAX], again[INPUT_BYTES_MAX];
	u64 state = 1;
	char why[256];

	(void)context;
	assert_non_null(pairs);
	for (unsigned int i = 0; i < 3000; i++) {
		size_t size = i ? some_input(&state, data) : 0, length, n;
		char *text = NULL;
		FILE *memory = open_memstream(&text, &length);

		assert_non_null(memory);
		input_write(memory, pairs, data, size);
		fclose(memory);
		if (!input_parse(pairs, text, length, "input", again, &n, why, sizeof(why)))
			print_error("%s\n%s", why, text);
		assert_true(input_parse(pairs, text, length, "input", again, &n, why, sizeof(why)));
		assert_int_equal(n, size);
		assert_memory_equal(again, data, size);
		free(text);
	}
	input_pairs_free(pairs);
}

static void text_may_name_protocols(void **context)
{
	static const struct input_options options = {.models = (1u << MODELS) - 1, .retries = 3};
	static const char text[] = "warpage input 1\n"
				   "head host=hyperv-tsc:odd-even guest=hv-spin-even model=weak "
				   "word=32 sequence=ones:32:1\n"
				   "update kind=1 hold=power:20:0 moves=0+1\n"
				   "read start=3 moves=2+1\n"
				   "end\n";
	struct input_runner *runner = input_runner_new(&options);
	struct input_verdict verdict;
	u8 data[INPUT_BYTES_MAX];
	char why[256];
	size_t size;

	(void)context;
	assert_non_null(runner);
	assert_true(input_parse(input_runner_pairs(runner), text, sizeof(text) - 1, "text", data,
				&size, why, sizeof(why)));
	assert_int_equal(size, 3 * INPUT_RECORD);
	assert_int_equal(input_run(runner, data, size, &verdict), INPUT_CLEAN);
	assert_string_equal(verdict.host->name, "odd_even");
	assert_string_equal(verdict.guest->name, "hv_spin_even");
	assert_int_equal(verdict.model, MODEL_WEAK);
	assert_int_equal(verdict.word, 32);
	input_runner_free(runner);
}

/* More of a head is a setting, and nothing else is. */
static void settings_have_words(void **context)
{
	static const char text[] = "warpage input 1\n"
				   "head host=hyperv-tsc:odd-even guest=hv-spin-even\n"
				   "setting hosts=1 alone=1 vcpus=3 tscs=behind given=1 moves=2+7\n"
				   "update\n"
				   "more moves=0+1\n"
				   "read vcpu=2 start=3\n"
				   "end\n";
	struct input_pairs *pairs = input_pairs_new();
	struct input_setting setting;
	u8 data[INPUT_BYTES_MAX];
	struct input_plan plan;
	char why[256];
	size_t size;

	(void)context;
	assert_non_null(pairs);
	assert_true(
		input_parse(pairs, text, sizeof(text) - 1, "text", data, &size, why, sizeof(why)));
	assert_int_equal(size, 5 * INPUT_RECORD);
	input_scan(&plan, data, size);
	setting = input_setting_of(&plan);
	assert_int_equal(setting.hosts, 2);
	assert_true(setting.alone && setting.given);
	assert_int_equal(setting.vcpus, 3);
	assert_int_equal(setting.tscs, TSCS_BEHIND);
	assert_int_equal(plan.njoint, 3);
	assert_int_equal(plan.joint_choices[2], 7);
	assert_int_equal(plan.reads[0].vcpu, 2);
	assert_int_equal(plan.nkey, 4 * INPUT_RECORD);
	/* without it, all is plain */
	memmove(data + INPUT_RECORD, data + 2 * INPUT_RECORD, size - 2 * INPUT_RECORD);
	input_scan(&plan, data, size - INPUT_RECORD);
	setting = input_setting_of(&plan);
	assert_true(!setting.hosts && !setting.alone && !setting.vcpus && !setting.tscs);
	assert_int_equal(plan.njoint, 0);
	input_pairs_free(pairs);
}

/* A setting takes the place of no record that counts. */
static void a_setting_is_one_more(void **context)
{
	static u8 data[(INPUT_RECORDS_MAX + 2) * INPUT_RECORD];
	struct input_plan plan, same;

	(void)context;
	for (unsigned int i = 1; i < INPUT_RECORDS_MAX; i++)
		data[i * INPUT_RECORD] = i < 2 ? INPUT_UPDATE : INPUT_MORE;
	data[INPUT_RECORDS_MAX * INPUT_RECORD - 1] = 3;
	input_scan(&plan, data, INPUT_RECORDS_MAX * INPUT_RECORD);
	memmove(data + 2 * INPUT_RECORD, data + INPUT_RECORD,
		(INPUT_RECORDS_MAX - 1) * INPUT_RECORD);
	memset(data + INPUT_RECORD, 0, INPUT_RECORD);
	data[INPUT_RECORD] = INPUT_MORE;
	input_scan(&same, data, (INPUT_RECORDS_MAX + 1) * INPUT_RECORD);
	assert_int_equal(same.nhost, plan.nhost);
	assert_int_equal(same.nkey, plan.nkey + INPUT_RECORD);
	data[(INPUT_RECORDS_MAX + 1) * INPUT_RECORD] = INPUT_UPDATE;
	input_scan(&plan, data, sizeof(data));
	assert_int_equal(plan.nkey, same.nkey);
}

static void bad_text_is_refused(void **context)
{
	static const struct {
		const char *text, *why;
	} cases[] = {
		{"", "t:0: the file is empty"},
		{"warpage finding 1\n",
		 "t:1: not an input: it does not start with 'warpage input 1'"},
		{"warpage input 1\n", "t:1: the input is cut short: the line 'end' is missing"},
		{"warpage input 1\nread\nend\n", "t:2: the first record is no 'head'"},
		{"warpage input 1\nhead\nhead\nend\n", "t:3: no second line may start with 'head'"},
		{"warpage input 1\nhead host=hyperv-tsc:nobody\nend\n",
		 "t:2: expected FORMAT:HOST, as this build has them, not 'hyperv-tsc:nobody'"},
		{"warpage input 1\nhead model=fast\nend\n", "t:2: there is no model named 'fast'"},
		{"warpage input 1\nhead tsc=ones:64:0\nend\n",
		 "t:2: expected CLASS:SHIFT:MAGNITUDE, not 'ones:64:0'"},
		{"warpage input 1\nhead tsc=ones:4294967296:0\nend\n",
		 "t:2: expected CLASS:SHIFT:MAGNITUDE, not 'ones:4294967296:0'"},
		{"warpage input 1\nhead\nread moves=1+2,3\nend\n",
		 "t:3: expected moves as 3+1,0+255, and no more than fit, not '3'"},
		{"warpage input 1\nhead\nread moves=1+2,1+2,1+2,1+2,1+2,1+2,1+2,1+2\nend\n",
		 "t:3: expected moves as 3+1,0+255, and no more than fit, not '1+2'"},
		{"warpage input 1\nhead\nupdate start=1\nend\n",
		 "t:3: the statement has no 'start'"},
		{"warpage input 1\nsetting\nend\n", "t:2: the first record is no 'head'"},
		{"warpage input 1\nhead\nread\nsetting\nend\n",
		 "t:4: right behind the head alone there may be a 'setting'"},
		{"warpage input 1\nhead\nsetting tscs=late\nend\n",
		 "t:3: TSCs are equal, ahead, behind or faster, not 'late'"},
		{"warpage input 1\nrest 0g\nend\n",
		 "t:2: expected less than a record, in hexadecimal, not '0g'"},
		{"warpage input 1\nrest -1\nend\n",
		 "t:2: expected less than a record, in hexadecimal, not '-1'"},
		{"warpage input 1\nrest 00\nread\nend\n",
		 "t:3: no more records may follow, but 'read'"},
		{"warpage input 1\nend\nwarpage input 1\n",
		 "t:3: there is another one after the end"},
	};
	struct input_pairs *pairs = input_pairs_new();
	u8 data[INPUT_BYTES_MAX];
	char why[256];
	size_t size;

	(void)context;
	for (unsigned int i = 0; i < ARRAY_SIZE(cases); i++) {
		assert_false(input_parse(pairs, cases[i].text, strlen(cases[i].text), "t", data,
					 &size, why, sizeof(why)));
		assert_string_equal(why, cases[i].why);
	}
	input_pairs_free(pairs);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(text_brings_the_bytes_back),
		cmocka_unit_test(text_may_name_protocols),
		cmocka_unit_test(settings_have_words),
		cmocka_unit_test(a_setting_is_one_more),
		cmocka_unit_test(bad_text_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
