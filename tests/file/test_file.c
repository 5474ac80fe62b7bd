/*
 * Files and folders: whole or as they were, whatever stands at the name (links, pipes, folders, files of
 * somebody else), on a disk that fills up, and under names that are taken.
 */
#define _GNU_SOURCE
#include "lib/file_bench.h"

static void what_is_ours_is_replaced(void **state)
{
	(void)state;
	assert_int_equal(put("new", MARK "one"), 0);
	holds("new", MARK "one");
	assert_int_equal(mode_of("new"), S_IFREG | 0644);
	assert_int_equal(put("new", MARK "two"), 0);
	holds("new", MARK "two");
	make("empty", "");
	assert_int_equal(put("empty", MARK "three"), 0);
	holds("empty", MARK "three");
	assert_int_equal(names_in("."), 2);
}

/* The mark is all of the first words: none of its beginnings will do. */
static void what_is_not_ours_stays(void **state)
{
	static const char *const foreign[] = {
		"t",	  "the mark 1", "the mark 11\n", "The mark 1\n", "\nthe mark 1\n",
		"<html>", "{"};

	(void)state;
	for (unsigned int i = 0; i < sizeof(foreign) / sizeof(foreign[0]); i++) {
		make("file", foreign[i]);
		assert_int_equal(put("file", MARK "one"), FILE_FOREIGN);
		assert_int_equal(output_check("file", MARK, false), FILE_FOREIGN);
		holds("file", foreign[i]);
	}
	assert_int_equal(names_in("."), 1);
	assert_int_equal(output_check("file", MARK, true), 0);
	holds("file", "{");
	assert_int_equal(force("file", MARK "one"), 0);
	holds("file", MARK "one");
	assert_int_equal(output_check("file", MARK, false), 0);
	assert_int_equal(names_in("."), 1);
}

/* Bytes without a mark: the same, or none. */
static void bytes_without_a_mark(void **state)
{
	(void)state;
	assert_int_equal(file_put("file", NULL, "a\0b", 3, false), 0);
	assert_int_equal(file_put("file", NULL, "a\0b", 3, false), 0);
	assert_int_equal(file_put("file", NULL, "a\0c", 3, false), FILE_FOREIGN);
	assert_int_equal(file_put("file", NULL, "a\0", 2, false), FILE_FOREIGN);
	assert_int_equal(file_put("file", NULL, "a\0bc", 4, false), FILE_FOREIGN);
	assert_int_equal(file_put("file", NULL, "", 0, false), FILE_FOREIGN);
	assert_int_equal(file_put("file", NULL, "a\0c", 3, true), 0);
	holds("file", "a");
	assert_int_equal(names_in("."), 1);
}

static void mode_stays(void **state)
{
	(void)state;
	make("file", MARK);
	assert_int_equal(chmod("file", 0600), 0);
	assert_int_equal(put("file", MARK "one"), 0);
	assert_int_equal(mode_of("file"), S_IFREG | 0600);
	/* but none that would lend its owner's rights to what is in it now */
	assert_int_equal(chmod("file", 04755), 0);
	assert_int_equal(put("file", MARK "two"), 0);
	assert_int_equal(mode_of("file"), S_IFREG | 0755);
}

static void owner_stays(void **state)
{
	struct stat status;

	(void)state;
	only_root();
	make("file", MARK);
	assert_int_equal(chown("file", STRANGER, STRANGER + 1), 0);
	assert_int_equal(put("file", MARK "one"), FILE_STRANGER);
	assert_int_equal(force("file", MARK "one"), FILE_STRANGER);
	setenv("WARPAGE_TRUST_UID", "54321", 1);
	assert_int_equal(put("file", MARK "one"), 0);
	holds("file", MARK "one");
	assert_int_equal(lstat("file", &status), 0);
	assert_int_equal(status.st_uid, STRANGER);
	assert_int_equal(status.st_gid, STRANGER + 1);
}

/* Links are not followed, whether they lead to something or not, by force neither. */
static void links_are_refused(void **state)
{
	char path[256];

	(void)state;
	make("victim", "");
	assert_int_equal(symlink("victim", "link"), 0);
	assert_int_equal(symlink("nothing", "dangling"), 0);
	assert_int_equal(symlink("/dev/null", "device"), 0);
	assert_int_equal(put("link", MARK), FILE_LINK);
	assert_int_equal(force("link", MARK), FILE_LINK);
	assert_int_equal(put("dangling", MARK), FILE_LINK);
	assert_int_equal(force("dangling", MARK), FILE_LINK);
	assert_int_equal(put("device", MARK), FILE_LINK);
	holds("victim", "");
	assert_int_equal(names_in("."), 4);
	/* what is added goes beside them */
	assert_int_equal(symlink("victim", "stem.txt"), 0);
	assert_int_equal(add(".", "text", path, sizeof(path)), 0);
	assert_string_equal(path, "./stem-2.txt");
	holds("victim", "");
	assert_true(S_ISLNK(mode_of("stem.txt")));
}

static void pipes_and_devices_are_written(void **state)
{
	char text[64] = "";
	struct output output;
	int status;
	pid_t child;
	FILE *in;

	(void)state;
	assert_int_equal(mkfifo("pipe", 0600), 0);
	/* a check does not open it: its reader would see an end */
	assert_int_equal(output_check("pipe", MARK, false), 0);
	child = fork();
	if (!child)
		_exit(put("pipe", MARK "one") ? 1 : 0);
	in = fopen("pipe", "r");
	assert_non_null(in);
	assert_int_equal(fread(text, 1, sizeof(text) - 1, in), strlen(MARK "one"));
	fclose(in);
	assert_string_equal(text, MARK "one");
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
	assert_true(S_ISFIFO(mode_of("pipe")));
	assert_int_equal(names_in("."), 1);
	assert_int_equal(put("/dev/null", MARK), 0);
	assert_true(S_ISCHR(mode_of("/dev/null")));
	if (!access("/dev/full", W_OK))
		assert_int_equal(put("/dev/full", MARK), ENOSPC);
	assert_int_equal(output_open(&output, "/dev/fd/987654", MARK, false), EBADF);
}

/* An open descriptor is gone on with, not begun anew. */
static void descriptors_are_gone_on_with(void **state)
{
	char path[32];
	int fd = open("file", O_RDWR | O_CREAT, 0600);

	(void)state;
	assert_true(fd >= 0);
	assert_int_equal(write(fd, "before ", 7), 7);
	snprintf(path, sizeof(path), "/dev/fd/%d", fd);
	assert_int_equal(output_check(path, MARK, false), 0);
	assert_int_equal(put(path, MARK), 0);
	assert_int_equal(write(fd, "after", 5), 5);
	holds("file", "before " MARK "after");
	close(fd);
	assert_int_equal(output_check(path, MARK, false), EBADF);
}

static void folders_are_no_files(void **state)
{
	char path[256];

	(void)state;
	assert_int_equal(mkdir("sub", 0777), 0);
	make("file", "");
	assert_int_equal(put("sub", MARK), EISDIR);
	assert_int_equal(put("sub/", MARK), EISDIR);
	assert_int_equal(put("", MARK), ENOENT);
	assert_int_equal(put("none/file", MARK), ENOENT);
	assert_int_equal(put("file/below", MARK), ENOTDIR);
	assert_int_equal(add("file", "text", path, sizeof(path)), ENOTDIR);
	assert_int_equal(add("file/below", "text", path, sizeof(path)), ENOTDIR);
	assert_int_equal(add("", "text", path, sizeof(path)), ENOENT);
	assert_int_equal(names_in("."), 2);
}

/* A name is for one file alone; the same bytes are the same file. */
static void nothing_added_is_lost(void **state)
{
	char path[256], name[32], text[32];

	(void)state;
	for (unsigned int round = 0; round < 2; round++)
		for (unsigned int n = 1; n <= 50; n++) {
			snprintf(text, sizeof(text), "text %u", n);
			snprintf(name, sizeof(name), n == 1 ? "x/stem.txt" : "x/stem-%u.txt", n);
			assert_int_equal(add("x", text, path, sizeof(path)), 0);
			assert_string_equal(path, name);
		}
	assert_int_equal(names_in("x"), 50);
	holds("x/stem-50.txt", "text 50");
	/* what begins alike is not the same */
	assert_int_equal(add("x", "text 1 and more", path, sizeof(path)), 0);
	assert_string_equal(path, "x/stem-51.txt");
	assert_int_equal(mkfifo("x/stem-52.txt", 0600), 0);
	assert_int_equal(mkdir("x/stem-53.txt", 0700), 0);
	assert_int_equal(add("x", "another", path, sizeof(path)), 0);
	assert_string_equal(path, "x/stem-54.txt");
	assert_int_equal(file_add("x", "plain", "", "", 0, NULL, path, sizeof(path)), 0);
	assert_string_equal(path, "x/plain");
	assert_int_equal(add("x", "new", path, 8), ENAMETOOLONG);
	assert_int_equal(names_in("x"), 55);
}

/* A comment behind the bytes makes a file no other; anything else does. */
static void added_with_a_note(void **state)
{
	static const char *const same[] = {"text\n", "text\n# by me\n", "text\n#\n",
					   "text\n# by\n# me\n"};
	static const char *const others[] = {"text\n# by me", "text\n# by\nme\n",
					     "text\nby me\n", "text\n\n",
					     "text",	      "",
					     "# by me\n",     "texts\n# by me\n"};
	char path[256];

	(void)state;
	assert_int_equal(file_add("x", "stem", "txt", "text\n", 5, "# by us\n", path, sizeof(path)),
			 0);
	holds("x/stem.txt", "text\n# by us\n");
	for (size_t i = 0; i < sizeof(same) / sizeof(same[0]); i++) {
		make("x/stem.txt", same[i]);
		assert_int_equal(file_add("x", "stem", "txt", "text\n", 5, "# by us\n", path,
					  sizeof(path)),
				 0);
		assert_string_equal(path, "x/stem.txt");
		holds("x/stem.txt", same[i]);
	}
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
		make("x/stem.txt", others[i]);
		assert_int_equal(file_add("x", "stem", "txt", "text\n", 5, "# by us\n", path,
					  sizeof(path)),
				 0);
		assert_string_equal(path, "x/stem-2.txt");
		holds("x/stem.txt", others[i]);
	}
	/* without a note of one's own it has to be the bytes alone */
	make("x/stem.txt", same[1]);
	assert_int_equal(add("x", "text\n", path, sizeof(path)), 0);
	assert_string_equal(path, "x/stem-3.txt");
}

/* Several at once: each file has its name, and none is lost. */
static void added_at_the_same_time(void **state)
{
	enum { WRITERS = 8, EACH = 40 };
	char path[256], text[32];
	unsigned int bad = 0;
	int status;

	(void)state;
	for (unsigned int w = 0; w < WRITERS; w++)
		if (!fork()) {
			for (unsigned int n = 0; n < EACH; n++) {
				snprintf(text, sizeof(text), "writer %u text %u", w, n);
				bad += add("x", text, path, sizeof(path)) != 0;
			}
			_exit(bad != 0);
		}
	for (unsigned int w = 0; w < WRITERS; w++) {
		assert_true(wait(&status) > 0);
		assert_int_equal(status, 0);
	}
	assert_int_equal(names_in("x"), WRITERS * EACH);
}

/* A disk that is full after some bytes: an error, what stood there, and nothing beside it. */
static void a_full_disk(void **state)
{
	static char large[20000] = MARK;
	char path[256];

	(void)state;
	memset(large + strlen(MARK), 'x', sizeof(large) - strlen(MARK) - 1);
	make("file", MARK "old");
	limit(100);
	assert_int_equal(put("file", large), EFBIG);
	assert_int_equal(put("new", large), EFBIG);
	assert_int_equal(add("x", large, path, sizeof(path)), EFBIG);
	limit(RLIM_INFINITY);
	holds("file", MARK "old");
	assert_int_equal(names_in("."), 2);
	assert_int_equal(names_in("x"), 0);
	assert_int_equal(put("file", large), 0);
}

static void an_abandoned_file_leaves_nothing(void **state)
{
	struct output output;

	(void)state;
	make("file", MARK "old");
	assert_int_equal(output_open(&output, "file", MARK, false), 0);
	fputs("something", output.stream);
	output_abandon(&output);
	assert_int_equal(output_open(&output, "new", MARK, false), 0);
	output_abandon(&output);
	holds("file", MARK "old");
	assert_int_equal(names_in("."), 1);
}

/* What somebody has put there in the meantime is looked at as well. */
static void what_came_in_between_stays(void **state)
{
	struct output output;

	(void)state;
	assert_int_equal(output_open(&output, "file", MARK, false), 0);
	fputs(MARK, output.stream);
	make("file", "precious");
	assert_int_equal(output_close(&output), FILE_FOREIGN);
	holds("file", "precious");
	assert_int_equal(output_open(&output, "link", MARK, false), 0);
	fputs(MARK, output.stream);
	assert_int_equal(symlink("file", "link"), 0);
	assert_int_equal(output_close(&output), FILE_LINK);
	holds("file", "precious");
	assert_int_equal(names_in("."), 2);
}

/* Every error has a line, and each of our own says what to do. */
static void every_error_has_a_line(void **state)
{
	(void)state;
	for (int error = FILE_OWNER; error < 0; error++) {
		assert_null(strchr(file_strerror(error), '\n'));
		assert_null(strstr(file_strerror(error), "Unknown"));
		if (error != FILE_LARGE) /* there is nothing to be done */
			assert_non_null(strchr(file_strerror(error), ';'));
	}
	assert_string_equal(file_strerror(ENOSPC), strerror(ENOSPC));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(what_is_ours_is_replaced),
		CASE(what_is_not_ours_stays),
		CASE(bytes_without_a_mark),
		CASE(mode_stays),
		CASE(owner_stays),
		CASE(links_are_refused),
		CASE(pipes_and_devices_are_written),
		CASE(descriptors_are_gone_on_with),
		CASE(folders_are_no_files),
		CASE(nothing_added_is_lost),
		CASE(added_with_a_note),
		CASE(added_at_the_same_time),
		CASE(a_full_disk),
		CASE(an_abandoned_file_leaves_nothing),
		CASE(what_came_in_between_stays),
		CASE(every_error_has_a_line),
	};

	signal(SIGXFSZ, SIG_IGN);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
