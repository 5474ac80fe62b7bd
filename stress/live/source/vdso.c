/*
 * Does the vDSO have a clock? It leaves to the kernel those that it does not know, and all fine ones
 * while the clock source is none that it can read (hpet, acpi_pm). A child process is forbidden the
 * system call, and tries.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "stress/live/source/lane.h"

static bool forbid_clock_gettime(void)
{
	struct sock_filter code[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_clock_gettime, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | ENOSYS),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	struct sock_fprog program = {ARRAY_SIZE(code), code};

	return !prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) &&
	       !prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program);
}

u64 live_by_syscall(const clockid_t *clocks, unsigned int n)
{
	u64 *failed = mmap(NULL, sizeof(*failed), PROT_READ | PROT_WRITE,
			   MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	u64 result;
	pid_t child;

	if (failed == MAP_FAILED)
		return 0;
	child = fork();
	if (!child) {
		struct timespec now;

		if (!forbid_clock_gettime())
			_exit(1);
		for (unsigned int i = 0; i < n; i++)
			if (clock_gettime(clocks[i], &now))
				*failed |= 1ull << i;
		_exit(0);
	}
	while (child > 0 && waitpid(child, NULL, 0) < 0 && errno == EINTR)
		;
	result = *failed;
	munmap(failed, sizeof(*failed));
	return result;
}
