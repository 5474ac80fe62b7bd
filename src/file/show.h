/*
 * Names and other strings that come from outside, as people get to see them: whatever they hold, a
 * terminal obeys none of it and a line stays one line.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/*
 * The character at *text, which moves behind it (behind what might have begun one, if it is no UTF-8);
 * false in *good for what is no character, for controls and for what turns the direction of writing.
 */
uint32_t show_character(const char **text, bool *good);

/*
 * A string, with \n, \t and \xNN for controls and for bytes that are no UTF-8, and \u{N} for other
 * characters that are not good; cut, with ... at its end, if it does not fit into size bytes (at
 * least 16). Returns out.
 */
char *show_string(const char *string, char *out, size_t size);

/* The string if it is UTF-8, whatever its characters (JSON escapes them), or else as above. */
const char *show_utf8(const char *string, char *out, size_t size);

/* fprintf() of one line: all of it goes through show_string(), but for a newline that ends the format. */
__attribute__((format(printf, 2, 3))) void show(FILE *out, const char *format, ...);
