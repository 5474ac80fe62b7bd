/*
 * The host's log: a ring of the last HOSTLOG_SIZE generations with the stamps of their updates.
 * One thread writes, or one of two hosts at a time; any number read meanwhile. A reader gets a
 * consistent copy, or learns that the entry has been overwritten.
 *
 * An entry is opened before the update's first store and closed after a full fence behind its
 * last, so a guest that has seen any of an update's stores finds its entry.
 */
#ifndef STRESS_HOSTLOG_H
#define STRESS_HOSTLOG_H

#include "clock/schedule.h"

#define HOSTLOG_SIZE 4096    /* a power of two */
#define HOSTLOG_OPEN U64_MAX /* the end of an update that has not ended */

/* Of several pages perhaps some. */
enum log_valid { LOG_INVALID, LOG_VALID, LOG_VALID_SOME };

/* A generation and the update that brought it. Times are TSC ticks, values format units. */
struct log_entry {
	u64 end;     /* after its last store and a full fence, or HOSTLOG_OPEN */
	u64 begin;   /* before its first store */
	u64 number;  /* of the generation */
	u64 anchor;  /* the host meant to be here */
	u64 settled; /* up to here it runs behind the generation before nowhere */
	u64 made;    /* the clock was made at this TSC, from which its parameters count */
	u64 taken;   /* ... and those of vCPUs whose TSC runs at another rate at this one */
	u64 rate;
	u64 back; /* how far all updates so far meant to step back, together */
	s64 step;
	u64 hold;
	u64 sequence; /* on the page before the update */
	u64 beside; /* so many numbers before it is the other host's that was not complete then; 0: none */
	u32 kind;  /* enum update_kind */
	u32 valid; /* enum log_valid: may a guest use the page that the update left? */
	_Alignas(8) u8 params[WARPAGE_PARAMS_MAX];
};

#define HOSTLOG_WORDS (sizeof(struct log_entry) / sizeof(u64))

struct hostlog {
	_Alignas(64) _Atomic u64 newest; /* number of the newest entry, opened or closed */
	struct {
		_Alignas(64) _Atomic u64 tag; /* number + 1; 0 while it is rewritten */
		_Atomic u64 words[HOSTLOG_WORDS];
		_Atomic u64 torn; /* number + 1 of the last generation marked here */
	} slots[HOSTLOG_SIZE];
};

/* Writer: publish entry, whose number follows the newest, with its end open. */
void hostlog_open(struct hostlog *log, const struct log_entry *entry);

/*
 * Writer: the entry is complete: take params, settled, valid and end from it. Of two hosts one may have
 * been so slow that its entry is overwritten by now: then nothing is done.
 */
void hostlog_close(struct hostlog *log, const struct log_entry *entry);

/* Reader: the number of the newest entry. */
u64 hostlog_newest(const struct hostlog *log);

/*
 * Reader: copy generation number into *entry. Returns false if it is no longer (or not yet) there.
 * If the copy's end is HOSTLOG_OPEN, params, settled and valid are what the host meant to leave.
 */
bool hostlog_copy(const struct hostlog *log, u64 number, struct log_entry *entry);

/* Reader: some read saw a part of generation number. True for the first who says so. */
bool hostlog_mark_torn(struct hostlog *log, u64 number);

#endif
