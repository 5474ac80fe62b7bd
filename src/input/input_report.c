/* Reports on inputs. What can't be read is no report: it is there to help, no more. */
#include "input/input_report.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "file/output.h"
#include "file/source.h"
#include "input/carry.h"

#define LENGTH_MAX (1 << 20) /* bytes of a report */

char *input_report_path(const char *folder, const u8 *data, size_t size, char *path,
			size_t path_size)
{
	snprintf(path, path_size, "%s/%016" PRIx64 ".txt", folder, input_hash(data, size));
	return path;
}

int input_report_write(const char *folder, const u8 *data, size_t size, const char *text,
		       size_t length)
{
	struct output output;
	char path[600];
	int error;

	/* whatever has that name is about the same input */
	error = output_open(&output, input_report_path(folder, data, size, path, sizeof(path)), "",
			    true);
	if (error)
		return error;
	fwrite(text, 1, length, output.stream);
	return output_close(&output);
}

char *input_report_read(const char *folder, const u8 *data, size_t size)
{
	char path[600], *text;
	size_t length;

	input_report_path(folder, data, size, path, sizeof(path));
	if (source_read(path, LENGTH_MAX, &text, &length) || length)
		return text;
	free(text);
	return NULL;
}
