/*
 * Linked into the program in pthread_create()'s place (-Wl,--wrap): one call, or all from that one
 * on, fail as they do where a limit is reached. At the end all threads must have been waited for.
 *
 * WARPAGE_TEST_THREADS: "3" the third call fails, "3+" the third and all after it. The number of
 * calls goes to the file WARPAGE_TEST_CALLS.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define LEFT_BEHIND 99 /* the exit status if threads are */

int __real_pthread_create(pthread_t *thread, const pthread_attr_t *attributes,
			  void *(*start)(void *), void *arg);
int __wrap_pthread_create(pthread_t *thread, const pthread_attr_t *attributes,
			  void *(*start)(void *), void *arg);

static _Atomic unsigned long calls;

int __wrap_pthread_create(pthread_t *thread, const pthread_attr_t *attributes,
			  void *(*start)(void *), void *arg)
{
	const char *text = getenv("WARPAGE_TEST_THREADS");
	unsigned long call = atomic_fetch_add(&calls, 1) + 1;
	unsigned long fails = text ? strtoul(text, NULL, 10) : 0;

	if (fails && (call == fails || (call > fails && strchr(text, '+')))) {
		memset(thread, 0xee, sizeof(*thread)); /* who joins it all the same shall see */
		return EAGAIN;
	}
	return __real_pthread_create(thread, attributes, start, arg);
}

static unsigned int threads(void)
{
	DIR *tasks = opendir("/proc/self/task");
	const struct dirent *task;
	unsigned int n = 0;

	while (tasks && (task = readdir(tasks)))
		n += task->d_name[0] != '.';
	if (tasks)
		closedir(tasks);
	return n;
}

/* One that was waited for may be seen a little longer. */
__attribute__((destructor)) static void count_the_rest(void)
{
	const struct timespec moment = {0, 10000000};
	const char *path = getenv("WARPAGE_TEST_CALLS");
	FILE *file = path ? fopen(path, "w") : NULL;

	if (file) {
		fprintf(file, "%lu\n", atomic_load(&calls));
		fclose(file);
	}
	for (unsigned int i = 0; threads() > 1; i++) {
		if (i == 200) {
			fprintf(stderr, "%u threads are left behind\n", threads() - 1);
			_exit(LEFT_BEHIND);
		}
		nanosleep(&moment, NULL);
	}
}
