/* For shared.c: on which vCPU of several a read makes an access to shared memory. Of a single one all this is nothing. */
#ifndef WARPAGE_SHARED_VCPU_H
#define WARPAGE_SHARED_VCPU_H

#include "machine/engine.h"

/*
 * Has the read ended as one would that had begun on the first vCPU, or had not left one, or had been on any? Nothing has
 * told it since.
 */
bool shared_is_another(const struct machine *machine);

/* Before an access the read may migrate. */
void shared_come_to(struct machine *machine, const void *address, const struct site *site);

/* Where it makes the access; or SHARED_ANYWHERE. */
u8 shared_vcpu(struct machine *machine, const void *address);

/*
 * Where is a store made that may wait in a buffer? On the vCPU that the read is told of next, or on any: then it is in
 * memory before that.
 */
bool shared_ties(struct machine *machine, const void *address);

/* The read makes such an access, and is told what comes of it, or waits. */
const struct shared_answer *shared_arrive(struct machine *machine, enum shared_kind kind,
					  void *address, u32 size, u64 value,
					  const struct site *site);

#endif
