/* Runs programs; see step.h. A compiler that does not come to an end is ended. */
#define _GNU_SOURCE
#include "build/step.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#define SECONDS_MAX 60 /* of a CPU */

void step_word(struct step *step, const char *format, ...)
{
	size_t room = sizeof(step->text) - step->used;
	va_list arguments;
	int n;

	va_start(arguments, format);
	n = vsnprintf(step->text + step->used, room, format, arguments);
	va_end(arguments);
	if (n < 0 || (size_t)n >= room || step->nwords + 1 >= STEP_WORDS) {
		step->used = sizeof(step->text); /* nothing fits any more */
		step->nwords = STEP_WORDS;
		return;
	}
	step->words[step->nwords++] = step->text + step->used;
	step->used += (unsigned int)n + 1;
}

static void become(struct step *step, const char *out, const char *errors)
{
	struct rlimit limit = {SECONDS_MAX, SECONDS_MAX}, none = {0, 0};
	int null = open("/dev/null", O_RDWR),
	    output = out ? open(out, O_WRONLY | O_CREAT | O_TRUNC, 0600) : null,
	    error = open(errors, O_WRONLY | O_CREAT | O_APPEND, 0600);

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	signal(SIGINT, SIG_DFL);
	signal(SIGTERM, SIG_DFL);
	setrlimit(RLIMIT_CPU, &limit);
	setrlimit(RLIMIT_CORE, &none);
	dup2(null, 0);
	dup2(output, 1);
	dup2(error, 2);
	execvp(step->words[0], step->words);
	dprintf(2, "%s: %s: install it (Debian: clang and binutils)\n", step->words[0],
		strerror(errno));
	_exit(127);
}

int step_run(struct step *step, const char *out, const char *errors)
{
	int status = 0;
	pid_t pid;

	if (step->nwords >= STEP_WORDS)
		return 127;
	pid = fork();
	if (!pid)
		become(step, out, errors);
	if (pid < 0)
		return 127;
	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return 127;
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}
