/*
 * What a collector has and no file holds, as on a disk that is full: kept in memory, tried again, and in
 * the end printed as text that can be mailed and replayed.
 */
#ifndef WARPAGE_UNSAVED_H
#define WARPAGE_UNSAVED_H

#include "campaign/collector.h"

/*
 * Put the input of the crash at hand into a file that is synced, if it isn't in one: then it is not lost,
 * and its path is that of the file. What carries a pair gets the name that says so. Else it is lost.
 */
void crash_settle(struct collector *collector, struct taken *taken);

/* Keep the input of a crash if it is lost; without memory it stays so. */
void unsaved_keep(struct unsaved *unsaved, const struct taken *taken);

void unsaved_free(struct unsaved *unsaved);

/* An input as text: lines for `warpage replay`, or base64 if the target has other inputs. To be freed. */
char *unsaved_input_text(const struct collector *collector, const struct unsaved *unsaved);

/* A finding as text for `warpage replay`, to be freed. */
char *unsaved_finding_text(const struct finding *finding);

/* Try again to write all that no file holds. */
void unsaved_retry(struct collector *collector);

/* How many findings and inputs no file holds. */
unsigned int unsaved_count(const struct collector *collector);

#endif
