/*
 * A test program's argument: the tests of it to run ('*every_pair'), or with a dash before it those to
 * leave out. So a slow test is one of ctest's own, beside others and under no sanitizer.
 */
#ifndef WARPAGE_TEST_ONLY_H
#define WARPAGE_TEST_ONLY_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
/* cmocka.h wants those before it. */
#include <cmocka.h>

static inline void only(int argc, char **argv)
{
	if (argc < 2)
		return;
	if (argv[1][0] == '-')
		cmocka_set_skip_filter(argv[1] + 1);
	else
		cmocka_set_test_filter(argv[1]);
}

#endif
