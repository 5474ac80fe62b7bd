/* What an exploration of joint reads holds, from one log to the next; and why it may stop before its end. */
#include "joint/joint.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "joint/joint_engine.h"

struct joint *joint_new(struct machine *machine)
{
	struct joint *joint = calloc(1, sizeof(*joint));

	if (!joint)
		return NULL;
	joint->machine = machine;
	joint->nodes = calloc(JOINT_NODES_MAX, sizeof(*joint->nodes));
	joint->states = calloc(WAYS_MAX, sizeof(*joint->states));
	joint->edges = calloc(EDGES_MAX, sizeof(*joint->edges));
	joint->choices = calloc(JOINT_CHOICES_MAX, sizeof(*joint->choices));
	joint->fronts = calloc(FRONTS_MAX, sizeof(*joint->fronts));
	joint->front_slots = calloc(FRONT_SLOTS, sizeof(*joint->front_slots));
	joint->joins = calloc(JOINS, sizeof(*joint->joins));
	if (joint->nodes && joint->states && joint->edges && joint->choices && joint->fronts &&
	    joint->front_slots && joint->joins)
		return joint;
	joint_free(joint);
	return NULL;
}

void joint_free(struct joint *joint)
{
	if (!joint)
		return;
	free(joint->nodes);
	free(joint->states);
	free(joint->edges);
	free(joint->choices);
	free(joint->fronts);
	free(joint->front_slots);
	free(joint->joins);
	free(joint);
}

void joint_fail(struct joint *joint, const char *why)
{
	struct machine *m = joint->machine;

	joint->stopped = true;
	if (!m->error[0])
		snprintf(m->error, sizeof(m->error), "%s", why);
}

void joint_overflow(struct joint *joint, const char *why)
{
	joint->overflowed = why;
	joint->stopped = true;
}

const char *joint_overflowed(const struct joint *joint)
{
	return joint->overflowed;
}

/* Those that the log has of reads, but for one that runs beside the host. */
static void await_stores(struct joint *joint)
{
	const struct log *log = &joint->machine->log;

	joint->nawaited = 0;
	for (unsigned int i = 0; i < log->nevents && log->schedule->nstores; i++) {
		const struct event *event = &log->events[i];

		if (event->guest)
			joint->awaited[joint->nawaited++] =
				(struct awaited){.offset = event->offset,
						 .size = event->size,
						 .event = (u16)i,
						 .front = 2 * event->enter,
						 .value = event->value};
	}
}

void joint_forget(struct joint *joint)
{
	struct machine *m = joint->machine;

	/* what is of another log is no longer there; clearing the tables takes longer than most logs */
	if (!++joint->log) {
		memset(joint->edges, 0, EDGES_MAX * sizeof(*joint->edges));
		memset(joint->front_slots, 0, FRONT_SLOTS * sizeof(*joint->front_slots));
		memset(joint->joins, 0, JOINS * sizeof(*joint->joins));
		joint->log = 1;
	}
	joint->nnodes = joint->nchoices = joint->nedges = 0;
	joint->again = false;
	joint->moments = joint->nfronts = 2 * m->log.nsteps;
	for (unsigned int p = 0; p < joint->moments; p++)
		joint->fronts[p] = (struct front){.position = (u16)p};
	await_stores(joint);
	shared_begin(m);
}
