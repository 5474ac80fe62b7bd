/* Maps the file of sums. */
#include "input/covered.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

static struct covered *map(int file)
{
	struct covered *covered = MAP_FAILED;
	struct stat status;
	int error;

	if (file < 0)
		return NULL;
	if (!fstat(file, &status) && status.st_size == sizeof(*covered))
		covered = mmap(NULL, sizeof(*covered), PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
	else
		errno = EINVAL;
	error = errno;
	close(file);
	errno = error;
	return covered == MAP_FAILED ? NULL : covered;
}

struct covered *covered_make(const char *path)
{
	struct covered none = {0};
	int file = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);

	/* written, not only made longer: a page that the disk has no room for can't be written to */
	if (file >= 0 && write(file, &none, sizeof(none)) != sizeof(none)) {
		close(file);
		return NULL;
	}
	return map(file);
}

struct covered *covered_open(const char *path)
{
	return map(open(path, O_RDWR | O_CLOEXEC));
}

static void add(u64 *sum, u64 n)
{
	if (n)
		__atomic_fetch_add(sum, n, __ATOMIC_RELAXED);
}

void covered_add(struct covered *covered, u64 updates, u64 reads, u64 overlapped)
{
	if (!covered)
		return;
	add(&covered->inputs, 1);
	add(&covered->updates, updates);
	add(&covered->reads, reads);
	add(&covered->overlapped, overlapped);
}

void covered_close(struct covered *covered)
{
	if (covered)
		munmap(covered, sizeof(*covered));
}
