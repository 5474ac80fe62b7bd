/* What becomes of a finding that does not come back. */
#ifndef WARPAGE_REPLAY_AGAIN_H
#define WARPAGE_REPLAY_AGAIN_H

#include "cli/common.h"

enum replay_style { REPLAY_FULL, REPLAY_QUIET, REPLAY_JSON };

/*
 * Explore the finding's schedule anew and tell what it shows; fits: the protocol still makes the reads
 * that were recorded, and they are right now. Returns the exit status; errors are one line on stderr.
 */
enum status replay_again(const struct finding *finding, bool fits, struct machine *machine,
			 struct oracle *oracle, const char *path, enum replay_style style);

/*
 * Print the finding as one line of JSON, with what the replay of its reads came to and, if they did not
 * violate, the exploration of its schedule, which is taken over; explored may be NULL.
 */
void replay_json(const struct finding *finding, const char *path, const char *replayed,
		 json_t *explored);

#endif
