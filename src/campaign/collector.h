/*
 * From crash inputs to findings: a crash of machine is run in this process, one of race is explained by
 * the machine from what the target told; then it is compared with those before, shrunk and saved. A
 * crash that can't become a finding is kept as a file, and named.
 */
#ifndef WARPAGE_COLLECTOR_H
#define WARPAGE_COLLECTOR_H

#include "finding/signature.h"
#include "input/carry.h"
#include "input/input_run.h"

#define COLLECTOR_KEPT_MAX 100 /* crash files kept that are no findings; more are only counted */

/* What should be in a file and is in none (unsaved.h). */
struct unsaved {
	u8 *input; /* NULL: it is in a file */
	size_t ninput;
	struct finding *finding; /* NULL: it is in a file, or there is none */
};

/* The first finding of its signature. */
struct collected {
	enum violation violation;
	const struct format *format;
	const struct host *host;
	const struct guest *guest;
	enum model model;
	bool old; /* from an earlier campaign */
	char signature[SIGNATURE_MAX];
	char path[512];	 /* of the finding; "" if there is none */
	char crash[512]; /* of the input; "" if it is in no file */
	struct unsaved unsaved;
	char why[256]; /* there is no finding, in a sentence; "" if there is one */
	char *text;    /* what a race told, and the finding's two columns */
};

/* What a crash is that has not become a finding. */
enum crash_kind {
	CRASH_OF_TARGET, /* of a target that has no findings */
	CRASH_REFUSED,	 /* the machine refuses the pair: an error in a host or a guest */
	CRASH_LOST,	 /* it does not come back in this process */
	CRASH_LEFT_OUT,	 /* an earlier one, of what this campaign is not about */
	CRASH_GONE,	 /* its input could not be written, and nothing else tells it */
	CRASH_KINDS
};

struct crash {
	enum crash_kind kind;
	bool old;		    /* from an earlier campaign */
	char path[512], about[256]; /* path: "" if no file has its input */
	struct unsaved unsaved;
	char *report; /* what the target told about it, or NULL */
};

/* Explains what a target told about its races; see collector_race.c. */
struct race_collector;

struct collector {
	struct input_options options;	 /* of the campaign */
	struct input_runner *runner;	 /* of the target machine, else NULL */
	struct race_collector *race;	 /* of the target race, else NULL */
	const struct input_pairs *pairs; /* that inputs choose from; NULL: it has other inputs */
	struct findings findings;
	const char *reports;
	const struct console *console; /* what findings are printed for; NULL: a file */
	char crashes[512];	       /* the folder that the last crash came from */
	struct finding *finding;
	u64 ncrashes;	/* taken, the earlier campaigns' included */
	u64 duplicates; /* of findings; their files are removed */
	u64 dropped;	/* beyond COLLECTOR_KEPT_MAX */
	u64 gone;	/* CRASH_GONE, kept or not */
	unsigned int
		kinds[CRASH_KINDS]; /* crashes of this campaign that are no findings, kept or not */
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
 * folder reports (input_report.h); both must outlive it. target: "machine", "race" or another, whose
 * inputs are run as the WARPAGE_FUZZ_* of the environment say. false: why[] has one line.
 */
bool collector_init(struct collector *collector, const char *target, const char *findings,
		    const char *reports, char *why, size_t size);
void collector_free(struct collector *collector);

/*
 * Write the signatures of what is found into the file path, for targets to read (src/input/seen.h),
 * and tell them its name in WARPAGE_FUZZ_SEEN. 0, an errno or an enum file_error.
 */
int collector_share(struct collector *collector, const char *path);

/*
 * Take the crash in the file path; old: from an earlier campaign. The file of a duplicate is removed;
 * one that is kept is written anew, so that its bytes carry pair and model, and named by them.
 */
void collector_take(struct collector *collector, const char *path, bool old);

/*
 * Take a new crash that should be in the file path, but could not be written there; the file is
 * removed. data: its input, if it is known otherwise, which is written again or kept (unsaved.h); size: 0
 * if not, and then it is lost.
 */
void collector_take_lost(struct collector *collector, const char *path, const u8 *data,
			 size_t size);

/* How many crashes that are no findings are of that kind, those of earlier campaigns left out. */
unsigned int collector_count(const struct collector *collector, enum crash_kind kind);

/* The kind as reports name it ("not reproduced"). */
const char *crash_kind_name(enum crash_kind kind);

/* For the collector's own files. */

/* The crash at hand: its file, and its input, with room for INPUT_RECORD bytes more. */
struct taken {
	char path[512];
	bool old, lost; /* lost: there is no file */
	bool settled;	/* crash_settle() has done what it could */
	u8 *data;
	size_t size;
};

/* Is it new? Then it no longer is. */
bool collector_is_new(struct collector *collector, const char *signature);

/* Count a duplicate; its file is removed, and what the target told of it. */
void collector_drop(struct collector *collector, struct taken *taken);

/* A new finding, *collector->finding, with all that is its; NULL without memory. */
struct collected *collector_found(struct collector *collector, struct taken *taken,
				  const char *signature);

/* Its finding, *collector->finding, could not be written: keep it. */
void collector_not_saved(struct collector *collector, struct collected *found);

/* Keep a crash that is no finding. */
void collector_keep(struct collector *collector, struct taken *taken, enum crash_kind kind,
		    const char *about);

/*
 * Have the input carry what the campaign decided for it; its file is written anew when it is kept. false:
 * a crash that is kept already.
 */
bool crash_carry(struct collector *collector, struct taken *taken, const struct carried *carried);

/*
 * The name of an input's file. true if it carries its pair, "crash-FORMAT-HOST-GUEST-HASH", else
 * "crash-HASH".
 */
bool crash_name(const struct collector *collector, const u8 *data, size_t size, char *out,
		size_t room);

/* Is an earlier crash of what the campaign leaves out? Then about says of what it is. */
bool crash_left_out(const struct collector *collector, const struct taken *taken, char *about,
		    size_t size);

/* For the target race. NULL without memory. */
struct race_collector *race_collector_new(void);
void race_collector_free(struct race_collector *race);
const struct input_pairs *race_collector_pairs(const struct race_collector *race);

/* Take a crash of race: explained, if the target told of a violation, and else kept as kind. */
void race_collector_take(struct collector *collector, struct taken *taken, enum crash_kind kind,
			 const char *about);

#endif
