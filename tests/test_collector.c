/*
 * What a campaign makes of crashes: those of one pair, kind and mix are one finding, explained once;
 * another mix, kind or pair is another one; and files of crashes carry their pair.
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
#include "protocols/registry.h"
#include "stress/race_text.h"

#define ANCHOR 1000000000ull

static char folder[] = "/tmp/warpage-test-XXXXXX";
static char findings[64], reports[64], crashes[64];

static int set_up(void **context)
{
	(void)context;
	if (!mkdtemp(folder))
		return -1;
	snprintf(findings, sizeof(findings), "%s/findings", folder);
	snprintf(reports, sizeof(reports), "%s/reports", folder);
	snprintf(crashes, sizeof(crashes), "%s/crashes", folder);
	return mkdir(findings, 0777) | mkdir(reports, 0777) | mkdir(crashes, 0777);
}

static void clear(const char *path)
{
	char command[128];

	snprintf(command, sizeof(command), "rm -rf '%s'/*", path);
	assert_int_equal(system(command), 0);
}

static int tear_down(void **context)
{
	char command[128];

	(void)context;
	snprintf(command, sizeof(command), "rm -rf '%s'", folder);
	return system(command);
}

static struct race_options pair_of(const char *format, const char *host, const char *guest)
{
	struct race_options pair = {.format = registry_find_format(format)};

	pair.host = registry_find_host(ENGINE_MACHINE, pair.format, host);
	pair.guest = registry_find_guest(ENGINE_MACHINE, pair.format, guest);
	assert_non_null(pair.host);
	assert_non_null(pair.guest);
	return pair;
}

/*
 * A value with the scale of one of three generations and the offset of another; shift moves all of it to
 * another TSC. With equal generations it is stale.
 */
static struct race_violation violation_of(const struct race_options *pair, unsigned int scale,
					  unsigned int offset, u64 shift)
{
	struct schedule start = {
		.tsc = ANCHOR + shift, .value = (u64)1 << 40, .rate = (u64)1 << 31};
	struct race_violation violation = {.kind = RACE_TORN, .nmix = 1, .ngenerations = 3};
	struct update update = {.kind = UPDATE_STEP_FORWARD, .step = (s64)1 << 34};

	for (unsigned int g = 0; g < 3; g++) {
		struct race_generation *kept = &violation.generations[g];
		u64 anchor = start.tsc + 1000 * g;

		kept->number = 7 + g;
		kept->sequence = 2 * g + 2;
		kept->begin = anchor;
		kept->end = anchor + 100;
		if (!g) {
			generation_first(pair->format, &start, &kept->generation);
			continue;
		}
		update.rate = start.rate >> g;
		update.hold = 1000;
		generation_next(pair->format, &violation.generations[g - 1].generation, &update,
				anchor, anchor, &kept->generation);
		kept->update = update;
	}
	violation.s = violation.generations[1].begin;
	violation.e = violation.generations[2].end;
	violation.value = 12345 + shift;
	violation.npieces = 2;
	violation.pieces[0] = (struct race_piece){"scale", 8, 8, scale};
	violation.pieces[1] = (struct race_piece){"offset", 16, 8, offset};
	if (scale == offset) {
		violation.kind = RACE_STALE;
		violation.npieces = violation.nmix = 0;
		violation.stale = 7 + scale;
	}
	return violation;
}

static void text_brings_violations_back(void **context)
{
	struct race_options pair = pair_of("hyperv-tsc", "single-store", "hv-seed"), pair_again;
	struct race_violation violation = violation_of(&pair, 1, 2, 0), again;
	char *text, why[256];
	size_t length;
	FILE *out = open_memstream(&text, &length);

	(void)context;
	race_text_write(out, &pair, &violation);
	fclose(out);
	if (!race_text_parse(text, length, "t", &pair_again, &again, why, sizeof(why)))
		fail_msg("%s\n%s", why, text);
	assert_ptr_equal(pair_again.host, pair.host);
	assert_ptr_equal(pair_again.guest, pair.guest);
	assert_int_equal(again.value, violation.value);
	assert_int_equal(again.ngenerations, 3);
	for (unsigned int g = 0; g < 3; g++) {
		const struct race_generation *a = &violation.generations[g];
		const struct race_generation *b = &again.generations[g];

		assert_memory_equal(a->generation.params, b->generation.params,
				    sizeof(a->generation.params));
		assert_memory_equal(a->generation.page, b->generation.page,
				    sizeof(a->generation.page));
		assert_int_equal(a->generation.anchor, b->generation.anchor);
		assert_int_equal(a->sequence, b->sequence);
		assert_int_equal(a->update.step, b->update.step);
		assert_int_equal(a->end, b->end);
	}
	assert_int_equal(again.npieces, 2);
	assert_string_equal(again.pieces[1].field, "offset");
	assert_int_equal(again.pieces[1].generation, 2);
	/* cut anywhere it is refused */
	for (size_t n = 0; n + 1 < length; n += 7)
		assert_false(race_text_parse(text, n, "t", &pair_again, &again, why, sizeof(why)));
	free(text);
}

static void bad_text_is_refused(void **context)
{
	static const struct {
		const char *text, *why;
	} cases[] = {
		{"warpage finding 1\n", "t:1: the violation is cut short"},
		{"hello\n", "t:1: not a violation of a race"},
		{"warpage race 1\nviolation torn\n", "t:2: expected the pair, not 'violation'"},
		{"warpage race 1\npair a:b\n", "t:2: expected FORMAT:HOST:GUEST, not 'a:b'"},
		{"warpage race 1\npair hyperv-tsc:nobody:hv-seed\n",
		 "t:2: this build does not know the pair of host 'nobody'"},
		{"warpage race 1\npair hyperv-tsc:odd-even:hv-seed\npiece offset=8\n",
		 "t:3: no statement may start here with 'piece'"},
		{"warpage race 1\npair hyperv-tsc:odd-even:hv-seed\nviolation odd\n",
		 "t:3: there is no violation named 'odd'"},
		{"warpage race 1\npair hyperv-tsc:odd-even:hv-seed\ngeneration number=0 anchor=0 "
		 "rate=0 back=0 begin=0 end=0 sequence=0\nparams 00\n",
		 "t:4: expected the format's parameters, not ''"},
		{"warpage race 1\npair hyperv-tsc:odd-even:hv-seed\ngeneration number=0 anchor=0 "
		 "rate=0 back=0 begin=0 end=0 sequence=0\npiece offset=14 size=8 generation=0\n",
		 "t:4: a piece that is no part of a field"},
	};
	struct race_violation violation;
	struct race_options pair;
	char why[256];

	(void)context;
	for (unsigned int i = 0; i < ARRAY_SIZE(cases); i++) {
		assert_false(race_text_parse(cases[i].text, strlen(cases[i].text), "t", &pair,
					     &violation, why, sizeof(why)));
		assert_string_equal(why, cases[i].why);
	}
}

static void check_signature(const struct race_options *pair, const struct race_violation *violation,
			    const char *wanted)
{
	char signature[SIGNATURE_MAX];

	race_signature(pair, violation, signature, sizeof(signature));
	assert_string_equal(signature, wanted);
}

static void signatures_are_pair_kind_and_mix(void **context)
{
	struct race_options pair = pair_of("hyperv-tsc", "single-store", "hv-seed");
	struct race_violation violation = violation_of(&pair, 0, 1, 0);

	(void)context;
	check_signature(&pair, &violation, "torn hyperv-tsc:single-store:hv-seed scale+0,offset+1");
	/* wherever in the race, and whichever of its updates it was */
	violation = violation_of(&pair, 1, 2, 5000);
	check_signature(&pair, &violation, "torn hyperv-tsc:single-store:hv-seed scale+0,offset+1");
	violation = violation_of(&pair, 2, 0, 0);
	check_signature(&pair, &violation, "torn hyperv-tsc:single-store:hv-seed scale+1,offset+0");
	violation.nmix = 2;
	check_signature(&pair, &violation, "torn hyperv-tsc:single-store:hv-seed several mixes");
	violation.nmix = violation.npieces = 0;
	check_signature(&pair, &violation, "torn hyperv-tsc:single-store:hv-seed no mix");
	violation = violation_of(&pair, 1, 1, 0);
	check_signature(&pair, &violation, "stale hyperv-tsc:single-store:hv-seed");
	violation.kind = RACE_STUCK;
	check_signature(&pair, &violation, "stuck hyperv-tsc:single-store:hv-seed");
	/* halves of a field are pieces of their own */
	violation = violation_of(&pair, 0, 1, 0);
	violation.generations[0].generation.page[8] = 1; /* so that all pieces differ */
	violation.generations[1].generation.page[8] = 2;
	violation.npieces = 3;
	violation.pieces[2] = violation.pieces[1];
	violation.pieces[0] = (struct race_piece){"scale", 8, 4, 0};
	violation.pieces[1] = (struct race_piece){"scale", 12, 4, 1};
	check_signature(&pair, &violation,
			"torn hyperv-tsc:single-store:hv-seed scale[0]+0,scale[4]+1,offset+1");
}

/* A field that is the same in two generations is of the one that other pieces are of, too. */
static void equal_bytes_make_no_other_mix(void **context)
{
	struct race_options pair = pair_of("hyperv-tsc", "single-store", "hv-seed");
	struct race_violation violation = violation_of(&pair, 0, 2, 0);
	u8 *pages[3];

	(void)context;
	for (unsigned int g = 0; g < 3; g++)
		pages[g] = violation.generations[g].generation.page;
	violation.npieces = 3;
	violation.pieces[2] = (struct race_piece){"sequence", 0, 4, 0};
	check_signature(&pair, &violation, "torn hyperv-tsc:single-store:hv-seed scale+0,offset+1");
	pages[1][0] = 1;
	pages[2][0] = 1;
	violation.pieces[2].generation = 1;
	check_signature(&pair, &violation,
			"torn hyperv-tsc:single-store:hv-seed scale+0,offset+1,sequence+1");
	violation.pieces[2].generation = 2;
	check_signature(&pair, &violation,
			"torn hyperv-tsc:single-store:hv-seed scale+0,offset+1,sequence+1");
}

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

static unsigned int count_files(const char *path)
{
	char command[128];
	unsigned int n = 99;
	FILE *pipe;

	snprintf(command, sizeof(command), "find '%s' -type f | wc -l", path);
	pipe = popen(command, "r");
	assert_int_equal(fscanf(pipe, "%u", &n), 1);
	pclose(pipe);
	return n;
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
	assert_int_equal(collector.crashes, 5);
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

/* The only file of the folder of crashes, as an input of its own. */
static void read_crash(const char *path, struct carried *carried, u8 *data, size_t *size)
{
	struct input_pairs *pairs = input_pairs_new();
	FILE *file = fopen(path, "rb");

	assert_non_null(file);
	*size = fread(data, 1, 512, file);
	fclose(file);
	assert_true(input_carries(pairs, data, *size, carried));
	input_pairs_free(pairs);
}

/* As fuzz.sh has it: torn by single-store in x86, where its own bytes say another pair, in sc. */
static void make_torn(const char *path)
{
	static const u8 torn[48] = {[16] = 1, [32] = 3, 1, 0, 2, 2, 0xf6};
	FILE *file = fopen(path, "wb");

	assert_non_null(file);
	fwrite(torn, 1, sizeof(torn), file);
	fclose(file);
}

static void files_of_crashes_carry_their_pair(void **context)
{
	struct input_options bare = {
		.models = (1u << MODELS) - 1, .retries = 3, .known = true, .carried = true};
	struct input_runner *runner;
	struct input_verdict verdict;
	struct collector collector;
	struct carried carried;
	char path[128], kept[512], why[256];
	u8 data[512];
	size_t size;

	(void)context;
	clear(crashes);
	snprintf(path, sizeof(path), "%s/crash-1234", crashes);
	make_torn(path);
	setenv("WARPAGE_FUZZ_PROTOCOL", "hyperv-tsc:single-store:hv-seed", 1);
	setenv("WARPAGE_FUZZ_MODEL", "x86", 1);
	assert_true(collector_init(&collector, "machine", findings, reports, why, sizeof(why)));
	collector_take(&collector, path, false);
	assert_int_equal(collector.nfound, 1);
	snprintf(kept, sizeof(kept), "%s", collector.found[0].crash);
	collector_free(&collector);
	assert_int_equal(count_files(crashes), 1);
	assert_non_null(strstr(kept, "/crash-hyperv-tsc-single-store-hv-seed-"));
	read_crash(kept, &carried, data, &size);
	assert_int_equal(carried.model, MODEL_X86);
	runner = input_runner_new(&bare);
	assert_int_equal(input_run(runner, data, size, &verdict), INPUT_VIOLATION);
	assert_int_equal(verdict.violation, VIOLATION_TORN);
	assert_string_equal(verdict.host->name, "single_store");
	assert_string_equal(verdict.guest->name, "hv_seed");
	assert_int_equal(verdict.model, MODEL_X86);
	input_runner_free(runner);

	/* the next campaign takes it for what it is, and keeps its file as it is */
	assert_true(collector_init(&collector, "machine", findings, reports, why, sizeof(why)));
	collector_take(&collector, kept, true);
	assert_int_equal(collector.nfound, 1);
	assert_string_equal(collector.found[0].crash, kept);
	collector_free(&collector);
	/* and one of another pair, or another model, leaves it out */
	setenv("WARPAGE_FUZZ_MODEL", "sc", 1);
	assert_true(collector_init(&collector, "machine", findings, reports, why, sizeof(why)));
	collector_take(&collector, kept, true);
	assert_int_equal(collector.nfound, 0);
	assert_int_equal(collector.kept[0].kind, CRASH_LEFT_OUT);
	assert_string_equal(collector.kept[0].about,
			    "it is of hyperv-tsc:single-store:hv-seed in x86");
	collector_free(&collector);
	unsetenv("WARPAGE_FUZZ_MODEL");
	setenv("WARPAGE_FUZZ_PROTOCOL", "hyperv-tsc:single-store:hv-ordered", 1);
	assert_true(collector_init(&collector, "race", findings, reports, why, sizeof(why)));
	collector_take(&collector, kept, true);
	assert_int_equal(collector.kept[0].kind, CRASH_LEFT_OUT);
	collector_free(&collector);
	unsetenv("WARPAGE_FUZZ_PROTOCOL");
	assert_int_equal(count_files(crashes), 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(text_brings_violations_back),
		cmocka_unit_test(bad_text_is_refused),
		cmocka_unit_test(signatures_are_pair_kind_and_mix),
		cmocka_unit_test(equal_bytes_make_no_other_mix),
		cmocka_unit_test(races_are_one_finding_per_pair_kind_and_mix),
		cmocka_unit_test(what_is_not_explained_is_told_once),
		cmocka_unit_test(crashes_without_a_violation_are_kept),
		cmocka_unit_test(files_of_crashes_carry_their_pair),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
