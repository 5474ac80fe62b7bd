/* Joint executions that are drawn, between single reads of a search. */
#ifndef WARPAGE_JOINT_SEARCH_H
#define WARPAGE_JOINT_SEARCH_H

#include "verify/looker.h"

struct joint_search {
	struct run *run;
	bool begun;	   /* the guest keeps memory over reads, and that can be looked at */
	bool only;	   /* a read by itself can't be */
	unsigned int left; /* logs given up, since one was not; after LEFT_MAX none is tried */
	struct looker looker;
};

/* Is the next schedule for joint executions, of up to acting.updates updates? */
bool joint_search_turn(struct joint_search *search);

/* Run the host through the schedule at hand, and draw some. false: stop. */
bool joint_search_log(struct joint_search *search);

/* What is kept over reads begins at a time of 0: have no clock of a schedule step back to before that. */
void joint_search_late_enough(struct schedule *schedule);

/* A log of single reads is over; is there more to come, though it has failed? */
bool joint_search_alone(struct joint_search *search);

void joint_search_end(struct joint_search *search);

#endif
