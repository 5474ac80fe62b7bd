/* On which vCPU a guest's read is, and when it may come to another. */
#ifndef WARPAGE_READER_VCPU_H
#define WARPAGE_READER_VCPU_H

#include "machine/reader.h"

/* Before an access of the guest (ACCESS_LOAD: at offset; loose: one that the model may move). */
void reader_offer_move(struct machine *machine, enum access_kind kind, u16 offset, bool loose);

static inline void reader_may_move(struct machine *machine, enum access_kind kind, u16 offset,
				   bool loose)
{
	if (__builtin_expect(machine->log.nvcpus > 1, 0))
		reader_offer_move(machine, kind, offset, loose);
}

/*
 * From here on, at a site, it does not move, until as many pins were taken out; it may have come to another just before.
 * one: that is an instruction, which tells it where it is.
 */
void reader_pin(struct machine *machine, bool one, const struct site *at);
void reader_unpin(struct machine *machine);

/* What comes next is another thing on another vCPU; it may have come to another just before. */
void reader_is_told(struct machine *machine);

/* The latest moment of the read so far, in its view. */
u16 reader_latest(const struct machine *machine);

/* The guest asks which vCPU it is on. */
u32 reader_vcpu_id(struct machine *machine, const struct site *site);

/* The TSC of the vCPU that the guest is on, when the host's is tsc. */
static inline u64 reader_own_tsc(const struct machine *machine, u64 tsc)
{
	return machine->log.nvcpus == 1 ? tsc
					: vcpus_tsc(machine->log.schedule, machine->vcpu, tsc);
}

#endif
