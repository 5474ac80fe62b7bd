/* The engines by name, and what was built for which. */
#define _GNU_SOURCE
#include "campaign/fuzzer.h"

#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

static const struct fuzzer *const engines[] = {&fuzzer_libfuzzer, &fuzzer_afl};

const struct fuzzer *fuzzer_find(const char *name)
{
	for (unsigned int i = 0; i < ARRAY_SIZE(engines); i++)
		if (!strcmp(engines[i]->name, name))
			return engines[i];
	return NULL;
}

const char *fuzzer_name(const struct fuzzer *engine)
{
	return engine->name;
}

const char *fuzzer_get_name(unsigned int i)
{
	return i < ARRAY_SIZE(engines) ? engines[i]->name : NULL;
}

const char *fuzzer_preset(const struct fuzzer *engine)
{
	return engine->preset;
}

bool fuzzer_built(const struct fuzzer *engine, const char *binary)
{
	int file = open(binary, O_RDONLY | O_CLOEXEC);
	struct stat status;
	bool built = false;
	void *map;

	if (file < 0)
		return false;
	if (!fstat(file, &status) && S_ISREG(status.st_mode) && status.st_size > 0) {
		map = mmap(NULL, (size_t)status.st_size, PROT_READ, MAP_PRIVATE, file, 0);
		if (map != MAP_FAILED) {
			built = memmem(map, (size_t)status.st_size, engine->mark,
				       strlen(engine->mark));
			munmap(map, (size_t)status.st_size);
		}
	}
	close(file);
	return built;
}
