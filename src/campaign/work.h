/* The folders that a campaign works in, and its files there. */
#ifndef WARPAGE_WORK_H
#define WARPAGE_WORK_H

#include "campaign/fuzzer.h"

/* campaign_folder(); false with an error told. */
bool work_folder(struct campaign *campaign, const char *path);

/*
 * Keep other campaigns out of the work folder until the file that is returned is closed. -1 with an
 * error told.
 */
int work_lock(struct campaign *campaign);

/*
 * Is there room in the work folder? Engines go on without any, and what they save is empty: that is an
 * end, with an error told.
 */
bool work_has_room(struct campaign *campaign);

/* The folder of the binary, with name below it; returns out. */
char *campaign_beside(const char *binary, const char *name, char *out, size_t size);

/* Run call for each plain file of a folder, in no order. */
void campaign_files(struct campaign *campaign, const char *folder,
		    void (*call)(struct campaign *campaign, const char *path, const char *name));

#endif
