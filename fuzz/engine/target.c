/* What is wrong here is a matter of who runs the target, so that it ends with status 2, and no crash. */
#define _GNU_SOURCE
#include "fuzz/engine/target.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "build/build.h"
#include "file/show.h"

void target_exit(int status, const char *why)
{
	show(stderr, "%s: %s\n", program_invocation_short_name, why);
	exit(status);
}

bool target_configure(struct input_options *options)
{
	bool feedback;
	char why[REGISTRY_WHY];

	registry_load_by(build_member);
	if (!input_configure(options, &feedback, why, sizeof(why)))
		target_exit(2, why);
	return feedback;
}

struct seen *target_seen(void)
{
	const char *path = getenv("WARPAGE_FUZZ_SEEN");
	struct seen *seen = path ? seen_new(path) : NULL;

	if (path && !seen)
		target_exit(2, "out of memory");
	return seen;
}

struct covered *target_covered(void)
{
	const char *path = getenv("WARPAGE_FUZZ_COVERED");
	struct covered *covered = path ? covered_open(path) : NULL;
	char why[512];

	if (path && !covered) {
		snprintf(why, sizeof(why), "WARPAGE_FUZZ_COVERED: %.400s: %s", path,
			 strerror(errno));
		target_exit(2, why);
	}
	return covered;
}
