/* What a target gets of an engine that has nothing of the kind; the file of one that has goes before. */
#include "fuzz/engine/engine.h"

__attribute__((weak)) uint8_t *feedback_counters(void)
{
	return NULL;
}

__attribute__((weak)) void feedback_flush(void)
{
}

__attribute__((weak)) void engine_long_rows(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
}

__attribute__((weak)) void engine_tell(const uint8_t *data, size_t size)
{
	(void)data;
	(void)size;
}
