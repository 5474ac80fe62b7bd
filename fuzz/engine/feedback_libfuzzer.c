/*
 * Feedback for libFuzzer: its extra counters, which it clears before each input and takes for
 * coverage after it.
 */
#include <stdlib.h>
#include <string.h>

#include "fuzz/engine/engine.h"
#include "text/base64.h"

#define PRINTED 256		    /* bytes of an input that libFuzzer prints by itself */
#define LONG_ROW "-mutate_depth=32" /* libFuzzer's own is 5 */

__attribute__((section("__libfuzzer_extra_counters"),
	       used)) static uint8_t counters[FEEDBACK_COUNTERS];

uint8_t *feedback_counters(void)
{
	return counters;
}

void engine_long_rows(int *argc, char ***argv)
{
	static char long_row[] = LONG_ROW;
	size_t flag = strcspn(LONG_ROW, "=") + 1;
	char **longer;

	for (int i = 1; i < *argc; i++)
		if (!strncmp((*argv)[i], LONG_ROW, flag))
			return;
	longer = calloc((size_t)*argc + 2, sizeof(*longer));
	if (!longer)
		return;
	memcpy(longer, *argv, (size_t)*argc * sizeof(*longer));
	longer[(*argc)++] = long_row;
	*argv = longer;
}

void engine_tell(const uint8_t *data, size_t size)
{
	if (size <= PRINTED)
		return;
	fprintf(stderr, "Base64: ");
	base64_write(stderr, data, size);
	fprintf(stderr, "\n");
	fflush(stderr);
}
