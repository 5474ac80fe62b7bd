/* Maps the file of sums. */
#include "input/covered.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "file/output.h"

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

int covered_make(const char *path, struct covered **covered)
{
	int file, error = file_anew(path, &file);

	*covered = NULL;
	if (error)
		return error;
	/* not only made longer: a page that the disk has no room for can't be written to */
	error = posix_fallocate(file, 0, sizeof(**covered));
	if (error) {
		close(file);
		unlink(path);
		return error;
	}
	*covered = map(file);
	return *covered ? 0 : errno;
}

struct covered *covered_open(const char *path)
{
	return map(open(path, O_RDWR | O_NOFOLLOW | O_CLOEXEC));
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

void covered_add_shown(struct covered *covered, enum violation kind)
{
	if (covered)
		add(&covered->shown[kind], 1);
}

void covered_add_known(struct covered *covered, unsigned int pair)
{
	u64 bit = (u64)1 << pair % 64, *word;

	if (!covered)
		return;
	add(&covered->known, 1);
	word = &covered->known_pairs[pair / 64 % (COVERED_PAIRS_MAX / 64)];
	if (!(__atomic_load_n(word, __ATOMIC_RELAXED) & bit))
		__atomic_fetch_or(word, bit, __ATOMIC_RELAXED);
}

void covered_add_again(struct covered *covered)
{
	if (covered)
		add(&covered->again, 1);
}

void covered_add_kept(struct covered *covered, u64 kept, u64 joint)
{
	if (!covered)
		return;
	add(&covered->kept, kept);
	add(&covered->joint, joint);
}

void covered_add_late(struct covered *covered, u64 late, u64 most)
{
	u64 before;

	if (!covered)
		return;
	add(&covered->late, late);
	before = __atomic_load_n(&covered->late_most, __ATOMIC_RELAXED);
	while (before < most &&
	       !__atomic_compare_exchange_n(&covered->late_most, &before, most, false,
					    __ATOMIC_RELAXED, __ATOMIC_RELAXED))
		;
}

unsigned int covered_known_pairs(const struct covered *covered)
{
	unsigned int pairs = 0;

	for (unsigned int i = 0; i < COVERED_PAIRS_MAX / 64; i++)
		pairs += (unsigned int)__builtin_popcountll(covered->known_pairs[i]);
	return pairs;
}

void covered_close(struct covered *covered)
{
	if (covered)
		munmap(covered, sizeof(*covered));
}
