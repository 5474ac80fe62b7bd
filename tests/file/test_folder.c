/* Folders: made, followed and refused, whoever owns them and whatever has happened to them meanwhile. */
#define _GNU_SOURCE
#include "lib/file_bench.h"

static void folders_are_made(void **state)
{
	char path[256];
	int fd;

	(void)state;
	assert_int_equal(add("a/b//c/", "text", path, sizeof(path)), 0);
	holds(path, "text");
	holds("a/b/c/stem.txt", "text");
	assert_int_equal(folder_make("a/../a/./b", &fd), 0);
	close(fd);
	assert_int_equal(folder_open("a/d", &fd), ENOENT);
	assert_int_equal(fd, -1);
	/* our own links are followed, to where they lead */
	assert_int_equal(symlink("a/b", "link"), 0);
	assert_int_equal(add("link/d", "text", path, sizeof(path)), 0);
	holds("a/b/d/stem.txt", "text");
	assert_int_equal(symlink(folder, "whole"), 0);
	assert_int_equal(put("whole/link/file", MARK), 0);
	holds("a/b/file", MARK);
	assert_int_equal(symlink("round", "round"), 0);
	assert_int_equal(folder_open("round", &fd), ELOOP);
	assert_int_equal(put("round/file", MARK), ELOOP);
}

/* Long before there is a file: what can take one, whether the rest of it is there or not; nothing is left of the trial. */
static void what_takes_no_file_is_told(void **state)
{
	int error;

	(void)state;
	assert_int_equal(mkdir("takes", 0777), 0);
	assert_int_equal(folder_check("takes"), 0);
	assert_int_equal(folder_check("takes/a/b"), 0);
	assert_int_equal(names_in("takes"), 0);
	assert_int_equal(put("takes/file", MARK), 0);
	assert_int_equal(folder_check("takes/file/x"), ENOTDIR);
	assert_int_equal(folder_check(""), ENOENT);
	/* root, too, may not; others may not even try */
	error = folder_check("/proc/x/y");
	assert_true(error == EOPNOTSUPP || error == EACCES);
	error = folder_check("/sys/kernel/x");
	assert_true(error == EOPNOTSUPP || error == EACCES || error == EPERM || error == EROFS);
}

/* The folder that was opened is written to, not the one that has its name by now. */
static void a_folder_that_is_swapped(void **state)
{
	struct output output;

	(void)state;
	assert_int_equal(mkdir("x", 0777), 0);
	assert_int_equal(mkdir("other", 0777), 0);
	assert_int_equal(output_open(&output, "x/file", MARK, false), 0);
	fputs(MARK, output.stream);
	assert_int_equal(rename("x", "y"), 0);
	assert_int_equal(symlink("other", "x"), 0);
	assert_int_equal(output_close(&output), 0);
	holds("y/file", MARK);
	assert_int_equal(names_in("other"), 0);
}

static void give_away(const char *path)
{
	assert_int_equal(lchown(path, STRANGER, STRANGER), 0);
}

static void folders_of_others_are_refused(void **state)
{
	char path[256];
	int fd;

	(void)state;
	only_root();
	assert_int_equal(mkdir("his", 0777), 0);
	assert_int_equal(mkdir("his/mine", 0777), 0);
	assert_int_equal(mkdir("mine", 0777), 0);
	give_away("his");
	assert_int_equal(add("his", "text", path, sizeof(path)), FILE_STRANGER);
	assert_int_equal(add("his/new", "text", path, sizeof(path)), FILE_STRANGER);
	assert_int_equal(put("his/file", MARK), FILE_STRANGER);
	assert_int_equal(names_in("his"), 1);
	/* a folder of our own is ours wherever it stands */
	assert_int_equal(put("his/mine/file", MARK), 0);
	/* but links of his lead nowhere: at the end, on the way, through one of ours */
	assert_int_equal(symlink("../mine", "his/link"), 0);
	give_away("his/link");
	assert_int_equal(symlink("his/link", "ours"), 0);
	assert_int_equal(folder_open("his/link", &fd), FILE_STRANGER);
	assert_int_equal(put("his/link/file", MARK), FILE_STRANGER);
	assert_int_equal(add("his/link/new", "text", path, sizeof(path)), FILE_STRANGER);
	assert_int_equal(add("ours/new", "text", path, sizeof(path)), FILE_STRANGER);
	assert_int_equal(names_in("mine"), 0);
	/* a device of his neither, nor a file of his in a folder of all */
	assert_int_equal(mkfifo("pipe", 0666), 0);
	give_away("pipe");
	assert_int_equal(put("pipe", MARK), FILE_STRANGER);
	make("stem.txt", "text");
	give_away("stem.txt");
	assert_int_equal(add(".", "text", path, sizeof(path)), 0);
	assert_string_equal(path, "./stem-2.txt");
}

/* Whom the variables name, and no word of them that is no number. */
static void whom_the_variables_name(void **state)
{
	static const char *const nobody[] = {"",	  " ",	    "54321x",
					     " 54321",	  "+54321", "54320",
					     "0xd431",	  "54321 ", "x,54320",
					     "54321000",  "",	    "18446744073709605937",
					     "4295021617"};
	static const char *const somebody[] = {"54321",	  "1,54321", "54321,x",
					       "x,54321", ",54321,", "054321"};
	int fd;

	(void)state;
	assert_true(file_trusted(geteuid()));
	assert_true(file_trusted(0));
	assert_false(file_trusted(STRANGER));
	for (unsigned int i = 0; i < sizeof(nobody) / sizeof(nobody[0]); i++) {
		setenv("WARPAGE_TRUST_UID", nobody[i], 1);
		setenv("SUDO_UID", nobody[i], 1);
		assert_false(file_trusted(STRANGER));
		assert_true(file_trusted(geteuid()));
	}
	unsetenv("SUDO_UID");
	for (unsigned int i = 0; i < sizeof(somebody) / sizeof(somebody[0]); i++) {
		setenv("WARPAGE_TRUST_UID", somebody[i], 1);
		assert_true(file_trusted(STRANGER));
		assert_false(file_trusted(STRANGER + 1));
	}
	unsetenv("WARPAGE_TRUST_UID");
	/* he who called sudo is trusted by root alone */
	setenv("SUDO_UID", "54321", 1);
	assert_int_equal(file_trusted(STRANGER), !geteuid());
	if (geteuid())
		return;
	assert_int_equal(mkdir("his", 0777), 0);
	give_away("his");
	assert_int_equal(folder_open("his", &fd), 0);
	close(fd);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(folders_are_made),		CASE(what_takes_no_file_is_told),
		CASE(a_folder_that_is_swapped), CASE(folders_of_others_are_refused),
		CASE(whom_the_variables_name),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
