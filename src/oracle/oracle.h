/*
 * Oracles: judge what reads returned by the events of a log and the ideal clocks alone. They know
 * no engine's and no protocol's insides.
 *
 * A value v is legal iff for some generation k and some moment t of the read with
 * a_k <= t <= b_(k+1): f_k(t) = v. Where a read returns several numbers, one k and one t must do for all.
 */
#ifndef WARPAGE_ORACLE_H
#define WARPAGE_ORACLE_H

#include "joint/joint.h"
#include "machine/machine.h"
#include "violation/violation.h"

/* Who made the time go backwards. */
enum blame {
	BLAME_RACE, /* a value that was not legal, or a TSC sample that came late */
	BLAME_HOST, /* both values were legal: the clocks that the host made step back */
	BLAME_TSC,  /* one clock, no update near: the TSC was read out of order */
};

#define WITNESS_MAX 256 /* choices kept of a read that may be half of a step back */

/* The extreme read so far that ended, or started, at a position. */
struct extreme {
	bool legal;
	u64 value; /* with the steps back that were meant added */
	u32 generations;
	u16 other; /* position of its other end */
	u16 nchoices;
	u16 choices[WITNESS_MAX];
};

struct oracle {
	const struct format *format;
	const struct log *log;
	bool steps_back;	 /* some update was meant to step back */
	struct extreme *ended;	 /* by position: the highest value that ended there */
	struct extreme *started; /* by position: the lowest value that started there */
	bool ended_set[POSITIONS_MAX], started_set[POSITIONS_MAX];
	unsigned int first_end, last_start; /* positions that are set: none below, none above */
	/* by label, by position and clock: 1 + the time of a sample, 0: none; see structure.c */
	u64 (*last_sample)[GENERATIONS_MAX];  /* the last of reads that ended there */
	u64 (*first_sample)[GENERATIONS_MAX]; /* the first of those that started there */
};

/* Two reads that went backwards. */
struct step_back {
	const struct extreme *first, *second;
	u16 first_end, second_start;
	enum blame blame;
};

/* Memory for one oracle; false without. */
bool oracle_init(struct oracle *oracle);
void oracle_free(struct oracle *oracle);

/* Start on the log that machine holds now. */
void oracle_begin(struct oracle *oracle, const struct machine *machine,
		  const struct format *format);

/* Start again on the same log: no read is remembered. */
void oracle_again(struct oracle *oracle);

/*
 * Judge one read by itself. *interesting is set for a value that is legal although it is late: of one
 * generation, sampled when that was no longer due.
 */
enum violation oracle_judge(const struct oracle *oracle, const struct read *read,
			    bool *interesting);

/*
 * Remember an accepted or fallen back read, made by the n choices in taken, for oracle_backwards(); not one
 * that touched memory which reads keep, as the machine has that begin anew in each.
 */
void oracle_remember(struct oracle *oracle, const struct read *read, enum violation violation,
		     const u16 *taken, unsigned int n);

/* Is there a pair of remembered reads, one after the other, that goes backwards? */
bool oracle_backwards(const struct oracle *oracle, struct step_back *found);

/* Two reads of a joint execution that went backwards. */
struct joint_step_back {
	unsigned int first, second;
	enum blame blame;
};

/* What a read of a joint execution comes to. */
struct joint_judged {
	enum violation violation; /* by itself */
	bool interesting;
	bool kept; /* it returns what was legal earlier, rather than less, as a guest does that keeps the last time */
	bool overlaps;
	bool tells, tells_as_is; /* has it a value to be compared with others? */
	u64 low,
		high; /* with the steps back that were meant added: what it is at the least, and the most */
	u64 value; /* as it is */
	u64 off;   /* by how much it is more than what the first vCPU's clock gives then */
};

/* Judge it by itself (joint.c): by what it has done, when it has ended, and nothing else. */
void oracle_judge_joint(const struct oracle *oracle, const struct joint_read *read,
			struct joint_judged *judged);

/*
 * And the one that has ended last against the others: did two go backwards? Steps back that were meant are added,
 * unless the values are to be taken as they are. BLAME_TSC is no violation.
 */
bool oracle_joint_backwards(const struct oracle *oracle, const struct joint *joint,
			    const struct joint_judged *judged, bool as_is,
			    struct joint_step_back *found);

/*
 * The same by what is not a matter of values (structure.c): the violation that some values make of this read,
 * if *told; a value that is not the one of its parameters at its last TSC sample tells nothing. decides: what is
 * in the parameters may decide whether there is a time at all.
 */
enum violation oracle_judge_structure(const struct oracle *oracle, const struct read *read,
				      bool decides, bool *told);

/* Remember a read that came out right, for the next. */
void oracle_remember_structure(struct oracle *oracle, const struct read *read);

/* Is there a pair of remembered reads, one after the other, that some values make go backwards? */
bool oracle_structure_backwards(const struct oracle *oracle);

/* Where a read has ended for certain: inside an open block two reads have no common order. */
static inline u16 oracle_certain_end(const struct oracle *oracle, u16 e)
{
	const struct step *step = &oracle->log->steps[e / 2];

	return step->open ? (u16)(2 * step->out) : e;
}

/* What clock k gives at a position. */
static inline u64 oracle_ideal(const struct oracle *oracle, unsigned int k, u16 position)
{
	return generation_time(oracle->format, &oracle->log->generations[k],
			       log_tsc_of(oracle->log, k, position));
}

/* By how much is value off the nearest clock that is due at position? U64_MAX if none is due. */
u64 oracle_distance(const struct oracle *oracle, u64 value, u16 position);

/* Did the read overlap some update's [a_k, b_k]? */
bool oracle_overlaps(const struct oracle *oracle, const struct read *read);

/* What is asked by others than oracle_judge(), too. */
bool torn(const struct read *read);
bool legal(const struct oracle *oracle, const struct read *read);
bool due(const struct oracle *oracle, unsigned int generation, u16 position);
bool stale(const struct oracle *oracle, const struct read *read);
bool shows(const struct oracle *oracle, const struct read *read, unsigned int k);
unsigned int handed_by(const struct log *log, const struct read *read);
/*
 * Clocks of TSCs that are apart say the same time but for what each rounds: what another one than the first
 * gave, k, is compared as what the first would have given then.
 */
u64 of_first_clock(const struct oracle *oracle, const struct read *read, unsigned int k);
bool wrong_fallback(const struct oracle *oracle, const struct read *read);
/* Is some update made, or a part of one, from one position to another? */
bool update_within(const struct log *log, u16 first, u16 last);
/*
 * Of two reads that went backwards, from the start of the first to the end of the second. Generations that the engine
 * anchors go on where the one before them is left, so two legal values of one clock can only go backwards by a late TSC
 * sample. A host that computes parameters itself may do worse.
 */
enum blame blame(const struct oracle *oracle, u16 from, u16 to, bool legal_ones, bool one_clock);

/*
 * phase.c: may the whole read have been inside one open block, at a moment at which the page was LOG_VALID, or LOG_INVALID,
 * and nothing else? false where no single moment has all that
 * it has loaded, and for joint executions, whose reads have lost what they loaded.
 */
bool lies_in_phase(const struct oracle *oracle, const struct read *read, u8 validity);

/*
 * How far the last update has moved the clock k of a host with own parameters off the engine's, in
 * units, at a position; 0 if by no more than a unit and what its rate rounds to.
 */
s64 own_clock_error(const struct oracle *oracle, unsigned int k, u16 position);

/* How far it was off where it was handed over, in units; 0 if by no more than its rounding. */
s64 own_clock_off(const struct oracle *oracle, unsigned int k);

#endif
