/* What the files that print a finding in columns share. */
#ifndef WARPAGE_FINDING_PRINT_H
#define WARPAGE_FINDING_PRINT_H

#include "finding/finding.h"

#define LINES_MAX 2048
#define COLUMN 36 /* width of the host's column */
#define GUEST_COLUMN 44

/* What a line says. The other fields of struct line that tell it are those of loads and stores of the page. */
enum line_kind { LINE_OTHER, LINE_STORE, LINE_LOAD, LINE_TSC };

struct line {
	u64 time;
	u32 order; /* among lines of the same time */
	u64 tsc;
	int column; /* the hosts, from 0 on, then the reads, or the readers of a joint finding */
	const struct site *site; /* where in the source; NULL: nowhere */
	u8 kind;
	bool odd; /* a torn parameter: not of the update of the others */
	u16 offset, size;
	s16 event; /* of the log: the store, or the one that a load sees; -1: the page as it started */
	u64 value; /* of the TSC, too */
	u8 note;   /* where in the text of a load that begins which says what it sees; 0: nowhere */
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

/* How many hosts' columns there are: one for a guest that is beside the host, too. */
int print_hosts(const struct finding *finding);

/* And of reads, or of the readers of a joint finding. */
int print_reads(const struct finding *finding);

/* What stands above a column; returns out. */
char *print_column(const struct finding *finding, int column, char *out, size_t size);

/*
 * All lines of the finding in the order of time, after a replay on machine. false without memory; print_page_free() what
 * was made else.
 */
bool print_page(struct page *page, const struct finding *finding, struct machine *machine);
void print_page_free(struct page *page);

/* A sample of the TSC. */
void print_add_tsc(struct page *page, const struct line *line, u64 tsc);

/* The read comes to another vCPU. */
void print_add_move(struct page *page, const struct line *line, unsigned int vcpu);

/* A load of the page, the index-th access of read. */
void print_add_load(struct page *page, const struct line *line, const struct finding_read *read,
		    unsigned int index);

/* The reads of a joint finding, a column for each reader, in the order in which they act on each other. */
void print_add_joint(struct page *page);

#endif
