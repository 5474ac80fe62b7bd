/*
 * Threads that stay on one CPU each: started and joined together, put back when somebody has moved
 * them, and broken off in a call that does not return.
 *
 * A thread is stuck if it stays in one batch while nothing changes that it may wait for, for some time
 * on the wall and half of that by its own CPU time. A hypervisor that takes the CPU away can look like
 * that, so it must also answer several signals, one by one, and still not get on after any of them.
 */
#ifndef STRESS_CREW_H
#define STRESS_CREW_H

#include <pthread.h>
#include <setjmp.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <warpage/types.h>

/* Where a thread goes on that a signal takes out of what it does. */
struct guard {
	_Atomic u64 batch;   /* what it is at; odd while inside what may not return */
	_Atomic u64 leave;   /* the batch that it shall break off; 0: none */
	_Atomic u32 answers; /* signals that it has answered */
	sigjmp_buf home;     /* comes back with one of these: */
};

#define GUARD_FAULT 1	/* memory that is not there */
#define GUARD_LEAVE 2	/* runner_break_off() */
#define GUARD_ILLEGAL 3 /* inside a batch: an instruction that this CPU does not have */

#define GUARD_NO_INSTRUCTION "runs an instruction that this CPU does not have (SIGILL)"

/*
 * Install the handlers that break off, that of SIGILL, and with faults those of SIGBUS and SIGSEGV, which
 * take a thread that has a guard home, too. A trap (ud2) ends the program as ever. Calls nest, and the first one decides; the last guard_remove()
 * puts back what was there before.
 */
void guard_install(bool faults);
void guard_remove(void);

/*
 * Call fill(arg) so that a page, or an instruction, that is not there makes it return false. For any
 * thread.
 */
bool guarded(bool (*fill)(void *arg), void *arg);

/* One thread. */
struct runner {
	struct guard guard;
	_Atomic bool ready;  /* set by itself */
	_Atomic bool done;   /* it is at its end */
	_Atomic bool proven; /* it shall leave because it is stuck */
	_Atomic bool gone;   /* its CPU is: it can't be put back there */
	_Atomic u64 moves;   /* how often it was put back there */
	char name[20];	     /* for those who are told of it */
	unsigned int cpu;
	int error; /* of pinning, an errno value */
	struct crew *crew;
	struct runner *next;
	void (*main)(void *arg);
	void *arg;
	pthread_t thread;
	bool created, host; /* host: the others do without it, and it may take its time */
	/* The watcher's notes: the batch that it is in; since when, on the wall and by its CPU time */
	u64 batch_was, since, cpu_ns;
	unsigned int nudges; /* that it has answered without getting on */
	u32 answers_were;
};

struct crew {
	_Atomic bool *stop;   /* what the threads look at; set when it is time to end */
	struct runner *first; /* of all */
	/* If they are to be watched; times in ns: */
	void (*tick)(void *arg, u64 now); /* called every 10 ms; NULL: they end by themselves */
	void (*progress)(void *arg,
			 double seconds); /* some times a second, until they are to end */
	void (*notice)(void *arg, const char *what,
		       const char *text);     /* "moved", "cpus"; or NULL */
	bool (*still)(struct runner *runner); /* is all as it was at note()? NULL: always */
	void (*note)(struct runner *runner);
	void *arg, *notice_arg;
	double seconds;		    /* until they are to end; 0: never */
	const volatile int *ask;    /* not 0: at once; NULL: nobody asks */
	u64 stuck, grace, patience; /* in one batch; after the end, for reads; and for threads */
	/* While they run, and afterwards: */
	u64 ticks, stopped; /* since when they are to end; 0: not yet */
	bool ends;	    /* set by tick(): it is time to end */
	bool evicted;	    /* the CPU of one of them is gone */
	u64 moves;	    /* all that were put back */
	u64 moves_told, told;
	char text[160]; /* the last notice */
};

/* Add a thread that is to run main(arg) on cpu; they start in this order. */
void crew_add(struct crew *crew, struct runner *runner, unsigned int cpu, void (*main)(void *arg),
	      void *arg);

/*
 * Start all, watch them if crew->tick is set, join them. SIGINT, SIGTERM and SIGHUP never reach them. Returns
 * 0, or the errno value of what could not be started or pinned. If one does not end although it was
 * asked to and broken off, the process ends.
 */
int crew_run(struct crew *crew);

/* One line on such an errno value, in why. */
void crew_problem(int error, char *why, size_t size);

/* The thread itself, after it was moved: back to its CPU. If that is gone, crew->evicted follows. */
void runner_return(struct runner *runner);

/* Have it break off the batch that it is in. */
void runner_break_off(struct runner *runner);

#endif
