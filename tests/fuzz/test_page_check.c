/* What fuzz_log calls wrong with a page, one of each; and the same page right. */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
/* cmocka.h wants the first of these before it. */
#include <cmocka.h>

#include "fuzz/text/page_check.h"

/* Is the page passed? */
static bool passes(const char *page, size_t length, bool numbers_only)
{
	int status;
	pid_t child = fork();

	assert_true(child >= 0);
	if (!child) {
		if (!freopen("/dev/null", "w", stderr))
			_exit(1);
		page_check(page, length, 0, numbers_only);
		_exit(0);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status) ? !WEXITSTATUS(status) : WTERMSIG(status) == SIGABRT);
	return WIFEXITED(status);
}

static void right_pages_pass(void **state)
{
	static const char *const pages[] = {
		"<!DOCTYPE html><!-- warpage report -->\n<html lang=\"en\"></html>\n",
		"<html lang=\"en\"><body><p>info &#60;nano</p></body></html>\n",
		"<svg viewBox=\"0 0 5 5\"><path class=\"s\" d=\"M0.5 -3h2V4zl4 -8m6 0\"/></svg>",
		"<script>if(a<b&&c>d){x='inf'}</script>",
		"<g data-y=\"12 1e+15 3 -2.5\" data-axis=\"1.0 2.0 3.000 4.000;5 6 7 8\"></g>",
		"<path data-name=\"nan\" d=\"\"/>",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(pages) / sizeof(*pages); i++)
		if (!passes(pages[i], strlen(pages[i]), true))
			fail_msg("refused: %s", pages[i]);
	assert_true(passes("<p>nan</p>", 10, false)); /* a log that has the word */
}

static void wrong_pages_do_not(void **state)
{
	static const char *const pages[] = {
		"<p>inf</p>",
		"<!-- warpage report --><p></p>",
		"<!DOCTYPE html><!-- another -->",
		"<p>-nan s</p>",
		"<p title=\"nan\"></p>",
		"<path d=\"Mnan 0\"/>",
		"<path d=\"M0 inf\"/>",
		"<text x=\"-inf\"></text>",
		"<g data-y=\"1 nan 2 3\"></g>",
		"<p>",
		"<p></b>",
		"</p>",
		"<p><b></p></b>",
		"<img/>",
		"<p onclick=\"x\"></p>",
		"<p title=\"a<b\"></p>",
		"<p>a > b</p>",
		"<p>a & b</p>",
		"<p>&#60</p>",
		"<p>\x1b</p>",
		"<p title=x></p>",
		"<script>",
		"<p/",
		"<",
	};
	static char large[1 << 18];

	(void)state;
	for (size_t i = 0; i < sizeof(pages) / sizeof(*pages); i++)
		if (passes(pages[i], strlen(pages[i]), true))
			fail_msg("passed: %s", pages[i]);
	assert_false(passes("<p></p>\0<p></p>", 15, true));
	memset(large, ' ', sizeof(large) - 1);
	assert_false(passes(large, strlen(large), true));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(right_pages_pass),
		cmocka_unit_test(wrong_pages_do_not),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
