/* How fields and their values are spelled, in findings and in the two columns. */
#ifndef WARPAGE_VALUE_H
#define WARPAGE_VALUE_H

#include <warpage/protocol.h>

/* The field that holds these bytes, or NULL if they are of none, or of several. */
const struct field *value_field(const struct format *format, u16 offset, u16 size);

/* "scale", "scale[0:4]" for part of a field, "@20:4" for anything else; returns out. */
char *value_place(const struct format *format, u16 offset, u16 size, char *out, size_t length);

/* The reverse. false if text is no place of the page. */
bool value_parse_place(const struct format *format, const char *text, u16 *offset, u16 *size);

/* "2", "-7", "1/2" for simple fractions, "0x..." for large ones; returns out. */
char *value_spell(const struct format *format, u16 offset, u16 size, u64 value, char *out,
		  size_t length);

#endif
