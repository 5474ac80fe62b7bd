/*
 * log_check LOG: reads a log without any of warpage's own code. Prints `finding PATH` for each finding that
 * a line names, then `lines N` and `broken N`: complete lines, and those that are no event.
 */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int take(const char *line, size_t length)
{
	json_t *event = json_loadb(line, length, 0, NULL);
	const char *finding = json_string_value(json_object_get(event, "finding"));
	int good = json_is_string(json_object_get(event, "event")) &&
		   json_is_string(json_object_get(event, "run"));

	if (good && finding)
		printf("finding %s\n", finding);
	json_decref(event);
	return good;
}

int main(int argc, char **argv)
{
	FILE *file = argc == 2 ? fopen(argv[1], "r") : NULL;
	unsigned long lines = 0, broken = 0;
	char *line = NULL;
	size_t size = 0;
	ssize_t length;

	if (!file) {
		perror(argc == 2 ? argv[1] : "log_check LOG");
		return 2;
	}
	while ((length = getline(&line, &size, file)) > 0) {
		if (line[length - 1] != '\n')
			break; /* what was being written */
		lines++;
		broken += !take(line, (size_t)length);
	}
	free(line);
	fclose(file);
	printf("lines %lu\nbroken %lu\n", lines, broken);
	return 0;
}
