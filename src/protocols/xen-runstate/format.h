/* vcpu_runstate_info of Xen: how long a vCPU has been in each of its states, as of when it came to the last one. */
#ifndef XEN_RUNSTATE_FORMAT_H
#define XEN_RUNSTATE_FORMAT_H

#include <warpage/protocol.h>

#define RUNSTATE_RUNNABLE 1
#define RUNSTATE_OFFLINE 3
#define RUNSTATE_UPDATE ((u64)1 << 63) /* in state_entry_time: the host writes */

struct xen_runstate_page {
	s32 state;
	u32 pad;
	u64 state_entry_time; /* ns */
	u64 time[4];	      /* ns: running, runnable, blocked, offline */
};

struct xen_runstate_params {
	u64 state_entry_time, time[4];
};

DECLARE_FORMAT(xen_runstate);

/* What is stored, with the mark of an update. */
static inline struct xen_runstate_page runstate_marked(const struct xen_runstate_params *next)
{
	return (struct xen_runstate_page){
		.state_entry_time = next->state_entry_time | RUNSTATE_UPDATE,
		.time = {next->time[0], next->time[1], next->time[2], next->time[3]}};
}

/* What Linux takes of it for stolen time: it would have run, had there been a CPU. */
static inline u64 runstate_stolen(const struct xen_runstate_page *copy)
{
	return copy->time[RUNSTATE_RUNNABLE] + copy->time[RUNSTATE_OFFLINE];
}

#endif
