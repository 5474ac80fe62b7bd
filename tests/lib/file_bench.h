/* What the tests of files and folders share: an empty folder to work in, and what stands in it. */
#ifndef WARPAGE_TEST_FILE_BENCH_H
#define WARPAGE_TEST_FILE_BENCH_H

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
/* cmocka.h wants the first of these before it. */
#include <cmocka.h>

#include "file/output.h"

#define MARK "the mark 1\n"
#define STRANGER 54321 /* nobody here has this number */

static char *folder; /* which is the working folder of each test as well */

static inline int set_up(void **state)
{
	(void)state;
	folder = strdup("/tmp/warpage-file-XXXXXX");
	umask(022);
	unsetenv("WARPAGE_TRUST_UID");
	unsetenv("SUDO_UID");
	return mkdtemp(folder) && !chdir(folder) ? 0 : -1;
}

static inline int tear_down(void **state)
{
	char command[128];
	int status;

	(void)state;
	status = chdir("/");
	snprintf(command, sizeof(command), "rm -rf '%s'", folder);
	status |= system(command);
	free(folder);
	return status;
}

static inline void make(const char *path, const char *text)
{
	FILE *out = fopen(path, "w");

	assert_non_null(out);
	fputs(text, out);
	assert_int_equal(fclose(out), 0);
}

static inline void holds(const char *path, const char *text)
{
	char found[4096];
	FILE *in = fopen(path, "r");
	size_t length;

	assert_non_null(in);
	length = fread(found, 1, sizeof(found) - 1, in);
	fclose(in);
	found[length] = '\0';
	assert_string_equal(found, text);
}

/* How many names the folder has, hidden ones as well. */
static inline unsigned int names_in(const char *path)
{
	DIR *dir = opendir(path);
	unsigned int n = 0;

	assert_non_null(dir);
	while (readdir(dir))
		n++;
	closedir(dir);
	return n - 2;
}

static inline int put(const char *path, const char *text)
{
	return file_put(path, MARK, text, strlen(text), false);
}

static inline int force(const char *path, const char *text)
{
	return file_put(path, MARK, text, strlen(text), true);
}

static inline int add(const char *in, const char *text, char *path, size_t size)
{
	return file_add(in, "stem", "txt", text, strlen(text), NULL, path, size);
}

static inline mode_t mode_of(const char *path)
{
	struct stat status;

	assert_int_equal(lstat(path, &status), 0);
	return status.st_mode;
}

static inline void limit(rlim_t bytes)
{
	struct rlimit now;

	assert_int_equal(getrlimit(RLIMIT_FSIZE, &now), 0);
	now.rlim_cur = bytes;
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &now), 0);
}

static inline void only_root(void)
{
	if (!geteuid())
		return;
	print_message("skipped: only root can make a file that belongs to somebody else\n");
	skip();
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

#endif
