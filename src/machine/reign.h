/*
 * How long each clock of a log is due. With one host, from the first store of its update until the next update
 * is complete. With several, until each parameter byte of it has been stored over by updates that are complete,
 * and not after one is that was handed over later; unless its own stores came after that: then it is what the
 * page says, by an update that the hosts have lost.
 */
#ifndef WARPAGE_REIGN_H
#define WARPAGE_REIGN_H

#include "machine/log.h"

/* Fill in until[] and lost, from the events and when each update was done. */
void reigns_find(struct log *log);

#endif
