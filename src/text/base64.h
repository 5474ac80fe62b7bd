/* Inputs as base64, on one line: how libFuzzer prints those that crash, if they are short. */
#ifndef WARPAGE_BASE64_H
#define WARPAGE_BASE64_H

#include <stdio.h>
#include <warpage/types.h>

/* Write them, with no end of a line. */
void base64_write(FILE *out, const u8 *data, size_t size);

/* Read them, up to the first other character; what does not fit into size bytes is left out. The size. */
size_t base64_read(const char *text, u8 *data, size_t size);

#endif
