/* The names of the memory models. */
#include "model/model.h"

#include <string.h>

static const char *const names[MODELS] = {
	[MODEL_SC] = "sc",
	[MODEL_X86] = "x86",
	[MODEL_X86_MANUAL] = "x86-manual",
	[MODEL_WEAK] = "weak",
};

const char *model_name(enum model model)
{
	return names[model];
}

int model_parse(const char *name)
{
	for (int model = 0; model < MODELS; model++)
		if (!strcmp(names[model], name))
			return model;
	return -1;
}
