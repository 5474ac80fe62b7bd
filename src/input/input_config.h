/*
 * What the environment says about fuzzing, as the targets run inside of fuzzers that own the command
 * line:
 *
 * WARPAGE_FUZZ_PROTOCOL=FORMAT:HOST:GUEST  this pair alone, and all its violations are reported
 * WARPAGE_FUZZ_MODEL=MODEL|all             the model, or any; without it x86 if the pair is fixed,
 *                                          else any
 * WARPAGE_FUZZ_KNOWN=count|report          violations that tests/matrix.expected lists for the
 *                                          pair: counted (the default), or reported
 * WARPAGE_FUZZ_DEATHS=0|1                  may the host die in the middle of an update?
 * WARPAGE_FUZZ_HOSTS=N                     of the target machine: so many hosts make the updates, side by
 *                                          side (1)
 * WARPAGE_FUZZ_VCPUS=N                     and so many vCPUs are there (any from 2 on, for a guest that
 *                                          asks which one it is on; one for others)
 * WARPAGE_FUZZ_TSCS=equal,ahead,...        with TSCs that stand so (any)
 * WARPAGE_FUZZ_FEEDBACK=0|1                features besides coverage (the default is 1)
 *
 * The target machine also takes
 * WARPAGE_FUZZ_FINDINGS=FOLDER             save findings there
 * and, as race does,
 * WARPAGE_FUZZ_SEEN=FILE                   do not report violations with these signatures
 * WARPAGE_FUZZ_COVERED=FILE                add up there what was judged (src/input/covered.h)
 */
#ifndef WARPAGE_INPUT_CONFIG_H
#define WARPAGE_INPUT_CONFIG_H

#include "input/input_run.h"

/*
 * Fill *options (but for features) and *feedback from the environment. false: why[] has one line
 * that names the variable and what it may be.
 */
bool input_configure(struct input_options *options, bool *feedback, char *why, size_t size);

#endif
