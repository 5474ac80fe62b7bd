/*
 * For LD_PRELOAD: the allocation that STARVE_NTH names fails, and with STARVE_ONWARDS all after it. The
 * file STARVE_COUNT gets how many there were. Processes that the program starts are left alone.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

void *__libc_malloc(size_t size);
void *__libc_calloc(size_t n, size_t size);
void *__libc_realloc(void *old, size_t size);

static unsigned long nth, seen;
static int onwards, counting;

static int fails(void)
{
	unsigned long n;

	if (!counting)
		return 0;
	n = __atomic_add_fetch(&seen, 1, __ATOMIC_RELAXED);
	if (!nth || (onwards ? n < nth : n != nth))
		return 0;
	errno = ENOMEM;
	return 1;
}

void *malloc(size_t size)
{
	return fails() ? NULL : __libc_malloc(size);
}

void *calloc(size_t n, size_t size)
{
	return fails() ? NULL : __libc_calloc(n, size);
}

void *realloc(void *old, size_t size)
{
	return fails() ? NULL : __libc_realloc(old, size);
}

__attribute__((constructor)) static void begin(void)
{
	const char *which = getenv("STARVE_NTH");

	nth = which ? strtoul(which, NULL, 10) : 0;
	onwards = getenv("STARVE_ONWARDS") != NULL;
	unsetenv("LD_PRELOAD");
	counting = 1;
}

__attribute__((destructor)) static void end(void)
{
	const char *file = getenv("STARVE_COUNT");
	char text[64];
	int fd, length;

	counting = 0;
	if (!file)
		return;
	length = snprintf(text, sizeof(text), "%s %lu\n", nth && seen >= nth ? "struck" : "missed",
			  seen);
	fd = open(file, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
	if (fd < 0 || write(fd, text, (size_t)length) != length)
		perror(file);
	if (fd >= 0)
		close(fd);
}
