/* Makes the reads of a finding plain: one round, with nothing put off. */
#include <stdlib.h>

#include "finding/shrinker.h"

/*
 * How far access a is from where the code has it: after the access before it, and at the first tick of
 * a step rather than the last. For a = 0, and a load, that is where the read starts.
 */
static unsigned int oddness(const struct finding_read *read, unsigned int a)
{
	const struct finding_access *access = &read->accesses[a];
	int home = a ? read->accesses[a - 1].step : read->start_step;

	return 2u * (unsigned int)abs(access->step - home) + access->late;
}

static bool shrink_sample(struct shrinker *s, unsigned int r, unsigned int a)
{
	const struct finding_read *read = &s->best.reads[r];
	int home = a ? read->accesses[a - 1].step : read->start_step;
	int side = read->accesses[a].step < home ? -1 : 1;
	unsigned int odd = oddness(read, a);

	for (unsigned int i = 0; i < odd; i++) {
		struct finding_access *sample = &s->trial.reads[r].accesses[a];

		s->trial = s->best;
		sample->step = (u16)(home + side * (int)(i / 2));
		sample->late = i % 2;
		if (shrinker_holds(s) && oddness(&s->trial.reads[r], a) < odd)
			return shrinker_take(s);
	}
	return false;
}

static bool shrink_start(struct shrinker *s, unsigned int r)
{
	const struct finding_read *read = &s->best.reads[r];

	if (!read->naccesses || read->accesses[0].kind != ACCESS_LOAD)
		return false;
	s->trial = s->best;
	s->trial.reads[r].start_step = read->accesses[0].step;
	return read->start_step != read->accesses[0].step && shrinker_holds(s) &&
	       oddness(&s->trial.reads[r], 0) < oddness(read, 0) && shrinker_take(s);
}

bool shrink_reads(struct shrinker *s)
{
	shrinker_begin(s);
	if (shrinker_spent(s))
		return false;
	for (unsigned int r = 0; r < s->best.nreads; r++) {
		if (shrink_start(s, r))
			return true;
		for (unsigned int a = 0; a < s->best.reads[r].naccesses; a++)
			if (s->best.reads[r].accesses[a].kind == ACCESS_TSC &&
			    shrink_sample(s, r, a))
				return true;
	}
	return false;
}

bool shrink_rounds(struct shrinker *s)
{
	for (unsigned int r = 0; r < s->best.nreads; r++) {
		for (unsigned int a = shrinker_last_round(&s->best.reads[r]); a > 0; a--) {
			struct finding_read *read = &s->candidate.reads[r];

			if (s->best.reads[r].accesses[a - 1].kind != ACCESS_RETRY)
				continue;
			shrinker_begin(s);
			/* a loop that waits for the end makes all its rounds again */
			s->fewer_accesses = true;
			read->naccesses -= a;
			memmove(read->accesses, read->accesses + a,
				read->naccesses * sizeof(*read->accesses));
			read->start_step = read->accesses[0].step;
			if (shrinker_try(s))
				return true;
		}
	}
	return false;
}
