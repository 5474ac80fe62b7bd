/*
 * A read of brute force of joint reads: a function of what its accesses find. It is run again from its start for each of
 * them.
 *
 * Words of 32 bits: an access to a wide one is two, of which either is first, but for a locked operation.
 *
 * A read is dropped whose loop comes round after a look at the page, as one that starts there does the same. Refused
 * are plain accesses to the page, and stores that have no order.
 */
#ifndef TESTS_BRUTE_JOINT_READ_H
#define TESTS_BRUTE_JOINT_READ_H

#include "brute_joint.h"

/* What a read is to find next. */
struct joint_next {
	struct joint_op op;
	struct brute_modify how; /* of a modification */
	bool either;		 /* it is the first half of two, whichever that is */
	u8 floor;		 /* weak: the moment before which it is not */
	bool locked;		 /* it is a load of the page of a locked operation, which stores: */
	struct joint_op store;
	bool own; /* it is to memory of the vCPU's own, at that place of it */
};

enum joint_out { JOINT_OUT_DONE, JOINT_OUT_WAITS, JOINT_OUT_DROPPED, JOINT_OUT_REFUSED };

/* For all reads; tscs: by the position at which one is sampled. */
void joint_read_setup(const struct brute_case *of_case, bool weak, const u64 *tscs);

/*
 * Run a read as far as what it has found goes: to its end, which gives it a value, or to what it is to find next.
 * begin: weak, the moment at which it begins.
 */
enum joint_out joint_read_run(struct joint_read_made *made, u8 begin, struct joint_next *next);

#endif
