/* Shrinks findings: one change after the other is tried, and kept if the finding is still the same. */
#include "finding/shrink.h"

#include <stdlib.h>

#include "finding/shrinker.h"

bool shrink_model(struct shrinker *s)
{
	for (int model = 0; model < (int)s->best.model; model++) {
		shrinker_begin(s);
		s->candidate.model = (enum model)model;
		if (shrinker_try(s))
			return true;
	}
	return false;
}

bool shrink_choices(struct shrinker *s)
{
	unsigned int n = s->best.nchoices;

	while (n && !s->best.choices[n - 1])
		n--;
	s->best.nchoices = n;
	if (!n)
		return false;
	shrinker_begin(s);
	s->candidate.nchoices = 0;
	if (shrinker_try(s))
		return true;
	while (n-- > 0) {
		if (!s->best.choices[n])
			continue;
		shrinker_begin(s);
		s->candidate.choices[n] = 0;
		if (shrinker_try(s))
			return true;
	}
	return false;
}

unsigned int finding_shrink(struct finding *finding, struct machine *machine, struct oracle *oracle,
			    volatile int *stop, bool *whole)
{
	static bool (*const steps[])(struct shrinker *) = {
		shrink_rounds, shrink_updates, shrink_choices, shrink_schedule,
		shrink_model,  shrink_vcpus,   shrink_reads,
	};
	struct shrinker *s = calloc(1, sizeof(*s));
	unsigned int helped = 0;
	char why[256];
	bool again;

	if (whole)
		*whole = false;
	if (!s)
		return 0;
	s->stop = stop;
	s->machine = machine;
	s->oracle = oracle;
	s->trial = *finding;
	if (shrinker_replays(s, finding->violation)) {
		shrinker_take(s);
		s->helped = 0;
		do {
			again = false;
			for (unsigned int i = 0; i < ARRAY_SIZE(steps); i++)
				while (steps[i](s))
					again = true;
		} while (again);
		helped = s->helped;
		if (whole)
			*whole = !shrinker_spent(s);
		if (helped) {
			*finding = s->best;
			finding->execution = 0; /* it was another one that was found */
		}
		finding_replay(finding, machine, oracle, SHRINKER_POISON, why, sizeof(why));
	}
	free(s);
	return helped;
}
