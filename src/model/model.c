/* The names of the memory models. */
#include "model/model.h"

#include <stdio.h>
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

char *models_list(unsigned int models, char *out, size_t size)
{
	size_t length = 0;

	for (int model = 0; model < MODELS && length < size; model++)
		if (models >> model & 1)
			length += (size_t)snprintf(out + length, size - length, "%s%s",
						   length ? ", " : "", names[model]);
	return out;
}

const char *models_parse(const char *text, unsigned int *models)
{
	char name[32];
	size_t length;
	int model;

	*models = 0;
	for (;; text += length + 1) {
		length = strcspn(text, ",");
		snprintf(name, sizeof(name), "%.*s", (int)length, text);
		model = model_parse(name);
		if (model < 0 && strcmp(name, "all"))
			return text;
		*models |= model < 0 ? MODELS_ALL : 1u << model;
		if (!text[length])
			return NULL;
	}
}

int model_parse(const char *name)
{
	for (int model = 0; model < MODELS; model++)
		if (!strcmp(names[model], name))
			return model;
	return -1;
}
