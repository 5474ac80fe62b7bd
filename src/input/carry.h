/*
 * Inputs that carry what a campaign had decided for them: the bytes alone then say which pair it was, in
 * which model, and whether its host may die, whatever the environment says or leaves out.
 */
#ifndef WARPAGE_CARRY_H
#define WARPAGE_CARRY_H

#include "input/input.h"

/* What an input is to carry, or carries. */
struct carried {
	const struct format *format;
	const struct host *host; /* of the machine */
	const struct guest *guest;
	enum model model;
	bool deaths;
	unsigned int hosts; /* 0 or 1: one */
	unsigned int vcpus; /* that there were; 0 or 1: one, or unknown */
	bool given;	    /* ... as it was asked for */
	enum tscs tscs;
};

#define CARRY_ROOM (2 * INPUT_RECORD) /* by how much it makes an input longer, at most */

/*
 * Have an input carry all that. data has room for CARRY_ROOM bytes more: it becomes a head at least, and has a
 * setting if there is something to say in it. Nothing else that it says changes. false: inputs can't choose this
 * pair.
 */
bool input_carry(const struct input_pairs *pairs, const struct carried *carried, u8 *data,
		 size_t *size);

/* Does the input carry it? Then *carried is filled. */
bool input_carries(const struct input_pairs *pairs, const u8 *data, size_t size,
		   struct carried *carried);

/* "hyperv-tsc:odd-even:hv-ordered in x86, with deaths, by 2 hosts", into out. Returns out. */
const char *carried_text(const struct carried *carried, char *out, size_t size);

/* A hash of an input, by which files about it are named. */
u64 input_hash(const u8 *data, size_t size);

#endif
