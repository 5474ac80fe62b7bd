/*
 * From crash inputs to findings: each is run in this process, replayed, compared with those before,
 * shrunk and saved. A crash that can't become a finding is kept as a file, and named.
 */
#ifndef WARPAGE_COLLECTOR_H
#define WARPAGE_COLLECTOR_H

#include "finding/signature.h"
#include "input/input_run.h"

#define COLLECTOR_KEPT_MAX 100 /* crash files kept that are no findings; more are only counted */

/* The first finding of its signature. */
struct collected {
	enum violation violation;
	const struct format *format;
	const struct host *host;
	const struct guest *guest;
	enum model model;
	char signature[SIGNATURE_MAX];
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
	char *report; /* what the target told about it, or NULL */
};

struct collector {
	struct input_runner *runner; /* NULL: the target has no findings */
	const char *findings, *reports;
	struct finding *finding;
	u64 crashes;	/* taken, the earlier campaigns' included */
	u64 duplicates; /* of findings; their files are removed */
	u64 dropped;	/* beyond COLLECTOR_KEPT_MAX */
	unsigned int unsaved;
	unsigned int nfound, nkept;
	struct collected *found;
	struct crash *kept;
	unsigned int nsignatures;
	char (*signatures)[SIGNATURE_MAX]; /* seen, before and after shrinking */
	FILE *seen;			   /* gets them, for the targets; may be NULL */
};

/*
 * Make a collector that saves in the folder findings, and looks for the targets' reports in the
 * folder reports (input_report.h); both must outlive it. machine: its crashes are inputs of
 * the target machine, to be run as the WARPAGE_FUZZ_* of the environment say. false: why[] has one line.
 */
bool collector_init(struct collector *collector, bool machine, const char *findings,
		    const char *reports, char *why, size_t size);
void collector_free(struct collector *collector);

/*
 * Write the signatures of what is found into the file path, for targets to read (src/input/seen.h),
 * and tell them its name in WARPAGE_FUZZ_SEEN. Returns 0 or an errno.
 */
int collector_share(struct collector *collector, const char *path);

/*
 * Take the crash in the file path; old: from an earlier campaign. The file of a duplicate is
 * removed.
 */
void collector_take(struct collector *collector, const char *path, bool old);

/*
 * Take a new crash that should be in the file path, but could not be written there; the file is
 * removed. data: its input, if it is known otherwise; size: 0 if not.
 */
void collector_take_lost(struct collector *collector, const char *path, const u8 *data,
			 size_t size);

/* How many of the kept crashes are of that kind, those of earlier campaigns left out. */
unsigned int collector_count(const struct collector *collector, enum crash_kind kind);

#endif
