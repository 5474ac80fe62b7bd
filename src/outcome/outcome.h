/*
 * What a run comes to: what was run, the verdict, what it rests on, and what is wrong. Each command fills
 * one outcome, and printer.h makes of it what people and programs read; no command prints a result itself.
 */
#pragma once

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "outcome/said.h"
#include "warpage/types.h"

/* Only the first says that there is nothing to be found. */
enum outcome_verdict {
	OUTCOME_CLEAN,
	OUTCOME_WITHIN_RETRIES, /* nothing found, but reads were left at the limit of retries */
	OUTCOME_NOTHING_NEW,	/* nothing but what a reviewed table lists */
	OUTCOME_DONE,		/* nothing was judged */
	OUTCOME_VIOLATION,
	OUTCOME_DIFFERENT, /* not what a reviewed table says */
	OUTCOME_UNFINISHED,
	OUTCOME_NOTHING_TESTED,
	OUTCOME_LOST, /* something was found, and nobody knows what */
	OUTCOME_ERROR,
	OUTCOME_SKIPPED, /* this machine can't run it */
	OUTCOME_VERDICTS
};

/* "clean", "within retries", ...: the same in every form and log. */
const char *outcome_verdict_name(enum outcome_verdict verdict);

/* 0 clean, within retries, nothing new, done; 1 violation, different; 77 skipped; else 2. */
int outcome_verdict_status(enum outcome_verdict verdict);

#define OUTCOME_PATH 512

/* A step of a violation's trace, in the order of time. */
struct outcome_step {
	char thread[32]; /* "host", "guest 0", ... */
	bool read;	 /* it is one of a guest that reads */
	char path[OUTCOME_PATH];
	unsigned int line;
	char text[192];
};

/* Of the violations of one kind, or of one finding, the first. */
struct outcome_violation {
	const char *kind;  /* of src/violation, or what the command's page lists; a static string */
	const char *grade; /* "forbidden", or "interesting": then it is no violation; static, too */
	u64 count;
	char finding[OUTCOME_PATH]; /* the file that replays it, or "" */
	struct said text;	    /* for people, in several lines */
	bool brief;		    /* ... who have seen enough of them on a terminal */
	json_t *more;		    /* members besides these; NULL */
	unsigned int nsteps;
	struct outcome_step *steps; /* those that stand in the source; none without a finding */
};

struct outcome {
	const char *command;
	char subject[1024]; /* what is judged, on one line: "hyperv-tsc: host odd-even x ..." */
	json_t *parameters; /* all that was asked for, and its defaults */
	enum outcome_verdict verdict;
	bool failed;	 /* something could not be saved or written, which stderr knows: status 2 */
	char words[512]; /* the verdict in words, if its name does not say all; else "" */
	char reason[512]; /* why there is no result, else "" */
	json_t *counts;	  /* what the verdict rests on, in numbers */
	json_t *assumes;  /* ... and what it takes for granted, in sentences */
	json_t *notes;	  /* sentences about the run itself */
	unsigned int nviolations, nparts, nbeyond;
	struct outcome_violation **violations;
	struct outcome **parts;	   /* of a table, of several sources, ... */
	struct outcome **beyond;   /* what other assumptions would give; no part of the verdict */
	bool whole;		   /* it is judged itself besides its parts, as a campaign is */
	bool row;		   /* of a table: as a part it is its text alone, without a head */
	struct said opening, text; /* for people: parameters; what the verdict rests on */
};

/* A new outcome; its verdict is an error until somebody sets it. NULL without memory. */
struct outcome *outcome_new(const char *command);

/* One that is a part of it, or beyond it. Both live as long as the whole. */
struct outcome *outcome_part(struct outcome *outcome);
struct outcome *outcome_look(struct outcome *outcome);

void outcome_free(struct outcome *outcome);

/* Names what is judged; returns the subject. */
__attribute__((format(printf, 2, 3))) void outcome_subject(struct outcome *outcome,
							   const char *format, ...);

/* A line of parameters: "name      text". */
__attribute__((format(printf, 3, 4))) void outcome_open(struct outcome *outcome, const char *name,
							const char *format, ...);

/* A line of what the verdict rests on: "  name       text". */
__attribute__((format(printf, 3, 4))) void outcome_say(struct outcome *outcome, const char *name,
						       const char *format, ...);

/* The same sentence for people, as a line of that name, and for programs, among assumes or notes. */
__attribute__((format(printf, 3, 4))) void outcome_assume(struct outcome *outcome, const char *name,
							  const char *format, ...);
__attribute__((format(printf, 2, 3))) void outcome_note(struct outcome *outcome, const char *format,
							...);

/* The verdict, and its reason if it is no result; format may be NULL. */
__attribute__((format(printf, 3, 4))) void outcome_judge(struct outcome *outcome,
							 enum outcome_verdict verdict,
							 const char *format, ...);

/* The verdict is that of the worst part, and its reason; what is unfinished or untested is never clean. */
void outcome_judge_worst(struct outcome *outcome);

/* One violation more. NULL without memory. */
struct outcome_violation *outcome_violation(struct outcome *outcome, const char *kind,
					    const char *grade, u64 count);

/* One step more of it. Without memory the outcome is lost. */
void outcome_step(struct outcome *outcome, struct outcome_violation *violation,
		  const struct outcome_step *step);

/* The exit status: that of the verdict, or 2 if it failed. */
int outcome_status(const struct outcome *outcome);

/* Is anything missing that people read, for want of memory? Then the status is no verdict's, but 2. */
bool outcome_lost(const struct outcome *outcome);

/* The verdict on one line: its words, or its name and reason. Returns out. */
char *outcome_line(const struct outcome *outcome, char *out, size_t size);

/* The whole as one JSON object, as docs/outcome.schema.json has it; NULL without memory. */
json_t *outcome_json(const struct outcome *outcome);
json_t *outcome_violation_json(const struct outcome_violation *violation);
