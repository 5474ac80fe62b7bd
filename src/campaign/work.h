/* The folders that a campaign works in, and its files there. */
#ifndef WARPAGE_WORK_H
#define WARPAGE_WORK_H

#include "campaign/fuzzer.h"

/*
 * Make a folder, and those above it, that can be written to and that nobody else could swap files in
 * (file/folder.h); false with an error told.
 */
bool work_folder(struct campaign *campaign, const char *path);

/* The same for a folder of the campaign's own, which is no link. */
bool work_below(struct campaign *campaign, const char *path);

/*
 * Can a program write into the folder that follows whatever is there: is it one that work_below() takes,
 * with nothing in it but plain files and such folders? So is one that is not there. false with an error
 * told.
 */
bool work_is_safe(struct campaign *campaign, const char *path);

/*
 * Keep other campaigns out of the work folder until the file that is returned is closed. -1 with an
 * error told.
 */
int work_lock(struct campaign *campaign);

/*
 * Is there room in the work folder, and may this process write there? Engines go on without any, and
 * what they save is empty: that is an end, with an error told.
 */
bool work_has_room(struct campaign *campaign);

/* The SHA-1 of the empty input, by which libFuzzer names it. */
#define SHA1_OF_NOTHING "da39a3ee5e6b4b0d3255bfef95601890afd80709"

/* Remove what failed writes have left behind, while no job runs; what warpage did not make stays. */
void work_sweep(const struct campaign *campaign);

/* What AFL++'s instance of a job is called; returns out. */
char *work_instance(unsigned int job, char *out, size_t size);

/* The folder of the binary, with name below it; returns out. */
char *campaign_beside(const char *binary, const char *name, char *out, size_t size);

/* Tell an error of a file or a folder. false. */
bool work_failed(struct campaign *campaign, const char *path, const char *what);

/*
 * The dictionary of a target that reads text: beside it, if it is there. Puts its path into out, and
 * returns that, or NULL.
 */
char *work_dictionary(const struct campaign_options *options, char *out, size_t size);

/* Run call for each plain file of a folder, in no order. */
void campaign_files(struct campaign *campaign, const char *folder,
		    void (*call)(struct campaign *campaign, const char *path, const char *name));

#endif
