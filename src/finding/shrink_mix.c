/*
 * Tells whether a finding that was changed still shows the same: the same fields, and parameters of
 * updates that stand for the ones they were of.
 */
#include "finding/shrinker.h"
#include "finding/value.h"

unsigned int shrinker_last_round(const struct finding_read *read)
{
	unsigned int from = 0;

	for (unsigned int a = 0; a + 1 < read->naccesses; a++)
		if (read->accesses[a].kind == ACCESS_RETRY)
			from = a + 1;
	return from;
}

static u32 generations_of(const struct log *log, const struct format *format,
			  const struct finding_access *access)
{
	const struct field *field = value_field(format, access->offset, access->size);
	u32 generations = 0;

	if (access->kind != ACCESS_LOAD || !field || field->role != FIELD_PARAM)
		return 0;
	for (unsigned int k = log_clock_of(log, access->offset); k < log->ngenerations;
	     k += log->nclocks)
		if (log_published(log, k, access->offset, access->size) == access->value)
			generations |= (u32)1 << log_update(log, k);
	return generations;
}

/* To be on another vCPU takes nothing from a page. */
static bool in_mix(const struct finding_access *access)
{
	return access->kind != ACCESS_MOVE;
}

void shrinker_find_mix(const struct shrinker *s, const struct finding_read *read, struct mix *mix)
{
	mix->n = 0;
	for (unsigned int a = shrinker_last_round(read); a < read->naccesses; a++)
		if (in_mix(&read->accesses[a]))
			mix->generations[mix->n++] = generations_of(
				machine_log(s->machine), s->best.format, &read->accesses[a]);
}

/* Is each parameter of a generation that stands for its old one, and are no two of them merged? */
static bool same_mix(const struct shrinker *s, const struct mix *old, const struct mix *new)
{
	for (unsigned int i = 0; i < old->n; i++) {
		u32 expected = 0;

		for (unsigned int k = 0; k <= UPDATES_MAX; k++)
			if (old->generations[i] >> k & 1)
				expected |= (u32)1 << s->renumbered[k];
		if (expected && !(expected & new->generations[i]))
			return false;
		for (unsigned int j = 0; j < i && expected; j++)
			if (old->generations[j] && !(old->generations[i] & old->generations[j]) &&
			    new->generations[i] & new->generations[j])
				return false;
	}
	return true;
}

/* Do both take the same fields, in the last round, from the same updates, to the same end? */
bool shrinker_same_read(const struct shrinker *s, unsigned int r)
{
	const struct finding_read *old = &s->best.reads[r], *new = &s->trial.reads[r];
	unsigned int a = shrinker_last_round(old), b = shrinker_last_round(new);
	struct mix mix;

	if (old->end != new->end)
		return false;
	for (;; a++, b++) {
		const struct finding_access *x = &old->accesses[a], *y = &new->accesses[b];

		while (a < old->naccesses && !in_mix(x))
			x = &old->accesses[++a];
		while (b < new->naccesses && !in_mix(y))
			y = &new->accesses[++b];
		if (a == old->naccesses || b == new->naccesses)
			break;
		if (x->kind != y->kind)
			return false;
		if (x->kind == ACCESS_LOAD && (x->offset != y->offset || x->size != y->size))
			return false;
	}
	if (a < old->naccesses || b < new->naccesses)
		return false;
	shrinker_find_mix(s, new, &mix);
	return same_mix(s, &s->mixes[r], &mix);
}

/* The generation of those that a load may be of that most other loads of its round may be of. */
static unsigned int likely_generation(const struct mix *mix, unsigned int i)
{
	unsigned int likely = 0, most = 0;

	for (unsigned int k = 0; k <= UPDATES_MAX; k++) {
		unsigned int n = 0;

		for (unsigned int j = 0; j < mix->n && mix->generations[i] >> k & 1; j++)
			n += mix->generations[j] >> k & 1;
		if (n > most) {
			likely = k;
			most = n;
		}
	}
	return likely;
}

/*
 * A store that leaves a parameter as it was is not told from the one before it; in the candidate it
 * may be. So let parameters be of one update where they may be.
 */
void shrinker_gather(struct shrinker *s)
{
	for (unsigned int r = 0; r < s->candidate.nreads; r++) {
		struct finding_read *read = &s->candidate.reads[r];
		const struct mix *mix = &s->mixes[r];
		unsigned int a = read->naccesses, i = mix->n;

		while (a-- && i) {
			struct finding_access *access = &read->accesses[a];
			u8 update;

			if (!in_mix(access))
				continue;
			update = s->renumbered[likely_generation(mix, --i)];
			if (!mix->generations[i] || update == access->update)
				continue;
			access->update = update;
			access->nth = update != 0;
		}
	}
}
