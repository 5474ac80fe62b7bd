/* A look at a page while others may be at it, which is what a race is about, and no mistake of ours. */
#ifndef JUDGE_LOOK_H
#define JUDGE_LOOK_H

#include <warpage/protocol.h>

/* Into copy (page_size bytes). What it shows counts if nobody was at the page meanwhile. */
void page_look(const struct format *format, const u8 *page, u8 *copy);

#endif
