/* What the engines differ in. */
#ifndef WARPAGE_CAMPAIGN_FUZZER_H
#define WARPAGE_CAMPAIGN_FUZZER_H

#include "campaign/campaign.h"
#include "campaign/job.h"

struct campaign {
	const struct campaign_options *options;
	struct collector *collector;
	struct campaign_result *result;
	struct job *jobs;
	char corpus[512], crashes[512];
	double start; /* seconds of the monotonic clock */
	bool ending;  /* the processes have been asked to end */
};

struct fuzzer {
	const char *name, *preset;
	const char *mark; /* what a file that was built for it has in it */
	int stop;	  /* the signal that makes it end with its last figures */
	/* Before the first job. false: result->error tells. */
	bool (*prepare)(struct campaign *campaign);
	/* Start a job, or start it anew. Returns 0, or an errno value. */
	int (*start)(struct campaign *campaign, struct job *job);
	void (*take)(struct job *job, const char *line);
	/* Bring figures up to date and collect crashes; all: of processes that still write, too. */
	void (*look)(struct campaign *campaign, bool all);
	/* A job has ended: may it go on? result->error tells why not. */
	bool (*ended)(struct campaign *campaign, struct job *job, int status);
};

extern const struct fuzzer fuzzer_libfuzzer, fuzzer_afl;

/* Seconds that the campaign has left; 0 at its end. */
double campaign_left(const struct campaign *campaign);

#endif
