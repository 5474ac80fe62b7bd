/*
 * Removes what writes that failed have left in a work folder: empty files under the names that engines and
 * warpage give, and temporary files. Everything else stays.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "campaign/work.h"

static bool is_hexadecimal(const char *name, size_t digits)
{
	return strspn(name, "0123456789abcdef") >= digits;
}

/* libFuzzer names inputs by their SHA-1. */
static bool is_input(const char *name)
{
	return strlen(name) == 40 && is_hexadecimal(name, 40);
}

/* "crash-...", and "3-crash-..." of a process; an input that is empty by its name is one. */
static bool is_crash(const char *name)
{
	static const char *const kinds[] = {"crash-", "timeout-", "oom-", "leak-", "slow-unit-"};
	size_t digits = strspn(name, "0123456789");

	if (digits && name[digits] == '-')
		name += digits + 1;
	for (unsigned int i = 0; i < ARRAY_SIZE(kinds); i++)
		if (!strncmp(name, kinds[i], strlen(kinds[i])))
			return !strstr(name, SHA1_OF_NOTHING);
	return false;
}

static bool is_report(const char *name)
{
	return is_hexadecimal(name, 16) && !strcmp(name + 16, ".txt");
}

static bool is_queued(const char *name)
{
	return !strncmp(name, "id:", 3);
}

/* Of file/beside.c, by processes that have ended: all that write into these folders hold the lock. */
static bool is_left(const char *name)
{
	return !strncmp(name, ".warpage-", 9) && is_hexadecimal(name + 9, 16) &&
	       !strcmp(name + 25, ".tmp");
}

static int open_folder(int at, const char *name)
{
	return openat(at, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
}

/* temporary: also files of ours that were not named yet */
static void sweep(int at, const char *path, bool temporary, bool (*is_ours)(const char *name))
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
		    ((temporary && is_left(entry->d_name)) ||
		     (!status.st_size && is_ours && is_ours(entry->d_name))))
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
		sweep(one, "queue", false, is_queued);
		sweep(one, "crashes", true, is_queued);
		sweep(one, "hangs", false, is_queued);
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
	sweep(AT_FDCWD, campaign->corpus, false, is_input);
	sweep(AT_FDCWD, campaign->crashes, true, is_crash);
	sweep(AT_FDCWD, campaign->options->reports, true, is_report);
	sweep_instances(path);
}
