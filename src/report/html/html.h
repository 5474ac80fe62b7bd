/* All that a page says goes through html(): what is not part of its format cannot be markup. */
#ifndef REPORT_HTML_H
#define REPORT_HTML_H

#include <stdio.h>

#include "warpage/types.h"

#define HTML_TEXT_MAX 600  /* characters of a string; what is longer is cut */
#define HTML_LONG_MAX 4000 /* of a long one */
#define NUMBER_MAX 40	   /* bytes for one formatted number, time or length of time */

/*
 * Print to out. The format is trusted markup; what is put in is text, and escaped. Valid XML comes
 * out whatever the strings hold: bytes that are no UTF-8, controls and characters that change the
 * direction of writing become U+FFFD. A coordinate must be finite.
 *   %s  const char *, NULL is a dash      %S  the same, a long one
 *   %T  the same, however long
 *   %n  u64, in groups of three digits
 *   %d  int                               %r  u64, plain digits
 *   %q  double, as a quantity ("5.7 M")   %f  double, as a coordinate (at most one decimal)
 *   %p  double, a share as per cent       %t  double, seconds since 1970, as UTC
 *   %l  double, seconds, as a length of time ("3 h 2 min")
 */
void html(FILE *out, const char *format, ...);

/* The formats of %n, %q, %p, %t and %l; each returns out. */
char *number_whole(u64 value, char out[NUMBER_MAX]);
char *number_quantity(double value, char out[NUMBER_MAX]);
char *number_percent(double share, char out[NUMBER_MAX]);
char *number_time(double unix_time, char out[NUMBER_MAX]);
char *number_length(double seconds, char out[NUMBER_MAX]);

/* How every page looks, and its script: what stands between <style> or <script> and its end. */
extern const char page_style[], page_script[];

#endif
