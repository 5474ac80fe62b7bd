/* Readers change their vCPU; see vcpu.h. */
#include "stress/race/vcpu.h"

#include <warpage/kernel.h>

#include "choice/choice.h"

#define OFTEN 4 /* accesses, about, from one move to the next: both ways within a read */
#define SPANS 4 /* so many times that, doubled each time by four, down to some reads with a move */

static void begin_span(struct vcpu *vcpu)
{
	vcpu->left = 1 + (u32)choice_draw(&vcpu->random, 2 * vcpu->usual);
}

void vcpu_batch(struct vcpu *vcpu)
{
	u64 span;

	if (!vcpu->moves)
		return;
	span = choice_draw(&vcpu->random, SPANS + 1);
	vcpu->pins = 0;
	vcpu->due = false;
	vcpu->usual = span == SPANS ? 0 : (u32)OFTEN << 2 * span;
	if (vcpu->usual)
		begin_span(vcpu);
}

/* A full barrier, which waits for the TSC as well. If vCPUs were frozen meanwhile it has not moved. */
static void move(struct vcpu *vcpu)
{
	u32 freeze = atomic_load(vcpu->freeze);
	unsigned int from = vcpu->number;
	u64 others = vcpu->vcpus->vcpus - 1;

	if (freeze & 1)
		return;
	vcpu->number += 1 + (unsigned int)choice_draw(&vcpu->random, others);
	vcpu->number %= vcpu->vcpus->vcpus;
	__builtin_ia32_lfence();
	smp_mb();
	if (atomic_load(vcpu->freeze) & 1)
		vcpu->number = from;
	else
		vcpu->moved++;
}

static void move_on(struct vcpu *vcpu)
{
	move(vcpu);
	begin_span(vcpu);
}

static void count(struct vcpu *vcpu, bool inside, u64 *reads)
{
	if (!inside || vcpu->counted)
		return;
	vcpu->counted = true;
	++*reads;
}

void vcpu_access(struct vcpu *vcpu)
{
	bool inside = !vcpu->begins;
	u64 moved = vcpu->moved;

	vcpu->begins = false;
	if (!vcpu->moves || !vcpu->usual || (!vcpu->due && --vcpu->left))
		return;
	vcpu->due = vcpu->pins;
	if (vcpu->pins) {
		count(vcpu, inside, &vcpu->held);
		return;
	}
	move_on(vcpu);
	if (vcpu->moved != moved)
		count(vcpu, inside, &vcpu->reads);
}

void vcpu_unpins(struct vcpu *vcpu)
{
	if (vcpu->pins)
		vcpu->pins--;
	if (vcpu->pins || !vcpu->due)
		return;
	vcpu->due = false;
	move_on(vcpu);
}
