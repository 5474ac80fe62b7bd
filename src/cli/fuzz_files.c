/* Looks for the fuzz targets of a build, and for an afl-fuzz in PATH. */
#include "cli/fuzz_files.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "file/show.h"

/* The folder that this program is in, and with up the one above. */
static void find_self(char *folder, size_t size, bool up)
{
	ssize_t length = readlink("/proc/self/exe", folder, size - 1);

	folder[length < 0 ? 0 : length] = '\0';
	for (int i = 0; i < 1 + up; i++) {
		char *slash = strrchr(folder, '/');

		if (slash)
			*slash = '\0';
	}
}

static bool find_binary(struct fuzz_files *files, const struct campaign_options *campaign,
			const char *build)
{
	const char *target = campaign->target, *preset = fuzzer_preset(campaign->engine);
	char folder[400];
	bool there;

	find_self(folder, sizeof(folder), false);
	snprintf(files->replayer, sizeof(files->replayer), "%s/fuzz/fuzz_%s", folder, target);
	find_self(folder, sizeof(folder), true);
	snprintf(files->binary, sizeof(files->binary), "%s/lib/warpage/%s/fuzz/fuzz_%s", folder,
		 preset, target);
	if (build)
		snprintf(files->binary, sizeof(files->binary), "%s/fuzz/fuzz_%s", build, target);
	else if (access(files->binary, X_OK))
		snprintf(files->binary, sizeof(files->binary), "%s/build-%s/fuzz/fuzz_%s", folder,
			 preset, target);
	if (access(files->replayer, X_OK))
		snprintf(files->replayer, sizeof(files->replayer), "%s", files->binary);
	there = !access(files->binary, X_OK);
	if (there && fuzzer_built(campaign->engine, files->binary))
		return true;
	show(stderr,
	     "warpage fuzz: %s: %s: build it in warpage's source with `cmake --preset %s && cmake "
	     "--build --preset %s`, or name its folder with --build\n",
	     files->binary, there ? "was not built for that engine" : strerror(errno), preset,
	     preset);
	return false;
}

/* Is there an afl-fuzz to run, if that is the engine? */
static bool find_engine(const struct fuzzer *engine)
{
	const char *path = getenv("PATH");
	char file[600];

	if (engine != fuzzer_find("afl"))
		return true;
	while (path && *path) {
		size_t length = strcspn(path, ":");

		snprintf(file, sizeof(file), "%.*s/afl-fuzz", (int)length, path);
		if (!access(file, X_OK))
			return true;
		path += length + (path[length] == ':');
	}
	fprintf(stderr, "warpage fuzz: there is no afl-fuzz in PATH: install the package afl++, or "
			"use --engine libfuzzer\n");
	return false;
}

bool fuzz_files_find(struct fuzz_files *files, const struct campaign_options *campaign,
		     const char *build)
{
	return find_engine(campaign->engine) && find_binary(files, campaign, build);
}
