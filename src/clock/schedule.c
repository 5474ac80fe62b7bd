/* Names of the update kinds. */
#include "clock/schedule.h"

static const char *const names[UPDATE_KINDS] = {
	[UPDATE_REFRESH] = "refresh",	  [UPDATE_FASTER] = "faster",
	[UPDATE_SLOWER] = "slower",	  [UPDATE_STEP_FORWARD] = "step-forward",
	[UPDATE_STEP_BACK] = "step-back", [UPDATE_TSC_JUMP] = "tsc-jump",
	[UPDATE_PAUSE] = "pause",
};

const char *update_kind_name(enum update_kind kind)
{
	return names[kind];
}
