/* A child process and the pipe that it writes to. */
#define _GNU_SOURCE
#include "campaign/job.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "campaign/watcher.h"

/* In the child, with signals held back; what goes wrong is told through the pipe. */
static void become(const struct job *job, char *const argv[], int out, pid_t parent,
		   const sigset_t *signals)
{
	struct rlimit none = {0};
	int null = open("/dev/null", O_RDONLY);

	setpgid(0, 0);
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != parent)
		_exit(127);
	watcher_tell(job->watcher);
	signal(SIGINT, SIG_DFL);
	signal(SIGTERM, SIG_DFL);
	/* a file that may not grow is an error like a full disk, for engines as well */
	signal(SIGXFSZ, SIG_IGN);
	sigprocmask(SIG_SETMASK, signals, NULL);
	setrlimit(RLIMIT_CORE, &none);
	dup2(null, 0);
	dup2(out, 1);
	dup2(out, 2);
	execvp(argv[0], argv);
	dprintf(2, "%s: %s\n", argv[0], strerror(errno));
	_exit(127);
}

int job_start(struct job *job, char *const argv[])
{
	pid_t parent = getpid();
	sigset_t asynchronous, before;
	int ends[2], error;

	if (pipe2(ends, O_CLOEXEC))
		return errno;
	/* what ends the child must not meet our handler in it */
	sigemptyset(&asynchronous);
	sigaddset(&asynchronous, SIGINT);
	sigaddset(&asynchronous, SIGTERM);
	sigaddset(&asynchronous, SIGHUP);
	sigprocmask(SIG_BLOCK, &asynchronous, &before);
	job->pid = fork();
	if (!job->pid)
		become(job, argv, ends[1], parent, &before);
	error = errno;
	sigprocmask(SIG_SETMASK, &before, NULL);
	close(ends[1]);
	if (job->pid < 0) {
		job->pid = 0;
		close(ends[0]);
		return error;
	}
	fcntl(ends[0], F_SETFL, O_NONBLOCK);
	job->out = ends[0];
	job->used = 0;
	return 0;
}

void job_read(struct job *job, void (*take)(struct job *job, const char *line))
{
	char buffer[4096];
	ssize_t n;

	while (job->out >= 0 && (n = read(job->out, buffer, sizeof(buffer))) > 0)
		for (ssize_t i = 0; i < n; i++) {
			if (buffer[i] == '\n') {
				job->line[job->used] = '\0';
				job->used = 0;
				take(job, job->line);
			} else if (job->used < sizeof(job->line) - 1) {
				job->line[job->used++] = buffer[i];
			}
		}
}

bool job_ended(struct job *job, void (*take)(struct job *job, const char *line), int *status)
{
	if (!job->pid || waitpid(job->pid, status, WNOHANG) != job->pid)
		return false;
	job->pid = 0;
	job_read(job, take);
	close(job->out);
	job->out = -1;
	return true;
}

static bool is_job(const struct job *jobs, unsigned int n, pid_t pid)
{
	for (unsigned int i = 0; i < n; i++)
		if (jobs[i].pid == pid)
			return true;
	return false;
}

void job_adopt_orphans(void)
{
	prctl(PR_SET_CHILD_SUBREAPER, 1);
}

void job_reap_orphans(const struct job *jobs, unsigned int n)
{
	siginfo_t ended = {0};

	while (!waitid(P_ALL, 0, &ended, WEXITED | WNOHANG | WNOWAIT) && ended.si_pid &&
	       !is_job(jobs, n, ended.si_pid))
		waitpid(ended.si_pid, NULL, 0);
}

static void kill_children(void)
{
	char path[64];
	FILE *file;
	int child;

	snprintf(path, sizeof(path), "/proc/self/task/%d/children", (int)getpid());
	file = fopen(path, "r");
	while (file && fscanf(file, "%d", &child) == 1)
		kill(child, SIGKILL);
	if (file)
		fclose(file);
}

void job_end_orphans(void)
{
	const struct timespec pause = {0, 20000000};

	for (unsigned int i = 0; i < 100; i++) {
		pid_t ended;

		while ((ended = waitpid(-1, NULL, WNOHANG)) > 0)
			;
		if (ended < 0)
			return;
		if (i >= 50)
			kill_children();
		nanosleep(&pause, NULL);
	}
}

void job_signal(const struct job *job, int number)
{
	if (job->pid)
		kill(job->pid, number);
}
