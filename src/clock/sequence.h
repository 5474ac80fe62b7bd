/*
 * The fields of a page, and the counter that guards it, as wide as its format has it: 1, 2, 4 or 8 bytes,
 * or none at all.
 */
#ifndef WARPAGE_SEQUENCE_H
#define WARPAGE_SEQUENCE_H

#include <warpage/protocol.h>

/* The field, of the first nfields, that a byte of the page belongs to; NULL if there is none. */
const struct field *field_at(const struct format *format, unsigned int byte, unsigned int nfields);

/* The largest sequence that format holds; 0 if it has none. */
u64 sequence_max(const struct format *format);

/* Put sequence, or as many bytes of it as there are, on page, and nothing else. */
void sequence_put(const struct format *format, u8 *page, u64 sequence);

/* The sequence of page; 0 if format has none. */
u64 sequence_get(const struct format *format, const u8 *page);

/* May host find this sequence? It is asked for the low 32 bits. */
bool sequence_is_legal(const struct format *format, const struct host *host, u64 sequence);

#endif
