/*
 * What a campaign makes of crashes: those of one pair, kind and mix are one finding, explained once;
 * another mix, kind or pair is another one.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
/* cmocka.h wants the first two before it. */
#include <cmocka.h>

#include "campaign/collector.h"
#include "input/input_report.h"
#include "lib/some_race.h"
#include "lib/work_folder.h"

/* The crash file and the report that an engine and the target leave; number tells inputs apart. */
static const char *leave_crash(const struct race_options *pair,
			       const struct race_violation *violation, unsigned int number)
{
	static char path[128];
	u8 data[20] = {0};
	size_t length;
	char *text;
	FILE *out;

	data[INPUT_AT_TAIL] = (u8)number;
	snprintf(path, sizeof(path), "%s/crash-%u", crashes, number);
	out = fopen(path, "wb");
	assert_non_null(out);
	fwrite(data, 1, sizeof(data), out);
	fclose(out);
	out = open_memstream(&text, &length);
	fprintf(out, "TOLD number %u\n", number);
	if (violation)
		race_text_write(out, pair, violation);
	fclose(out);
	assert_int_equal(input_report_write(reports, data, sizeof(data), text, length), 0);
	free(text);
	return path;
}

static void take(struct collector *collector, const struct race_options *pair, unsigned int scale,
		 unsigned int offset, unsigned int number)
{
	struct race_violation violation = violation_of(pair, scale, offset, 1000ull * number);

	collector_take(collector, leave_crash(pair, &violation, number), false);
}

static void races_are_one_finding_per_pair_kind_and_mix(void **context)
{
	struct race_options pair = pair_of("hyperv-tsc", "single-store", "hv-seed");
	struct race_options other = pair_of("hyperv-tsc", "single-store", "hv-no-recheck");
	struct collector collector;
	char why[256];

	(void)context;
	assert_true(collector_init(&collector, "race", findings, reports, why, sizeof(why)));
	for (unsigned int i = 0; i < 5; i++)
		take(&collector, &pair, 0, 1, i);
	assert_int_equal(collector.nfound, 1);
	assert_int_equal(collector.nkept, 0);
	assert_int_equal(collector.ncrashes, 5);
	assert_int_equal(collector.duplicates, 4);
	assert_int_equal(count_files(crashes), 1);
	assert_int_equal(count_files(reports), 1);
	assert_int_equal(count_files(findings), 1);
	/* explained by the machine, and told with what the race told */
	assert_int_equal(collector.found[0].violation, VIOLATION_TORN);
	assert_string_equal(collector.found[0].signature,
			    "torn hyperv-tsc:single-store:hv-seed scale+0,offset+1");
	assert_int_equal(access(collector.found[0].path, R_OK), 0);
	assert_int_equal(access(collector.found[0].crash, R_OK), 0);
	assert_non_null(strstr(collector.found[0].text, "TOLD number 0\n"));
	assert_non_null(strstr(collector.found[0].text, "torn: explained: "));
	assert_non_null(strstr(collector.found[0].text, "TORN  hyperv-tsc"));
	assert_null(strstr(collector.found[0].text, "warpage race 1"));
	take(&collector, &pair, 1, 0, 10); /* another mix */
	assert_int_equal(collector.nfound, 2);
	take(&collector, &pair, 1, 1, 11); /* another kind */
	assert_int_equal(collector.nfound, 3);
	take(&collector, &other, 0, 1, 12); /* another pair */
	assert_int_equal(collector.nfound, 4);
	take(&collector, &other, 1, 2, 13);
	assert_int_equal(collector.nfound, 4);
	assert_int_equal(collector.duplicates, 5);
	assert_int_equal(collector.nkept, 0);
	collector_free(&collector);
}

/* A value whose offset is older than its scale: hosts write the offset first, no machine does it. */
static void what_is_not_explained_is_told_once(void **context)
{
	struct race_options pair = pair_of("hyperv-tsc", "odd-even", "hv-spin-even");
	struct collector collector;
	char why[256];

	(void)context;
	clear(findings);
	assert_true(collector_init(&collector, "race", findings, reports, why, sizeof(why)));
	take(&collector, &pair, 0, 1, 20);
	take(&collector, &pair, 0, 1, 21);
	assert_int_equal(collector.nfound, 1);
	assert_string_equal(collector.found[0].path, "");
	assert_non_null(strstr(collector.found[0].why, "not explained"));
	assert_int_equal(count_files(findings), 0);
	assert_int_equal(collector.unsaved, 0);
	collector_free(&collector);
}

static void crashes_without_a_violation_are_kept(void **context)
{
	struct collector collector;
	char why[256];

	(void)context;
	assert_true(collector_init(&collector, "race", findings, reports, why, sizeof(why)));
	collector_take(&collector, leave_crash(NULL, NULL, 30), false);
	assert_int_equal(collector.nfound, 0);
	assert_int_equal(collector.nkept, 1);
	assert_int_equal(collector.kept[0].kind, CRASH_OF_TARGET);
	assert_string_equal(collector.kept[0].report, "TOLD number 30\n");
	collector_free(&collector);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(races_are_one_finding_per_pair_kind_and_mix),
		cmocka_unit_test(what_is_not_explained_is_told_once),
		cmocka_unit_test(crashes_without_a_violation_are_kept),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
