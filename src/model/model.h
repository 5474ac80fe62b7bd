/* The memory models by name; docs/machine.md says what each of them allows. */
#pragma once

#include <stddef.h>

enum model { MODEL_SC, MODEL_X86, MODEL_X86_MANUAL, MODEL_WEAK, MODELS };

#define MODELS_ALL ((1u << MODELS) - 1) /* a bit each */

const char *model_name(enum model model);

/* "sc, x86" of a set. Returns out. */
char *models_list(unsigned int models, char *out, size_t size);

/* The model of that name, or -1. */
int model_parse(const char *name);

/*
 * Models by name, "sc,x86", or "all" of them: a bit each is set. NULL, or the first word that is none, which runs to
 * the next comma.
 */
const char *models_parse(const char *text, unsigned int *models);
