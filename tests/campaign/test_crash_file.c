/* Files of crashes: they carry their pair, and what could not be written is kept and told. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
/* cmocka.h wants the first two before it. */
#include <cmocka.h>

#include "campaign/unsaved.h"
#include "text/base64.h"
#include "protocols/registry.h"
#include "lib/work_folder.h"

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

/* An input whose file could not be written, and the violation that is in it. */
static void take_torn_without_a_file(struct collector *collector, const char *path)
{
	static const u8 torn[48] = {[16] = 1, [32] = 3, 1, 0, 2, 2, 0xf6};
	char why[256];

	setenv("WARPAGE_FUZZ_PROTOCOL", "hyperv-tsc:single-store:hv-seed", 1);
	assert_true(collector_init(collector, "machine", findings, reports, why, sizeof(why)));
	unsetenv("WARPAGE_FUZZ_PROTOCOL");
	collector_take_lost(collector, path, torn, sizeof(torn));
	assert_int_equal(collector->nfound, 1);
	assert_int_equal(collector->gone, 0);
}

static void inputs_without_a_file_get_one(void **context)
{
	struct collector collector;
	struct carried carried;
	char path[128];
	u8 data[512];
	size_t size;

	(void)context;
	clear(crashes);
	snprintf(path, sizeof(path), "%s/crash-1234", crashes);
	take_torn_without_a_file(&collector, path);
	assert_int_equal(unsaved_count(&collector), 0);
	assert_int_equal(count_files(crashes), 1);
	read_crash(collector.found[0].crash, &carried, data, &size);
	assert_string_equal(carried.host->name, "single_store");
	collector_free(&collector);
}

static void make_file(const char *path)
{
	FILE *file = fopen(path, "w");

	assert_non_null(file);
	fclose(file);
}

/* No file holds it as long as there is no place for one: no file is named, and the text has it all. */
static void inputs_without_room_are_kept(void **context)
{
	struct collector collector;
	struct carried carried;
	char path[256], full[128], name[300];
	char *text;
	u8 data[512];
	size_t size;

	(void)context;
	clear(crashes);
	clear(findings);
	assert_int_equal(rmdir(findings), 0);
	make_file(findings);
	snprintf(full, sizeof(full), "%s/full", crashes);
	make_file(full);
	snprintf(path, sizeof(path), "%s/crash-1234", full);
	take_torn_without_a_file(&collector, path);
	assert_string_equal(collector.found[0].crash, "");
	assert_string_equal(collector.found[0].path, "");
	assert_int_equal(collector.unsaved, 1);
	assert_int_equal(unsaved_count(&collector), 2);
	text = unsaved_input_text(&collector, &collector.found[0].unsaved);
	assert_non_null(strstr(text, "head host=hyperv-tsc:single-store guest=hv-seed model=x86"));
	assert_non_null(strstr(text, "carries=all"));
	assert_non_null(strstr(text, "\nend\n"));
	free(text);
	text = unsaved_finding_text(collector.found[0].unsaved.finding);
	assert_int_equal(strncmp(text, "warpage finding ", 16), 0);
	free(text);
	unsaved_retry(&collector);
	assert_int_equal(unsaved_count(&collector), 2);
	assert_string_equal(collector.found[0].crash, "");
	/* nothing tells what this one was */
	collector_take_lost(&collector, path, (const u8 *)"", 0);
	assert_int_equal(collector.gone, 1);
	assert_int_equal(collector.kept[0].kind, CRASH_GONE);
	assert_string_equal(collector.kept[0].path, "");

	/* now there is a place */
	unlink(full);
	unlink(findings);
	unsaved_retry(&collector);
	assert_int_equal(unsaved_count(&collector), 0);
	assert_int_equal(collector.unsaved, 0);
	read_crash(collector.found[0].crash, &carried, data, &size);
	assert_true(crash_name(&collector, data, size, name, sizeof(name)));
	assert_non_null(strstr(collector.found[0].crash, name));
	assert_int_equal(access(collector.found[0].path, R_OK), 0);
	collector_free(&collector);
	assert_int_equal(count_files(findings), 1);
}

/* Inputs of all lengths, as libFuzzer prints them, and cut off where they are too long. */
static void base64_brings_inputs_back(void **context)
{
	u8 data[100], again[100];
	size_t length;
	char *text;

	(void)context;
	for (unsigned int i = 0; i < sizeof(data); i++)
		data[i] = (u8)(i * 151 + 13);
	for (size_t size = 0; size <= sizeof(data); size++) {
		FILE *out = open_memstream(&text, &length);

		base64_write(out, data, size);
		fclose(out);
		assert_int_equal(length, (size + 2) / 3 * 4);
		assert_int_equal(base64_read(text, again, sizeof(again)), size);
		assert_memory_equal(again, data, size);
		assert_int_equal(base64_read(text, again, 7), size < 7 ? size : 7);
		free(text);
	}
	assert_int_equal(base64_read("aGVsbG8= and more", again, sizeof(again)), 5);
	assert_memory_equal(again, "hello", 5);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(files_of_crashes_carry_their_pair),
		cmocka_unit_test(inputs_without_a_file_get_one),
		cmocka_unit_test(inputs_without_room_are_kept),
		cmocka_unit_test(base64_brings_inputs_back),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
