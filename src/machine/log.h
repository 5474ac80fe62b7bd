/*
 * The log: what the host did, run alone, and the timeline on which readers are then placed.
 *
 * Each store is an event. Events that the model leaves unordered form a block: at its own place a
 * store of a block may become visible, and at the end of the block all of them are. The timeline
 * is cut into steps, one per event, one where a block ends, one where vCPUs are frozen and one
 * where they are thawed; between two steps a page does not change, but for stores of an open block
 * that come late.
 *
 * Times are host time in ticks since the start of the schedule; the TSC is host time plus an
 * offset that changes only while every vCPU is frozen.
 */
#ifndef WARPAGE_LOG_H
#define WARPAGE_LOG_H

#include "clock/generation.h"
#include "clock/layout.h"
#include "clock/vcpus.h"
#include "machine/bytes.h"
#include "machine/event_set.h"
#include "machine/site.h"
#include "model/model.h"

#define STEPS_MAX (2 * EVENTS_MAX + UPDATES_MAX + 2)
#define GENERATIONS_MAX 32 /* of all clocks: a bit each */

/* The words of a page's fields, by which stores are looked up. */
#define LOG_WORD_BYTES 4
#define LOG_WORD(number) ((unsigned int)(number) / LOG_WORD_BYTES)
#define LOG_WORDS (WARPAGE_FIELDS_MAX / LOG_WORD_BYTES)

/* The fences between an access and the one before it in its program, a bit each. */
enum fenced {
	FENCED_COMPILER = 1,
	FENCED_LOADS = 2,
	FENCED_STORES = 4,
	FENCED_ALL = 8,
	FENCED_SERIAL = 16, /* LFENCE */
	FENCED_LOOSE = 32,  /* that or one for all, which plain accesses may pass in the compiler */
};

struct event {
	u16 offset, size; /* bytes of the page */
	u8 update;	  /* 1 is the first */
	u8 ordinal;	  /* among the stores of this update, from 0 */
	u8 host;	  /* that makes it */
	bool plain, release, acquire;
	bool part;	   /* of the same store as the event before it, and in no order with it */
	bool early;	   /* of several hosts: made before its update was handed over */
	bool guest;	   /* a guest's, beside the host; of no update */
	u8 fenced;	   /* enum fenced; of the first part of a store */
	u8 stint;	   /* of a host and a guest: the how many-th update or read of it, ... */
	u16 loads;	   /* ... and the log's loads before it in its program */
	u16 region, fence; /* compiler barriers and store fences of the host before it */
	u64 value;
	u64 time;
	const struct site *site;
	u16 enter, force;	 /* steps: where it may be, and where it must be visible */
	struct event_set before; /* visible no later than it; made only if the log is not ordered */
};

struct step {
	u64 start, end; /* host time, both included */
	u64 tsc_offset;
	bool open;  /* inside a block of several events */
	u16 out;    /* where an open block ends; itself if not open */
	s16 frozen; /* index of the freeze that covers it, or -1 */
	u16 event;  /* the event that makes it, or NO_EVENT */
};
#define NO_EVENT 0xffff

#define LOG_VALID 1
#define LOG_INVALID 2

#define LOG_LOADS_MAX 512

/* A load of the page by a host or guest that run side by side, up to 8 bytes. */
struct log_load {
	u16 offset, size;
	u16 events; /* of the log, before it */
	u8 host, stint;
	u64 value;
	const struct site *site;
};

/* What one of them has stored and the other puts back, as it goes by what it had loaded before (lost.h). */
struct put_back {
	bool found;
	u16 byte;      /* of the page */
	u16 store, by; /* events */
	u16 load;      /* by which the second of them goes */
};

struct freeze {
	u64 start, end;	    /* host time, end is the thaw */
	unsigned int which; /* FREEZE_ALL, FREEZE_ALL_BUT_ONE */
	u64 jump;	    /* by which the TSC moves while it lasts, ticks */
};

/*
 * Generations: vCPUs whose TSCs are apart have clocks of their own, and those of update k are generations
 * k * nclocks, ..., k * nclocks + nclocks - 1. Elsewhere all pages are of one clock.
 */
struct log {
	unsigned int nevents, nsteps, nfreezes, ngenerations;
	unsigned int nvcpus, npages, nclocks;
	u16 page_size, extent; /* bytes of one page, and of all */
	const struct schedule *schedule;
	u64 tsc;      /* at host time 0, but for its jumps */
	bool partial; /* some freeze left a vCPU running */
	bool ordered; /* no block has several events */
	bool died;
	bool several;  /* hosts: their updates may overlap; and then */
	bool asleep;   /* ... the log was left, as another order of the same steps is like it, */
	bool lost;     /* ... an update came to be seen after one that was handed over later */
	bool by_label; /* parameters are told by their updates, as machine_options says */
	struct event events[EVENTS_MAX];
	struct step steps[STEPS_MAX];
	struct freeze freezes[UPDATES_MAX * 2];
	struct generation generations[GENERATIONS_MAX]; /* that the page showed ... */
	u8 pages[GENERATIONS_MAX][WARPAGE_FIELDS_MAX];	/* ... and their fields, by number */
	u64 meant_back[GENERATIONS_MAX];		/* sum of the steps back that were meant */
	u64 begin[GENERATIONS_MAX], done[GENERATIONS_MAX]; /* a_k, b_k: host time */
	u64 until[GENERATIONS_MAX];	 /* k is due from a_k until then: b_(k+1), or see reign.h */
	u64 handed[GENERATIONS_MAX];	 /* host time at which the ideal clock became f_k */
	s64 host_error[GENERATIONS_MAX]; /* own_params: published minus meant, units */
	u64 epoch[GENERATIONS_MAX];	 /* the TSC's jumps before it: it is due at no other TSC */
	bool own_clock;			 /* the host computes its own parameters, instead of: */
	struct generation meant[GENERATIONS_MAX];
	u64 left[GENERATIONS_MAX]; /* the TSC at which the clock before was left */
	u8 valid[STEPS_MAX];	   /* LOG_VALID, LOG_INVALID; both: either (open block) */
	struct event_set stores_to[LOG_WORDS]; /* the stores to some byte of each word */
	struct layout layout;
	unsigned int nloads; /* of a host and a guest side by side */
	struct log_load loads[LOG_LOADS_MAX];
	struct put_back put_back;
	u8 start_page[WARPAGE_PAGE_MAX];
	u8 end_page[WARPAGE_PAGE_MAX]; /* what the events leave */
};

/* The stores so far to the words that these bytes lie in, some of which are of a field. */
static inline void log_stores_near(const struct log *log, u16 offset, u16 size,
				   struct event_set *stores)
{
	unsigned int word = LOG_WORD(log->layout.number[offset]);

	event_set_clear(stores);
	for (; word * LOG_WORD_BYTES < log->layout.number[offset + size]; word++)
		event_set_join(stores, &log->stores_to[word]);
}

/* What a store makes of the pages. */
static inline void log_store(u8 *pages, const struct event *event)
{
	bytes_put(pages + event->offset, event->value, event->size);
}

/* LOG_VALID or LOG_INVALID; both if the pages differ in that. */
u8 log_validity(const struct log *log, const struct format *format, const u8 *pages);

#define TIME_NEVER (~(u64)0)

/* Host time and TSC of a position: 2 * step for the start of a step, 2 * step + 1 for its end. */
static inline u64 log_time(const struct log *log, u16 position)
{
	const struct step *step = &log->steps[position / 2];

	return position % 2 ? step->end : step->start;
}

static inline u64 log_tsc(const struct log *log, u16 position)
{
	return log->tsc + log_time(log, position) + log->steps[position / 2].tsc_offset;
}

/* How many vCPUs a read may start on: if there is one, and a freeze left one running, one of each sort. */
static inline unsigned int log_readers(const struct log *log)
{
	return log->nvcpus == 1 ? 1u + log->partial : log->nvcpus;
}

/* The update of a generation, and the clock among those of that update. */
static inline unsigned int log_update(const struct log *log, unsigned int generation)
{
	return log->nclocks == 1 ? generation : generation / log->nclocks;
}

static inline unsigned int log_clock(const struct log *log, unsigned int generation)
{
	return log->nclocks == 1 ? 0 : generation % log->nclocks;
}

/* The page that a byte of all pages is in, and its clock among those of an update. */
static inline unsigned int log_page_of(const struct log *log, u16 offset)
{
	return log->npages == 1 ? 0 : offset / log->page_size;
}

static inline unsigned int log_clock_of(const struct log *log, u16 offset)
{
	return log->nclocks == 1 ? 0 : log_page_of(log, offset);
}

/* Where such a byte is in its page. */
static inline u16 log_in_page(const struct log *log, u16 offset)
{
	return log->npages == 1 ? offset : offset % log->page_size;
}

/* What size bytes, 1 to 8, at offset are on the page of generation k; 0 where no field is. */
static inline u64 log_published(const struct log *log, unsigned int k, u16 offset, u16 size)
{
	const struct layout *layout = &log->layout;
	const u8 *page = log->pages[k];
	u64 value = 0;

	offset = log_in_page(log, offset);
	if (layout_within(layout, offset, size) == size)
		return bytes_get(page + layout->number[offset], size);
	for (u16 b = 0; b < size; b++)
		if (layout_has(layout, offset + b))
			value |= (u64)page[layout->number[offset + b]] << (8 * b);
	return value;
}

/* Is a generation made for the TSC of that vCPU? */
static inline bool log_own_tsc(const struct log *log, unsigned int generation, unsigned int vcpu)
{
	return log->nvcpus == 1 || !vcpus_apart(log->schedule) ||
	       log_clock(log, generation) == vcpu;
}

/* That TSC at a position. */
static inline u64 log_tsc_of(const struct log *log, unsigned int generation, u16 position)
{
	u64 tsc = log_tsc(log, position);

	return log->nclocks == 1 ? tsc : vcpus_tsc(log->schedule, log_clock(log, generation), tsc);
}

/* From the start page, the events, their fences and times: all the rest of *log. */
void log_finish(struct log *log, const struct format *format, enum model model, u64 tail);

#endif
