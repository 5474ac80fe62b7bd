/* The memory models by name; docs/machine.md says what each of them allows. */
#pragma once

enum model { MODEL_SC, MODEL_X86, MODEL_X86_MANUAL, MODEL_WEAK, MODELS };

const char *model_name(enum model model);

/* The model of that name, or -1. */
int model_parse(const char *name);
