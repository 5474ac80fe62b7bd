/*
 * What the two engines of the brute-force check share: the case that both run, and the canonical
 * text in which both print their outcomes. Neither side uses anything else of the other.
 *
 * A moment is a stretch of time during which no store becomes visible. Stores that the model leaves
 * unordered form a block; before and after each block all earlier stores and no later ones are
 * visible, so those moments have a name that both engines know: the number of visible stores. A
 * moment inside a block of several stores is named by the two moments around it.
 *
 * An outcome is
 *	how the read ended: accepted, fell back, or stuck;
 *	if accepted, the bytes that each field was last loaded with, and the moment of the TSC's
 *		last sample;
 *	its spans: the latest moment n it can have started after and the earliest moment m it can
 *		have ended before. Any wider span can be had by waiting, so the narrowest are kept;
 *	those of its spans for which the fallback (or the trust) was wrong.
 * Two reads, one after the other, are any two outcomes with m of the first <= n of the second, so
 * equal spans make equal pairs, of any number of readers.
 *
 * Left out of an outcome, as the machine leaves out executions that differ in nothing else: stores
 * of equal values are not told apart; how often the read retried; the tick within a moment; what a
 * read that did not accept had loaded; two reads with no other moment between them than those
 * inside of one block, which the machine never compares.
 */
#ifndef TESTS_BRUTE_H
#define TESTS_BRUTE_H

#include "clock/generation.h"
#include "clock/scenario.h"
#include "clock/vcpus.h"
#include "protocols/registry.h"

#define MOMENTS_MAX 120	   /* of one order of the host's stores */
#define BRUTE_PAGE_MAX 128 /* bytes of the pages that it is asked about */

struct brute_case {
	const struct format *format;
	const struct host *host;
	const struct guest *guest;
	const char *model;
	bool words;	      /* of 32 bits: wider accesses are made in two halves */
	unsigned int retries; /* at most, in brute force and in loops that carry */
	bool labels;	      /* a parameter's byte is told by the update that stored it */
	const char *mutation; /* NULL, or how to break the machine */
	const char *kinds;
	unsigned int updates, most,
		number; /* of all kinds: in the schedule at hand, and which it is */
	struct schedule schedule;
};

enum outcome_end { OUTCOME_ACCEPTED, OUTCOME_FELL_BACK, OUTCOME_STUCK };

struct outcome {
	u8 end;
	bool torn;
	bool aged; /* one generation, at a moment when it was not due */
	bool sampled;
	u8 tsc_low, tsc_high; /* moment of the sample; equal outside of a block */
	u8 tsc_vcpu;	      /* whose TSC it was, if they are apart */
	/* by byte of a page: the last load of it, and 1 + the page that it was of */
	u8 bytes[BRUTE_PAGE_MAX], loaded[BRUTE_PAGE_MAX];
};

#define BRUTE_MOVES 2 /* migrations of a read */

/* How many clocks an update has: one for each TSC that is apart. */
static inline unsigned int brute_clocks(const struct brute_case *brute_case)
{
	const struct schedule *schedule = &brute_case->schedule;

	return vcpus_apart(schedule) ? vcpus_pages(brute_case->format, vcpus_of(schedule)) : 1;
}

/*
 * FORMAT HOST GUEST MODEL[/32] RETRIES SCHEDULE[@TSCS] [MUTATION]; exits with 2 if that makes no case. SCHEDULE:
 * KIND[,KIND]; none; all:N, the sequences of all kinds of one to N updates, of those that the host is told; or
 * labels:N:SEED, N updates of clocks that the seed makes, by label, but for hosts that compute their own.
 */
void brute_case_parse(int argc, char **argv, struct brute_case *brute_case);

/* The next schedule of the case, from the first on; false past the last. */
bool brute_case_next(struct brute_case *brute_case);

/* A new log; its outcomes follow. */
void outcomes_begin(const struct brute_case *brute_case);
void outcomes_add(const struct outcome *outcome, unsigned int start, unsigned int end, bool wrong);
/* Print the outcomes since outcomes_begin(), in order. */
void outcomes_print(const struct format *format);
/* Print what was found in all logs. */
void outcomes_verdict(void);

/* One store of the host, for the heading of a log. */
void outcomes_store(unsigned int update, unsigned int offset, unsigned int size, u64 value);

/* Is a byte of the page one of a parameter? */
bool is_parameter(const struct format *format, unsigned int byte);

/* Does some generation's page have all parameter bytes of the outcome? A set of generations. */
u32 outcome_generations(const struct outcome *outcome, const struct brute_case *brute_case,
			const struct generation *generations, unsigned int n);
/* Those of the TSC that the outcome sampled. */
u32 outcome_own_tsc(const struct outcome *outcome, const struct brute_case *brute_case,
		    unsigned int n);

/* The entry points' side of the brute-force engine. */
enum brute_phase { BRUTE_IDLE, BRUTE_HOST, BRUTE_GUEST };
enum brute_op {
	BRUTE_STORE,
	BRUTE_BARRIER,
	BRUTE_WMB,
	BRUTE_FULL,
	BRUTE_FREEZE,
	BRUTE_FREEZE_BUT_ONE,
	BRUTE_JUMP, /* of the TSC */
	BRUTE_THAW
};

struct brute_access {
	u16 offset, size;
	bool plain, acquire, release;
};

/* A locked operation of a guest; SWAP_IF stores its operand if it finds what it expects. */
enum brute_modify_kind { BRUTE_EXCHANGE, BRUTE_ADD, BRUTE_SWAP_IF };

struct brute_modify {
	void *address;
	u16 size;
	enum brute_modify_kind kind;
	u64 operand, expected;
	bool acquire, release, full; /* full: a barrier of the kernel's, if it stores */
	bool kept_acquire;	     /* it acquires if it does not */
};

extern enum brute_phase brute_phase;
extern u8 *brute_page;
extern u16 brute_page_size;

u64 brute_load(const struct brute_access *access);
void brute_store(const struct brute_access *access, u64 value);
void brute_host_op(enum brute_op op);
void brute_host_freeze(bool all);
void brute_host_thaw(void);
/* The host's own TSC, which moves on by a tick. */
u64 brute_host_tsc(void);
/* drains: stores of the guest's own are made before it. */
void brute_guest_fence(bool loads, bool full, bool drains);
/* A fence before stores: for stores, or for loads as well. */
void brute_guest_before_stores(bool loads);
/* The load that was made last has number n; of what that found the next one's address is made. */
void brute_guest_loaded(unsigned int n);
void brute_guest_depends(unsigned int n);
/* All stores that come go by what the load that was made last has found. */
void brute_guest_ordered(void);
u64 brute_guest_tsc(bool ordered);
void brute_guest_retry(void);
u32 brute_guest_vcpu(void);
void brute_guest_pin(bool pinned);
void brute_die(void) __attribute__((noreturn));
void brute_fail(const char *why) __attribute__((noreturn));
void brute_give_up(void) __attribute__((noreturn)); /* it takes too long */
/* So many of all orders are done: give up if the others will take too long. */
void brute_expect(unsigned int orders, unsigned int done);
/* A guest's accesses to other memory than the page: what is loaded is put there, a store is made after the call. */
void brute_outside_load(void *address, u16 size, bool acquire);
void brute_outside_store(void *address, u16 size, bool release);
/* A guest's store to the page, in the same way. */
void brute_page_store(void *address, u16 size);
u64 brute_modify(const struct brute_modify *modify);
/* A store that was announced before it was made has been made by now. */
void brute_settle(void);

#endif
