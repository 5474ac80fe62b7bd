/* What every picture of a finding is drawn from. */
#ifndef WARPAGE_SKETCH_H
#define WARPAGE_SKETCH_H

#include "export/export.h"
#include "finding/print.h"

#define SKETCH_TITLE 1024

struct sketch {
	const struct export *export;
	const struct finding *finding;
	const struct log *log;
	struct page page;
	int columns;
	bool from_start; /* some load sees the page as it started */
	char title[SKETCH_TITLE];
	char *reason; /* in lines */
};

/* false: there is nothing to draw, or no memory; why (size bytes) has one line. sketch_free() it in any case. */
bool sketch_make(struct sketch *sketch, const struct export *export, char *why, size_t size);
void sketch_free(struct sketch *sketch);

/* What a load sees, in words; returns out. */
char *sketch_seen(const struct sketch *sketch, const struct line *line, char *out, size_t size);

/* The update that a load sees a store of; 0: the page as it started. */
unsigned int sketch_update(const struct sketch *sketch, const struct line *line);

/* The file of a line's source without its folder, unless it is the host's or guest's own; or NULL. */
const char *sketch_elsewhere(const struct sketch *sketch, const struct line *line);

/* "TORN hyperv-tsc: ...", and the columns with the arrows; the second one whole, the other as part of a page. */
void svg_draw(FILE *out, const struct sketch *sketch, bool alone);

/* The forms; false without memory. */
bool svg_write(FILE *out, const struct sketch *sketch);
bool dot_write(FILE *out, const struct sketch *sketch);
bool finding_page_write(FILE *out, const struct sketch *sketch);

#endif
