/*
 * What a log holds besides what the page shows takes no memory, and many machines take no more time
 * each than few. Sizes are compared with sizes, so that a slow or a busy machine makes no difference.
 */
#define _GNU_SOURCE
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>
/* cmocka.h wants the first of these before it. */
#include <cmocka.h>

#include "report/page/page.h"

#define MEGABYTE ((size_t)1 << 20)
#define SLACK 4096 /* kB that a heap may vary by */

/* Writes one line about event number i. */
typedef void write_line(FILE *out, unsigned int i);

#define HEAD(event) "{\"event\":\"" event "\",\"unix\":%u,\"run\":\"a\","

static void put_many(FILE *out, char c, unsigned int n)
{
	while (n--)
		putc_unlocked(c, out);
}

static void write_beat(FILE *out, unsigned int i)
{
	fprintf(out, HEAD("heartbeat") "\"interval\":60,\"counts\":{\"reads\":7}}\n", 100000 + i);
}

static void write_foreign_text(FILE *out, unsigned int i)
{
	fprintf(out, HEAD("heartbeat") "\"interval\":60,\"counts\":{\"reads\":7},\"x\":\"",
		100000 + i);
	put_many(out, 'x', 100000);
	fputs("\"}\n", out);
}

static void write_foreign_array(FILE *out, unsigned int i)
{
	fprintf(out, HEAD("violation") "\"kind\":\"torn\",\"updates\":[1", 100000 + i);
	for (unsigned int n = 0; n < 20000; n++)
		fputs(",1", out);
	fputs("]}\n", out);
}

static void write_unknown(FILE *out, unsigned int i)
{
	fprintf(out, "{\"event\":\"news-%u\",\"unix\":%u,\"run\":\"%u\"}\n", i, 100000 + i, i);
}

static void write_notice(FILE *out, unsigned int i)
{
	fprintf(out, HEAD("notice") "\"what\":\"w\",\"text\":\"", 100000 + i);
	put_many(out, 'n', 5000);
	fputs("\"}\n", out);
}

static void write_explained(FILE *out, unsigned int i)
{
	fprintf(out, HEAD("explained") "\"kind\":\"torn\",\"text\":\"", 100000 + i);
	put_many(out, 'n', 5000);
	fputs("\"}\n", out);
}

static void write_end(FILE *out, unsigned int i)
{
	fprintf(out, HEAD("end") "\"verdict\":\"", 100000 + i);
	put_many(out, 'n', 5000);
	fputs("\"}\n", out);
}

static void write_start(FILE *out, unsigned int i)
{
	fprintf(out, "{\"event\":\"start\",\"unix\":%u,\"run\":\"%u\",\"parameters\":{\"x\":\"",
		100000 + i, i);
	put_many(out, 'n', 20000);
	fputs("\"}}\n", out);
}

static void write_long(FILE *out, unsigned int i)
{
	fprintf(out, HEAD("notice") "\"text\":\"", 100000 + i);
	put_many(out, 'n', 3 * HISTORY_LINE);
	fputs("\"}\n", out);
}

static void write_machine(FILE *out, unsigned int i)
{
	fprintf(out,
		"{\"event\":\"start\",\"unix\":1000,\"run\":\"%u\",\"machine\":{\"host\":\"%u\"}}\n"
		"{\"event\":\"violation\",\"unix\":1030,\"run\":\"%u\",\"kind\":\"torn\","
		"\"guest\":\"%u\"}\n"
		"{\"event\":\"explained\",\"unix\":1040,\"run\":\"%u\",\"kind\":\"torn\","
		"\"guest\":\"%u\"}\n"
		"{\"event\":\"heartbeat\",\"unix\":1060,\"run\":\"%u\",\"interval\":60,"
		"\"guest\":\"%u\",\"counts\":{\"reads\":7}}\n"
		"{\"event\":\"end\",\"unix\":1061,\"run\":\"%u\",\"counts\":{\"reads\":7}}\n",
		i, i, i, i, i, i, i, i, i);
}

/* The page of a log, in a process of its own; its length is written to fd. */
static void report(FILE *log, int fd)
{
	struct history history = {0};
	char why[200], *page = NULL;
	size_t size = 0;
	FILE *out;

	rewind(log);
	if (!history_read_stream(&history, log, "log", why, sizeof(why)) ||
	    !history_finish(&history))
		_exit(2);
	out = open_memstream(&page, &size);
	if (!out || !page_write(out, &history) || fclose(out))
		_exit(3);
	if (write(fd, &size, sizeof(size)) != sizeof(size))
		_exit(4);
	_exit(0);
}

static size_t measure(FILE *log, struct rusage *usage)
{
	size_t size = 0;
	int pipes[2], status;
	pid_t child;

	assert_int_equal(pipe(pipes), 0);
	fflush(log);
	child = fork();
	assert_true(child >= 0);
	if (!child)
		report(log, pipes[1]);
	assert_int_equal(wait4(child, &status, 0, usage), child);
	assert_int_equal(status, 0);
	assert_int_equal(read(pipes[0], &size, sizeof(size)), sizeof(size));
	close(pipes[0]);
	close(pipes[1]);
	return size;
}

/* kB that the page of so many bytes of lines takes. */
static long memory_of(write_line *write, size_t bytes)
{
	FILE *log = tmpfile();
	struct rusage usage;

	assert_non_null(log);
	write_beat(log, 0);
	for (unsigned int i = 1; (size_t)ftell(log) < bytes; i++)
		write(log, i);
	measure(log, &usage);
	fclose(log);
	return usage.ru_maxrss;
}

static void what_is_not_shown_takes_no_memory(void **state)
{
	static const struct {
		const char *name;
		write_line *write;
	} kinds[] = {
		{"long foreign members", write_foreign_text},
		{"foreign arrays", write_foreign_array},
		{"unknown events", write_unknown},
		{"long notices", write_notice},
		{"long explanations", write_explained},
		{"long verdicts", write_end},
		{"long parameters", write_start},
		{"long lines", write_long},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(kinds); i++) {
		long few = memory_of(kinds[i].write, 3 * MEGABYTE);
		long many = memory_of(kinds[i].write, 12 * MEGABYTE);

		if (many > few + SLACK)
			fail_msg("%s: %ld kB of 3 MB, %ld kB of 12 MB", kinds[i].name, few, many);
	}
}

/* The heartbeats themselves take less than the log does. The test can see what is kept. */
static void what_is_shown_takes_less_than_the_log(void **state)
{
	long few, many;

	(void)state;
	few = memory_of(write_beat, 3 * MEGABYTE);
	many = memory_of(write_beat, 12 * MEGABYTE);
	assert_in_range(many - few, SLACK, 12 * 1024);
}

static double seconds_of(unsigned int machines, size_t *size)
{
	FILE *log = tmpfile();
	double least = 1e9;
	struct rusage usage;

	assert_non_null(log);
	for (unsigned int i = 0; i < machines; i++)
		write_machine(log, i);
	for (int try = 0; try < 3; try++) {
		double seconds;

		*size = measure(log, &usage);
		seconds = (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
			  (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
		least = seconds < least ? seconds : least;
	}
	fclose(log);
	return least;
}

/* Eight times the machines take about eight times as long, not 64 times. */
static void many_machines_take_no_longer_each(void **state)
{
	size_t small, large;
	double few = seconds_of(2000, &small), many = seconds_of(16000, &large);

	(void)state;
	if (many > 24 * few)
		fail_msg("2,000 machines in %.3f s, 16,000 in %.3f s", few, many);
	assert_in_range(large, 10000, 1 << 20);
	assert_in_range(large, small / 2, 2 * small);
}

static void too_many_machines_are_refused(void **state)
{
	struct history history = {0};
	FILE *log = tmpfile();
	char why[200];

	(void)state;
	assert_non_null(log);
	for (unsigned int i = 0; i <= HISTORY_MAX; i++)
		write_machine(log, i);
	rewind(log);
	assert_false(history_read_stream(&history, log, "log", why, sizeof(why)));
	assert_string_equal(why, "log: more than 100,000 machines, runs or pairs; report fewer "
				 "logs at a time");
	fclose(log);
	history_free(&history);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_not_shown_takes_no_memory),
		cmocka_unit_test(what_is_shown_takes_less_than_the_log),
		cmocka_unit_test(many_machines_take_no_longer_each),
		cmocka_unit_test(too_many_machines_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
