/*
 * Tries one change of a finding: is it still the same? The steps at which a read starts and samples the
 * TSC are carried over to the new log by the stores that they follow.
 */
#include "finding/shrinker.h"

#define WINDOW 3      /* steps by which a TSC sample is moved to make a candidate fit */
#define WINDOW_PAIR 1 /* the same for two reads at once */

static unsigned int accesses_of(const struct finding *finding)
{
	return finding->reads[0].naccesses +
	       (finding->nreads == 2 ? finding->reads[1].naccesses : 0);
}

bool shrinker_replays(struct shrinker *s, enum violation violation)
{
	static const u8 poisons[] = {0xa5, 0x5a};
	char why[256];

	for (unsigned int i = 0; i < ARRAY_SIZE(poisons); i++)
		if (finding_replay(&s->trial, s->machine, s->oracle, poisons[i], why,
				   sizeof(why)) != (int)violation)
			return false;
	return true;
}

bool shrinker_holds(struct shrinker *s)
{
	s->replays++;
	if (!shrinker_replays(s, s->best.violation) || s->trial.blame != s->best.blame)
		return false;
	for (unsigned int r = 0; r < s->best.nreads; r++)
		if (!shrinker_same_read(s, r))
			return false;
	return accesses_of(&s->trial) < accesses_of(&s->best) + !s->fewer_accesses;
}

static void note_moments(struct shrinker *s)
{
	const struct log *log = machine_log(s->machine);
	struct moment moment = {0};

	s->moments[0] = moment;
	for (unsigned int i = 1; i < log->nsteps; i++) {
		u16 event = log->steps[i].event;

		if (event == NO_EVENT)
			moment.after++;
		else
			moment = (struct moment){.update = log->events[event].update,
						 .ordinal = log->events[event].ordinal};
		s->moments[i] = moment;
	}
}

/* The step of the candidate's log that stands for one of best's. */
static u16 carry_step(const struct shrinker *s, u16 step)
{
	const struct log *log = machine_log(s->machine);
	struct moment moment = s->moments[step];
	u16 found = 0;

	/* what stands for an update that was left out may come before it: then all of it has */
	if (s->left_out >> moment.update & 1 &&
	    s->renumbered[moment.update] == s->renumbered[moment.update - 1])
		moment = (struct moment){.update = moment.update, .ordinal = 0xff};
	moment.update = s->renumbered[moment.update];
	for (u16 i = 1; i < log->nsteps && moment.update; i++) {
		const struct event *event;

		if (log->steps[i].event == NO_EVENT)
			continue;
		event = &log->events[log->steps[i].event];
		if (event->update < moment.update ||
		    (event->update == moment.update && event->ordinal <= moment.ordinal))
			found = i;
	}
	while (moment.after-- && found + 1u < log->nsteps &&
	       log->steps[found + 1].event == NO_EVENT)
		found++;
	return found;
}

static void carry_reads(struct shrinker *s)
{
	for (unsigned int r = 0; r < s->candidate.nreads; r++) {
		struct finding_read *read = &s->candidate.reads[r];

		read->start_step = carry_step(s, read->start_step);
		for (unsigned int a = 0; a < read->naccesses; a++)
			read->accesses[a].step = carry_step(s, read->accesses[a].step);
	}
}

/* Sample the TSC of a read where its code has it, shifted by some steps. false: no such step. */
static bool put_in_place(struct finding_read *read, int shift, bool late)
{
	if (read->naccesses && read->accesses[0].kind == ACCESS_LOAD)
		read->start_step = read->accesses[0].step;
	for (unsigned int a = 0; a < read->naccesses; a++) {
		int step = a ? read->accesses[a - 1].step : read->start_step;

		if (read->accesses[a].kind != ACCESS_TSC)
			continue;
		if (step + shift < 0 || step + shift >= STEPS_MAX)
			return false;
		read->accesses[a].step = (u16)(step + shift);
		read->accesses[a].late = late;
	}
	return true;
}

/* The candidate as it is, or with its TSC samples moved a little. */
static bool find_place(struct shrinker *s)
{
	unsigned int nreads = s->candidate.nreads;
	unsigned int places = 2 * (2 * (nreads == 2 ? WINDOW_PAIR : WINDOW) + 1);

	s->trial = s->candidate;
	if (shrinker_holds(s))
		return true;
	if (!nreads) /* of a joint finding, which are found anew */
		return false;
	shrinker_gather(s);
	s->trial = s->candidate;
	if (shrinker_holds(s))
		return true;
	for (unsigned int i = 0; i < places * (nreads == 2 ? places : 1); i++) {
		bool good = true;

		s->trial = s->candidate;
		for (unsigned int r = 0; r < nreads; r++) {
			unsigned int place = r ? i / places : i % places;
			/* 0, 1, -1, 2, -2, ... */
			int shift = (int)(place / 2 + 1) / 2;

			good = good && put_in_place(&s->trial.reads[r],
						    place / 2 % 2 ? shift : -shift, place % 2);
		}
		if (good && shrinker_holds(s))
			return true;
	}
	return false;
}

bool shrinker_spent(const struct shrinker *s)
{
	return s->replays >= SHRINKER_REPLAYS_MAX || (s->stop && *s->stop);
}

void shrinker_begin(struct shrinker *s)
{
	s->candidate = s->best;
	s->left_out = 0;
	s->fewer_accesses = false;
	for (u8 u = 0; u <= UPDATES_MAX; u++)
		s->renumbered[u] = u;
}

bool shrinker_take(struct shrinker *s)
{
	s->best = s->trial;
	note_moments(s);
	for (unsigned int r = 0; r < s->best.nreads; r++)
		shrinker_find_mix(s, &s->best.reads[r], &s->mixes[r]);
	s->helped++;
	return true;
}

bool shrinker_try(struct shrinker *s)
{
	char why[256];

	if (shrinker_spent(s) ||
	    !finding_run_host(&s->candidate, s->machine, SHRINKER_POISON, why, sizeof(why)))
		return false;
	carry_reads(s);
	return find_place(s) && shrinker_take(s);
}
