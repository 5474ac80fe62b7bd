/*
 * What mails do to text to carry it: quoted-printable ("=3D" for "=", lines that end in "=" and go on in the next one) and
 * base64. Quotes and ends of lines are the parser's to undo.
 */
#ifndef WARPAGE_MAIL_H
#define WARPAGE_MAIL_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Undo that in place, from the first line "warpage NAME NUMBER" on; *length becomes less at most, and what else it is is
 * left as it is. A line that goes on in others stays the line of its number, and empty ones follow.
 *
 * It is quoted-printable if every "=" up to the line "end" is part of that encoding, as none of warpage's texts is by
 * itself; base64 if a header says so. false after one line in why (size bytes), that names the file and the line: some are
 * encoded and others are not, so that nobody can tell what was meant.
 */
bool mail_undo(char *text, size_t *length, const char *name, char *why, size_t size);

#endif
