/*
 * The log writer: whole lines or none, on a disk that fills up and empties again, after a crash,
 * and on what is no file at all.
 */
#define _GNU_SOURCE
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

#include "outcome/journal.h"

#define TEXT_MAX 65536
#define START                                                                                      \
	"{\"event\":\"start\",\"time\":\"2026-11-22T17:00:00Z\",\"unix\":1795366800.5,\"run\":"    \
	"\"r0\""

struct bench {
	char folder[64], log[96];
	char why[256];
	char text[TEXT_MAX];
	char said[TEXT_MAX]; /* on stderr, so far */
	int saved_stderr, errors;
};

static int set_up(void **state)
{
	struct bench *bench = calloc(1, sizeof(*bench));
	int ends[2];

	strcpy(bench->folder, "/tmp/test_journal.XXXXXX");
	assert_non_null(mkdtemp(bench->folder));
	snprintf(bench->log, sizeof(bench->log), "%s/log", bench->folder);
	fflush(stderr);
	bench->saved_stderr = dup(STDERR_FILENO);
	/* a pipe: limits on a file's size do not touch it */
	assert_int_equal(pipe2(ends, O_NONBLOCK), 0);
	dup2(ends[1], STDERR_FILENO);
	close(ends[1]);
	bench->errors = ends[0];
	*state = bench;
	return 0;
}

static int tear_down(void **state)
{
	struct bench *bench = *state;

	fflush(stderr);
	dup2(bench->saved_stderr, STDERR_FILENO);
	close(bench->saved_stderr);
	close(bench->errors);
	unlink(bench->log);
	rmdir(bench->folder);
	free(bench);
	return 0;
}

static void limit(rlim_t bytes)
{
	struct rlimit now;

	assert_int_equal(getrlimit(RLIMIT_FSIZE, &now), 0);
	now.rlim_cur = bytes;
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &now), 0);
}

static const char *slurp(struct bench *bench, const char *path)
{
	FILE *in = fopen(path, "r");
	size_t n;

	assert_non_null(in);
	n = fread(bench->text, 1, TEXT_MAX - 1, in);
	fclose(in);
	bench->text[n] = '\0';
	return bench->text;
}

static unsigned int lines(struct bench *bench, const char *path)
{
	unsigned int n = 0;

	for (const char *c = slurp(bench, path); *c; c++)
		n += *c == '\n';
	return n;
}

/* How many lines stderr has got. */
static unsigned int complaints(struct bench *bench)
{
	size_t length = strlen(bench->said);
	unsigned int count = 0;
	ssize_t n;

	fflush(stderr);
	n = read(bench->errors, bench->said + length, TEXT_MAX - 1 - length);
	bench->said[length + (n > 0 ? (size_t)n : 0)] = '\0';
	for (const char *c = bench->said; *c; c++)
		count += *c == '\n';
	return count;
}

static off_t file_size(const char *path)
{
	struct stat stat_;

	assert_int_equal(stat(path, &stat_), 0);
	return stat_.st_size;
}

static struct journal *opened(struct bench *bench)
{
	struct journal *journal = journal_open(bench->log, false, bench->why, sizeof(bench->why));

	assert_non_null(journal);
	return journal;
}

static json_t *event(int n)
{
	return json_pack("{s:s, s:f, s:s, s:s, s:i}", "time", "2026-11-22T18:00:00Z", "unix",
			 1795370400.25, "run", "r1", "event", "heartbeat", "n", n);
}

static void spoil(const char *path, const char *text)
{
	FILE *out = fopen(path, "a");

	fputs(text, out);
	fclose(out);
}

static void runs_are_appended(void **state)
{
	struct bench *bench = *state;

	for (int run = 0; run < 2; run++) {
		struct journal *journal = opened(bench);

		for (int n = 0; n < 3; n++)
			assert_true(journal_write(journal, event(10 * run + n)));
		assert_true(journal_sync(journal));
		assert_int_equal(journal_close(journal), 0);
	}
	assert_int_equal(lines(bench, bench->log), 6);
	assert_non_null(strstr(bench->text, "\"n\":0}\n{"));
	assert_non_null(strstr(bench->text, "\"n\":12}\n"));
	assert_int_equal(complaints(bench), 0);
}

/* What was written is there although the process never got to close, flush or exit. */
static void a_killed_run_keeps_its_lines(void **state)
{
	struct bench *bench = *state;
	pid_t child = fork();
	int status;

	if (!child) {
		struct journal *journal = opened(bench);

		journal_write(journal, event(1));
		journal_write(journal, event(2));
		raise(SIGKILL);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFSIGNALED(status));
	assert_int_equal(lines(bench, bench->log), 2);
}

static void a_half_last_line_is_closed(void **state)
{
	struct bench *bench = *state;
	struct journal *journal;

	spoil(bench->log, START "}\n{\"event\":\"heart");
	journal = opened(bench);
	assert_true(journal_write(journal, event(1)));
	assert_true(journal_write(journal, event(2)));
	journal_close(journal);
	assert_int_equal(lines(bench, bench->log), 4);
	assert_non_null(strstr(bench->text, "\"heart\n{\"time\""));
	assert_null(strstr(bench->text, "\n\n"));
}

/* The limit on a file's size stands for the disk: full in the middle of a line, then empty. */
static void a_full_disk_costs_whole_lines(void **state)
{
	struct bench *bench = *state;
	struct journal *journal = opened(bench);
	off_t whole;

	assert_true(journal_write(journal, event(1)));
	whole = file_size(bench->log);
	limit((rlim_t)whole + 20);
	for (int n = 2; n < 5; n++) {
		assert_false(journal_write(journal, event(n)));
		assert_int_equal(file_size(bench->log), whole);
	}
	assert_int_equal(complaints(bench), 1);
	assert_non_null(strstr(bench->said, "File too large"));

	limit(RLIM_INFINITY);
	assert_true(journal_write(journal, event(5)));
	assert_true(journal_write(journal, event(6)));
	assert_int_equal(lines(bench, bench->log), 4);
	assert_non_null(strstr(bench->text, "\"run\":\"r1\",\"event\":\"notice\",\"what\":\"log\","
					    "\"text\":\"3 lines of the log could not be written\""
					    "}\n{"));
	assert_null(strstr(bench->text, "\"n\":2"));
	assert_non_null(strstr(bench->text, "\"n\":5"));

	/* the next streak speaks for itself, and is told by close if it lasts */
	limit((rlim_t)file_size(bench->log) + 20);
	assert_false(journal_write(journal, event(7)));
	assert_false(journal_write(journal, event(8)));
	assert_int_equal(complaints(bench), 2);
	assert_int_equal(journal_close(journal), 2);
	limit(RLIM_INFINITY);
	assert_int_equal(lines(bench, bench->log), 4);
}

/* Room for the notice alone is no room: line and notice go together. */
static void a_notice_waits_for_its_line(void **state)
{
	struct bench *bench = *state;
	struct journal *journal = opened(bench);

	limit(1);
	assert_false(journal_write(journal, event(1)));
	limit(150);
	assert_false(journal_write(journal, event(2)));
	assert_int_equal(file_size(bench->log), 0);
	limit(RLIM_INFINITY);
	assert_true(journal_write(journal, event(3)));
	journal_close(journal);
	assert_int_equal(lines(bench, bench->log), 2);
	assert_non_null(strstr(bench->text, "2 lines"));
}

/* When the disk fills up while a half line waits to be closed, it still waits. */
static void a_half_line_outlasts_a_full_disk(void **state)
{
	struct bench *bench = *state;
	struct journal *journal;

	spoil(bench->log, START);
	journal = opened(bench);
	limit(sizeof(START) + 5);
	assert_false(journal_write(journal, event(1)));
	assert_int_equal(file_size(bench->log), sizeof(START) - 1);
	limit(RLIM_INFINITY);
	assert_true(journal_write(journal, event(2)));
	journal_close(journal);
	assert_int_equal(lines(bench, bench->log), 3);
	assert_non_null(strstr(bench->text, "\"r0\"\n{\"time\""));
}

static void what_cannot_be_encoded_is_lost(void **state)
{
	struct bench *bench = *state;
	struct journal *journal = opened(bench);

	assert_false(journal_write(journal, NULL));
	assert_true(journal_write(journal, event(1)));
	assert_int_equal(journal_close(journal), 0);
	assert_int_equal(lines(bench, bench->log), 2);
	assert_non_null(strstr(bench->text, "1 line of"));
}

static void a_device_can_be_full(void **state)
{
	struct bench *bench = *state;
	struct journal *journal;

	if (access("/dev/full", W_OK))
		skip();
	journal = journal_open("/dev/full", false, bench->why, sizeof(bench->why));
	assert_non_null(journal);
	assert_false(journal_write(journal, event(1)));
	assert_false(journal_write(journal, event(2)));
	assert_true(journal_sync(journal));
	assert_int_equal(journal_close(journal), 2);
	assert_int_equal(complaints(bench), 1);
	assert_non_null(strstr(bench->said, "No space left"));
}

static void refused(struct bench *bench, const char *path, const char *because)
{
	bench->why[0] = '\0';
	assert_null(journal_open(path, false, bench->why, sizeof(bench->why)));
	assert_ptr_equal(strstr(bench->why, path), bench->why);
	assert_non_null(strstr(bench->why, because));
	assert_null(strchr(bench->why, '\n'));
}

/* Neither a pipe nor what a link leads to, or would lead to, is written. */
static void make_fifo_and_links(struct bench *bench)
{
	char path[128];

	snprintf(path, sizeof(path), "%s/pipe", bench->folder);
	assert_int_equal(mkfifo(path, 0600), 0);
	refused(bench, path, "neither a file nor a device");
	unlink(path);
	snprintf(path, sizeof(path), "%s/link", bench->folder);
	assert_int_equal(symlink(bench->log, path), 0);
	refused(bench, path, "symbolic link");
	assert_int_equal(access(bench->log, F_OK), -1);
	spoil(bench->log, START "}\n");
	refused(bench, path, "symbolic link");
	assert_string_equal(slurp(bench, bench->log), START "}\n");
	unlink(path);
	unlink(bench->log);
}

static void what_is_no_log_is_refused(void **state)
{
	static const char *const foreign[] = {
		"Dear diary\n",
		"{",
		"{\n",
		"{}\n",
		"{\"event\":\"start\"",
		"{\"event\":\"start\",\"time\":",
		"{\n  \"name\": \"a-package\",\n  \"version\": \"1.0.0\"\n}\n",
		"{\"name\":\"a-package\",\"version\":\"1.0.0\"}\n",
		"{\"event\":\"click\",\"time\":1795366800,\"run\":\"r0\",\"unix\":1}\n",
		"{\"event\":\"click\",\"time\":\"2026-11-22T17:00:00Z\",\"run\":\"r0\",\"unix\":1}"
		"\n",
		"{\"event\":\"start\",\"time\":\"noon\",\"run\":\"r0\",\"unix\":1}\n",
		START ",}\n",
		"[" START "}]\n",
		"\n" START "}\n",
	};
	struct bench *bench = *state;
	char path[128];

	refused(bench, bench->folder, "Is a directory");
	snprintf(path, sizeof(path), "%s/none/log", bench->folder);
	refused(bench, path, "No such file");
	make_fifo_and_links(bench);
	for (unsigned int i = 0; i < sizeof(foreign) / sizeof(foreign[0]); i++) {
		spoil(bench->log, foreign[i]);
		refused(bench, bench->log, "something else than a log");
		assert_string_equal(slurp(bench, bench->log), foreign[i]);
		unlink(bench->log);
	}
}

/* By force a log is appended to whatever it is, and the next run knows it no better. */
static void by_force(void **state)
{
	struct bench *bench = *state;
	struct journal *journal;

	spoil(bench->log, "Dear diary");
	journal = journal_open(bench->log, true, bench->why, sizeof(bench->why));
	assert_non_null(journal);
	assert_true(journal_write(journal, event(1)));
	assert_int_equal(journal_close(journal), 0);
	assert_int_equal(lines(bench, bench->log), 2);
	assert_ptr_equal(strstr(bench->text, "Dear diary\n{"), bench->text);
	refused(bench, bench->log, "something else than a log");
}

/* A log of any of our lines is one, in whatever order its members stand, and a first one cut short. */
static void what_is_a_log(void **state)
{
	static const char *const logs[] = {
		START "}\n",
		START,
		START ",\"parameters\":{\"re",
		("{\"run\":\"r\",\"unix\":1,\"time\":\"2026-11-22T17:00:00Z\",\"event\":\"notice\"}"
		 "\n"),
	};
	struct bench *bench = *state;

	for (unsigned int i = 0; i < sizeof(logs) / sizeof(logs[0]); i++) {
		struct journal *journal;

		spoil(bench->log, logs[i]);
		journal = opened(bench);
		assert_true(journal_write(journal, event(1)));
		assert_int_equal(journal_close(journal), 0);
		assert_int_equal(strncmp(slurp(bench, bench->log), logs[i], strlen(logs[i])), 0);
		unlink(bench->log);
	}
}

static void one_run_at_a_time(void **state)
{
	struct bench *bench = *state;
	struct journal *journal = opened(bench);

	refused(bench, bench->log, "another run writes this log");
	journal_close(journal);
	journal_close(opened(bench));
}

/* A log of somebody else's, and one in a folder of his. */
static void logs_of_others_are_refused(void **state)
{
	struct bench *bench = *state;

	assert_int_equal(journal_close(NULL), 0);
	if (geteuid()) {
		print_message("skipped: only root can make a file that belongs to somebody else\n");
		skip();
	}
	spoil(bench->log, START "}\n");
	assert_int_equal(chown(bench->log, 54321, 54321), 0);
	refused(bench, bench->log, "belongs to somebody else");
	assert_string_equal(slurp(bench, bench->log), START "}\n");
	assert_int_equal(chown(bench->log, 0, 0), 0);
	journal_close(opened(bench));
	assert_int_equal(chown(bench->folder, 54321, 54321), 0);
	refused(bench, bench->log, "belongs to somebody else");
	unlink(bench->log);
	refused(bench, bench->log, "belongs to somebody else");
	assert_int_equal(access(bench->log, F_OK), -1);
	setenv("WARPAGE_TRUST_UID", "54321", 1);
	journal_close(opened(bench));
	unsetenv("WARPAGE_TRUST_UID");
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(runs_are_appended),
		CASE(a_killed_run_keeps_its_lines),
		CASE(a_half_last_line_is_closed),
		CASE(a_full_disk_costs_whole_lines),
		CASE(a_notice_waits_for_its_line),
		CASE(a_half_line_outlasts_a_full_disk),
		CASE(what_cannot_be_encoded_is_lost),
		CASE(a_device_can_be_full),
		CASE(what_is_no_log_is_refused),
		CASE(one_run_at_a_time),
		CASE(by_force),
		CASE(what_is_a_log),
		CASE(logs_of_others_are_refused),
	};

	/* as main() of warpage: a limit on a file's size is an error like a full disk */
	signal(SIGXFSZ, SIG_IGN);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
