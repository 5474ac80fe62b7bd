/* A finding as a program in C: format, host and guest as they stand, and the execution as tables. */
#ifndef WARPAGE_PROGRAM_H
#define WARPAGE_PROGRAM_H

#include "export/export.h"

/* false: why (size bytes) says in a line what a program can't show, or why it can't be made. */
bool program_write(FILE *out, const struct export *export, char *why, size_t size);

#endif
