/*
 * Runs a command and stops it at every system call, whichever library or thread makes it: stdio's own
 * writes too, which no preloaded object sees. Processes that the command starts are left alone.
 */
#pragma once

#include <stdbool.h>
#include <sys/types.h>

struct trace_call {
	pid_t process, thread;
	long number, result; /* the result once it is over */
	unsigned long long args[6];
};

/* What becomes of a call; all 0: nothing. */
struct trace_fault {
	int error;    /* it is not made, and fails with this errno */
	bool shorten; /* its third argument is halved: a short read or write */
	int signal;   /* the process gets this signal as the call begins */
};

struct trace_ops {
	struct trace_fault (*enter)(void *context, const struct trace_call *call);
	void (*leave)(void *context, const struct trace_call *call); /* NULL: nobody cares */
	void *context;
};

/* Whether a process may trace another one here at all. */
bool trace_works(void);

/* Runs argv to its end: the status of waitpid(), or -1 and errno. */
int trace_run(char **argv, const struct trace_ops *ops);
