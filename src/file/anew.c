/* Removes, then creates what must not be there. */
#define _GNU_SOURCE
#include "file/anew.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "file/folder.h"

static int clear(int folder, const char *name)
{
	struct stat status;

	if (fstatat(folder, name, &status, AT_SYMLINK_NOFOLLOW))
		return errno == ENOENT ? 0 : errno;
	if (S_ISLNK(status.st_mode))
		return FILE_LINK;
	if (!S_ISREG(status.st_mode))
		return S_ISDIR(status.st_mode) ? EISDIR : FILE_DEVICE;
	return unlinkat(folder, name, 0) ? errno : 0;
}

int file_anew(const char *path, int *fd)
{
	const char *name;
	int folder, error = folder_of(path, &name, &folder);

	*fd = -1;
	if (error)
		return error;
	error = clear(folder, name);
	if (!error) {
		*fd = openat(folder, name, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
			     0666);
		error = *fd < 0 ? errno : 0;
	}
	close(folder);
	return error;
}
