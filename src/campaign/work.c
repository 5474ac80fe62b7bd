/* The folders of a campaign: made, locked, looked through, and full. */
#include "campaign/work.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

char *campaign_beside(const char *binary, const char *name, char *out, size_t size)
{
	const char *slash = strrchr(binary, '/');

	snprintf(out, size, "%.*s%s", slash ? (int)(slash - binary) + 1 : 0, binary, name);
	return out;
}

void campaign_files(struct campaign *campaign, const char *folder,
		    void (*call)(struct campaign *campaign, const char *path, const char *name))
{
	DIR *files = opendir(folder);
	struct dirent *entry;
	struct stat status;
	char path[1024];

	if (!files)
		return;
	while ((entry = readdir(files))) {
		snprintf(path, sizeof(path), "%s/%s", folder, entry->d_name);
		if (!stat(path, &status) && S_ISREG(status.st_mode))
			call(campaign, path, entry->d_name);
	}
	closedir(files);
}

int campaign_folder(const char *path)
{
	char part[512];
	size_t length = strlen(path);
	struct stat status;

	if (length >= sizeof(part))
		return ENAMETOOLONG;
	for (size_t i = 1; i <= length; i++) {
		if (path[i] != '/' && path[i])
			continue;
		snprintf(part, sizeof(part), "%.*s", (int)i, path);
		if (mkdir(part, 0777) && errno != EEXIST)
			return errno;
	}
	if (stat(path, &status))
		return errno;
	if (!S_ISDIR(status.st_mode))
		return ENOTDIR;
	return access(path, W_OK | X_OK) ? errno : 0;
}

bool work_folder(struct campaign *campaign, const char *path)
{
	int error = campaign_folder(path);

	if (error)
		snprintf(campaign->result->error, sizeof(campaign->result->error), "%.400s: %s",
			 path, strerror(error));
	return !error;
}

int work_lock(struct campaign *campaign)
{
	char path[512];
	int file;

	snprintf(path, sizeof(path), "%s/lock", campaign->options->work);
	file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
	if (file >= 0 && !flock(file, LOCK_EX | LOCK_NB))
		return file;
	snprintf(campaign->result->error, sizeof(campaign->result->error), "%.400s: %s", path,
		 errno == EWOULDBLOCK ? "another campaign is running there: use another --work"
				      : strerror(errno));
	if (file >= 0)
		close(file);
	return -1;
}

bool work_has_room(struct campaign *campaign)
{
	const char *work = campaign->options->work;
	struct statvfs room;

	/* file systems that do not tell have no blocks, or no files, at all */
	if (statvfs(work, &room) ||
	    ((room.f_bavail || !room.f_blocks) && (room.f_favail || !room.f_files)))
		return true;
	if (!campaign->result->error[0])
		snprintf(campaign->result->error, sizeof(campaign->result->error), "%.400s: %s",
			 work, strerror(ENOSPC));
	return false;
}
