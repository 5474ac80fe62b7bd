/*
 * A file of C as it was taken from a kernel's tree: what it defines at its top level, told from its text
 * alone, before any compiler has seen it. From that comes what is compiled in front of it, so that its own
 * definition of a name stands in place of <warpage/linux.h>'s, and the part of it that one function needs,
 * so that the rest of a driver may be what no compiler here understands.
 *
 * Where the text is beyond this, a file of macros say, nothing is left out: the compiler has the last word.
 */
#ifndef WARPAGE_PASTED_H
#define WARPAGE_PASTED_H

#include <stdbool.h>

struct pasted;

/* Takes text apart, which must outlive the result. pasted_free() it. NULL without memory. */
struct pasted *pasted_read(const char *text);
void pasted_free(struct pasted *pasted);

/*
 * The header whose names it is written with, by what it includes: "linux.h", "bsd.h" or "xen.h". NULL: it
 * is a protocol's, or includes something of warpage's, and needs none.
 */
const char *pasted_header(const struct pasted *pasted);

/*
 * The text that goes in front: that header, which lies in folder/warpage/, with every name that the file
 * defines itself out of its way; what a host asks for the time is another clock than what a guest does. The caller
 * frees it; NULL without memory.
 */
char *pasted_front(const struct pasted *pasted, const char *folder, bool host);

/*
 * What the file declares of that header's macros is left out of its parts from here on: a macro with brackets
 * stands no declaration.
 */
void pasted_drop_declarations(struct pasted *pasted, const char *folder);

/* Does it define a function of that name, by itself or by a macro of its own? */
bool pasted_has(const struct pasted *pasted, const char *function);

/*
 * The text with blanks in place of what the function (NULL: any) does not need, nor what the words in more
 * name (NULL: nothing), each line where it was. The caller frees it; NULL without memory.
 */
char *pasted_part(const struct pasted *pasted, const char *function, const char *more);

#endif
