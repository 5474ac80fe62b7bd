/* For the replayer, which has no use for feedback. */
#include "fuzz/engine/engine.h"

uint8_t *feedback_counters(void)
{
	return NULL;
}

void feedback_flush(void)
{
}

void engine_long_rows(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
}

void engine_tell(const uint8_t *data, size_t size)
{
	(void)data;
	(void)size;
}
