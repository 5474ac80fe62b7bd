/* Is the code that a finding is of at hand, so that `warpage replay` could run it? Nothing is compiled to tell. */
#ifndef WARPAGE_REPLAYABLE_H
#define WARPAGE_REPLAYABLE_H

#include "finding/finding_head.h"

enum replayable {
	REPLAYABLE,
	REPLAYABLE_CHANGED, /* a file has another text than then: replay says whether it is fixed */
	REPLAYABLE_NOT /* a format, host or guest is neither built in nor a file that is there */
};

/* If it is not plainly replayable, why (size bytes) has a part of a sentence. */
enum replayable replayable(const struct finding_head *head, char *why, size_t size);

/* The bytes of a name in a finding's head, without what follows it of a user's file. */
int replayable_name(const char *name);

#endif
