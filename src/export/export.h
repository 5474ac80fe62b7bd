/*
 * A finding in forms that other programs take, and people who have no warpage: a program in C, a litmus test, a
 * picture, a page, a graph.
 */
#ifndef WARPAGE_EXPORT_H
#define WARPAGE_EXPORT_H

#include "finding/finding.h"

enum export_form { EXPORT_C, EXPORT_LITMUS, EXPORT_SVG, EXPORT_HTML, EXPORT_DOT, EXPORT_FORMS };

/* The languages of litmus tests. */
enum litmus_arch { LITMUS_C, LITMUS_AARCH64, LITMUS_X86, LITMUS_ARCHS };

/* "svg", ... */
const char *export_name(enum export_form form);

/* What the first line of a file of that form begins with; of litmus tests, one in C. */
const char *export_mark(enum export_form form);

/*
 * The mark of the file that stands at a path, if that is of some form; else the first form's: so what is replaced with it
 * (file/output.h) is what export wrote, in whichever form.
 */
const char *export_mark_at(const char *path);

/* Of a finding that machine and oracle have just replayed. */
struct export
{
	const struct finding *finding;
	struct machine *machine;
	const struct oracle *oracle;
	const char *path; /* of its file */
	const char *text; /* what stands in that */
	enum litmus_arch arch;
};

/* Write it in that form. false: why (size bytes) has one line, and what was written is of no use. */
bool export_write(const struct export *export, enum export_form form, FILE *out, char *why,
		  size_t size);

#endif
