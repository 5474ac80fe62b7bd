/*
 * Which vCPU a reader is on. In the build that pauses it may come to another one before any access to the page, before the
 * TSC is read and before it asks where it is, but not while it is pinned, nor while vCPUs are frozen. The thread stays on
 * its CPU: what changes is the number that the guest is told, the page that is that vCPU's, and by how much its TSC
 * is off the CPU's.
 */
#ifndef STRESS_VCPU_H
#define STRESS_VCPU_H

#include <stdatomic.h>

#include "clock/vcpus.h"

/* A reader's. Only its thread touches it. */
struct vcpu {
	const struct schedule *vcpus; /* how many there are, and how their TSCs stand */
	const _Atomic u32 *freeze;    /* odd: they are frozen */
	bool moves;		      /* else it stays where it is */
	unsigned int number;
	unsigned int pins;
	u32 left;  /* accesses until it moves */
	u32 usual; /* from one move to the next, about; 0: it stays for this batch */
	u64 random;
	bool begins, counted; /* of the read at hand */
	bool due;	      /* it moves as soon as it is not pinned */
	u64 moved, reads;     /* how often, and in how many reads between two accesses ... */
	u64 held;	      /* ... or would have, but was pinned */
};

/* A batch begins: it is not pinned, and moves more often or more seldom than in the one before. */
void vcpu_batch(struct vcpu *vcpu);

/* A read begins. */
static inline void vcpu_read(struct vcpu *vcpu)
{
	vcpu->begins = true;
	vcpu->counted = false;
}

/* It is to stay where it is until as many calls of vcpu_unpin(). */
static inline void vcpu_pins(struct vcpu *vcpu)
{
	vcpu->pins++;
}

void vcpu_unpins(struct vcpu *vcpu);

/* An access comes next. */
void vcpu_access(struct vcpu *vcpu);

/* What its TSC shows when that of the CPU is tsc. */
static inline u64 vcpu_tsc(const struct vcpu *vcpu, u64 tsc)
{
	return vcpus_tsc(vcpu->vcpus, vcpu->number, tsc);
}

#endif
