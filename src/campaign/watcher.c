/* Holds a descriptor of each process, which can't come to mean another one, and waits for its end. */
#define _GNU_SOURCE
#include "campaign/watcher.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/ipc.h>
#include <sys/shm.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "campaign/campaign.h"

struct watched {
	pid_t pid;
	int fd;
	time_t since;
};

struct watcher {
	unsigned int n;
	struct watched jobs[CAMPAIGN_JOBS_MAX];
};

static int open_process(pid_t pid)
{
	return (int)syscall(SYS_pidfd_open, pid, 0);
}

/* The segments that a process made which has ended; an earlier one of its id made none since then. */
static void remove_segments(const struct watched *job)
{
	struct shmid_ds segment;
	struct shm_info info;
	int last = shmctl(0, SHM_INFO, (struct shmid_ds *)&info);

	for (int i = 0; i <= last; i++) {
		int id = shmctl(i, SHM_STAT, &segment);

		if (id >= 0 && segment.shm_cpid == job->pid && segment.shm_perm.cuid == geteuid() &&
		    segment.shm_perm.__key == IPC_PRIVATE && segment.shm_ctime >= job->since)
			shmctl(id, IPC_RMID, NULL);
	}
}

static void add(struct watcher *watcher, pid_t pid)
{
	struct watched *job = &watcher->jobs[watcher->n];

	if (watcher->n == CAMPAIGN_JOBS_MAX)
		return;
	*job = (struct watched){pid, open_process(pid), time(NULL) - 1};
	if (job->fd >= 0)
		watcher->n++;
	else
		remove_segments(job);
}

static void let_go(struct watcher *watcher, unsigned int i)
{
	remove_segments(&watcher->jobs[i]);
	close(watcher->jobs[i].fd);
	watcher->jobs[i] = watcher->jobs[--watcher->n];
}

/* The campaign's end closes the pipe, before its jobs are sent the signal to die with it. */
static void watch(struct watcher *watcher, int from)
{
	struct pollfd files[CAMPAIGN_JOBS_MAX + 1];
	bool alone = false;
	pid_t pid;

	while (!alone || watcher->n) {
		unsigned int n = watcher->n;

		for (unsigned int i = 0; i < n; i++)
			files[i] = (struct pollfd){.fd = watcher->jobs[i].fd, .events = POLLIN};
		files[n] = (struct pollfd){.fd = alone ? -1 : from, .events = POLLIN};
		if (poll(files, n + 1, -1) < 0)
			continue;
		for (unsigned int i = n; i-- > 0;)
			if (files[i].revents)
				let_go(watcher, i);
		if (!files[n].revents)
			continue;
		if (read(from, &pid, sizeof(pid)) == sizeof(pid)) {
			add(watcher, pid);
			continue;
		}
		alone = true;
		for (unsigned int i = 0; i < watcher->n; i++)
			syscall(SYS_pidfd_send_signal, watcher->jobs[i].fd, SIGKILL, NULL, 0);
	}
}

/* It is not in the campaign's session, nor does it keep any of its files open, nor its folder. */
static void become(int from)
{
	static struct watcher watcher;
	int null;

	setsid();
	signal(SIGHUP, SIG_IGN);
	signal(SIGINT, SIG_IGN);
	signal(SIGTERM, SIG_IGN);
	if (chdir("/") || dup2(from, 3) != 3)
		_exit(1);
	null = open("/dev/null", O_RDWR);
	for (int fd = 0; fd < 3; fd++)
		if (dup2(null, fd) != fd)
			_exit(1);
	syscall(SYS_close_range, 4u, ~0u, 0u);
	watch(&watcher, 3);
	_exit(0);
}

int watcher_start(void)
{
	int self = open_process(getpid()), ends[2];
	pid_t pid;

	if (self < 0)
		return -1;
	close(self);
	if (pipe2(ends, O_CLOEXEC))
		return -1;
	pid = fork();
	if (!pid)
		become(ends[0]);
	close(ends[0]);
	if (pid > 0)
		return ends[1];
	close(ends[1]);
	return -1;
}

void watcher_tell(int to)
{
	pid_t pid = getpid();

	/* if it is not told, the target removes the segments, but for those it never got to */
	if (to >= 0 && write(to, &pid, sizeof(pid)) < 0)
		return;
}
