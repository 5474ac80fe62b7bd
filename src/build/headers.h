/* A user's own headers, beside the file that includes them. */
#ifndef WARPAGE_HEADERS_H
#define WARPAGE_HEADERS_H

/*
 * The text of all headers that text includes as "NAME" and that are in the folder, one behind the other, and
 * text behind them. The caller frees it; NULL without memory.
 */
char *headers_with(const char *text, const char *folder);

#endif
