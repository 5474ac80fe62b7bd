/* What the writer and the parser of inputs as text share. */
#ifndef WARPAGE_INPUT_TEXT_H
#define WARPAGE_INPUT_TEXT_H

#include "input/input.h"

#define INPUT_NAME_MAX 64 /* of a format, a host or a guest */

/* The names of the classes of numbers. */
extern const char *const input_classes[NUMBER_CLASSES];

#endif
