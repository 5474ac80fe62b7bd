/*
 * What stands in corpus/ and tests/ is read as before, and written byte for byte as it was: findings,
 * schedules, inputs, and the reviewed table. So is the largest of each that can be.
 */
#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
/* cmocka.h wants the first two before it. */
#include <cmocka.h>

#include "file/source.h"
#include "finding/finding.h"
#include "finding/schedule_text.h"
#include "input/input.h"
#include "protocols/registry.h"
#include "verify/expected.h"

static struct input_pairs *pairs;
static char why[512];

/* Each reads text and, if it is of the form, writes it again. */
static bool again_finding(const char *text, size_t length, FILE *out)
{
	static struct finding finding;
	bool good = finding_parse(&finding, text, length, "t", why, sizeof(why));

	if (good)
		finding_write(out, &finding);
	return good;
}

static bool again_schedule(const char *text, size_t length, FILE *out)
{
	const struct host *host;
	struct schedule schedule;

	for (unsigned int h = 0; (host = registry_host(ENGINE_MACHINE, h)); h++) {
		if (!schedule_parse(&schedule, registry_find_format(host->format), host, text,
				    length, "t", why, sizeof(why)))
			continue;
		schedule_write(out, &schedule);
		return true;
	}
	return false;
}

static bool again_input(const char *text, size_t length, FILE *out)
{
	u8 data[INPUT_BYTES_MAX];
	size_t size;
	bool good = input_parse(pairs, text, length, "t", data, &size, why, sizeof(why));

	if (good)
		input_write(out, pairs, data, size);
	return good;
}

static bool again_expected(const char *text, size_t length, FILE *out)
{
	struct expected expected;
	bool good = expected_parse(&expected, text, length, "t", why, sizeof(why));

	if (good)
		expected_write(out, &expected);
	expected_free(&expected);
	return good;
}

/* What the form makes of a text, which it may refuse (NULL); the caller frees it. */
static char *written(bool (*again)(const char *text, size_t length, FILE *out), const char *text,
		     size_t length, size_t *size)
{
	char *out = NULL;
	FILE *memory = open_memstream(&out, size);
	bool good = again(text, length, memory);

	assert_int_equal(fclose(memory), 0);
	if (good)
		return out;
	free(out);
	return NULL;
}

/* 0: refused; 1: read, and written in another way, which then stays; 2: written as it was. */
static int round_trip(bool (*again)(const char *text, size_t length, FILE *out), const char *text,
		      size_t length)
{
	size_t sizes[2];
	char *first = written(again, text, length, &sizes[0]), *second;
	int result = 0;

	if (first) {
		second = written(again, first, sizes[0], &sizes[1]);
		assert_non_null(second);
		assert_int_equal(sizes[0], sizes[1]);
		assert_memory_equal(first, second, sizes[0]);
		result = sizes[0] == length && !memcmp(first, text, length) ? 2 : 1;
		free(second);
	}
	free(first);
	return result;
}

struct results {
	unsigned int of[3];
};

static struct results folder(const char *name,
			     bool (*again)(const char *text, size_t length, FILE *out))
{
	struct results results = {{0}};
	const struct dirent *entry;
	char path[600], *text;
	size_t length;
	DIR *dir;

	snprintf(path, sizeof(path), "%s/corpus/%s", SOURCE, name);
	dir = opendir(path);
	assert_non_null(dir);
	while ((entry = readdir(dir))) {
		if (entry->d_name[0] == '.' || entry->d_type == DT_DIR)
			continue;
		snprintf(path, sizeof(path), "%s/corpus/%s/%s", SOURCE, name, entry->d_name);
		assert_int_equal(source_read(path, 1 << 20, &text, &length), 0);
		results.of[round_trip(again, text, length)]++;
		free(text);
	}
	closedir(dir);
	return results;
}

static void files_stay_as_they_are(void **context)
{
	struct results results = folder("known-violations", again_finding);

	(void)context;
	assert_int_equal(results.of[0] + results.of[1], 0);
	assert_true(results.of[2] > 50);
	/* seeds of fuzzers: some are refused, and some were not written by the program */
	results = folder("finding", again_finding);
	assert_true(results.of[0] && results.of[2] > 20);
	results = folder("schedule", again_schedule);
	assert_true(results.of[0] && results.of[2]);
	results = folder("input", again_input);
	assert_true(results.of[0] && results.of[2] > 10);
	results = folder("expected", again_expected);
	assert_true(results.of[0] && results.of[1]);
	/* a finding is a schedule as well, and is written as one */
	results = folder("known-violations", again_schedule);
	assert_int_equal(results.of[0] + results.of[2], 0);
}

/* All but its comments, and the blanks that make columns of it. */
static void the_reviewed_table_stays(void **context)
{
	char *text, *out, *line, *rest;
	size_t length, size;

	(void)context;
	assert_int_equal(source_read(SOURCE "/tests/matrix.expected", 1 << 20, &text, &length), 0);
	assert_int_equal(round_trip(again_expected, text, length), 1);
	out = written(again_expected, text, length, &size);
	rest = out;
	for (line = strtok(text, "\n"); line; line = strtok(NULL, "\n")) {
		if (line[0] == '#')
			continue;
		for (; *line; line++) {
			while (line[0] == ' ' && line[1] == ' ')
				line++;
			assert_int_equal(*line, *rest++);
		}
		assert_int_equal(*rest++, '\n');
	}
	assert_int_equal(*rest, '\0');
	free(out);
	free(text);
}

/* With every number as long as it can be. */
static void the_largest_is_read_back(void **context)
{
	static struct finding finding;
	struct update *update;
	char *text;
	size_t length;
	FILE *memory = open_memstream(&text, &length);

	(void)context;
	finding.violation = VIOLATION_WRONG_FALLBACK;
	finding.format = registry_find_format("hyperv-tsc");
	finding.host = registry_find_host(ENGINE_MACHINE, finding.format, "odd-even");
	finding.guest = registry_find_guest(ENGINE_MACHINE, finding.format, "hv-spin-even");
	finding.model = MODEL_X86_MANUAL;
	finding.word = 64;
	finding.schedule = (struct schedule){.sequence = 2,
					     .tsc = U64_MAX,
					     .value = U64_MAX,
					     .rate = 16 * RATE_ONE - 1,
					     .tail = (u64)1 << 56,
					     .nupdates = UPDATES_MAX};
	for (unsigned int u = 0; u < UPDATES_MAX; u++) {
		update = &finding.schedule.updates[u];
		*update = (struct update){.kind = UPDATE_STEP_FORWARD,
					  .rate = 16 * RATE_ONE - 1,
					  .step = -((s64)1 << 62),
					  .jump = -((s64)1 << 62),
					  .hold = (u64)1 << 56,
					  .lead = (u64)1 << 56,
					  .gap = (u64)1 << 56,
					  .dies_after = EVENTS_MAX};
		for (unsigned int g = 0; g < GAPS_MAX; g++)
			update->gaps[g] = (u64)1 << 56;
	}
	finding.nchoices = FINDING_CHOICES_MAX;
	memset(finding.choices, 0xff, sizeof(finding.choices));
	finding.nreads = 1;
	finding.reads[0].value = U64_MAX;
	finding_write(memory, &finding);
	fclose(memory);
	if (!round_trip(again_finding, text, length))
		fail_msg("%s", why);
	assert_int_equal(round_trip(again_finding, text, length), 2);
	assert_int_equal(round_trip(again_schedule, text, length), 1);
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(files_stay_as_they_are),
		cmocka_unit_test(the_reviewed_table_stays),
		cmocka_unit_test(the_largest_is_read_back),
	};
	int failed;

	pairs = input_pairs_new();
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	input_pairs_free(pairs);
	return failed;
}
