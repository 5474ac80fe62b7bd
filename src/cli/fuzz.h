/* What warpage fuzz is asked to do, and the report of what it has done. */
#ifndef WARPAGE_CLI_FUZZ_H
#define WARPAGE_CLI_FUZZ_H

#include "campaign/campaign.h"
#include "cli/common.h"

struct fuzz_settings {
	struct campaign_options campaign;
	const char *protocol, *model, *build, *junit;
	bool known, deaths, json, force;
	char binary[512], replayer[512], work[64], reports[512];
};

/* The exit status: a violation goes before an error. */
int fuzz_status(const struct campaign_options *options, const struct collector *collector,
		const struct campaign_result *result);

/* All parameters in one line: a campaign opens and closes with it. */
void fuzz_print_parameters(const struct fuzz_settings *settings);

/* Findings in two columns, then figures, verdict and parameters, or the same as JSON, on stdout. */
void fuzz_print_report(const struct fuzz_settings *settings, const struct collector *collector,
		       const struct campaign_result *result);
void fuzz_print_json(const struct fuzz_settings *settings, const struct collector *collector,
		     const struct campaign_result *result, int status);

#endif
