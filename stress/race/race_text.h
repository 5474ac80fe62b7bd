/*
 * Violations of races as text, for another process to explain; and which of them are the same.
 *
 *	warpage race 1
 *	pair hyperv-tsc:single-store:hv-seed
 *	violation torn value=505 s=1000 e=1200 reader=0 mixes=1 stale=0
 *	generation number=1 anchor=1010 rate=2147483648 back=0 begin=1008 end=1100 sequence=2
 *	update faster rate=2147483648 step=0 hold=100
 *	params 0a0b...
 *	piece offset=8 size=8 generation=0
 *	end
 */
#ifndef STRESS_RACE_TEXT_H
#define STRESS_RACE_TEXT_H

#include <stdio.h>

#include "stress/race/race.h"

/* The first line, by which such text is found behind other text. */
#define RACE_TEXT_BEGIN "warpage race 1\n"

/* Of *race only the pair counts. Order, which is for the race itself to judge, is left out. */
void race_text_write(FILE *out, const struct race_options *race,
		     const struct race_violation *violation);

/*
 * Read such text back: the pair, as the machine has it, into *race, and the violation. The text may
 * come from anywhere. false: why[] has one line that names the file, the line at fault and what is
 * wrong with it.
 */
bool race_text_parse(const char *text, size_t length, const char *name, struct race_options *race,
		     struct race_violation *violation, char *why, size_t size);

/*
 * What makes a violation another one: kind, pair, and for a torn value the mix, that is, for each
 * piece that tells generations apart how many of those in the mix are older ("torn F:H:G
 * scale+0,offset+1"). A value that several mixes give, or none, says so instead.
 */
void race_signature(const struct race_options *race, const struct race_violation *violation,
		    char *out, size_t size);

#endif
