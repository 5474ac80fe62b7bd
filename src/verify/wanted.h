/*
 * What reads that act on each other store to the page, as a tree: a node is what has been stored so far, and its
 * branches what a read was found to store next, in some joint execution of a log that has just that. A store comes
 * to a log only behind what some read has seen there that makes it: to be told that, logs are compared by their
 * beginnings.
 */
#ifndef WARPAGE_WANTED_H
#define WARPAGE_WANTED_H

#include "machine/log.h"
#include "machine/shared.h"

struct wanted;

struct wanted *wanted_new(void);
void wanted_free(struct wanted *wanted);

/* Forget what comes after so many stores. */
void wanted_forget(struct wanted *wanted, unsigned int after);

/* A read makes this store to the page at position, or later; log has all that were made before. */
void wanted_add(struct wanted *wanted, const struct log *log, const struct shared_op *op,
		u16 position);

/* Does some read store to the page that has not been stored to? */
bool wanted_any(const struct wanted *wanted);

/* The i-th that may come after so many stores; false: there are no more. Or: too many to be told apart. */
bool wanted_store(const struct wanted *wanted, unsigned int after, unsigned int i,
		  struct guest_store *store);
bool wanted_too_many(const struct wanted *wanted);

/* For machine_options: may store number i of the schedule's be made behind what the log has so far? */
bool wanted_due(const void *wanted, const struct log *log, unsigned int i);

#endif
