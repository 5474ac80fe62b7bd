/* What the threads of one race share. For stress/ only. */
#ifndef STRESS_ENGINE_H
#define STRESS_ENGINE_H

#include <pthread.h>
#include <setjmp.h>
#include <stdatomic.h>

#include "stress/gap.h"
#include "stress/hostlog.h"
#include "stress/judge.h"
#include "stress/plan.h"
#include "stress/race.h"

#define ENGINE_PAGE_ROOM 256 /* bytes: a page wherever it may lie in its cache line */

/* What a reader tells the others, under a sequence lock. */
struct billboard {
	_Alignas(64) _Atomic u64 sequence;
	_Atomic u64 words[sizeof(struct outcome) / sizeof(u64)];
};

/* The monitor's notes on a reader that does not get on. */
struct watch {
	u64 batch, since, cpu;	   /* the batch it is in; ns on the wall and of its CPU time */
	u64 tsc;		   /* ticks: when that was first seen */
	u64 newest;		   /* the log's newest entry then */
	u8 page[WARPAGE_PAGE_MAX]; /* and the page */
	unsigned int nudges;	   /* signals that it has answered without getting on */
	u32 answers;
};

struct reader {
	struct billboard board;
	/* Signals: what the reader is doing, what it shall do, and what it has answered. */
	_Alignas(64) _Atomic u64 batch; /* odd while it is inside the guest */
	_Atomic u64 leave;		/* the batch that it shall break off; 0: none */
	_Atomic u32 answers;		/* signals handled */
	_Atomic u32 parked;		/* the freeze that it has obeyed */
	_Atomic int tid;		/* of the kernel; 0 until it is ready */
	_Atomic bool done;
	_Atomic bool proven; /* leave was set because it is stuck */
	sigjmp_buf home;
	struct engine *engine;
	pthread_t thread;
	unsigned int number, cpu;
	bool created;
	int error; /* of pinning, an errno value */
	struct watch watch;
	u64 abandoned;
	u64 random; /* where reads pause; from the seed */
	struct gap gap;
	struct race_tally tally;
	struct judge judge;
};

struct writer {
	_Alignas(64) _Atomic u64 updates, late;
	_Atomic bool publishing, died, hung, done;
	sigjmp_buf home;
	pthread_t thread;
	bool created;
	int error;
	u64 kinds[UPDATE_KINDS];
	u64 allowance; /* ticks from an anchor to the update's end */
	u64 gapped;
	struct gap gap;
	struct plan plan;
};

struct engine {
	/* Set before the threads start, or once. */
	const struct race_options *options;
	u8 *page;
	struct reader *readers;
	unsigned int nreaders, writer_cpu;
	u64 tsc_hz, start; /* start: the TSC at which the host begins */
	_Atomic bool go, stop;
	/* Written throughout. */
	_Alignas(64) _Atomic u32 freeze; /* odd while vCPUs are frozen; a futex */
	struct writer writer;
	_Alignas(4096) u8 room[ENGINE_PAGE_ROOM];
	_Alignas(4096) struct hostlog log;
};

/* Thread functions; arg is the struct reader, the struct engine. */
void *reader_main(void *arg);
void *writer_main(void *arg);

/* Install (engine) or remove (NULL) the handlers that park, nudge, break off and single-step. */
void freeze_install(struct engine *engine);

/* Break the host off inside publish(); it does not come back. */
void freeze_break_host(struct engine *engine);

/* Ask reader for a sign of life; it breaks off the batch that is in reader->leave. */
void freeze_nudge(struct reader *reader);

#endif
