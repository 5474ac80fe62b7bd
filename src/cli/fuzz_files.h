/* Where the programs of a fuzzing campaign are. */
#ifndef WARPAGE_CLI_FUZZ_FILES_H
#define WARPAGE_CLI_FUZZ_FILES_H

#include "campaign/campaign.h"

struct fuzz_files {
	char binary[512], replayer[512];
};

/*
 * The binary and the replayer of the campaign's target, and its engine: from the build folder build, or (NULL) from where
 * this program is: beside its build folder, or where it is installed. false after one line on stderr.
 */
bool fuzz_files_find(struct fuzz_files *files, const struct campaign_options *campaign,
		     const char *build);

#endif
