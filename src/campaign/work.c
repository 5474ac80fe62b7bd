/* The folders of a campaign: made, locked, looked through, and full. */
#define _GNU_SOURCE
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

#include "file/folder.h"

char *campaign_beside(const char *binary, const char *name, char *out, size_t size)
{
	const char *slash = strrchr(binary, '/');

	snprintf(out, size, "%.*s%s", slash ? (int)(slash - binary) + 1 : 0, binary, name);
	return out;
}

char *work_dictionary(const struct campaign_options *options, char *out, size_t size)
{
	char name[64];

	snprintf(name, sizeof(name), "%s.dict", options->target);
	campaign_beside(options->binary, name, out, size);
	return campaign_reads_text(options) && !access(out, R_OK) ? out : NULL;
}

char *work_instance(unsigned int job, char *out, size_t size)
{
	if (job)
		snprintf(out, size, "secondary%u", job);
	else
		snprintf(out, size, "main");
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

bool work_failed(struct campaign *campaign, const char *path, const char *what)
{
	snprintf(campaign->result->error, sizeof(campaign->result->error), "%.400s: %s", path,
		 what);
	return false;
}

bool work_folder(struct campaign *campaign, const char *path)
{
	int fd, error = folder_make(path, &fd);

	if (!error) {
		close(fd);
		error = access(path, W_OK | X_OK) ? errno : 0;
	}
	return error ? work_failed(campaign, path, file_strerror(error)) : true;
}

bool work_below(struct campaign *campaign, const char *path)
{
	struct stat status;

	if (!lstat(path, &status) && S_ISLNK(status.st_mode))
		return work_failed(campaign, path,
				   "a symbolic link, which is not followed; put a folder there");
	return work_folder(campaign, path);
}

bool work_is_safe(struct campaign *campaign, const char *path)
{
	char below[1024];
	struct dirent *entry;
	struct stat status;
	bool safe = true;
	DIR *files;

	if (lstat(path, &status))
		return errno == ENOENT ? true : work_failed(campaign, path, strerror(errno));
	if (!work_below(campaign, path))
		return false;
	files = opendir(path);
	if (!files)
		return work_failed(campaign, path, strerror(errno));
	while (safe && (entry = readdir(files))) {
		snprintf(below, sizeof(below), "%s/%s", path, entry->d_name);
		if (!strcmp(entry->d_name, ".") || !strcmp(entry->d_name, "..") ||
		    lstat(below, &status))
			continue;
		if (S_ISDIR(status.st_mode))
			safe = work_below(campaign, below);
		else if (!S_ISREG(status.st_mode))
			safe = work_failed(campaign, below, "not a plain file; remove it");
	}
	closedir(files);
	return safe;
}

int work_lock(struct campaign *campaign)
{
	char path[512];
	int file;

	snprintf(path, sizeof(path), "%s/lock", campaign->options->work);
	file = open(path, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0666);
	if (file >= 0 && !flock(file, LOCK_EX | LOCK_NB))
		return file;
	work_failed(campaign, path,
		    errno == EWOULDBLOCK ? "another campaign is running there: use another --work"
					 : file_strerror(errno == ELOOP ? FILE_LINK : errno));
	if (file >= 0)
		close(file);
	return -1;
}

/* Not every limit shows in what a file system tells: quotas and the size of files do not. */
static int try_to_write(const char *work)
{
	static const char block[4096];
	int file = open(work, O_WRONLY | O_TMPFILE | O_CLOEXEC, 0600), error = 0;
	ssize_t n;

	if (file < 0)
		return errno == EOPNOTSUPP || errno == EISDIR || errno == ENOENT ? 0 : errno;
	n = write(file, block, sizeof(block));
	/* of a limit, the first write may get a part, and the next one the error */
	if (n >= 0 && (size_t)n < sizeof(block))
		n = write(file, block, sizeof(block) - (size_t)n);
	if (n < 0)
		error = errno;
	close(file);
	return error == EINTR ? 0 : error;
}

bool work_has_room(struct campaign *campaign)
{
	const char *work = campaign->options->work;
	struct statvfs room;
	int error = 0;

	/* file systems that do not tell have no blocks, or no files, at all */
	if (!statvfs(work, &room) &&
	    ((!room.f_bavail && room.f_blocks) || (!room.f_favail && room.f_files)))
		error = ENOSPC;
	else
		error = try_to_write(work);
	if (error && !campaign->result->error[0])
		work_failed(campaign, work, strerror(error));
	return !error;
}
