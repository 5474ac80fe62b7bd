/*
 * Is a format what it says? Its anchor, time, encode, decode, valid and fields are held against each
 * other, as what is wrong there would be blamed on a pair.
 */
#ifndef WARPAGE_FORMAT_CHECK_H
#define WARPAGE_FORMAT_CHECK_H

#include <warpage/protocol.h>

/* Check format. false: *why (size bytes) is one line that names its file and what is wrong. */
bool format_check(const struct format *format, char *why, size_t size);

#endif
