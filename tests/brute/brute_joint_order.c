/* What of a read is before what, in weak; see brute_joint_order.h. */
#include "brute_joint_order.h"

#define ITEMS_MAX 64
#define NUMBERS 32 /* of loads that addresses are made of */

struct item {
	struct joint_op op;
	bool load, store;
	bool before_loads, before_stores, before_all; /* that come now */
	bool part;				      /* of the same access as the one before */
	bool split;				      /* in two parts */
};

static struct {
	u8 begin, depends;
	bool used; /* the address that depends, by a load */
	unsigned int n;
	struct item items[ITEMS_MAX];
	u8 loaded[NUMBERS];
} the;

void joint_order_begin(u8 moment)
{
	the.begin = moment;
	the.n = 0;
	the.depends = 0;
	the.used = false;
}

static bool is_memory(const struct joint_op *op)
{
	return op->kind >= JOINT_LOAD && op->kind <= JOINT_MODIFY;
}

/* Are both of one place, which keeps them in order? Of two that are split the parts of different halves are in none. */
static bool same_place(const struct item *item, const struct joint_op *op,
		       const struct joint_how *how)
{
	return is_memory(&item->op) && item->op.place == op->place && item->op.size == op->size &&
	       !(item->split && how->size);
}

static bool overlap(const struct joint_op *a, const struct joint_op *b)
{
	return is_memory(a) && is_memory(b) && a->place < b->place + b->size &&
	       b->place < a->place + a->size;
}

u8 joint_order_floor(const struct joint_op *op, const struct joint_how *how)
{
	u8 floor = the.begin;

	if (op->kind != JOINT_TSC && (!the.used || how->part) && the.depends > floor)
		floor = the.depends;
	for (unsigned int i = 0; i < the.n; i++) {
		const struct item *item = &the.items[i];
		bool before = item->before_loads ||
			      (op->kind == JOINT_TSC && (item->load || item->op.kind == JOINT_TSC));

		if (before && item->op.moment > floor)
			floor = item->op.moment;
	}
	return floor;
}

static bool load_refused(const struct joint_op *op, const struct joint_how *how)
{
	for (unsigned int i = 0; i < the.n; i++) {
		const struct item *item = &the.items[i];

		if (item->store && !item->before_all && (item->load || overlap(&item->op, op)))
			return true;
		if (item->load && is_memory(&item->op) && !item->before_loads &&
		    !same_place(item, op, how))
			return true;
	}
	return false;
}

static bool store_refused(const struct joint_op *op, const struct joint_how *how)
{
	for (unsigned int i = 0; i < the.n; i++) {
		const struct item *item = &the.items[i];

		if ((item->load || item->store) && !item->before_stores &&
		    !same_place(item, op, how))
			return true;
	}
	return false;
}

bool joint_order_refuses(const struct joint_op *op, const struct joint_how *how)
{
	if (how->part)
		return false;
	if (op->kind == JOINT_LOAD)
		return load_refused(op, how);
	return (op->kind == JOINT_STORE || op->kind == JOINT_MODIFY) && !how->release &&
	       store_refused(op, how);
}

static bool any_store_afloat(void)
{
	for (unsigned int i = 0; i < the.n; i++)
		if (the.items[i].store && !the.items[i].before_all)
			return true;
	return false;
}

bool joint_order_made(const struct joint_op *op, const struct joint_how *how)
{
	bool kept = op->kind == JOINT_MODIFY && !op->wrote;
	bool acquire = kept ? how->kept_acquire : how->acquire;
	struct item *item = &the.items[the.n];

	if (kept && (load_refused(op, how) || any_store_afloat()))
		return false;
	if (the.n == ITEMS_MAX)
		brute_fail("so many accesses");
	if ((op->kind == JOINT_MODIFY && op->wrote && how->full) || op->kind == JOINT_FENCE)
		joint_order_fence(JOINT_FENCE_FULL);
	*item = (struct item){.op = *op, .part = how->part, .split = how->size};
	if (how->size) {
		item->op.place = how->place;
		item->op.size = how->size;
	}
	item->load = op->kind == JOINT_PAGE || op->kind == JOINT_LOAD || op->kind == JOINT_MODIFY;
	item->store = op->kind == JOINT_STORE || op->wrote;
	item->before_loads = item->load && acquire;
	item->before_stores = item->load && acquire && !item->store;
	if (op->kind == JOINT_FENCE || (item->load && item->store && how->full))
		item->before_loads = item->before_stores = item->before_all = true;
	the.n++;
	if (the.used && !how->part)
		the.depends = 0;
	the.used = the.used || item->load;
	return true;
}

void joint_order_fence(enum joint_fence fence)
{
	for (unsigned int i = 0; i < the.n; i++) {
		struct item *item = &the.items[i];
		bool sample = item->op.kind == JOINT_TSC;

		if (fence == JOINT_FENCE_LOADS && (item->load || sample))
			item->before_loads = true;
		if ((fence == JOINT_FENCE_LOADS && !item->store) || fence == JOINT_FENCE_RELEASE ||
		    (fence == JOINT_FENCE_STORES && item->store))
			item->before_stores = true;
		if (fence == JOINT_FENCE_FULL)
			item->before_loads = item->before_stores = item->before_all = true;
	}
}

/* The first part of the access that was made last. */
static unsigned int first_part(void)
{
	unsigned int i = the.n - 1;

	while (i && the.items[i].part)
		i--;
	return i;
}

void joint_order_loaded(unsigned int n)
{
	u8 *moment = &the.loaded[n % NUMBERS];

	*moment = 0;
	for (unsigned int i = the.n ? first_part() : 0; i < the.n; i++)
		if (the.items[i].op.moment > *moment)
			*moment = the.items[i].op.moment;
}

void joint_order_depends(unsigned int n)
{
	if (the.used)
		the.depends = 0;
	the.used = false;
	if (the.loaded[n % NUMBERS] > the.depends)
		the.depends = the.loaded[n % NUMBERS];
}

void joint_order_newest(void)
{
	for (unsigned int i = the.n ? first_part() : 0; i < the.n; i++)
		if (the.items[i].load)
			the.items[i].before_stores = true;
}
