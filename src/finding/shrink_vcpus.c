/* Makes the vCPUs of a finding plain: the usual one, no migration that is not needed, one TSC for all. */
#include "finding/shrinker.h"

/* Leave n accesses out of read r of the candidate, from access a on. */
static void leave_out(struct shrinker *s, unsigned int r, unsigned int a, unsigned int n)
{
	struct finding_read *read = &s->candidate.reads[r];

	read->naccesses -= n;
	memmove(read->accesses + a, read->accesses + a + n,
		(read->naccesses - a) * sizeof(*read->accesses));
}

/* Without one migration, or without it and the next, by which it comes back. */
static bool shrink_moves(struct shrinker *s)
{
	for (unsigned int r = 0; r < s->best.nreads; r++) {
		const struct finding_read *read = &s->best.reads[r];

		for (unsigned int a = 0; a < read->naccesses; a++) {
			if (read->accesses[a].kind != ACCESS_MOVE)
				continue;
			shrinker_begin(s);
			s->fewer_accesses = true;
			leave_out(s, r, a, 1);
			if (shrinker_try(s))
				return true;
			for (unsigned int b = a + 1; b < read->naccesses; b++) {
				if (read->accesses[b].kind != ACCESS_MOVE)
					continue;
				shrinker_begin(s);
				s->fewer_accesses = true;
				leave_out(s, r, b, 1);
				leave_out(s, r, a, 1);
				if (shrinker_try(s))
					return true;
			}
		}
	}
	return false;
}

static bool shrink_tscs(struct shrinker *s)
{
	const struct schedule *best = &s->best.schedule;

	if (best->drift) {
		shrinker_begin(s);
		s->candidate.schedule.drift = 0;
		if (shrinker_try(s))
			return true;
	}
	if (best->apart) {
		shrinker_begin(s);
		s->candidate.schedule.apart = s->candidate.schedule.drift = 0;
		if (shrinker_try(s))
			return true;
	}
	if (best->vcpus) {
		shrinker_begin(s);
		s->candidate.schedule.vcpus = 0;
		s->candidate.schedule.apart = s->candidate.schedule.drift = 0;
		if (shrinker_try(s))
			return true;
	}
	return false;
}

bool shrink_vcpus(struct shrinker *s)
{
	for (unsigned int vcpus = 0; vcpus + 1 < 1u << s->best.nreads; vcpus++) {
		bool fewer = false, more = false;

		shrinker_begin(s);
		for (unsigned int r = 0; r < s->best.nreads; r++) {
			u8 vcpu = vcpus >> r & 1;

			more = more || vcpu > s->best.reads[r].vcpu;
			fewer = fewer || vcpu < s->best.reads[r].vcpu;
			s->candidate.reads[r].vcpu = vcpu;
		}
		if (fewer && !more && shrinker_try(s))
			return true;
	}
	return shrink_moves(s) || shrink_tscs(s);
}
