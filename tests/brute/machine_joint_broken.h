/* Faults that are put into the machine; see machine_joint_broken.c. */
#ifndef TESTS_MACHINE_JOINT_BROKEN_H
#define TESTS_MACHINE_JOINT_BROKEN_H

#include "brute_joint.h"

/* Is that the fault which the case asks for? */
bool joint_mutates(const char *mutation);

#endif
