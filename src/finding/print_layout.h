/* How the lines of a finding are put on a terminal, or into a file, which has all the columns there may be. */
#ifndef WARPAGE_PRINT_LAYOUT_H
#define WARPAGE_PRINT_LAYOUT_H

#include "finding/print.h"

#define COLUMNS_MAX (HOSTS_MAX + JOINT_READERS_MAX)
#define SPELLED 1024 /* bytes of a line */

/* From the widest on; the first that fits is taken. */
enum print_form {
	PRINT_COLUMNS, /* a column for each host and guest, as wide in all findings unless more is needed */
	PRINT_TIGHT,  /* the same, no wider than needed */
	PRINT_NAMED,  /* one column for all, and who it is before each line */
	PRINT_STACKED /* the same, and who it is on a line of its own */
};

struct print_layout {
	const struct finding *finding;
	enum print_form form;
	int hosts, reads;
	int tsc;      /* widths: of the TSC, ... */
	int names[2]; /* ... of the names of fields, of hosts and of reads, ... */
	int values;   /* ... of what reads find in them, ... */
	int threads;  /* ... of the names of hosts and guests, ... */
	int columns[COLUMNS_MAX];
	int code; /* ... and of the source beside it; 0: there is none */
};

/* A line's text: its number in the source, and its parts below those of others. */
struct spelled {
	char text[SPELLED];
	int note; /* where that begins which says what a load sees; 0: nowhere */
};

/* The layout of all lines of a page for such a console. */
void print_layout_choose(struct print_layout *layout, const struct page *page,
			 const struct console *console);

void print_layout_spell(const struct print_layout *layout, const struct line *line,
			struct spelled *spelled);

#endif
