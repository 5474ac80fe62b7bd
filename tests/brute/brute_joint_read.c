/* A read that is run again from its start, up to the access that it is to be told of next; see brute_joint_read.h. */
#include "brute_joint_read.h"

#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "brute_joint_order.h"

#define ROUNDS_MAX 8
#define OWN_MAX 1024

static struct {
	const struct guest *guest;
	const struct schedule *schedule;
	bool words, weak;
	bool exchanges; /* the load at hand is a locked operation's */
	const u64 *tscs;
	const struct joint_read_made *script; /* what the read at hand has found so far ... */
	unsigned int at;		      /* ... and how much of that it has been told */
	struct joint_next *next;
	jmp_buf escape;
	_Alignas(64) u8 cells[BRUTE_PAGE_MAX];
	unsigned int rounds;
	bool looked; /* at the page, or the TSC, in this round of a loop, last of all */
	struct {
		void *address;
		u16 size;
		bool release;
	} announced;
	const u8 *lowest,
		*lowest_own; /* address of shared memory, and of that which each vCPU has */
} the;

extern u8 __data_start[], _end[];

/* What is thread-local of a program lies below the thread pointer. */
static bool is_own(const void *address)
{
	return (size_t)((const u8 *)__builtin_thread_pointer() - (const u8 *)address - 1) < OWN_MAX;
}

/* Where an access is, of the page or of shared memory. */
static u16 place_of(enum joint_kind kind, const u8 *address)
{
	if (kind == JOINT_PAGE)
		return (u16)(address - the.cells);
	if (is_own(address)) {
		if (!the.lowest_own)
			the.lowest_own = address;
		return (u16)(address - the.lowest_own);
	}
	if (!the.lowest)
		the.lowest = joint_lowest(address);
	if (address < the.lowest)
		brute_fail("memory of which the first access is not to its first byte");
	return (u16)(address - the.lowest);
}

static bool is_on_page(const void *address)
{
	return (size_t)((const u8 *)address - the.cells) < sizeof(the.cells);
}

static const struct joint_op *made_before(enum joint_kind kind, const struct joint_how *how)
{
	const struct joint_op *op = &the.script->ops[the.at++];

	if (op->kind != kind)
		brute_fail("a read that does not go as before");
	if (the.weak && !joint_order_made(op, how))
		longjmp(the.escape, JOINT_OUT_REFUSED);
	return op;
}

static const struct joint_op *arrive(enum joint_kind kind, const void *address, u16 size, u64 value,
				     const struct joint_how *how)
{
	struct joint_op op = {.kind = (u8)kind, .size = size, .value = value};

	if (kind <= JOINT_FENCE)
		the.looked = kind <= JOINT_TSC;
	if (the.at < the.script->nops)
		return made_before(kind, how);
	if (is_on_page(address) && kind != JOINT_PAGE)
		op.place = (u16)(JOINT_PAGE_AT + place_of(JOINT_PAGE, address));
	else if (kind != JOINT_TSC && kind < JOINT_FENCE)
		op.place = place_of(kind, address);
	the.next->locked = the.exchanges;
	the.next->own = address && is_own(address);
	if (the.weak && joint_order_refuses(&op, how))
		longjmp(the.escape, JOINT_OUT_REFUSED);
	the.next->floor = the.weak ? joint_order_floor(&op, how) : 0;
	/* of a locked operation a word is whole */
	the.next->either = the.words && size == 8 && kind != JOINT_MODIFY;
	if (the.next->either)
		op.size = 4;
	the.next->op = op;
	longjmp(the.escape, JOINT_OUT_WAITS);
}

/* An access to two halves of a word, if the.words have 32 bits. */
static u64 arrive_word(enum joint_kind kind, const void *address, u16 size, u64 value,
		       struct joint_how how)
{
	const struct joint_op *first, *second;
	const u8 *low = address;
	bool back;

	if (!the.words || size <= 4)
		return arrive(kind, address, size, value, &how)->value;
	how.place = place_of(kind, low);
	how.size = size;
	first = arrive(kind, low, 8, value, &how);
	back = first->place != how.place;
	how.part = true;
	second = arrive(kind, back ? low : low + 4, 4, back ? (u32)value : value >> 32, &how);
	return back ? second->value | first->value << 32 : first->value | second->value << 32;
}

/* A store that was the.announced is made by now. */
static void settle(void)
{
	u16 size = the.announced.size;
	u64 value = 0;

	if (!size)
		return;
	the.announced.size = 0;
	memcpy(&value, the.announced.address, size);
	arrive_word(JOINT_STORE, the.announced.address, size, value,
		    (struct joint_how){.release = the.announced.release});
}

static bool is_shared(const void *address)
{
	return is_own(address) ||
	       ((const u8 *)address >= __data_start && (const u8 *)address < _end);
}

void brute_outside_load(void *address, u16 size, bool acquire)
{
	u64 value;

	settle();
	if (is_shared(address)) {
		value = arrive_word(JOINT_LOAD, address, size, 0,
				    (struct joint_how){.acquire = acquire});
		memcpy(address, &value, size);
	}
}

void brute_outside_store(void *address, u16 size, bool release)
{
	settle();
	if (!is_shared(address))
		return;
	the.announced.address = address;
	the.announced.size = size;
	the.announced.release = release;
}

void brute_page_store(void *address, u16 size)
{
	settle();
	if (the.weak || the.words)
		brute_fail("a guest that stores to the page, in weak or in words of 32 bits");
	the.announced.address = address;
	the.announced.size = size;
	the.announced.release = false;
}

/* A load and a store of which nothing is between. */
static u64 exchange_on_page(const struct brute_modify *modify)
{
	const struct joint_how how = {.acquire = true};
	struct joint_op *store = &the.next->store;
	u64 found;

	if (modify->kind != BRUTE_EXCHANGE || the.weak)
		brute_fail("that operation on a page");
	if (the.at < the.script->nops) {
		found = arrive(JOINT_PAGE, modify->address, modify->size, 0, &how)->value;
		arrive(JOINT_STORE, modify->address, modify->size, 0, &how);
		return found;
	}
	*store = (struct joint_op){
		.kind = JOINT_STORE,
		.place = (u16)(JOINT_PAGE_AT + place_of(JOINT_PAGE, modify->address)),
		.size = modify->size,
		.value = modify->operand};
	the.exchanges = true;
	return arrive(JOINT_PAGE, modify->address, modify->size, 0, &how)->value;
}

u64 brute_modify(const struct brute_modify *modify)
{
	const struct joint_how how = {.acquire = modify->acquire,
				      .release = modify->release,
				      .full = modify->full,
				      .kept_acquire = modify->kept_acquire};

	settle();
	if (is_on_page(modify->address))
		return exchange_on_page(modify);
	if (!is_shared(modify->address))
		brute_fail("a locked operation on the stack");
	the.next->how = *modify;
	return arrive(JOINT_MODIFY, modify->address, modify->size, 0, &how)->value;
}

u64 brute_load(const struct brute_access *access)
{
	settle();
	if (access->plain)
		brute_fail("a plain load of the page");
	return arrive_word(JOINT_PAGE, the.cells + access->offset, access->size, 0,
			   (struct joint_how){.acquire = access->acquire});
}

u64 brute_guest_tsc(bool ordered)
{
	const struct joint_op *op;

	settle();
	if (!ordered)
		brute_fail("a TSC sample in no order");
	op = arrive(JOINT_TSC, NULL, 0, 0, &(struct joint_how){.part = false});
	return vcpus_tsc(the.schedule, op->vcpu, the.tscs[op->value]);
}

void brute_guest_fence(bool loads, bool full, bool drains)
{
	settle();
	if (drains)
		arrive(JOINT_FENCE, NULL, 0, 0, &(struct joint_how){.full = true});
	else if (full && the.weak)
		brute_fail("a fence that x86 alone has");
	else if (loads)
		joint_order_fence(JOINT_FENCE_LOADS);
}

void brute_guest_before_stores(bool loads)
{
	joint_order_fence(loads ? JOINT_FENCE_RELEASE : JOINT_FENCE_STORES);
}

void brute_guest_loaded(unsigned int n)
{
	joint_order_loaded(n);
}

void brute_guest_depends(unsigned int n)
{
	joint_order_depends(n);
}

void brute_guest_ordered(void)
{
	joint_order_newest();
}

void brute_guest_retry(void)
{
	settle();
	if (the.looked || ++the.rounds > ROUNDS_MAX)
		longjmp(the.escape, JOINT_OUT_DROPPED);
}

u32 brute_guest_vcpu(void)
{
	settle();
	return (u32)arrive(JOINT_VCPU, NULL, 0, 0, &(struct joint_how){.part = false})->value;
}

void brute_guest_pin(bool pinned)
{
	settle();
	arrive(pinned ? JOINT_PIN : JOINT_UNPIN, NULL, 0, 0, &(struct joint_how){.part = false});
}

void brute_fail(const char *why)
{
	fprintf(stderr, "brute force does not cover this: %s\n", why);
	exit(2);
}

void joint_read_setup(const struct brute_case *of_case, bool weak, const u64 *tscs)
{
	the.guest = of_case->guest;
	the.schedule = &of_case->schedule;
	the.words = of_case->words;
	the.weak = weak;
	the.tscs = tscs;
}

enum joint_out joint_read_run(struct joint_read_made *made, u8 begin, struct joint_next *next)
{
	bool accepted;
	u64 time;
	int out;

	the.script = made;
	the.next = next;
	the.at = the.rounds = 0;
	the.looked = the.exchanges = false;
	the.announced.size = 0;
	joint_order_begin(begin);
	brute_phase = BRUTE_GUEST;
	brute_page = the.cells;
	out = setjmp(the.escape);
	if (out == JOINT_OUT_DONE) {
		accepted = the.guest->read(the.cells, &time);
		settle();
		made->value = accepted ? time : 0;
	}
	brute_phase = BRUTE_IDLE;
	return (enum joint_out)out;
}
