/*
 * What stands in front of a file that knows nothing of warpage, so that it compiles as it is: the names of its
 * kernel, from <warpage/linux.h>, <warpage/bsd.h> or <warpage/xen.h>, but for those that it brings itself.
 */
#ifndef WARPAGE_FRONT_H
#define WARPAGE_FRONT_H

#include <stdbool.h>
#include <stdio.h>

/* Is it such a file? Others include headers of warpage's, or end in DEFINE_HOST or DEFINE_GUEST. */
bool front_wanted(const char *text);

/* Write the header that goes in front of this text. */
void front_write(FILE *out, const char *text);

#endif
