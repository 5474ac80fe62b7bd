/* Brute force and the machine are two programs, as both define what protocols call; they are to print the same. */
#ifndef WARPAGE_TEST_TWO_PROGRAMS_H
#define WARPAGE_TEST_TWO_PROGRAMS_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
/* cmocka.h wants most of them before it. */
#include <cmocka.h>

#define ARRAY_SIZE(array) (sizeof(array) / sizeof(*(array)))

/* What a program prints, which the caller frees, and its status. */
static inline int program_run(const char *program, const char *arguments, char **text)
{
	char command[1024];
	size_t size, n;
	char buffer[4096];
	FILE *in, *out;

	snprintf(command, sizeof(command), "%s %s 2>/dev/null", program, arguments);
	out = open_memstream(text, &size);
	in = popen(command, "r");
	assert_non_null(in);
	assert_non_null(out);
	while ((n = fread(buffer, 1, sizeof(buffer), in)))
		fwrite(buffer, 1, n, out);
	fclose(out);
	return WEXITSTATUS(pclose(in));
}

static inline unsigned int lines_of(const char *text)
{
	unsigned int n = 0;

	for (; *text; text++)
		n += *text == '\n';
	return n;
}

/* The first line in which the two texts differ. */
static inline void show_difference(const char *arguments, const char *brute, const char *machine)
{
	size_t line = 0;

	for (size_t i = 0; brute[i] && brute[i] == machine[i]; i++)
		if (brute[i] == '\n')
			line = i + 1;
	print_message("%s\n  brute force: %.*s\n  machine:     %.*s\n", arguments,
		      (int)strcspn(brute + line, "\n"), brute + line,
		      (int)strcspn(machine + line, "\n"), machine + line);
}

/* The same of one that must succeed. */
static inline char *program_output(const char *program, const char *arguments)
{
	char *text;

	if (program_run(program, arguments, &text))
		fail_msg("%s %s does not succeed", program, arguments);
	return text;
}

/*
 * Do both print the same, the machine with a mutation, or ""? If not, and without one, it is shown where. *lines is how
 * much brute force prints, and may be NULL.
 */
static inline bool programs_agree(const char *brute_force, const char *machine,
				  const char *arguments, const char *mutation, unsigned int *lines)
{
	char with[256], *expected = program_output(brute_force, arguments), *got;
	bool same;

	snprintf(with, sizeof(with), "%s %s", arguments, mutation);
	got = program_output(machine, with);
	same = !strcmp(expected, got);
	if (!same && !*mutation)
		show_difference(arguments, expected, got);
	if (lines)
		*lines = lines_of(expected);
	free(expected);
	free(got);
	return same;
}

#endif
