/*
 * Gaps: pauses inside publish() and read() as an interrupt would make them. A build of its own of
 * every protocol file (cmake/protocols.cmake) calls gap_store() before each store, gap_load()
 * before each load, gap_tsc() before the TSC is read; here it is decided whether to wait there.
 * The accesses themselves are the real ones, in place.
 */
#ifndef STRESS_GAP_H
#define STRESS_GAP_H

#include <setjmp.h>
#include <stdatomic.h>

#include "clock/schedule.h"
#include "stress/race/ledger.h"
#include "stress/race/vcpu.h"

#define GAP_PARAMS 256 /* bytes at params in struct gap */

/* One thread's gaps. Only that thread touches it, but others may see by accesses how it gets on. */
struct gap {
	const u8 *page, *sequence; /* other memory does not count; sequence is a part of page */
	size_t size, stride;	   /* of several pages from one to the next; 0: one */
	bool shares;		   /* but a reader's does, as others see it */
	u64 tsc_hz;
	const _Atomic bool *stop; /* ends every pause */
	bool yield;		  /* host and readers share a CPU: let the others run meanwhile */
	/* Of several hosts: where it first looks at what it is to publish, look(arg) is called. */
	const u8 *params;
	void (*look)(void *arg);
	void *arg;
	/* A reader's: */
	u32 countdown; /* accesses until it pauses; 0: never */
	u64 pause;     /* ticks */
	u32 accesses;  /* of the read at hand */
	u32 sequences; /* loads of the sequence among them */
	u64 *random;   /* it pauses before every other store to the page, for so long; NULL: not */
	struct vcpu *vcpu;	    /* that it is on; NULL: nobody asks */
	struct ledger_side *ledger; /* accesses to the page are entered there; NULL: they are not */
	/* The host's: */
	const struct update *update; /* lead, gap, gaps[] and dies_after are played; NULL: none */
	unsigned int stores;	     /* of the update at hand */
	sigjmp_buf death;	     /* where it goes after update->dies_after stores */
};

/* The calling thread's gaps from now on; NULL ends them. */
void gap_use(struct gap *gap);

/* A pause in ticks, out of *random: 100 ns to 10 us, once in a thousand 1 ms. */
u64 gap_draw(u64 *random, u64 tsc_hz);

/* The same of a read that comes back when its clock is no longer due, and the next one is behind: 100 ns to 40 us. */
u64 gap_draw_read(u64 *random, u64 tsc_hz);

/* Pauses for an update's stores, out of *random: each is none or as gap_draw(). */
void gap_draw_update(u64 *random, u64 tsc_hz, struct update *update);

/* Ticks that the pauses of update take together, if it has nstores stores. */
u64 gap_total(const struct update *update, unsigned int nstores);

/* An update or a read begins, or is over. */
void gap_round(void);

/*
 * What the gapped build calls: a load from size bytes at, a store there, or a locked operation, which does both, comes
 * next; or a sample of the TSC.
 */
void gap_load(const void *at, size_t size);
void gap_store(void *at, size_t size);
void gap_locked(void *at, size_t size);
void gap_tsc(void);

/* The TSC of the vCPU that the caller is on, if the CPU's is tsc and was read since gap_tsc(). */
u64 gap_own_tsc(u64 tsc);

/* vcpu_id(), vcpu_pin() and vcpu_unpin(), and rdtsc_vcpu(). */
u32 gap_vcpu(void);
void gap_pin(void);
void gap_unpin(void);
u64 gap_rdtsc_vcpu(u32 *vcpu);

/* Wait that many ticks, or until *gap->stop. */
void gap_wait(const struct gap *gap, u64 ticks);

#endif
