/*
 * The one engine struct of the machine, shared by its files and by nobody else, and what both sides of
 * it need: how accesses fall into parts, and how the code under test is left.
 */
#ifndef WARPAGE_ENGINE_H
#define WARPAGE_ENGINE_H

#include "machine/barren.h"
#include "machine/fiber.h"
#include "machine/grounds.h"
#include "machine/machine.h"
#include "machine/memo.h"
#include "machine/shared.h"
#include "machine/view.h"

#define FENCES_MAX 128
#define FENCED_MAX 1024
#define DEPENDENCIES_MAX 32
#define UNDO_MAX 1024
#define LOOP_ROUNDS_MAX 16
#define KEPT_MAX 24
#define TIME_START 16 /* host time at which the first step ends at the earliest */

enum phase { PHASE_IDLE, PHASE_HOST, PHASE_GUEST };

/* A load or store of the code under test. */
struct request {
	u16 offset, size;
	bool plain, acquire, release;
	const struct site *site;
};

struct fence_site {
	const struct site *site;
	const char *name;
};

struct undo {
	u8 *address, value;
};

/* What the guest has stored to, besides the page and its stack, and what was there before. */
struct kept {
	void *address;
	u32 size;
	u8 before[16];
};

/* What a read has stored to the page. */
struct written {
	u16 offset, size;
	u16 position;  /* of the latest access before it, in the view */
	u16 naccesses; /* ... and how many those are */
	u64 value;
};

#define WRITTEN_MAX 16

/* Bytes of the page in memory of the guest's. */
struct copy {
	const u8 *to;
	u16 offset, size;
};

#define COPIES_MAX 16
#define PAGE_ROOM (WARPAGE_PAGE_MAX + 128) /* wherever it lies in its line, and words behind it */
#define AROUND_MAX 4096			   /* bytes of a struct before the page that is in it */

#define CHECKED_MAX 16 /* formats, so that pairs of several may come in turn */

struct hosts;

struct machine {
	struct machine_options options;
	const struct format *checked[CHECKED_MAX]; /* these are what they say; the newest ... */
	unsigned int nchecked;
	const struct format *laid_out; /* ... and of which the log has the layout */
	bool refused;		       /* the one at hand is not what it says ... */
	char why[256];		       /* ... because of that */
	/* what a host leaves in fields that are neither sequence nor parameter */
	const struct host *rehearsed;
	const struct format *rehearsed_format;
	struct choice rehearsal;
	u8 others[WARPAGE_FIELDS_MAX];
	u128 left; /* ... in which bytes, by number */
	enum phase phase;
	void **escape; /* __builtin_setjmp: out of the code under test, on the stack that it is on */
	void *landing[5]; /* ... for code that is on no fiber */
	struct fibers fibers;
	uintptr_t base; /* on no fiber: above it on the stack is no local of that code */
	struct choice *choice;
	char error[256];

	/* the page: the host's own, and the guest's cells, which hold poison between two hooks */
	u8 *page;
	u16 stride, span; /* of the pages that are at page now: from one to the next, and of all */
	u16 patched_offset; /* up to 16 bytes from here are no poison */
	u64 hooks;	    /* restless poison */

	/* the host's run */
	struct log log;
	const struct schedule *schedule;
	u64 now;   /* host time */
	u64 jumps; /* sum of the TSC's jumps so far */
	unsigned int update;
	unsigned int stores; /* of this update */
	unsigned int unseen; /* the first event without a time */
	u16 region, fence;
	u8 host_fenced;	 /* enum fenced, since the last store */
	int split_plain; /* are wide plain stores split? -1: not asked yet */
	bool several;	 /* hosts: see hosts.h */
	struct hosts *hosts;
	bool freeze_open;
	bool host_froze; /* all vCPUs, by itself, in this update: it says when they go on */
	bool pending;	 /* a store is announced, but not made yet */
	struct request pending_store;
	u64 handover; /* host time at which this update is anchored */
	struct undo undo[UNDO_MAX];
	unsigned int nundo;

	/* a guest's read */
	struct view views[2];
	struct view *view;
	struct read read;
	struct access accesses[ACCESSES_MAX]; /* of it */
	bool in_order;			      /* loads stay in order: every model but weak */
	bool first_access;
	bool elsewhere;	    /* the guest has asked another clock since it looked at this one */
	bool pinned;	    /* the TSC was sampled at the very start of the first step */
	bool settled;	    /* a round took place after the last store: time stands */
	bool staying;	    /* the read makes rounds where it is until it gives up ... */
	unsigned int bound; /* ... as the loop that came round last does in the end, if not 0 */
	bool alike;	    /* the last round was as the one before */
	bool waits; /* time has passed to the end of the log in a loop: does it come round for ever? */
	int split_loads;
	u16 start;		   /* view step */
	u8 vcpu;		   /* where the read is, ... */
	unsigned int moves, pins;  /* ... how often it came to another, and what forbids that now */
	bool told, offered;	   /* it knows where it was; and was offered to move since */
	bool asked;		   /* some read did, since machine_setup() */
	bool round_moved;	   /* it did since a loop came round last */
	u16 start_low, start_high; /* moved: when it began, positions of struct read */
	const struct view *tsc_view; /* the view of the last TSC sample */
	u16 round_low;		     /* the earliest step seen since a loop came round last */
	u16 round_tsc;	    /* ... of the TSC, where what it says steers something; 0xffff: none */
	struct loop_round { /* of each loop that has come round: since itself did */
		const struct site *site;
		u16 low;    /* the earliest step that it saw; 0xffff: none */
		u16 tsc;    /* ... of the TSC, as round_tsc */
		bool moved; /* it came to another vCPU */
	} loop_rounds[LOOP_ROUNDS_MAX],
		whole_read; /* that one: of the read, up to when a loop came round last */
	unsigned int nloop_rounds;
	unsigned int rounds, settled_rounds, stay_rounds;
	unsigned int round_accesses; /* accesses of the read before this round */
	u16 start_after; /* view position that a read of several readers is not before */
	struct front
		after; /* the read is not before this; nothing, but where reads act on each other */
	struct front cursor;	   /* in order: the last access; weak: unused */
	u16 barriers;		   /* of the compiler, in this read so far */
	u8 fenced[FENCED_MAX];	   /* enum fenced, of each of them */
	bool loose;		   /* some other is FENCED_LOOSE */
	struct front region_floor; /* plain accesses go back to here */
	struct front plain;	   /* the latest of them */
	struct front fence_floor;  /* weak: later loads are not before it */
	struct front latest;	   /* the latest of all accesses; weak: but plain TSC samples */
	struct front last;	   /* the last load alone, all its parts */
	struct front depends;	   /* what the next address depends on */
	struct front loaded[DEPENDENCIES_MAX];
	bool dependent;		    /* some of those were kept */
	u8 exact_bytes[EVENTS_MAX]; /* of stores seen by some load: which of theirs it has loaded */
	struct event_set exactly;   /* those stores: no place goes back */
	u16 serial;		    /* position of the last serialising point */
	u16 earliest;	 /* position of a TSC sample or plain load ahead of the first load */
	bool barred;	 /* was there a compiler barrier in this read? */
	bool serialised; /* was there a serialising point in this read? */
	bool by_mb;	 /* ... and the last one is smp_mb() or MFENCE alone */
	u16 sampled;	 /* the latest TSC sample: serialising waits for it */
	const struct site *tsc_site;	 /* where the TSC was sampled last */
	const struct access *script;	 /* directed read */
	unsigned int nscript, script_at; /* the one found last, for messages */
	unsigned int script_left;	 /* accesses of it that were not made yet ... */
	unsigned int script_retries;	 /* ... and how often it comes round, at least */
	bool script_used[ACCESSES_MAX];

	const void *stored; /* where the guest put what must be a pointer into the page */
	const struct site *stored_by;
	uintptr_t around;	    /* bytes of such a struct before the page; 0: none is known */
	struct kept kept[KEPT_MAX]; /* all such places of this read */
	unsigned int nkept;

	struct written written[WRITTEN_MAX]; /* by this read */
	unsigned int nwritten;
	const struct site *writes; /* where some read has stored to the page, or NULL */
	u128 host_loads; /* bytes of the page, by number, that the host has loaded in this log */

	struct sharing sharing;
	struct grounds grounds;
	struct memo *memo;
	struct barren *barren;
	u64 way;	     /* what steered this read so far */
	bool on_way;	     /* the last access did */
	bool again;	     /* this read is one that was made before ... */
	unsigned int cut_at; /* ... and was cut at this round, if not 0 */
	const struct site
		*shares; /* where a read was refused for a store to memory that lives on */
	const struct site *carrying; /* a retry loop that was not memoryless, or NULL */
	u32 models;		     /* that have done the same so far, a bit each */
	struct fence_site fences[FENCES_MAX];
	unsigned int nfences, fence_next;
	u64 results[WARPAGE_RESULTS_MAX]; /* where the guest puts what it returns */
	struct copy copies[COPIES_MAX];	  /* of bytes of the page, by this read */
	unsigned int ncopies;
	_Alignas(64) u8 host_page[PAGE_ROOM];
	_Alignas(64) u8 cells[PAGE_ROOM];
	_Alignas(64) u8 scratch[WARPAGE_PAGE_MAX];
};

/* The machine that the hooks of instrumented code talk to. */
extern struct machine *the_machine;

/* What comes next, the models of set (a bit each) do in one way, and the others in another. */
static inline void machine_tell_apart(struct machine *machine, u32 set)
{
	machine->models &= set >> machine->options.model & 1 ? set : ~set;
}

/* Leave the code under test for good. */
void machine_escape(struct machine *machine) __attribute__((noreturn));
void machine_fail(struct machine *machine, const char *format, ...)
	__attribute__((noreturn, format(printf, 2, 3)));

/* Note that a fence was met; true if it is the one to leave out. */
bool machine_fence_dropped(struct machine *machine, const struct site *site, const char *name);

/*
 * How an access falls into parts that are atomic each; returns their number (1 to 16). width: of the
 * parts of a wide plain one, or 0: then a choice, which *split_wide keeps, tells.
 */
struct part {
	u16 offset, size;
};
unsigned int machine_parts(struct machine *machine, const struct request *request, u16 width,
			   int *split_wide, struct part *parts);

/* Is an access one part, whatever is chosen? What machine_parts() need not be asked. */
static inline bool machine_one_part(const struct machine *machine, const struct request *request)
{
	unsigned int size = request->size,
		     at = (request->offset + machine->schedule->placement) & 63;

	if (size > 4 && (request->plain || machine->options.word == 32))
		return false;
	return at + size <= 64 && !(size & (size - 1)) &&
	       (machine->options.model != MODEL_WEAK || !(at & (size - 1)));
}

#endif
