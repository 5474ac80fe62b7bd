/* Looks at a page as a browser would, and aborts if something is wrong with it. */
#ifndef WARPAGE_FUZZ_PAGE_CHECK_H
#define WARPAGE_FUZZ_PAGE_CHECK_H

#include <stdbool.h>
#include <stddef.h>

/*
 * The page is well-formed XML with elements and attributes that report pages have, is no larger than
 * that of a log of log_size bytes may be, and has no inf and no nan in a coordinate; nor anywhere else,
 * if numbers_only (else the log may have the word).
 */
void page_check(const char *page, size_t length, size_t log_size, bool numbers_only);

#endif
