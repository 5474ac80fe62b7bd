/* Looks beside the program; see tools.h. */
#include "build/tools.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define INSTRUMENT "lib/warpage/warpage-instrument"
#define ABOVE_PROGRAM 2 /* ROOT/bin/warpage */
#define ABOVE_TARGET 5	/* ROOT/lib/warpage/libfuzzer/fuzz/fuzz_machine */

static bool look_in(struct tools *tools, const char *root)
{
	int instrument =
		    snprintf(tools->instrument, sizeof(tools->instrument), "%s/" INSTRUMENT, root),
	    share = snprintf(tools->share, sizeof(tools->share), "%s/share/warpage", root);

	return instrument < (int)sizeof(tools->instrument) && share < (int)sizeof(tools->share) &&
	       !access(tools->instrument, X_OK) && !access(tools->share, X_OK);
}

bool tools_find(struct tools *tools, char *why, size_t size)
{
	char root[PATH_MAX];
	ssize_t n = readlink("/proc/self/exe", root, sizeof(root) - 1);

	root[n > 0 ? n : 0] = '\0';
	snprintf(tools->program, sizeof(tools->program), "%s", root);
	for (int up = 1; up <= ABOVE_TARGET && strrchr(root, '/'); up++) {
		*strrchr(root, '/') = '\0';
		if ((up <= ABOVE_PROGRAM || up == ABOVE_TARGET) && look_in(tools, root))
			return true;
	}
	snprintf(why, size,
		 "neither beside %.500s nor above it is there " INSTRUMENT
		 ", which files are compiled with: install warpage anew",
		 tools->program);
	return false;
}
