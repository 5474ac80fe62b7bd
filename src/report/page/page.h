/* The report: one page of HTML that needs nothing else. */
#ifndef REPORT_PAGE_H
#define REPORT_PAGE_H

#include "report/history/history.h"

#define PAGE_MARK "<!DOCTYPE html><!-- warpage report -->\n" /* its first line */

/*
 * Write what the history holds (after history_finish()) to out as one self-contained page, which is
 * also well-formed XML. false: out of memory; what was written is of no use then. Errors of out are
 * for the caller to check.
 */
bool page_write(FILE *out, const struct history *history);

#endif
