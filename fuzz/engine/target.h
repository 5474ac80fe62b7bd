/* How targets begin: what the environment asks of them, what a campaign shares with them, and an end. */
#ifndef WARPAGE_FUZZ_TARGET_H
#define WARPAGE_FUZZ_TARGET_H

#include "input/covered.h"
#include "input/input_config.h"
#include "input/seen.h"

/* End with a line that names the target, and says why it can't run. */
_Noreturn void target_exit(int status, const char *why);

/* Of the environment; ends if it is wrong. Returns whether there is to be feedback besides coverage. */
bool target_configure(struct input_options *options);

/* WARPAGE_FUZZ_SEEN and WARPAGE_FUZZ_COVERED: NULL if nobody has asked. Ends if they can't be had. */
struct seen *target_seen(void);
struct covered *target_covered(void);

#endif
