/*
 * The machine: runs a host alone, then single reads of a guest against what the host left, each as
 * a plain function call. It knows no protocol and no oracle. One machine at a time may run.
 */
#ifndef WARPAGE_MACHINE_H
#define WARPAGE_MACHINE_H

#include "choice/choice.h"
#include "machine/grounds.h"
#include "machine/log.h"

#define ACCESSES_MAX 2048 /* of one read */
#define POSITIONS_MAX (2 * STEPS_MAX)
#define ROUNDS_MAX 100000 /* of any loop of one read, before the watchdog stops it */

enum read_end {
	READ_ACCEPTED,	/* returned a time */
	READ_FELL_BACK, /* returned "use the fallback" */
	READ_CUT,	/* a retry loop came round: covered by another read */
	READ_LIMIT,	/* more retries than asked for */
	READ_STUCK,	/* the loop came round after the last store: it will for ever */
	READ_WAITS,	/* it wants to be told of memory that reads share: machine/shared.h */
	READ_ERROR,	/* machine_error() tells */
};

/* VCPU: the guest asked which one it is on; MOVE: it has come to another one. Its number is the value. */
enum access_kind { ACCESS_LOAD, ACCESS_TSC, ACCESS_RETRY, ACCESS_VCPU, ACCESS_MOVE, ACCESS_KINDS };

/* One load (or part of a split one), one TSC sample, or one retry of a read. */
struct access {
	u8 kind;
	u8 vcpu;	  /* where the read was then; MOVE: was after it */
	bool whole : 1;	  /* not part of a split access */
	bool past : 1;	  /* of a round that nothing lives on of */
	u16 offset, size; /* bytes of the page */
	u16 entry;	  /* of its slot ... */
	s16 event;	  /* ... and what made that: index of an event, or -1 for the start */
	u16 position;	  /* where it took place, in the vCPU's view */
	u16 barriers;	  /* compiler barriers of the read before it */
	u32 generations;  /* whose page has these bytes here */
	u64 value;
	const struct site *site;
};

/*
 * A position is a moment: 2 * step for its start, 2 * step + 1 for its end. Steps are those of the
 * log for every vCPU.
 */
struct read {
	enum read_end end;
	bool fell_back;
	u8 vcpu; /* at first. Of several the last is the one that FREEZE_ALL_BUT_ONE leaves; a schedule */
		 /* with a single one has that one as 1, and 0 for those which it stops */
	u8 tsc_vcpu;	  /* where the TSC was sampled last */
	u16 start_step;	  /* as chosen */
	u16 s, e;	  /* positions: the latest start and the earliest end */
	s32 tsc_position; /* of the last TSC sample; -1 without one */
	u64 tsc;	  /* that sample */
	u64 value;
	u64 of_tsc; /* what it says of which TSC the time is, where the format has that; else as tsc */
	bool improper;	 /* the rest of it is a whole unit or more */
	u32 generations; /* that have all parameter bytes last loaded */
	bool parameters; /* were any loaded? */
	bool apart; /* it stores to the page, and no guest of the log does the same: nothing follows it */
	const struct site
		*floor; /* where it first touched memory that reads keep; NULL: it does not */
	const struct site *
		timed; /* a loop that comes round at the end of the log, and looks at the TSC; or NULL */
	const struct site
		*held; /* a TSC sample that smp_mb() or MFENCE alone holds in its place, or NULL */
	unsigned int retries;
	unsigned int naccesses;
	const struct access *accesses; /* naccesses of them, valid until the next read */
};

struct machine;

struct machine_options {
	const struct format *format;
	enum model model;
	unsigned int word;    /* bits: 64, or 32 to split 8-byte accesses */
	unsigned int retries; /* at most so many in a loop that may carry something over */
	unsigned int moves;   /* of a read to another vCPU, at most */
	bool unpruned;	      /* treat every retry loop as one that may */
	bool every_load;      /* leave out no moment of a load, whatever it leads to */
	bool by_label; /* tell parameters by the update that stored them, not by their bytes */
	u8 poison;     /* what an access that the machine does not see would find ... */
	bool restless; /* ... and it differs from byte to byte and from access to access */
	const struct site *dropped; /* a fence to leave out, or NULL */
	const struct guest *writer; /* may store to the page; NULL: none may */
	/* Of a log stores alone are looked at: beside the host memory may be as at first, the TSC one of many. */
	bool stores_alone;
	/* May store number i of the schedule's come after what the log has so far? NULL: yes. */
	bool (*store_due)(const void *arg, const struct log *log, unsigned int i);
	const void *store_arg;
};

/* Make a machine; NULL without memory. Only the one made last may be used. */
struct machine *machine_new(void);
void machine_free(struct machine *machine);

/* Set the options for all that follows. */
void machine_setup(struct machine *machine, const struct machine_options *options);

/*
 * Run host through schedule. false if that can't be done; machine_error() says why. The log is
 * valid until the next call.
 */
bool machine_host(struct machine *machine, const struct host *host, const struct schedule *schedule,
		  struct choice *choice);
const struct log *machine_log(const struct machine *machine);

/* Run one read of guest against the log. The result is valid until the next call. */
const struct read *machine_read(struct machine *machine, const struct guest *guest,
				struct choice *choice);

/*
 * Make the read once more that choice has just made, by the same choices, and with other values where the
 * machine sees no access. Did it go as before? Then the result is the same, too; else the guest has read
 * something unseen, and there is no result.
 */
bool machine_read_again(struct machine *machine, const struct guest *guest, struct choice *choice);

/*
 * As machine_read(), but what each load sees is prescribed: by accesses (offset, size, entry of the
 * slot, or position of a TSC sample), and ACCESS_RETRY where the read came round. Accesses to the same
 * place are taken in order; loads of different places may come in another order. READ_ERROR if the guest does something else.
 */
const struct read *machine_read_directed(struct machine *machine, const struct guest *guest,
					 u8 vcpu, u16 start_step, const struct access *accesses,
					 unsigned int n);

/*
 * A position in a vCPU's view, as in struct access, as one of struct read, and back; -1 if that
 * vCPU has no such moment.
 */
u16 machine_position(const struct machine *machine, u8 vcpu, u16 view_position);
int machine_view_position(const struct machine *machine, u8 vcpu, u16 position);
/* How many steps that vCPU has. */
unsigned int machine_steps(const struct machine *machine, u8 vcpu);

/* The same for steps. */
u16 machine_step(const struct machine *machine, u8 vcpu, u16 view_step);
int machine_view_step(const struct machine *machine, u8 vcpu, u16 step);

/* The entry that shows event (an index, or -1 for the start); -1 if none does. */
int machine_event_entry(struct machine *machine, u8 vcpu, u16 offset, u16 size, int event);

/* Where a read was refused as it stores to memory that outlives it, since machine_setup(); NULL: none was. */
const struct site *machine_shares(const struct machine *machine);

/* Where a read has stored to the page, since machine_setup(); NULL: none has. */
const struct site *machine_writes(const struct machine *machine);

/* A retry loop of the reads so far that does not count as memoryless; NULL if all do. */
const struct site *machine_carrying_loop(const struct machine *machine);

/*
 * Which fences the last read met, a bit of enum fenced each, between two accesses that had so many barriers before them;
 * FENCED_LOOSE: somewhere, or there were too many to tell.
 */
u8 machine_fenced(const struct machine *machine, u16 from, u16 to);

/* Has a guest asked which vCPU it is on, since machine_setup()? */
bool machine_asked_vcpu(const struct machine *machine);

/*
 * From here on, compare the models: which of them, a bit each, would have done all that has been done since?
 * What one of those shows is then no news in another.
 */
void machine_compare_models(struct machine *machine);
u32 machine_models_alike(const struct machine *machine);

/* The fences, acquires, releases and ordered TSC reads met so far, in the order of meeting. */
unsigned int machine_fences(const struct machine *machine, const struct site **sites,
			    const char **names, unsigned int max);

/* That fence was met, by somebody else. */
void machine_met(struct machine *machine, const struct site *site, const char *name);

/* What speaks against a verdict for all values, in what was run by label since machine_setup(). */
const struct grounds *machine_grounds(const struct machine *machine);

/* What went wrong, one line; "" if nothing did. */
const char *machine_error(const struct machine *machine);

#endif
