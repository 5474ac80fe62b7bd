/* The processes of a campaign: started, read line by line, ended by their ids and waited for. */
#ifndef WARPAGE_JOB_H
#define WARPAGE_JOB_H

#include <sys/types.h>
#include <warpage/types.h>

#define JOB_ARGUMENTS_MAX 32
#define JOB_INPUT_MAX 512 /* bytes of a crash that libFuzzer, or the target, prints */

struct job {
	unsigned int index;
	pid_t pid;   /* 0: it does not run */
	int out;     /* its stdout and stderr, or -1 */
	int watcher; /* of watcher_start(), or -1 */
	int stats;   /* AFL++: a socket for its figures, or -1 */
	char line[1024];
	size_t used;
	/* what the engine makes of it */
	u64 executed; /* by its process at hand */
	u64 before;   /* by the processes before that one; AFL++: before the campaign */
	double rate;  /* executions per second */
	unsigned int coverage, features, corpus;
	bool loaded;	    /* the corpus has been run */
	bool saved;	    /* the process at hand has saved a crash, artifact */
	bool complained;    /* last is a complaint, not to be replaced */
	unsigned int stops; /* processes in a row that ended by themselves and executed nothing */
	char artifact[512], last[256];
	u8 input[JOB_INPUT_MAX]; /* of the crash, as far as it was told; ninput: 0 if not */
	size_t ninput;
};

/*
 * Start the program argv[0] with stdin from /dev/null, without core files, in a process group of its
 * own, so that a terminal's ^C reaches this process alone; it dies with this process. Returns 0, or an
 * errno value.
 */
int job_start(struct job *job, char *const argv[]);

/* Read what there is, without waiting, and hand over each line (its end cut off). */
void job_read(struct job *job, void (*take)(struct job *job, const char *line));

/* Has it ended? Then *status is that of waitpid(), all of its output has been handed over. */
bool job_ended(struct job *job, void (*take)(struct job *job, const char *line), int *status);

/* Send it a signal, if it runs. */
void job_signal(const struct job *job, int number);

/* From now on what jobs leave behind becomes a child of this process. */
void job_adopt_orphans(void);

/* Wait for those orphans that have ended, but not for the n jobs. */
void job_reap_orphans(const struct job *jobs, unsigned int n);

/* With no job left: wait for all orphans. Those that do not end within a second are killed. */
void job_end_orphans(void);

#endif
