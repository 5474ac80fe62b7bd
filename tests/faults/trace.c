/* Stops at system calls, by ptrace. */
#define _GNU_SOURCE
#include "trace.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>

#define THREADS_MAX 512

/* A thread that is inside a call. */
struct inside {
	pid_t thread;
	struct trace_call call;
	struct trace_fault fault;
};

struct tracer {
	const struct trace_ops *ops;
	pid_t process;
	bool begun; /* the command itself runs */
	struct inside inside[THREADS_MAX];
};

static struct inside *find(struct tracer *tracer, pid_t thread)
{
	struct inside *empty = NULL;

	for (int i = 0; i < THREADS_MAX; i++) {
		if (tracer->inside[i].thread == thread)
			return &tracer->inside[i];
		if (!empty && !tracer->inside[i].thread)
			empty = &tracer->inside[i];
	}
	return empty;
}

static void begin_call(struct tracer *tracer, struct inside *inside,
		       const struct __ptrace_syscall_info *info)
{
	pid_t thread = inside->thread;
	struct user_regs_struct regs;

	inside->call = (struct trace_call){
		.process = tracer->process, .thread = thread, .number = (long)info->entry.nr};
	for (int i = 0; i < 6; i++)
		inside->call.args[i] = info->entry.args[i];
	inside->fault = tracer->ops->enter(tracer->ops->context, &inside->call);
	if (inside->fault.signal)
		kill(tracer->process, inside->fault.signal);
	if ((!inside->fault.error && !inside->fault.shorten) ||
	    ptrace(PTRACE_GETREGS, thread, 0, &regs))
		return;
	if (inside->fault.error)
		regs.orig_rax = (unsigned long long)-1;
	else
		regs.rdx = (regs.rdx + 1) / 2;
	ptrace(PTRACE_SETREGS, thread, 0, &regs);
}

static void end_call(struct tracer *tracer, struct inside *inside,
		     const struct __ptrace_syscall_info *info)
{
	struct user_regs_struct regs;

	inside->call.result = (long)info->exit.rval;
	if ((inside->fault.error || inside->fault.shorten) &&
	    !ptrace(PTRACE_GETREGS, inside->thread, 0, &regs)) {
		if (inside->fault.error)
			regs.rax = (unsigned long long)-(long long)inside->fault.error;
		regs.rdx = inside->call.args[2]; /* callers rely on its being left alone */
		ptrace(PTRACE_SETREGS, inside->thread, 0, &regs);
		inside->call.result = (long)regs.rax;
	}
	if (tracer->ops->leave)
		tracer->ops->leave(tracer->ops->context, &inside->call);
	*inside = (struct inside){0};
}

static void on_call(struct tracer *tracer, pid_t thread)
{
	struct __ptrace_syscall_info info;
	struct inside *inside = find(tracer, thread);

	if (!tracer->begun || !inside ||
	    ptrace(PTRACE_GET_SYSCALL_INFO, thread, sizeof(info), &info) <= 0)
		return;
	if (info.op == PTRACE_SYSCALL_INFO_ENTRY) {
		inside->thread = thread;
		begin_call(tracer, inside, &info);
	} else if (info.op == PTRACE_SYSCALL_INFO_EXIT && inside->thread) {
		end_call(tracer, inside, &info);
	}
}

static void on_stop(struct tracer *tracer, pid_t thread, int status)
{
	int number = WSTOPSIG(status), event = status >> 16;

	if (number == (SIGTRAP | 0x80)) {
		on_call(tracer, thread);
		number = 0;
	} else if (event == PTRACE_EVENT_STOP && number != SIGTRAP) {
		ptrace(PTRACE_LISTEN, thread, 0, 0); /* stopped by a signal, as without us */
		return;
	} else if (event) {
		tracer->begun |= event == PTRACE_EVENT_EXEC;
		number = 0;
	}
	ptrace(PTRACE_SYSCALL, thread, 0, (long)number);
}

/* A child that waits for a byte before it becomes the command. */
static pid_t start(char **argv, int *gate)
{
	int ends[2];
	pid_t child;
	char byte;

	if (pipe(ends))
		return -1;
	child = fork();
	if (!child) {
		close(ends[1]);
		if (read(ends[0], &byte, 1) == 1) {
			close(ends[0]);
			execvp(argv[0], argv);
			perror(argv[0]);
		}
		_exit(127);
	}
	close(ends[0]);
	*gate = ends[1];
	return child;
}

static bool seize(pid_t child)
{
	long options = PTRACE_O_TRACESYSGOOD | PTRACE_O_TRACECLONE | PTRACE_O_TRACEEXEC |
		       PTRACE_O_EXITKILL;
	int status;

	return !ptrace(PTRACE_SEIZE, child, 0, options) && !ptrace(PTRACE_INTERRUPT, child, 0, 0) &&
	       waitpid(child, &status, __WALL) == child && WIFSTOPPED(status) &&
	       !ptrace(PTRACE_SYSCALL, child, 0, 0);
}

int trace_run(char **argv, const struct trace_ops *ops)
{
	struct tracer *tracer = calloc(1, sizeof(*tracer));
	int gate, status = -1;
	pid_t stopped;

	if (!tracer)
		return -1;
	tracer->ops = ops;
	tracer->process = start(argv, &gate);
	if (tracer->process < 0) {
		free(tracer);
		return -1;
	}
	if (!seize(tracer->process)) {
		int error = errno;

		kill(tracer->process, SIGKILL);
		waitpid(tracer->process, &status, __WALL);
		close(gate);
		free(tracer);
		errno = error;
		return -1;
	}
	if (write(gate, "", 1) != 1)
		perror("trace");
	close(gate);
	while ((stopped = waitpid(-1, &status, __WALL)) > 0 || errno == EINTR) {
		if (stopped > 0 && WIFSTOPPED(status))
			on_stop(tracer, stopped, status);
		else if (stopped == tracer->process)
			break;
	}
	free(tracer);
	return stopped < 0 ? -1 : status;
}

static struct trace_fault pass(void *context, const struct trace_call *call)
{
	(void)call;
	++*(int *)context;
	return (struct trace_fault){0};
}

bool trace_works(void)
{
	char *argv[] = {"/bin/true", NULL};
	int calls = 0;
	struct trace_ops ops = {.enter = pass, .context = &calls};

	return !trace_run(argv, &ops) && calls > 0;
}
