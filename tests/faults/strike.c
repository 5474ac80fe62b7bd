/*
 * strike: runs a command, and one of its system calls fails, is short, or meets with a signal. Without
 * --call the signal comes at a time instead, and nothing of the command's is touched before.
 * Its status is the command's, 128 + N if a signal N ended it, and 125 if it can't do its work.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "trace.h"

struct strike {
	const char *calls, *count; /* which calls; the file that gets how many there were */
	FILE *opens;		   /* gets each name that is created, with how */
	unsigned long nth, seen;
	bool onwards, struck;
	struct trace_fault fault;
	long after; /* us */
};

static const struct {
	const char *name;
	long numbers[4];
} classes[] = {
	{"write", {SYS_write, SYS_writev, SYS_pwrite64, -1}},
	{"read", {SYS_read, SYS_pread64, -1, -1}},
	{"sync", {SYS_fsync, SYS_fdatasync, -1, -1}},
	{"rename", {SYS_rename, SYS_renameat, SYS_renameat2, SYS_linkat}},
	{"unlink", {SYS_unlink, SYS_unlinkat, -1, -1}},
	{"truncate", {SYS_ftruncate, SYS_truncate, -1, -1}},
	{"mkdir", {SYS_mkdir, SYS_mkdirat, -1, -1}},
	{"stat", {SYS_newfstatat, SYS_statx, SYS_stat, SYS_lstat}},
	{"thread", {SYS_clone3, SYS_clone, -1, -1}},
	{"close", {SYS_close, -1, -1, -1}},
	{"chmod", {SYS_fchmod, SYS_fchown, -1, -1}},
};

static const struct {
	const char *name;
	int number;
} errors[] = {{"ENOSPC", ENOSPC}, {"EIO", EIO},	      {"EINTR", EINTR},	  {"ENOMEM", ENOMEM},
	      {"EDQUOT", EDQUOT}, {"EACCES", EACCES}, {"EMFILE", EMFILE}, {"EAGAIN", EAGAIN},
	      {"EINVAL", EINVAL}, {"EROFS", EROFS}};

static const struct {
	const char *name;
	int number;
} signals[] = {{"INT", SIGINT},	  {"TERM", SIGTERM}, {"KILL", SIGKILL},
	       {"HUP", SIGHUP},	  {"PIPE", SIGPIPE}, {"XFSZ", SIGXFSZ},
	       {"STOP", SIGSTOP}, {"QUIT", SIGQUIT}, {"XCPU", SIGXCPU}};

static bool is_open(const struct trace_call *call, bool creating)
{
	int flags = (int)call->args[call->number == SYS_openat ? 2 : 1];

	return (call->number == SYS_openat || call->number == SYS_open) &&
	       !(flags & O_CREAT) == !creating;
}

/* What goes to stderr is left alone: what is told there is judged. */
static bool matches(const char *calls, const struct trace_call *call)
{
	if (!strcmp(calls, "any"))
		return true;
	if (call->number == SYS_write && call->args[0] == STDERR_FILENO)
		return false;
	if (!strcmp(calls, "create") || !strcmp(calls, "open"))
		return is_open(call, *calls == 'c');
	for (size_t i = 0; i < sizeof(classes) / sizeof(classes[0]); i++)
		for (int n = 0; n < 4 && !strcmp(calls, classes[i].name); n++)
			if (classes[i].numbers[n] == call->number)
				return true;
	return false;
}

/* A line for a file that is created. */
static void tell(const struct strike *strike, const struct trace_call *call)
{
	int at = call->number == SYS_openat ? 1 : 0, flags = (int)call->args[at + 1];
	char path[1024] = "";
	struct iovec here, there;

	/* a byte at a time: what is behind the string may not be mapped */
	for (size_t n = 0; n + 1 < sizeof(path) && (!n || path[n - 1]); n++) {
		here = (struct iovec){path + n, 1};
		there = (struct iovec){(char *)call->args[at] + n, 1};
		if (process_vm_readv(call->process, &here, 1, &there, 1, 0) != 1)
			break;
	}
	fprintf(strike->opens, "%s%s%s%s\n", path, flags & O_EXCL ? " EXCL" : "",
		flags & O_NOFOLLOW ? " NOFOLLOW" : "", flags & O_APPEND ? " APPEND" : "");
}

static struct trace_fault enter(void *context, const struct trace_call *call)
{
	struct strike *strike = context;

	if (!matches(strike->calls, call))
		return (struct trace_fault){0};
	strike->seen++;
	if (strike->opens && is_open(call, true))
		tell(strike, call);
	if (strike->onwards ? strike->seen < strike->nth : strike->seen != strike->nth)
		return (struct trace_fault){0};
	strike->struck = true;
	return strike->fault;
}

/* A signal at a time. */
static int run_timed(struct strike *strike, char **argv)
{
	struct timespec wait = {strike->after / 1000000, strike->after % 1000000 * 1000};
	struct pollfd end = {.events = POLLIN};
	int status = -1;
	pid_t child = fork();

	if (!child) {
		execvp(argv[0], argv);
		perror(argv[0]);
		_exit(127);
	}
	if (child < 0)
		return -1;
	end.fd = (int)syscall(SYS_pidfd_open, child, 0);
	if (ppoll(&end, 1, &wait, NULL) == 0) {
		strike->struck = true;
		kill(child, strike->fault.signal);
	}
	close(end.fd);
	return waitpid(child, &status, 0) == child ? status : -1;
}

static bool fault(struct strike *strike, const char *name)
{
	for (size_t i = 0; i < sizeof(errors) / sizeof(errors[0]); i++)
		if (!strcmp(name, errors[i].name))
			strike->fault.error = errors[i].number;
	for (size_t i = 0; i < sizeof(signals) / sizeof(signals[0]); i++)
		if (!strcmp(name, signals[i].name))
			strike->fault.signal = signals[i].number;
	strike->fault.shorten = !strcmp(name, "short");
	return strike->fault.error || strike->fault.signal || strike->fault.shorten ||
	       !strcmp(name, "none");
}

static int finish(const struct strike *strike, int status)
{
	FILE *file = strike->count ? fopen(strike->count, "w") : NULL;

	if (strike->opens)
		fclose(strike->opens);
	if (file) {
		fprintf(file, "%s %lu\n", strike->struck ? "struck" : "missed", strike->seen);
		fclose(file);
	}
	if (status == -1) {
		fprintf(stderr, "strike: %s\n", strerror(errno));
		return 125;
	}
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

int main(int argc, char **argv)
{
	static const struct option options[] = {{"call", required_argument, NULL, 'c'},
						{"nth", required_argument, NULL, 'n'},
						{"from", required_argument, NULL, 'f'},
						{"fault", required_argument, NULL, 'x'},
						{"after", required_argument, NULL, 'a'},
						{"count", required_argument, NULL, 'o'},
						{"works", no_argument, NULL, 'w'},
						{"opens", required_argument, NULL, 'p'},
						{0}};
	struct strike strike = {.nth = 1};
	struct trace_ops ops = {.enter = enter, .context = &strike};
	int option;

	/* a shell makes background commands deaf to these */
	signal(SIGINT, SIG_DFL);
	signal(SIGQUIT, SIG_DFL);
	while ((option = getopt_long(argc, argv, "+", options, NULL)) != -1) {
		switch (option) {
		case 'c':
			strike.calls = optarg;
			break;
		case 'f':
			strike.onwards = true;
			/* fallthrough */
		case 'n':
			strike.nth = strtoul(optarg, NULL, 10);
			break;
		case 'x':
			if (!fault(&strike, optarg))
				return 125;
			break;
		case 'a':
			strike.after = strtol(optarg, NULL, 10);
			break;
		case 'o':
			strike.count = optarg;
			break;
		case 'p':
			strike.opens = fopen(optarg, "w");
			if (!strike.opens)
				return 125;
			break;
		case 'w':
			return trace_works() ? 0 : 125;
		default:
			return 125;
		}
	}
	if (optind == argc)
		return 125;
	return finish(&strike, strike.calls ? trace_run(argv + optind, &ops)
					    : run_timed(&strike, argv + optind));
}
