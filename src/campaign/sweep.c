/*
 * Removes what writes that failed have left in a work folder: empty files under the names that engines and
 * warpage give, and temporary files. Everything else stays.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <fcntl.h>
#include <regex.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "campaign/work.h"

/* libFuzzer names inputs by their SHA-1, and crashes "crash-SHA1", or "3-crash-SHA1" of a process. */
#define INPUT "^[0-9a-f]{40}$"
#define CRASH "^([0-9]+-)?(crash|timeout|oom|leak|slow-unit)-"
#define REPORT "^[0-9a-f]{16}\\.txt$"
#define QUEUED "^id:"

/* Of file/beside.c, by processes that have ended: all that write into these folders hold the lock. */
#define LEFT "^\\.warpage-[0-9a-f]{16}\\.tmp$"

static bool matches(const char *name, const char *pattern)
{
	regex_t regex;
	bool match;

	if (regcomp(&regex, pattern, REG_EXTENDED | REG_NOSUB))
		return false;
	match = !regexec(&regex, name, 0, NULL, 0);
	regfree(&regex);
	return match;
}

static int open_folder(int at, const char *name)
{
	return openat(at, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
}

/*
 * Empty files under such names (NULL: none), but for an input that is empty by its name; temporary: also
 * files of ours that were not named yet.
 */
static void sweep(int at, const char *path, bool temporary, const char *names)
{
	int folder = open_folder(at, path);
	DIR *files = folder < 0 ? NULL : fdopendir(folder);
	struct dirent *entry;
	struct stat status;

	if (!files) {
		if (folder >= 0)
			close(folder);
		return;
	}
	while ((entry = readdir(files)))
		if (!fstatat(folder, entry->d_name, &status, AT_SYMLINK_NOFOLLOW) &&
		    S_ISREG(status.st_mode) &&
		    ((temporary && matches(entry->d_name, LEFT)) ||
		     (!status.st_size && names && matches(entry->d_name, names) &&
		      !strstr(entry->d_name, "-" SHA1_OF_NOTHING))))
			unlinkat(folder, entry->d_name, 0);
	closedir(files);
}

/* A campaign of libFuzzer has not looked whether these are links. */
static void sweep_instances(const char *path)
{
	int all = open_folder(AT_FDCWD, path);
	char name[32];

	for (unsigned int i = 0; all >= 0 && i < CAMPAIGN_JOBS_MAX; i++) {
		int one = open_folder(all, work_instance(i, name, sizeof(name)));

		if (one < 0)
			continue;
		sweep(one, "queue", false, QUEUED);
		sweep(one, "crashes", true, QUEUED);
		sweep(one, "hangs", false, QUEUED);
		close(one);
	}
	if (all >= 0)
		close(all);
}

void work_sweep(const struct campaign *campaign)
{
	char path[512];

	snprintf(path, sizeof(path), "%s/afl", campaign->options->work);
	sweep(AT_FDCWD, campaign->options->work, true, NULL);
	sweep(AT_FDCWD, campaign->corpus, false, INPUT);
	sweep(AT_FDCWD, campaign->crashes, true, CRASH);
	sweep(AT_FDCWD, campaign->options->reports, true, REPORT);
	sweep_instances(path);
}
