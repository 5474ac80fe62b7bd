/*
 * Where the parts are that a user's file is compiled with. They lie beside the program, in the build tree
 * as where it is installed, so that it may be moved as a whole:
 *
 *	ROOT/lib/warpage/warpage-instrument
 *	ROOT/share/warpage/		headers, what their names mean in each engine, the formats, clang's flags
 *
 * ROOT is the program's folder, or the one above, or that in which a fuzz target is installed. The compiler is
 * that of the LLVM which the instrumenter reads the bitcode of.
 */
#ifndef WARPAGE_TOOLS_H
#define WARPAGE_TOOLS_H

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>

struct tools {
	char program[PATH_MAX], instrument[PATH_MAX], share[PATH_MAX];
};

/* false, and why in size bytes, if a part is missing. */
bool tools_find(struct tools *tools, char *why, size_t size);

#endif
