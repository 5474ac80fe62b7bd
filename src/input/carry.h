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
};

/*
 * Have an input carry all that. data has room for INPUT_RECORD bytes at least; *size becomes that if it
 * was less. Nothing else that it says changes. false: inputs can't choose this pair.
 */
bool input_carry(const struct input_pairs *pairs, const struct carried *carried, u8 *data,
		 size_t *size);

/* Does the input carry it? Then *carried is filled. */
bool input_carries(const struct input_pairs *pairs, const u8 *data, size_t size,
		   struct carried *carried);

/* "hyperv-tsc:odd-even:hv-ordered in x86, with deaths", into out. Returns out. */
const char *carried_text(const struct carried *carried, char *out, size_t size);

/* A hash of an input, by which files about it are named. */
u64 input_hash(const u8 *data, size_t size);

#endif
