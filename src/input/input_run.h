/*
 * Runs inputs on the machine with every oracle. The outcome of an input is a function of its bytes
 * and the options alone: nothing is carried from one input to the next but the host's run, which is
 * kept while the bytes that decide it stay the same, and what the reads on it came to, for reads of
 * the same bytes. No memory is allocated per input.
 */
#ifndef WARPAGE_INPUT_RUN_H
#define WARPAGE_INPUT_RUN_H

#include "finding/finding.h"
#include "input/features.h"
#include "input/input.h"

struct input_options {
	/* The pair, whatever the input says; all NULL: the input chooses. */
	const struct format *format;
	const struct host *host;
	const struct guest *guest;
	u32 models;	      /* a bit per enum model that an input may choose; not 0 */
	unsigned int retries; /* at most, in a loop that carries something over */
	bool deaths;	      /* the host may die in any update */
	bool carried; /* it may also if the input carries that it may; as many do as it carries */
	unsigned int hosts; /* that make the updates: 0 or 1, one; 2, side by side */
	unsigned int vcpus; /* 0: as the guest makes it; two and more if it asks which it is on */
	unsigned int tscs;  /* how their TSCs may stand, a bit for each of enum tscs; 0: all */
	bool known;	    /* report violations of the reviewed matrix, too */
	u8 *features;	    /* INPUT_FEATURES counters to be raised, or NULL */
};

enum input_end {
	INPUT_CLEAN,	 /* nothing wrong */
	INPUT_KNOWN,	 /* violations, but of kinds that the matrix lists for the pair */
	INPUT_VIOLATION, /* a violation that is to be reported */
	INPUT_ERROR,	 /* host or guest do what the machine refuses; verdict.error tells */
};

struct input_verdict {
	enum input_end end;
	enum violation violation; /* INPUT_VIOLATION: the first to be reported */
	const struct format *format;
	const struct host *host;
	const struct guest *guest;
	enum model model;
	unsigned int word;
	unsigned int hosts, vcpus; /* of its schedule; 1: one */
	bool given;		   /* so many vCPUs were asked for */
	enum tscs tscs;
	u32 violations;	      /* a bit per kind */
	unsigned int updates; /* of its schedule */
	unsigned int accepted, fell_back, cut, stuck, overlapped, retries;
	unsigned int kept;  /* reads that touched memory which reads keep */
	unsigned int joint; /* executions of several of them together */
	u64 trace;	    /* a hash of all that was read, returned and judged */
	const char *error;  /* one line, valid until the next input */
};

struct input_runner;

/* Make a runner with a machine of its own (only the machine made last may be used); NULL without
 * memory or protocols. */
struct input_runner *input_runner_new(const struct input_options *options);
void input_runner_free(struct input_runner *runner);

/* The pairs that its inputs choose from. */
const struct input_pairs *input_runner_pairs(const struct input_runner *runner);

/* Run one input. */
enum input_end input_run(struct input_runner *runner, const u8 *data, size_t size,
			 struct input_verdict *verdict);

/*
 * The finding for a violation that the last input_run() saw, replayed on the same machine, ready to
 * be printed with input_print() and saved. false if it does not come back: why[] tells the reason.
 */
bool input_finding(struct input_runner *runner, enum violation violation, struct finding *finding,
		   char *why, size_t size);

/*
 * Shrink the finding that input_finding() made last, as finding_shrink() does, on the same machine;
 * it can then be printed with input_print(). Returns how many steps helped.
 */
unsigned int input_shrink(struct input_runner *runner, struct finding *finding);

/* Print the two columns of the finding made last, for that console (NULL: a file); path is where it was saved. */
void input_print(FILE *out, const struct input_runner *runner, const struct finding *finding,
		 const char *path, const struct console *console);

#endif
