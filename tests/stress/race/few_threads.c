/*
 * Linked into the program in the place of pthread_create() and pthread_join() (-Wl,--wrap): one start,
 * or all from that one on, fail as they do where a limit is reached. At the end all threads must have
 * been waited for.
 *
 * WARPAGE_TEST_THREADS: "3" the third call fails, "3+" the third and all after it. The number of
 * calls goes to the file WARPAGE_TEST_CALLS.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define LEFT_BEHIND 99 /* the exit status if threads are */

int __real_pthread_create(pthread_t *thread, const pthread_attr_t *attributes,
			  void *(*start)(void *), void *arg);
int __wrap_pthread_create(pthread_t *thread, const pthread_attr_t *attributes,
			  void *(*start)(void *), void *arg);

int __real_pthread_join(pthread_t thread, void **result);
int __wrap_pthread_join(pthread_t thread, void **result);

static _Atomic unsigned long calls;
static _Atomic long running; /* started, and not waited for */

int __wrap_pthread_create(pthread_t *thread, const pthread_attr_t *attributes,
			  void *(*start)(void *), void *arg)
{
	const char *text = getenv("WARPAGE_TEST_THREADS");
	unsigned long call = atomic_fetch_add(&calls, 1) + 1;
	unsigned long fails = text ? strtoul(text, NULL, 10) : 0;
	int error;

	if (fails && (call == fails || (call > fails && strchr(text, '+')))) {
		memset(thread, 0xee, sizeof(*thread)); /* who joins it all the same shall see */
		return EAGAIN;
	}
	error = __real_pthread_create(thread, attributes, start, arg);
	if (!error)
		atomic_fetch_add(&running, 1);
	return error;
}

int __wrap_pthread_join(pthread_t thread, void **result)
{
	int error = __real_pthread_join(thread, result);

	if (!error)
		atomic_fetch_sub(&running, 1);
	return error;
}

__attribute__((destructor)) static void count_the_rest(void)
{
	const char *path = getenv("WARPAGE_TEST_CALLS");
	FILE *file = path ? fopen(path, "w") : NULL;

	if (file) {
		fprintf(file, "%lu\n", atomic_load(&calls));
		fclose(file);
	}
	if (!atomic_load(&running))
		return;
	fprintf(stderr, "%ld threads were not waited for\n", atomic_load(&running));
	_exit(LEFT_BEHIND);
}
