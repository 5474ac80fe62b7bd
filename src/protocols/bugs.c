/* The build makes bug_rows.h of corpus/bugs. */
#include "protocols/bugs.h"

#include <warpage/types.h>

static const struct bug bugs[] = {
#include "bug_rows.h"
};

const struct bug *bug_get(size_t i)
{
	return i < ARRAY_SIZE(bugs) ? &bugs[i] : NULL;
}
