/* One turn of the host: an update, made by it or for it. For the host's thread alone. */
#ifndef STRESS_TURN_H
#define STRESS_TURN_H

#include "stress/race/engine.h"

enum turn_kind { TURN_PUBLISH, TURN_RESTART };

/* What the host does next. */
struct turn {
	enum turn_kind kind;
	struct update update;
	u64 hold;    /* ticks since the turn before; of a schedule */
	bool gapped; /* in the build that pauses */
	bool again;  /* another kind would do as well */
};

/*
 * Put the parameters where the host finds them. A real host's come from memory that others write,
 * so with aim they lie on two cache lines, one or both of which are in no cache: between two
 * stores of the host then lies the time of a miss, with not one instruction more.
 */
const void *turn_place_params(struct engine *engine, const u8 *params);

/* One update by the host; *entry goes into the log. */
void turn_publish(struct engine *engine, const struct turn *turn, const void *params,
		  struct log_entry *entry);

/* The same page, begun anew while no reader is inside the guest; false if one does not come out. */
bool turn_restart(struct engine *engine, struct log_entry *entry);

/* Readers were stopped since a TSC: not again until that was a small part of the time. */
void turn_pay_for_stopping(struct engine *engine, u64 since);

#endif
