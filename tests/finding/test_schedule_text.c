/*
 * Schedule files: writing and reading are inverse to each other, a finding gives its schedule, and
 * whatever else is refused in one line that names the file and the line.
 */
#include "lib/pair.h"

#include <unistd.h>

#include "finding/schedule_text.h"

#define NAME "some-folder/a.schedule"

static const char a_schedule[] =
	"warpage schedule 1\n"
	"# noon, then a clock that is slow\n"
	"start sequence=2 placement=0 tsc=10000 value=10000 rate=0x80000000 tail=50\n"
	"update slower rate=0x40000000 step=0 jump=0 hold=1000 lead=0 gap=10 gap2=77\n"
	"\n"
	"update step-back rate=0x40000000 step=-500 jump=0 hold=1000 lead=5 gap=10 behind=700 "
	"dies-after=2\n"
	"end\n";

static const char a_finding[] =
	"warpage finding 1\n"
	"violation torn\n"
	"format hyperv-tsc\n"
	"host of-another-build\n"
	"guest hv-ordered\n"
	"model x86\n"
	"word 64\n"
	"start sequence=2 placement=0 tsc=10000 value=10000 rate=0x80000000 tail=50\n"
	"update slower rate=0x40000000 step=0 jump=0 hold=1000 lead=0 gap=10\n"
	"choices 1 0\n"
	"read vcpu=0 start=0\n"
	"load sequence sees=start value=0x2\n"
	"tsc step=1 late=0\n"
	"retry\n"
	"returned 1\n"
	"end\n";

static struct schedule parsed;

static bool parse(const char *text, size_t length, char *why, size_t size)
{
	const struct format *format = registry_find_format("hyperv-tsc");
	const struct host *host = registry_find_host(ENGINE_MACHINE, format, "odd-even");

	assert_non_null(host);
	return schedule_parse(&parsed, format, host, text, length, NAME, why, size);
}

static char *written(const struct schedule *schedule, size_t *length)
{
	char *text = NULL;
	FILE *memory = open_memstream(&text, length);

	assert_non_null(memory);
	schedule_write(memory, schedule);
	assert_int_equal(fclose(memory), 0);
	return text;
}

/* What was parsed is written, read and written again alike. */
static void round_trip(void)
{
	struct schedule before = parsed;
	size_t length, again_length;
	char *text = written(&parsed, &length), *again, why[256];

	assert_true(parse(text, length, why, sizeof(why)));
	assert_memory_equal(&parsed, &before, sizeof(before));
	again = written(&parsed, &again_length);
	assert_string_equal(again, text);
	free(again);
	free(text);
}

static void test_by_hand(void **state)
{
	char why[256];

	(void)state;
	assert_true(parse(a_schedule, strlen(a_schedule), why, sizeof(why)));
	assert_string_equal(why, "");
	assert_int_equal(parsed.sequence, 2);
	assert_int_equal(parsed.tail, 50);
	assert_int_equal(parsed.nupdates, 2);
	assert_int_equal(parsed.updates[0].kind, UPDATE_SLOWER);
	assert_int_equal(parsed.updates[0].gaps[2], 77);
	assert_int_equal(parsed.updates[0].dies_after, -1);
	assert_int_equal(parsed.updates[1].kind, UPDATE_STEP_BACK);
	assert_int_equal(parsed.updates[1].step, -500);
	assert_int_equal(parsed.updates[1].lead, 5);
	assert_int_equal(parsed.updates[0].behind, 0);
	assert_int_equal(parsed.updates[1].behind, 700);
	assert_int_equal(parsed.updates[1].dies_after, 2);
	round_trip();
}

static void test_round_trips(void **state)
{
	struct verify_options options =
		pair_options("hyperv-tsc", "odd-even", "hv-seed", MODEL_X86);
	static struct choice choice;
	struct schedule made;

	(void)state;
	choice_random(&choice, 7);
	for (unsigned int i = 0; i < 2000; i++) {
		choice_begin(&choice);
		memset(&made, 0, sizeof(made));
		scenario_choose_wild(&choice, options.format, options.host, 1, UPDATES_MAX, true,
				     &made);
		parsed = made;
		round_trip();
		assert_int_equal(parsed.nupdates, made.nupdates);
		assert_memory_equal(parsed.updates, made.updates,
				    made.nupdates * sizeof(made.updates[0]));
		choice_next(&choice);
	}
}

/* The schedule of a finding, whatever host and reads it names. */
static void test_finding(void **state)
{
	char why[256];

	(void)state;
	if (!parse(a_finding, strlen(a_finding), why, sizeof(why)))
		print_error("%s\n", why);
	assert_true(parse(a_finding, strlen(a_finding), why, sizeof(why)));
	assert_int_equal(parsed.nupdates, 1);
	assert_int_equal(parsed.updates[0].hold, 1000);
	round_trip();
}

static void refused(const char *text, size_t length, const char *what)
{
	char why[256] = "";

	assert_false(parse(text, length, why, sizeof(why)));
	if (!strstr(why, what))
		print_error("'%s', not '%s'\n", why, what);
	assert_non_null(strstr(why, what));
	assert_int_equal(strncmp(why, NAME ":", strlen(NAME) + 1), 0);
	assert_null(strchr(why, '\n'));
}

struct edit {
	const char *from, *to, *what;
};

static void refuse_edits(const char *text, const struct edit *edits, unsigned int n)
{
	for (unsigned int i = 0; i < n; i++) {
		const char *at = strstr(text, edits[i].from);
		char changed[2048];

		assert_non_null(at);
		snprintf(changed, sizeof(changed), "%.*s%s%s", (int)(at - text), text, edits[i].to,
			 at + strlen(edits[i].from));
		refused(changed, strlen(changed), edits[i].what);
	}
}

static void test_wrong_lines(void **state)
{
	static const struct edit edits[] = {
		{"warpage schedule 1", "a mail", ":1: neither a schedule nor a finding"},
		{"warpage schedule 1", "warpage", ":1: neither a schedule nor a finding"},
		{"warpage schedule 1", "warpage schedule", ":1: this build reads version 1 only"},
		{"schedule 1", "schedule 2", ":1: this build reads version 1 only, not '2'"},
		{"schedule 1", "schedule 1 1", ":1: there is more on the line"},
		{"start", "begin", ":3: expected a line that starts with 'start'"},
		{"sequence=2", "sequence=3", ":3: the host may not find this sequence"},
		{"sequence=2", "sequence=0x10000000000000000", ":3: this is not a number"},
		{"sequence=2", "sequence=0x100000002", ":3: the host may not find this sequence"},
		{"placement=0", "placement=4", ":3: the format allows no page at this placement"},
		{"tsc=10000", "tsc=", ":3: this is not a number"},
		{"value=10000", "value=-1", ":3: this number must be 0 or more"},
		{"rate=0x80000000", "rate=0x1000000000", ":3: this number is too large"},
		{"tail=50", "tail=0x100000000000001", ":3: this number is too large"},
		{"tail=50", "tail=50 head=1", ":3: the statement has no"},
		{"value=10000 ", "", ":3: expected, at this place of the line, 'value'"},
		{"slower", "sideways", ":4: there is no kind of update named 'sideways'"},
		{"slower rate", "rate", ":4: there is no kind of update named"},
		{"gap2=77", "gap16=77", ":4: the statement has no 'gap16'"},
		{"gap2=77", "gap=77", ":4: the statement has no 'gap'"},
		{"gap2=77", "gap2", ":4: the statement has no 'gap2'"},
		{"gap2=77", "pause=1", ":4: the statement has no 'pause'"},
		{"step=-500", "step=half", ":6: this is not a number"},
		{"step=-500", "step=-0x7fffffffffffffff", ":6: this number is too large"},
		{"step=-500 jump=0", "step=0 jump=0x8000000000000000", ":6: this is not a number"},
		{"dies-after=2", "dies-after=249", ":6: this number is too large"},
		{"end\n", "", ":6: the schedule is cut short"},
		{"end\n", "end\nwarpage schedule 1\n", ":8: there is another one after the end"},
		{"end\n", "read vcpu=0 start=0\nend\n", ":7: no statement may start here with"},
		{"end\n", "choices 0\nend\n", ":7: no statement may start here with 'choices'"},
		{"noon", "n\xc3\xb6n", ":2: the line has bytes that are not plain text"},
	};

	(void)state;
	refuse_edits(a_schedule, edits, ARRAY_SIZE(edits));
	refused("", 0, ":0: the file is empty");
	refused("\n\n", 2, ":2: neither a schedule");
	refused("\0", 1, ":1: the line has bytes that are not plain text");
}

static void test_wrong_findings(void **state)
{
	static const struct edit edits[] = {
		{"format hyperv-tsc", "format pvclock", ":3: this is a finding of another format"},
		{"format hyperv-tsc", "format vax", ":3: this is a finding of another format"},
		{"violation torn\n", "", ":2: expected a line that starts with 'violation'"},
		{"model x86", "model", ":6: expected a line that starts with 'model'"},
		{"finding 1", "finding 2", ":1: this build reads version 1 only, not '2'"},
		{"sequence=2", "sequence=1", ":8: the host may not find this sequence"},
		{"choices 1 0", "chances 1 0", ":10: no statement may start here with 'chances'"},
		{"retry\n", "update slower\n", ":14: no statement may start here with 'update'"},
		{"end\n", "", "the finding is cut short"},
	};

	(void)state;
	refuse_edits(a_finding, edits, ARRAY_SIZE(edits));
}

static void test_too_many_updates(void **state)
{
	static const char update[] = "update slower rate=1 step=0 jump=0 hold=1 lead=0 gap=1\n";
	char text[4096], line[32];
	size_t n = (size_t)(strstr(a_schedule, "update") - a_schedule);
	char why[256];

	(void)state;
	memcpy(text, a_schedule, n);
	for (unsigned int i = 0; i <= UPDATES_MAX; i++) {
		strcpy(text + n, "end\n");
		assert_true(parse(text, strlen(text), why, sizeof(why)));
		assert_int_equal(parsed.nupdates, i);
		strcpy(text + n, update);
		n += strlen(update);
	}
	snprintf(line, sizeof(line), ":%u: more updates than", 3 + UPDATES_MAX + 1);
	refused(text, n, line);
}

/* Whatever bytes are changed: refused in one line, or a schedule that is written and read alike. */
static void test_hostile(void **state)
{
	static const char usual[] = "0123456789abcdefx=.- \n#gp";
	u64 seed = 20170209;
	unsigned int good = 0;

	(void)state;
	for (unsigned int i = 0; i < 40000; i++) {
		const char *from = i % 2 ? a_schedule : a_finding;
		size_t length = strlen(from);
		char text[2048], why[256] = "";

		memcpy(text, from, length);
		for (unsigned int n = 0; n < 1 + i % 4; n++) {
			size_t at;

			seed = seed * 6364136223846793005u + 1442695040888963407u;
			at = (seed >> 33) % length;
			text[at] = seed >> 60 ? usual[(seed >> 20) % (sizeof(usual) - 1)]
					      : (char)(seed >> 20);
			if (seed >> 62 == 3)
				length = at + 1;
		}
		if (parse(text, length, why, sizeof(why))) {
			good++;
			round_trip();
			continue;
		}
		assert_int_equal(strncmp(why, NAME ":", strlen(NAME) + 1), 0);
		assert_null(strchr(why, '\n'));
	}
	assert_in_range(good, 500, 35000);
}

static void test_files(void **state)
{
	struct verify_options options =
		pair_options("hyperv-tsc", "odd-even", "hv-seed", MODEL_X86);
	char path[] = "/tmp/warpage-schedule-XXXXXX", why[256] = "";
	int fd = mkstemp(path);
	FILE *file = fdopen(fd, "w");

	(void)state;
	assert_non_null(file);
	fputs(a_schedule, file);
	assert_int_equal(fclose(file), 0);
	assert_true(schedule_load(&parsed, options.format, options.host, path, why, sizeof(why)));
	assert_int_equal(parsed.nupdates, 2);
	file = fopen(path, "a");
	assert_non_null(file);
	for (unsigned int i = 0; i < 1 << 16; i++)
		fputs("# nothing but comments\n", file);
	assert_int_equal(fclose(file), 0);
	assert_false(schedule_load(&parsed, options.format, options.host, path, why, sizeof(why)));
	assert_non_null(strstr(why, "larger than any schedule"));
	unlink(path);
	assert_false(schedule_load(&parsed, options.format, options.host, path, why, sizeof(why)));
	assert_non_null(strstr(why, "No such file"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_by_hand),	       cmocka_unit_test(test_round_trips),
		cmocka_unit_test(test_finding),	       cmocka_unit_test(test_wrong_lines),
		cmocka_unit_test(test_wrong_findings), cmocka_unit_test(test_too_many_updates),
		cmocka_unit_test(test_hostile),	       cmocka_unit_test(test_files),
	};

	return cmocka_run_group_tests(tests, pair_set_up, pair_tear_down);
}
