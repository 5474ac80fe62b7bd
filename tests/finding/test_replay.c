/*
 * Findings as files, and against a build that they were not made by: saved whole or not at all,
 * and told apart are "not wrong any more" and "does not fit".
 */
#include "lib/pair.h"

#include <dirent.h>
#include <errno.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "file/folder.h"

static struct finding parsed;
static char folder[64];

/* By hand, and by the book: single-store's fields, torn between them. */
static const char torn_text[] =
	"warpage finding 1\n"
	"violation torn\n"
	"format hyperv-tsc\n"
	"host single-store\n"
	"guest hv-ordered\n"
	"model x86\n"
	"word 64\n"
	"start sequence=2 placement=0 tsc=10000 value=10000 rate=0x80000000 tail=50\n"
	"update slower rate=0x40000000 step=0 jump=0 hold=1000 lead=0 gap=10\n"
	"read vcpu=0 start=0\n"
	"load sequence sees=start value=0x2\n"
	"load scale sees=start value=0x8000000000000000\n"
	"load offset sees=1.1 value=0x1b34\n"
	"tsc step=1 late=0\n"
	"load sequence sees=start value=0x2\n"
	"returned 1\n"
	"end\n";

static char *edited(const char *from, const char *to)
{
	const char *at = strstr(torn_text, from);
	char *text = malloc(sizeof(torn_text) + strlen(to));

	assert_non_null(at);
	assert_non_null(text);
	memcpy(text, torn_text, (size_t)(at - torn_text));
	strcpy(text + (at - torn_text), to);
	strcat(text, at + strlen(from));
	return text;
}

static int replayed(const char *text, char *why, size_t size)
{
	if (!finding_parse(&parsed, text, strlen(text), "by-hand", why, size))
		print_error("%s\n", why);
	assert_true(finding_parse(&parsed, text, strlen(text), "by-hand", why, size));
	return finding_replay(&parsed, the_test_machine, &the_test_oracle, 0xa5, why, size);
}

static void test_by_hand(void **state)
{
	char why[256];

	(void)state;
	assert_int_equal(replayed(torn_text, why, sizeof(why)), VIOLATION_TORN);
	assert_string_equal(why, "");
}

struct edit {
	const char *from, *to;
};

static void test_not_wrong_any_more(void **state)
{
	static const struct edit edits[] = {
		{"offset sees=1.1 value=0x1b34", "offset sees=start value=0x1388"},
		{"update slower rate=0x40000000 step=0",
		 "update step-forward rate=0x80000000 step=1000"},
	};
	char why[256];

	(void)state;
	for (unsigned int i = 0; i < ARRAY_SIZE(edits); i++) {
		char *text = edited(edits[i].from, edits[i].to);
		int violation = replayed(text, why, sizeof(why));

		if (violation != VIOLATION_NONE)
			print_error("%s: %d %s\n", edits[i].to, violation, why);
		assert_int_equal(violation, VIOLATION_NONE);
		assert_string_equal(why, "");
		free(text);
	}
}

static void test_does_not_fit(void **state)
{
	static const struct edit edits[] = {
		/* stores and moments that the host's run does not have */
		{"offset sees=1.1", "offset sees=1.2"},
		{"offset sees=1.1", "offset sees=1.120"},
		{"vcpu=0 start=0", "vcpu=0 start=200"},
		{"vcpu=0", "vcpu=1"},
		{"tsc step=1", "tsc step=100"},
		{"host single-store", "host dies-odd"},
		/* accesses that the guest does not make, and such that only the guest makes */
		{"load scale sees=start value=0x8000000000000000\n", ""},
		{"load scale", "load scale[0:4]"},
		{"load scale", "load reserved"},
		{"tsc step=1 late=0\n", ""},
		{"guest hv-ordered", "guest hv-2016"},
		{"guest hv-ordered", "guest always-falls-back"},
		{"load offset", "load scale sees=start value=0\nload offset"},
		{"returned", "load scale sees=start value=0\nreturned"},
		/* what the model forbids */
		{"load sequence sees=start", "load sequence sees=1.1"},
		{"tsc step=1", "tsc step=0"},
	};
	unsigned int fits = 0;
	char why[256];

	(void)state;
	for (unsigned int i = 0; i < ARRAY_SIZE(edits); i++) {
		char *text = edited(edits[i].from, edits[i].to);
		int violation = replayed(text, why, sizeof(why));

		free(text);
		if (violation == -1 && strstr(why, "does not fit this build") && !strchr(why, '\n'))
			continue;
		print_error("%s -> %s: %d %s\n", edits[i].from, edits[i].to, violation, why);
		fits++;
	}
	assert_int_equal(fits, 0);
}

/* The machine is as good as new after one that does not fit. */
static void test_after_a_misfit(void **state)
{
	char *text = edited("vcpu=0", "vcpu=1"), why[256];

	(void)state;
	assert_int_equal(replayed(text, why, sizeof(why)), -1);
	free(text);
	assert_int_equal(replayed(torn_text, why, sizeof(why)), VIOLATION_TORN);
	pair_clean("odd-even", "hv-spin-even", MODEL_X86);
}

/* What is found by way of bytes that the machine does not see is no finding, whatever it is called. */
static void test_unseen(void **state)
{
	static const char *const guests[] = {"unseen-field", "unseen-sequence", "hv-ordered"};
	char why[256];

	(void)state;
	for (unsigned int i = 0; i < ARRAY_SIZE(guests); i++) {
		struct verify_options options =
			pair_options("hyperv-tsc", "single-store", guests[i], MODEL_X86);
		bool seen = !strncmp(guests[i], "hv", 2), found = false;

		options.executions = 20000;
		options.updates = 4;
		options.quick = true; /* else nothing is searched */
		search(the_test_machine, &the_test_oracle, &options, &the_test_verdict);
		for (int v = 0; v < VIOLATIONS; v++) {
			struct finding *finding = the_test_verdict.found[v];

			if (!finding)
				continue;
			found = true;
			assert_int_equal(finding_confirm(finding, the_test_machine,
							 &the_test_oracle, why, sizeof(why)),
					 seen);
			if (!seen)
				assert_non_null(strstr(why, "the machine does not see"));
		}
		verdict_free(&the_test_verdict);
		assert_true(found);
	}
}

static unsigned int files_in(const char *name)
{
	DIR *dir = opendir(name);
	unsigned int n = 0;
	struct dirent *entry;

	assert_non_null(dir);
	while ((entry = readdir(dir)))
		n += strcmp(entry->d_name, ".") && strcmp(entry->d_name, "..");
	closedir(dir);
	return n;
}

static int folder_set_up(void **state)
{
	char why[256];

	(void)state;
	snprintf(folder, sizeof(folder), "/tmp/warpage-test-XXXXXX");
	return mkdtemp(folder) && finding_parse(&parsed, torn_text, strlen(torn_text), "by-hand",
						why, sizeof(why))
		       ? 0
		       : -1;
}

static int folder_tear_down(void **state)
{
	char command[128];

	(void)state;
	snprintf(command, sizeof(command), "rm -rf '%s'", folder);
	return system(command);
}

static void test_save_and_load(void **state)
{
	char path[512], again[512], why[256] = "";
	static struct finding loaded;

	(void)state;
	strcat(folder, "/made");
	assert_int_equal(finding_save(&parsed, folder, path, sizeof(path)), 0);
	assert_int_equal(strncmp(path, folder, strlen(folder)), 0);
	assert_int_equal(finding_save(&parsed, folder, again, sizeof(again)), 0);
	assert_string_equal(path, again);
	assert_int_equal(files_in(folder), 1);
	assert_true(finding_load(&loaded, path, why, sizeof(why)));
	assert_string_equal(why, "");
	assert_memory_equal(&loaded, &parsed, sizeof(loaded));
	/* another finding has another name */
	parsed.reads[0].value++;
	assert_int_equal(finding_save(&parsed, folder, again, sizeof(again)), 0);
	assert_string_not_equal(path, again);
	assert_int_equal(files_in(folder), 2);
	*strrchr(folder, '/') = '\0';
}

static void test_folder_that_can_not_be_made(void **state)
{
	char path[512], below[128];
	FILE *file;

	(void)state;
	assert_int_equal(finding_save(&parsed, "/proc/nowhere", path, sizeof(path)), ENOENT);
	snprintf(below, sizeof(below), "%s/file", folder);
	file = fopen(below, "w");
	assert_non_null(file);
	fclose(file);
	assert_int_equal(finding_save(&parsed, below, path, sizeof(path)), ENOTDIR);
	strcat(below, "/below");
	assert_int_equal(finding_save(&parsed, below, path, sizeof(path)), ENOTDIR);
	assert_int_equal(files_in(folder), 1);
}

/* A disk that is full after some bytes leaves neither half a finding nor half a name. */
static void test_full_disk(void **state)
{
	struct rlimit limit, small;
	char path[512];
	int error;

	(void)state;
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &limit), 0);
	small = limit;
	small.rlim_cur = 100;
	signal(SIGXFSZ, SIG_IGN);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
	error = finding_save(&parsed, folder, path, sizeof(path));
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
	assert_int_equal(error, EFBIG);
	assert_int_equal(files_in(folder), 0);
}

/* What stands there under the name already is left alone, and so is a folder: it gets another name. */
static void test_name_that_is_taken(void **state)
{
	char path[512], again[512], why[256];
	static struct finding loaded;
	FILE *file;

	(void)state;
	assert_int_equal(finding_save(&parsed, folder, path, sizeof(path)), 0);
	file = fopen(path, "w");
	assert_non_null(file);
	fputs("half a find", file);
	fclose(file);
	assert_int_equal(finding_save(&parsed, folder, again, sizeof(again)), 0);
	assert_string_not_equal(path, again);
	assert_false(finding_load(&loaded, path, why, sizeof(why)));
	assert_true(finding_load(&loaded, again, why, sizeof(why)));
	assert_int_equal(unlink(path), 0);
	assert_int_equal(mkdir(path, 0777), 0);
	assert_int_equal(finding_save(&parsed, folder, path, sizeof(path)), 0);
	assert_string_equal(path, again);
	assert_int_equal(files_in(folder), 2);
	/* by a name of the caller's: a finding is replaced, and nothing else but by force */
	strcat(folder, "/made.warp");
	assert_int_equal(finding_save_as(&parsed, folder, false), 0);
	assert_int_equal(finding_save_as(&parsed, folder, false), 0);
	file = fopen(folder, "w");
	assert_non_null(file);
	fputs("warpage finding 1", file);
	fclose(file);
	assert_int_equal(finding_save_as(&parsed, folder, false), FILE_FOREIGN);
	assert_int_equal(finding_save_as(&parsed, folder, true), 0);
	assert_true(finding_load(&loaded, folder, why, sizeof(why)));
	*strrchr(folder, '/') = '\0';
}

/* Findings that differ in a digit have names of their own, by the hash alone. */
static void test_names_do_not_collide(void **state)
{
	enum { MANY = 600 }; /* of 16 bits two or three would */
	char path[512];

	(void)state;
	for (u64 i = 0; i < MANY; i++) {
		const char *dash;

		parsed.reads[0].value = i;
		assert_int_equal(finding_save(&parsed, folder, path, sizeof(path)), 0);
		dash = strrchr(path, '-');
		assert_int_equal(strspn(dash + 1, "0123456789abcdef"), 16);
		assert_string_equal(dash + 17, ".warp");
	}
	assert_int_equal(files_in(folder), MANY);
}

static void unreadable(const char *path, const char *what)
{
	static struct finding loaded;
	char why[256] = "";

	assert_false(finding_load(&loaded, path, why, sizeof(why)));
	assert_int_equal(strncmp(why, path, strlen(path)), 0);
	if (!strstr(why, what))
		print_error("'%s', not '%s'\n", why, what);
	assert_non_null(strstr(why, what));
	assert_null(strchr(why, '\n'));
}

static void test_unreadable_files(void **state)
{
	char path[128];
	FILE *file;

	(void)state;
	snprintf(path, sizeof(path), "%s/a.warp", folder);
	unreadable(path, "No such file");
	unreadable(folder, "directory");
	file = fopen(path, "w");
	assert_non_null(file);
	unreadable(path, "empty");
	for (unsigned int i = 0; i < 1 << 16; i++)
		fputs("# nothing but comments\n", file);
	fclose(file);
	unreadable(path, "1 MiB");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_by_hand),
		cmocka_unit_test(test_not_wrong_any_more),
		cmocka_unit_test(test_does_not_fit),
		cmocka_unit_test(test_after_a_misfit),
		cmocka_unit_test(test_unseen),
		cmocka_unit_test_setup_teardown(test_save_and_load, folder_set_up,
						folder_tear_down),
		cmocka_unit_test_setup_teardown(test_folder_that_can_not_be_made, folder_set_up,
						folder_tear_down),
		cmocka_unit_test_setup_teardown(test_full_disk, folder_set_up, folder_tear_down),
		cmocka_unit_test_setup_teardown(test_name_that_is_taken, folder_set_up,
						folder_tear_down),
		cmocka_unit_test_setup_teardown(test_names_do_not_collide, folder_set_up,
						folder_tear_down),
		cmocka_unit_test_setup_teardown(test_unreadable_files, folder_set_up,
						folder_tear_down),
	};

	return cmocka_run_group_tests(tests, pair_set_up, pair_tear_down);
}
