/*
 * A campaign: a fuzzer, in as many processes as asked for, on one target of fuzz/ for a time, and
 * what became of its crashes. Everything is kept in a work folder, from which the next one goes on.
 */
#ifndef WARPAGE_CAMPAIGN_H
#define WARPAGE_CAMPAIGN_H

#include "campaign/collector.h"
#include "input/covered.h"

#define CAMPAIGN_JOBS_MAX 256
#define CAMPAIGN_PATH_MAX 480

struct fuzzer;

struct campaign_options {
	const char *target; /* "machine", ... */
	const struct fuzzer *engine;
	const char *binary;   /* the target, built for the engine */
	const char *replayer; /* what runs a crash of another target than machine once more */
	const char *work;     /* folder: corpus/, crashes/, reports/, aside/, seeds/, afl/ */
	struct findings findings;
	const char *reports;  /* folder: what targets tell, WARPAGE_FUZZ_REPORTS */
	const char *protocol; /* FORMAT:HOST:GUEST, or NULL: inputs choose */
	const char *model;    /* or "all"; NULL: not given */
	bool known, deaths;   /* report what the matrix lists; hosts may die */
	/* of the target machine: 0, 0 and NULL if not given */
	unsigned int hosts, vcpus;
	const char *tscs;
	unsigned int jobs;
	u64 seconds;
	bool quiet; /* no progress on stderr */
	/* counts how often it was asked to end: 1: early; 2: the fuzzers are killed */
	const volatile int *stop;
};

struct campaign_result {
	u64 executions;
	double seconds;
	/* as the engine counts them: edges, features (0 if it does not tell) and inputs in use */
	unsigned int coverage, features, corpus;
	/* what the targets machine and race judged; all 0 for others */
	struct covered covered;
	bool interrupted;
	bool skipped;	 /* the target says that this machine can't run it */
	char error[512]; /* one line; "" if there was none */
};

/* The engine of that name, or NULL; the i-th one's name, or NULL past the last. */
const struct fuzzer *fuzzer_find(const char *name);
const char *fuzzer_name(const struct fuzzer *engine);
const char *fuzzer_get_name(unsigned int i);

/* The preset that builds targets for an engine, and the name of its build folder after "build-". */
const char *fuzzer_preset(const struct fuzzer *engine);

/* Does the target judge reads (machine, race)? */
bool campaign_reads(const struct campaign_options *options);

/* Does the target read text? Then its dictionary is beside it. */
bool campaign_reads_text(const struct campaign_options *options);

/* Was anything tested: was there an execution and, if it is about reads, one that met an update? */
bool campaign_tested(const struct campaign_options *options, const struct campaign_result *result);

/* Was the file built for the engine? */
bool fuzzer_built(const struct fuzzer *engine, const char *binary);

/*
 * Run a campaign. WARPAGE_FUZZ_* in the environment are the targets' options. *options->stop
 * ends it early or kills the fuzzers; both keep everything. Crashes go to collector, those
 * that the work folder had before, too. false: result->error has one line that tells why; what had
 * been found by then is in *collector all the same.
 */
bool campaign_run(const struct campaign_options *options, struct collector *collector,
		  struct campaign_result *result);

#endif
