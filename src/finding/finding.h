/*
 * A finding: one violation, complete enough to be replayed by another build. It names the
 * protocol, the model and the schedule, and tells for each load of the reads involved which store
 * it saw, not which choices led there.
 */
#ifndef WARPAGE_FINDING_H
#define WARPAGE_FINDING_H

#include <stdio.h>

#include "clock/schedule.h"
#include "oracle/oracle.h"
#include "outcome/console.h"

#define FINDING_ACCESSES_MAX 512	   /* of one read */
#define FINDING_CHOICES_MAX 1024	   /* of the hosts' run */
#define FINDING_GUEST 0xff		   /* for an update: a guest's store, beside the host */
#define FINDING_MARK "warpage finding 1\n" /* its first line */

/* One load, TSC sample or retry of a read, in terms that outlive a build. */
struct finding_access {
	u8 kind;	  /* enum access_kind */
	u16 offset, size; /* bytes of the page */
	u8 update; /* a load saw a store of this update, or FINDING_GUEST; 0: the page as it started */
	u8 nth;	   /* which of that update's stores to this place, from 1 */
	u16 step;     /* of the log: where it took place */
	u16 barriers; /* of the compiler, before it in the read; not saved */
	bool late;    /* at the end of that step */
	u8 fenced; /* enum fenced: the fences between the access before it and this one; not saved */
	bool whole, past; /* as in struct access; not saved */
	u64 value;
	const struct site *site; /* of this build; not saved */
};

struct finding_read {
	u8 vcpu;
	u16 start_step; /* of the vCPU's view */
	enum read_end end;
	u64 value;
	u64 of_tsc;    /* what else it returned, as in struct read; not in files */
	bool improper; /* ... */
	unsigned int naccesses;
	struct finding_access accesses[FINDING_ACCESSES_MAX];
};

/* The file of a host or guest, and what it includes. */
enum other_text { OTHER_FILE = 1, OTHER_INCLUDED = 2 };

/*
 * Of readers that act on each other: the violation is that of the first joint execution that has it, in the order in
 * which joint_explore() comes to them.
 */
struct finding_joint {
	u8 readers, reads; /* 0: it is none of those */
	u16 retries;
	u8 moves;   /* of a read to another vCPU, at most */
	bool as_is; /* steps back that were meant count, as the guest keeps the last time */
};

struct finding {
	enum violation violation;
	enum blame blame;
	const struct format *format;
	const struct host *host; /* of the machine */
	const struct guest *guest;
	unsigned int other_host, other_guest; /* what is another text now than when it was made */
	enum model model;
	unsigned int word;
	struct schedule schedule;
	unsigned int nchoices; /* splits and delays of the host's run */
	u16 choices[FINDING_CHOICES_MAX];
	struct finding_joint joint;
	unsigned int nreads; /* 1, or 2 for backwards; joint: 0 */
	struct finding_read reads[2];
	u64 execution;		    /* the number of the execution that found it; 0 unknown */
	const struct site *dropped; /* a fence that was left out; such findings are not saved */
};

/* Take over the read that machine has just run as read number i. */
void finding_take_read(struct finding *finding, unsigned int i, struct machine *machine,
		       const struct read *read);

/* Run only the host of the finding; machine_log() is then its log. false: why[] tells the reason. */
bool finding_run_host(const struct finding *finding, struct machine *machine, u8 poison, char *why,
		      size_t size);

/*
 * Run the finding again on machine. Returns its violation if that comes back (judged anew),
 * VIOLATION_NONE if the reads are made but nothing is wrong with them, and -1 if the finding does
 * not fit this build; why[] then tells the reason in one line. The reads and the blame of the finding
 * are brought up to date: moments and values are those of this run.
 */
int finding_replay(struct finding *finding, struct machine *machine, struct oracle *oracle,
		   u8 poison, char *why, size_t size);

/*
 * The same under two poisons, ready to be printed: FINDING_UNSEEN, with why, if what a read does differs
 * between them.
 */
#define FINDING_UNSEEN (-2)
int finding_replay_seen(struct finding *finding, struct machine *machine, struct oracle *oracle,
			char *why, size_t size);

/*
 * Does the finding come back whatever stands where the machine sees no access? If not, it is none: why
 * (size bytes) says what comes instead.
 */
bool finding_confirm(struct finding *finding, struct machine *machine, struct oracle *oracle,
		     char *why, size_t size);

/*
 * Of a joint finding: explore the joint executions of the log that the machine holds up to its violation. show is
 * called there, before the exploration is left; it may be NULL. Returns the violation, VIOLATION_NONE if there is none, or
 * -1, with why.
 */
struct joint_moment {
	struct joint *joint;
	const struct oracle *oracle;
	unsigned int first, second; /* the reads that show it; the same one but for backwards */
	enum blame blame;
};

int finding_find_joint(const struct finding *finding, struct machine *machine,
		       struct oracle *oracle,
		       void (*show)(void *arg, const struct joint_moment *moment), void *arg,
		       char *why, size_t size);

/* Where an access took place, as a position of the log. */
static inline u16 finding_position(const struct finding_access *access)
{
	return (u16)(2 * access->step + access->late);
}

/* The event of log that a load saw; -1 for the start, -2 if log has no such store. */
int finding_event(const struct log *log, const struct finding_access *access);

/*
 * Print the two columns of a finding for such a console (NULL: a file), with the text of each line beside them if that has a
 * source and room, and what was returned against what was published. path: of the finding, or NULL. Replay it on machine
 * first, with the same oracle.
 */
void finding_print(FILE *out, const struct finding *finding, struct machine *machine,
		   const struct oracle *oracle, const char *path, const struct console *console);

/* What was returned against what was published alone. */
void finding_print_reason(FILE *out, const struct finding *finding, const struct oracle *oracle);

/*
 * Save it as text in folder (made if need be) under a name that its contents decide, another one if
 * that is taken: findings never replace each other. It is on the disk then; its path is put into path.
 * 0, or an error for file_strerror().
 */
int finding_save(const struct finding *finding, const char *folder, char *path, size_t size);

/* Where findings are kept. */
struct findings {
	const char *folder; /* NULL: nowhere */
	bool all;	    /* and not one of each bug alone */
};

/*
 * The same in findings->folder, unless that has a finding of the same bug (finding_head.h) in as strong a model: then that
 * one is left there alone, *path is its, and *known is set. All are saved if so asked.
 */
int finding_keep(const struct finding *finding, const struct findings *findings, char *path,
		 size_t size, bool *known);

/* Of a finding that is known by then: what the path that stands above is of. */
void finding_print_known(FILE *out, bool known);

/* As finding_save() under a name of the caller's; what stands there is replaced if it is a finding, or force. */
int finding_save_as(const struct finding *finding, const char *path, bool force);

/* Its lines as text, and that text. */
extern const struct form finding_form;
void finding_write(FILE *out, const struct finding *finding);

/* The text of a member's file; *read is the caller's to free. NULL if it is neither built in nor there. */
const char *finding_code(const char *file, char **read);

/* The code of its host and guest, with the hash of each, as lines of comment (code.c). */
void finding_write_code(FILE *out, const struct finding *finding);

/*
 * Read a finding from a file, at most 1 MiB. false if it is not one: why[] has one line that names
 * the file, the line at fault, and what is wrong with it.
 */
bool finding_load(struct finding *finding, const char *path, char *why, size_t size);

/* As finding_load(), from text in memory; name is for messages. */
bool finding_parse(struct finding *finding, const char *text, size_t length, const char *name,
		   char *why, size_t size);

#endif
