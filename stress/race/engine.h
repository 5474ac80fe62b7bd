/* What the threads of one race share. For stress/race/ only. */
#ifndef STRESS_ENGINE_H
#define STRESS_ENGINE_H

#include <stdatomic.h>

#include "stress/cpu/crew.h"
#include "stress/cpu/tsc.h"
#include "stress/cpu/upset.h"
#include "stress/judge/billboard.h"
#include "stress/judge/hostlog.h"
#include "stress/judge/judge.h"
#include "stress/race/gap.h"
#include "stress/race/plan.h"
#include "stress/race/race.h"

#define ENGINE_PAGE_ROOM                                                                           \
	(VCPUS_MAX * WARPAGE_PAGE_MAX + 128) /* bytes: pages wherever they may lie in cache lines */
#define HOST_LOCKS 64
#define AIM_FIRST 300 /* ticks from a target to about the host's first store */

/* What a reader that waits may wait for, as it was when it began its batch. */
struct watch {
	u64 tsc;    /* ticks: when that was first seen */
	u64 newest; /* the log's newest entry */
	u8 page[WARPAGE_PAGE_MAX];
};

/* A reader's aim at the host's updates. */
struct aim {
	s64 offset; /* ticks after the target at which to start reading; learned */
	s64 step;   /* how far the next lesson moves it */
	int last;   /* the direction of the last one */
	u64 target; /* number of the next target */
	u64 start;  /* ticks: from here on nothing but that target is waited for; U64_MAX: none */
};

struct reader {
	struct billboard board;
	_Alignas(64) struct runner runner;
	_Atomic u32 parked; /* the freeze that it has obeyed */
	_Atomic u32 gated;  /* the gate that it waits at */
	struct engine *engine;
	unsigned int number;
	struct watch watch;
	u64 abandoned;
	u64 random;  /* where reads pause and when they start; from the seed */
	u64 special; /* the next batch that is stamped or pauses */
	u64 pausing; /* the next batch that pauses */
	u32 fewest;  /* loads of the sequence that a read made */
	u32 length;  /* accesses of a read that did not pause */
	struct aim aim;
	struct gap gap;
	struct vcpu vcpu;
	struct ledger_side ledger;
	struct race_tally tally;
	struct judge judge;
	struct mailbox mailbox;
};

struct writer {
	_Alignas(64) _Atomic bool publishing, died, hung;
	_Atomic bool moved;	/* to another CPU than its own: its stamps are of that one's TSC */
	unsigned int moved_off; /* that one, of several hosts */
	_Alignas(64) struct race_counts counts;
	struct runner runner;
	u64 allowance;	    /* ticks from an anchor to the update's end */
	bool late;	    /* the last one took longer */
	u64 target;	    /* the newest one that was met */
	u64 freeze_again;   /* TSC from which on readers may be parked or gated again */
	unsigned int depth; /* freezes that are not over */
	unsigned int first; /* the first reader that is parked */
	unsigned int next;  /* of the schedule's updates */
	struct gap gap;
	struct ledger_side ledger;
	struct plan plan;
	_Alignas(256) u8 params[256]; /* of the update at hand, as the host is given them */
};

/* One of several hosts. */
struct side {
	_Alignas(64) _Atomic u64 calls; /* of publish(); odd while it is inside */
	_Atomic u64 idle;		/* as struct judge_rest has it */
	struct race_counts counts;
	struct engine *engine;
	struct runner *runner;
	unsigned int number;
	u64 random;
	bool handed; /* the update at hand is known to it */
	u64 planned; /* ticks that it took to plan it */
	struct log_entry entry;
	struct update update; /* its pauses */
	struct gap gap;
	u8 *at; /* in params: what it is to publish */
	_Alignas(256) u8 params[GAP_PARAMS];
};

/* Those that make updates side by side, in place of the writer; its plan and its runner are theirs. */
struct hosts {
	unsigned int n; /* 0: the writer alone */
	struct side sides[HOSTS_MAX];
	struct runner second;
	struct judge_rest rest;
	struct {
		_Atomic uintptr_t name; /* its address and one; 0: not used yet */
		_Atomic u32 taken;
	} locks[HOST_LOCKS];  /* those that hosts take */
	pthread_mutex_t lock; /* of what follows, the plan, and who writes the log */
	struct log_entry last;
	u64 open[HOSTS_MAX]; /* numbers of the updates at hand; 0: none */
	u64 planning;	     /* ticks that it takes */
};

struct engine {
	/* Set before the threads start, or once. */
	const struct race_options *options;
	bool apart; /* a read has several results, or its accesses are entered into the ledger */
	bool looks; /* ... as those of the host are */
	bool hooked; /* all batches run the build that pauses, and its hooks are told of each access */
	bool migrates;		   /* readers change their vCPU */
	const struct guest *guest; /* of all batches but those that pause */
	u8 *page, *sequence;	   /* sequence: NULL if the format has none */
	unsigned int
		npages; /* one for all vCPUs, or one for each: stride bytes apart, from page on */
	u16 stride;
	unsigned int nvcpus;
	enum tscs tscs;
	struct schedule vcpus; /* how many, and how their TSCs stand; nothing else of it */
	struct judge_pages pages;
	struct crew crew;
	struct tsc_skews skews;
	struct reader *readers;
	unsigned int nreaders;
	struct unjudged *unjudged; /* of each reader, for the judges of guests that keep memory */
	u64 tsc_hz, start;	   /* start: the TSC at which the host begins */
	u64 period;		   /* ticks between two updates; 0: as they come */
	bool aim;
	_Atomic bool go, stop;
	_Atomic bool lacking; /* the CPU does not have all that host and guest run */
	_Atomic u32 excuse;   /* for the judges */
	_Atomic bool keeps;   /* some read has returned what an earlier one had */
	_Atomic u32 gate;     /* odd: readers wait outside the guest */
	/* Written throughout. */
	_Alignas(64) _Atomic u32 freeze; /* odd while vCPUs are frozen; a futex */
	struct ledger ledger;		 /* of stores to the page, if guests make any */
	struct writer writer;
	struct hosts hosts;
	_Alignas(4096) u8 room[ENGINE_PAGE_ROOM];
	_Alignas(4096) struct hostlog log;
};

/* The calling thread's code ran an instruction that the CPU does not have: the race is over. */
void engine_lacks(struct engine *engine);

/* What the threads run; arg is the struct reader, the struct engine. */
void reader_main(void *arg);
void writer_main(void *arg);

/* The host's first generation goes into the log, and the race begins. */
void writer_begin(struct engine *engine);

/* hosts.c: may hosts make the updates side by side? false with one line in why. */
bool hosts_fit(const struct race_options *options, char *why, size_t size);

/* Are they told of an update before they may look at it? */
bool hosts_are_early(const struct race_options *options);

/* Add them to the crew. */
void hosts_join(struct engine *engine);

/* What they have counted is added to *counts. */
void hosts_counts(const struct engine *engine, struct race_counts *counts);

/* Is the host, or one of them, inside publish()? */
bool hosts_publish(const struct engine *engine);

/*
 * The TSC of target n: when the host is to publish and readers are to read, known to all without
 * a word between them. Targets are a period apart, give or take a quarter.
 */
u64 engine_target(const struct engine *engine, u64 n);

/* The number of the first target after tsc. */
u64 engine_next_target(const struct engine *engine, u64 tsc);

/* pages.c: that of the vCPU of this number. */
u8 *pages_of(const struct engine *engine, unsigned int vcpu);

/* Write the newest clock, which is params by the first one's TSC, or a sequence, to all of them. */
void pages_encode(struct engine *engine, const void *params);
void pages_begin_at(struct engine *engine, u64 sequence);

enum log_valid pages_valid(const struct engine *engine);

/* Have host, of either build, bring all of them to params. */
void pages_publish(struct engine *engine, const struct host *host, const void *params);

/* How many there are; false, with a line in why, if that can't be raced. */
bool pages_fit(struct engine *engine, char *why, size_t size);

/* How the vCPUs' TSCs stand, once the plan has begun; false, with a line in why, as above. */
bool pages_choose_tscs(struct engine *engine, char *why, size_t size);

/* A sequence to begin with, of those worth trying: the host may find it, guests may use it. */
u64 engine_choose_sequence(struct engine *engine);

/* Install (engine) or remove (NULL) the handler that parks. */
void freeze_install(struct engine *engine);

/* The calling thread is reader's, from now on. */
void freeze_enter(struct reader *reader);

/* Break the host off inside publish(); it does not come back. */
void freeze_break_host(struct engine *engine);

/* The host's thread: end all freezes, because whoever began them is dead. */
void freeze_end(struct engine *engine);

/*
 * The host's thread: let every reader finish its read and wait outside the guest. false, and no
 * one waits, if they do not come in time. gate_open() lets them go on.
 */
bool gate_close(struct engine *engine);
void gate_open(struct engine *engine);

/* A reader's thread, outside the guest: wait while the gate is closed. */
void gate_pass(struct reader *reader);

/* One turn of the host: an update, made by it or for it. For the host's thread alone. */
enum turn_kind { TURN_PUBLISH, TURN_RESTART };

/* What the host does next. */
struct turn {
	enum turn_kind kind;
	struct update update;
	u64 hold;    /* ticks since the turn before; of a schedule */
	bool gapped; /* in the build that pauses */
	bool again;  /* another kind would do as well */
};

/*
 * Put the parameters where the host finds them. A real host's come from memory that others write,
 * so with aim they lie on two cache lines, one or both of which are in no cache: between two
 * stores of the host then lies the time of a miss, with not one instruction more.
 */
const void *turn_place_params(struct engine *engine, const u8 *params);

/* The entry is of that update, and of the generation that it brings, the newest of the plan. */
void turn_enter(struct log_entry *entry, const struct plan *plan, const struct update *update,
		const struct generation *generation);

/* One update by the host; *entry goes into the log. */
void turn_publish(struct engine *engine, const struct turn *turn, const void *params,
		  struct log_entry *entry);

/* The same page, started over while no reader is inside the guest; false if one does not come out. */
bool turn_restart(struct engine *engine, struct log_entry *entry);

/* Readers were stopped since a TSC: not again until that was a small part of the time. */
void turn_pay_for_stopping(struct engine *engine, u64 since);

/* The thread that runs the race while the others race. */
struct monitor {
	struct engine *engine;
	struct upset machine;
	u64 measured;  /* when the TSC was measured last; ns, 0 never */
	u32 delivered; /* a bit for each kind that was passed on */
	bool late;     /* late samples turned up, and nobody knows yet what they are */
	bool put_back; /* a store was, which this is; and whether that is lost is known: */
	bool asked_put_back;
	struct race_violation first_put_back;
	bool distrusted;	    /* the machine's clocks moved */
	struct race_counts trusted; /* before they were last found to be good */
};

/*
 * Before the crew runs: it is told when it ends, which is after options->seconds, when it is stopped,
 * the machine's clocks move, or nobody is left to read; and the monitor is called while it goes on.
 */
void monitor_join(struct monitor *monitor);

/*
 * The threads are gone: look at the clocks a last time, decide what was left open in *total, and
 * pass on what was not yet. If the clocks moved, what was found since they were good is unjudged.
 */
void monitor_settle(struct monitor *monitor, struct race_tally *total);

#endif
