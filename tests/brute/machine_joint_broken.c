/*
 * The machine, broken on purpose, so that the check of joint reads can be seen to fail. "at-once" has stores
 * seen by all when they are made, "loads-order-nothing" lets a store be before the loads of what it replaces,
 * "fence-passes" takes a full fence for none, "covers-more" leaves out reads that are not as another one,
 * "low-half-first" has the low half of a split word accessed first, "early-end" has reads end when the log begins,
 * "nobody-waits-as-long" has no read start later for another one. In weak: "loads-in-place" takes each load of the page for an
 * acquire, "rmb-passes" takes smp_rmb() for a compiler barrier, "early-store" makes a store without regard to what the
 * read loads before it, "locked-is-full" takes each locked operation for a full barrier and "locked-is-loose" none, and
 * "address-passes" makes a load before those that its address is made of. Of two vCPUs: "pins-nothing" lets a reader run where
 * another one is pinned or has stores in its buffer, "switch-passes" has what one reader does on a vCPU not come after what
 * another one did there, "own-is-all" gives all vCPUs one copy of what is each vCPU's own, "stores-first" has
 * what a read has stored in memory before it is told where it is, and "told-anywhere"
 * tells it where it is while others are kept from there. Of stores to the page: "made-before" lets a read make one that
 * stands in the log before what it has seen, "loads-apart" has others store between the load and the store of a locked
 * operation, "one-store" leaves out that a second one is made, and "any-value" takes the log's for the read's.
 */
#include "machine_joint_broken.h"

#include "joint/joint_state.h"
#include "machine/own.h"
#include "machine/reader.h"
#include "machine/reader_order.h"
#include "machine/shared_order.h"
#include "machine/shared_vcpu.h"
#include "verify/wanted.h"

u16 __real_state_front(struct joint *joint, const struct state *state, unsigned int r,
		       const struct node *node, bool loads, u32 *before);
u16 __wrap_state_front(struct joint *joint, const struct state *state, unsigned int r,
		       const struct node *node, bool loads, u32 *before);
bool __real_state_runs(const struct joint *joint, const struct state *state, unsigned int r,
		       u8 vcpu);
bool __wrap_state_runs(const struct joint *joint, const struct state *state, unsigned int r,
		       u8 vcpu);
u16 __real_state_switch(const struct joint *joint, const struct state *state, unsigned int r,
			u8 vcpu, u32 *before);
u16 __wrap_state_switch(const struct joint *joint, const struct state *state, unsigned int r,
			u8 vcpu, u32 *before);
bool __real_shared_ties(struct machine *m, const void *address);
bool __wrap_shared_ties(struct machine *m, const void *address);
void __real_shared_here(struct machine *m, const struct site *site);
void __wrap_shared_here(struct machine *m, const struct site *site);
bool __real_own_memory(const void *address);
bool __wrap_own_memory(const void *address);
void __real_shared_fence(struct machine *m, bool full, const struct site *site);
void __wrap_shared_fence(struct machine *m, bool full, const struct site *site);
bool __real_shared_covers(const struct shared_state *state, const struct shared_state *other);
bool __wrap_shared_covers(const struct shared_state *state, const struct shared_state *other);
u64 __real_reader_load(struct machine *m, const struct request *request);
u64 __wrap_reader_load(struct machine *m, const struct request *request);
void __real_reader_rmb(struct machine *m);
void __wrap_reader_rmb(struct machine *m);
void __real_reader_depends(struct machine *m, unsigned int n);
void __wrap_reader_depends(struct machine *m, unsigned int n);
void __real_order_floor(const struct machine *m, struct front *front, enum shared_kind kind);
void __wrap_order_floor(const struct machine *m, struct front *front, enum shared_kind kind);
bool __real_order_is_full(const struct machine *m, enum shared_kind kind);
bool __wrap_order_is_full(const struct machine *m, enum shared_kind kind);

const struct awaited *__real_state_awaited(const struct joint *joint, const struct state *state,
					   const struct shared_op *op, u16 front);
const struct awaited *__wrap_state_awaited(const struct joint *joint, const struct state *state,
					   const struct shared_op *op, u16 front);
void __real_shared_store_page(struct machine *m, u64 value);
void __wrap_shared_store_page(struct machine *m, u64 value);
void __real_wanted_add(struct wanted *wanted, const struct log *log, const struct shared_op *op,
		       u16 position);
void __wrap_wanted_add(struct wanted *wanted, const struct log *log, const struct shared_op *op,
		       u16 position);

const struct awaited *__wrap_state_awaited(const struct joint *joint, const struct state *state,
					   const struct shared_op *op, u16 front)
{
	struct shared_op other = *op;

	if (joint_mutates("any-value") && state->nmade < joint->nawaited)
		other.value = joint->awaited[state->nmade].value;
	return __real_state_awaited(joint, state, &other, joint_mutates("made-before") ? 0 : front);
}

void __wrap_shared_store_page(struct machine *m, u64 value)
{
	m->sharing.locked = m->sharing.locked && !joint_mutates("loads-apart");
	__real_shared_store_page(m, value);
}

void __wrap_wanted_add(struct wanted *wanted, const struct log *log, const struct shared_op *op,
		       u16 position)
{
	if (!log->schedule->nstores || !joint_mutates("one-store"))
		__real_wanted_add(wanted, log, op, position);
}

bool __wrap_state_runs(const struct joint *joint, const struct state *state, unsigned int r,
		       u8 vcpu)
{
	return joint_mutates("pins-nothing") || __real_state_runs(joint, state, r, vcpu);
}

u16 __wrap_state_switch(const struct joint *joint, const struct state *state, unsigned int r,
			u8 vcpu, u32 *before)
{
	return joint_mutates("switch-passes") ? 0
					      : __real_state_switch(joint, state, r, vcpu, before);
}

bool __wrap_shared_ties(struct machine *m, const void *address)
{
	if (joint_mutates("stores-first") && shared_vcpu(m, address) == SHARED_ANYWHERE)
		return false;
	return __real_shared_ties(m, address);
}

void __wrap_shared_here(struct machine *m, const struct site *site)
{
	if (!joint_mutates("told-anywhere"))
		__real_shared_here(m, site);
}

bool __wrap_own_memory(const void *address)
{
	return !joint_mutates("own-is-all") && __real_own_memory(address);
}

u16 __wrap_state_front(struct joint *joint, const struct state *state, unsigned int r,
		       const struct node *node, bool loads, u32 *before)
{
	return __real_state_front(joint, state, r, node,
				  loads && !joint_mutates("loads-order-nothing"), before);
}

void __wrap_shared_fence(struct machine *m, bool full, const struct site *site)
{
	__real_shared_fence(m, full && !joint_mutates("fence-passes"), site);
}

bool __wrap_shared_covers(const struct shared_state *state, const struct shared_state *other)
{
	struct shared_state low = *other;

	if (joint_mutates("covers-more"))
		return state->nops == other->nops;
	low.waits = state->waits;
	if (joint_mutates("low-half-first"))
		return __real_shared_covers(state, &low);
	return __real_shared_covers(state, other);
}

u64 __wrap_reader_load(struct machine *m, const struct request *request)
{
	struct request stronger = *request;

	stronger.acquire = stronger.acquire || joint_mutates("loads-in-place");
	return __real_reader_load(m, &stronger);
}

/* What may be made in its place stays as it is. */
void __wrap_reader_rmb(struct machine *m)
{
	if (joint_mutates("rmb-passes")) {
		order_loads(m);
		reader_compiler_barrier(m);
	} else {
		__real_reader_rmb(m);
	}
}

void __wrap_reader_depends(struct machine *m, unsigned int n)
{
	if (!joint_mutates("address-passes"))
		__real_reader_depends(m, n);
}

void __wrap_order_floor(const struct machine *m, struct front *front, enum shared_kind kind)
{
	__real_order_floor(m, front, joint_mutates("early-store") ? SHARED_LOAD : kind);
}

bool __wrap_order_is_full(const struct machine *m, enum shared_kind kind)
{
	if (joint_mutates("locked-is-full"))
		return kind == SHARED_MODIFY;
	return __real_order_is_full(m, kind) && !joint_mutates("locked-is-loose");
}
