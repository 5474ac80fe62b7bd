/*
 * Reports of targets whose crashes may not come back: a file of text, named by the input that it is
 * about, so that whoever has the input finds it.
 */
#ifndef WARPAGE_INPUT_REPORT_H
#define WARPAGE_INPUT_REPORT_H

#include <stddef.h>
#include <warpage/types.h>

/* The path of the report on an input in folder. Returns path. */
char *input_report_path(const char *folder, const u8 *data, size_t size, char *path,
			size_t path_size);

/*
 * Write the report on an input, length bytes of text, all of it or nothing. 0, an errno or an enum
 * file_error (file/folder.h).
 */
int input_report_write(const char *folder, const u8 *data, size_t size, const char *text,
		       size_t length);

/* Read it: as a string to be freed, or NULL if there is none. */
char *input_report_read(const char *folder, const u8 *data, size_t size);

#endif
