/* The guest is in a header. */
#include "reader.h"

static int nothing;
