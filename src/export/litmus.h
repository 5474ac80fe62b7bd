/*
 * A finding as a litmus test for herd7 and litmus7: the fields that its read loads as locations, the host's stores to
 * them as P0, the read as P1, and what its loads saw as the condition.
 */
#ifndef WARPAGE_LITMUS_H
#define WARPAGE_LITMUS_H

#include "export/export.h"

#define LITMUS_PLACES_MAX 64
#define LITMUS_VALUES_MAX 64 /* of a place */
#define LITMUS_ACCESSES_MAX 512

/* Bytes of the page that are loaded and stored at once, or the TSC. */
struct litmus_place {
	char name[64];
	u16 offset, size; /* size 0: the TSC */
	bool numbered;	  /* a value is the number of it: some are too large for an operand */
	unsigned int nvalues;
	u64 values[LITMUS_VALUES_MAX]; /* at the start, and all that are stored */
};

struct litmus_access {
	u8 place;
	u8 fenced; /* enum fenced, before it */
	u8 update; /* of a store */
	bool plain, acquire, release;
	u16 value;
	s16 event; /* of the log: the store, or what a load sees; -1: the start. Of the TSC: its value */
	u16 position; /* of a load: where it took place */
};

struct litmus_thread {
	struct litmus_access accesses[LITMUS_ACCESSES_MAX];
	unsigned int n;
};

struct litmus {
	const struct export *export;
	unsigned int nplaces;
	struct litmus_place places[LITMUS_PLACES_MAX];
	u16 start[LITMUS_PLACES_MAX]; /* values */
	/* in the order of their programs, and as a compiler may order them, for this execution */
	struct litmus_thread host, guest, compiled[2];
	unsigned int first_update; /* those before it have made the start */
	unsigned int left_out;	   /* loads of rounds that came to nothing */
	bool sequential; /* compiled, no CPU has to reorder anything for what the loads see */
	bool plain;	 /* are there plain accesses? */
	bool dies;	 /* the host, in the last of the updates */
};

static inline const struct log *litmus_log(const struct litmus *litmus)
{
	return machine_log(litmus->export->machine);
}

/* Is the TSC told? It is then the last of the places. */
bool litmus_tells_tsc(const struct litmus *litmus);

/* Is an access of the read one of the test? */
bool litmus_counts(const struct litmus *litmus, const struct finding_access *access);

/* Fill in places and start, for the events before end. false: there are too many places or values. */
bool litmus_places(struct litmus *litmus, unsigned int end);

/* Are all bytes of a place among these? What is it that they hold for it, as a value of the test? */
bool litmus_covers(const struct litmus_place *place, u16 offset, u16 size);
u16 litmus_value(struct litmus_place *place, u16 offset, u64 value);

/* From a finding that was just replayed. false: why (size bytes) has one line. */
bool litmus_make(struct litmus *litmus, const struct export *export, char *why, size_t size);

/*
 * Fill in compiled and sequential. A compiler may make plain accesses in any order up to the next barrier, so it makes
 * them as this execution has them.
 */
void litmus_compile(struct litmus *litmus);

/* "C", ... */
const char *litmus_arch_name(enum litmus_arch arch);

/* Does a thread touch the place? */
bool litmus_uses(const struct litmus_thread *thread, unsigned int place);

/* "exists (1:r0=2 /\ ...)": the first word, and the number that goes behind it for the first load. */
void litmus_put_condition(FILE *out, const struct litmus_thread *guest, const char *word,
			  unsigned int first);

/* What stands below the comment, in AArch64 or X86. false: why has one line. */
bool litmus_assembly(FILE *out, const struct litmus *litmus, char *why, size_t size);

/* Write it, in the language of export->arch. false: why has one line. */
bool litmus_write(FILE *out, const struct export *export, char *why, size_t size);

#endif
