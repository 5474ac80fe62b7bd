/*
 * Logs for the tests of the report: lines of each event, and a log in a file of its own, which is read.
 */
#ifndef WARPAGE_TEST_SOME_LOG_H
#define WARPAGE_TEST_SOME_LOG_H

#include <limits.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
/* cmocka.h wants the first of these before it. */
#include <cmocka.h>

#include "report/page/page.h"

/* A log in a file of its own, read into history; what it says about it. */
static inline const char *read_log(struct history *history, const char *text)
{
	static char why[256], path[PATH_MAX];
	FILE *out;
	int fd;

	strcpy(path, "/tmp/test_report.XXXXXX");
	fd = mkstemp(path);
	assert_true(fd >= 0);
	out = fdopen(fd, "w");
	fputs(text, out);
	fclose(out);
	if (history_read(history, path, why, sizeof(why)))
		why[0] = '\0';
	unlink(path);
	return why;
}

#define START(run)                                                                                 \
	"{\"event\":\"start\",\"unix\":1000,\"run\":\"" run "\",\"version\":1,"                    \
	"\"machine\":{\"host\":\"box\",\"cpu\":\"c\"}}\n"
#define PAIR "\"format\":\"f\",\"host\":\"h\",\"guest\":\"g\",\"placement\":\"core\""
#define BEAT(run, unix, reads, torn)                                                               \
	"{\"event\":\"heartbeat\",\"unix\":" unix ",\"run\":\"" run "\"," PAIR                     \
	",\"interval\":60,\"counts\":{\"reads\":" reads ",\"violations\":{\"torn\":" torn "}}}\n"
#define TORN(run, unix)                                                                            \
	"{\"event\":\"violation\",\"unix\":" unix ",\"run\":\"" run "\"," PAIR                     \
	",\"kind\":\"torn\"}\n"

#endif
