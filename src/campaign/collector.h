/*
 * From crash inputs to findings: each is run in this process, replayed, compared with those before,
 * shrunk and saved. A crash that can't become a finding is kept as a file, and named.
 */
#ifndef WARPAGE_COLLECTOR_H
#define WARPAGE_COLLECTOR_H

#include "input/input_run.h"

#define COLLECTOR_KEPT_MAX 100 /* crash files kept that are no findings; more are only counted */

/* The first finding of its signature. */
struct collected {
	enum violation violation;
	const struct format *format;
	const struct host *host;
	const struct guest *guest;
	enum model model;
	char signature[256];
	char path[512];	 /* of the finding; "" if it could not be saved */
	char crash[512]; /* of the input */
	char *text;	 /* its two columns */
};

/* What a crash is that has not become a finding. */
enum crash_kind {
	CRASH_OF_TARGET, /* of a target that has no findings */
	CRASH_REFUSED,	 /* the machine refuses the pair: an error in a host or a guest */
	CRASH_LOST	 /* it does not come back in this process */
};

struct crash {
	enum crash_kind kind;
	bool old; /* from an earlier campaign */
	char path[512], about[256];
};

struct collector {
	struct input_runner *runner; /* NULL: the target has no findings */
	const char *findings;
	struct finding *finding;
	u64 crashes;	/* taken, the earlier campaigns' included */
	u64 duplicates; /* of findings; their files are removed */
	u64 dropped;	/* beyond COLLECTOR_KEPT_MAX */
	unsigned int unsaved;
	unsigned int nfound, nkept;
	struct collected *found;
	struct crash *kept;
	unsigned int nsignatures;
	char (*signatures)[256]; /* seen, before and after shrinking */
};

/*
 * Make a collector that saves in the folder findings. machine: its crashes are inputs of the target
 * machine, to be run as the WARPAGE_FUZZ_* of the environment say. false: why[] has one line.
 */
bool collector_init(struct collector *collector, bool machine, const char *findings, char *why,
		    size_t size);
void collector_free(struct collector *collector);

/*
 * Take the crash in the file path; old: from an earlier campaign. The file of a duplicate is
 * removed.
 */
void collector_take(struct collector *collector, const char *path, bool old);

/* How many of the kept crashes are of that kind, those of earlier campaigns left out. */
unsigned int collector_count(const struct collector *collector, enum crash_kind kind);

/*
 * What makes a finding another one: violation, pair, and of each read, for the last load of each
 * parameter, whether it saw the same update as the others or a later one, and whether it tried
 * again.
 */
void finding_signature(const struct finding *finding, char *out, size_t size);

#endif
