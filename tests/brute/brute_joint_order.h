/*
 * Brute force of joint reads, weak: which accesses of a read are before which, of two at a time.
 *
 * A load is after an earlier access that acquires, after earlier loads and ordered TSC samples with a fence for loads
 * between, after all with a full fence between, and after the loads that its address is made of. An ordered TSC sample is
 * after all earlier loads and samples. A store that is made in its place has to be after all earlier loads, and after
 * stores to other places: by a release, or each by a fence between, by acquiring, or as the code goes by what it has
 * loaded. If one is not, the read is refused; so it is if a load of shared memory may be before another one, of
 * another place, or before a store to that place. Two of one place are in order, but for those that are both split in halves.
 */
#ifndef TESTS_BRUTE_JOINT_ORDER_H
#define TESTS_BRUTE_JOINT_ORDER_H

#include "brute_joint.h"

/* How an access keeps order. */
struct joint_how {
	bool acquire, release, full;
	bool kept_acquire; /* a comparison that fails acquires */
	bool part;	   /* it is of the same access as the one before */
	u16 place, size;   /* of a part: the whole access */
};

/* A read begins, of which nothing is before that moment. */
void joint_order_begin(u8 moment);

/* The moment before which the access that comes next is not, as far as others of the read say. */
u8 joint_order_floor(const struct joint_op *op, const struct joint_how *how);

/* Is it refused? Of a modification, as one that stores. */
bool joint_order_refuses(const struct joint_op *op, const struct joint_how *how);

/* It took place; false: it is refused for what came of it. */
bool joint_order_made(const struct joint_op *op, const struct joint_how *how);

/* A fence for loads, also before stores; for stores; for whatever is before a store; for all. */
enum joint_fence { JOINT_FENCE_LOADS, JOINT_FENCE_STORES, JOINT_FENCE_RELEASE, JOINT_FENCE_FULL };
void joint_order_fence(enum joint_fence fence);

/* The load that was made last has this number from here on; the next one's address is made of what number n found. */
void joint_order_loaded(unsigned int n);
void joint_order_depends(unsigned int n);
/* All stores behind it go by what the load that was made last has found. */
void joint_order_newest(void);

#endif
