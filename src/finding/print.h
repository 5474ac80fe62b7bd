/* What the files that print a finding in columns share. */
#ifndef WARPAGE_FINDING_PRINT_H
#define WARPAGE_FINDING_PRINT_H

#include "finding/finding.h"

#define LINES_MAX 2048
#define COLUMN 36 /* width of the host's column */
#define GUEST_COLUMN 44

struct line {
	u64 time;
	u32 order; /* among lines of the same time */
	u64 tsc;
	int column; /* the hosts, from 0 on, then the reads, or the readers of a joint finding */
	const struct site *site; /* where in the source; NULL: nowhere */
	char text[120];
};

struct page {
	int nhosts;
	const struct finding *finding;
	struct machine *machine;
	struct line *lines;
	unsigned int n;
	struct finding *shown; /* joint: the reads that show it, for the reason */
};

__attribute__((format(printf, 3, 4))) void print_add_line(struct page *page, struct line line,
							  const char *format, ...);

/* A load of the page, the index-th access of read. */
void print_add_load(struct page *page, const struct line *line, const struct finding_read *read,
		    unsigned int index);

/* The reads of a joint finding, a column for each reader, in the order in which they act on each other. */
void print_add_joint(struct page *page);

#endif
