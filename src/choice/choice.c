/* The four sources of choices. The only place of warpage that produces randomness. */
#include "choice/choice.h"

#include <string.h>

static void choice_reset(struct choice *choice, enum choice_source source)
{
	choice->source = source;
	choice->n = 0;
	choice->depth = 0;
	choice->overflow = false;
	choice->timed = false;
}

void choice_random(struct choice *choice, u64 seed)
{
	choice_strategy(choice, &strategy_walk, 1, seed);
}

void choice_strategy(struct choice *choice, const struct strategy *strategy, unsigned int changes,
		     u64 seed)
{
	choice->sampler = (struct sampler){
		.strategy = strategy,
		.changes = (u16)(changes < CHANGES_MAX ? changes : CHANGES_MAX),
	};
	choice_reseed(choice, seed);
}

void choice_reseed(struct choice *choice, u64 seed)
{
	choice_reset(choice, CHOICE_RANDOM);
	choice->timed = choice->sampler.strategy->timed;
	choice->sampler.state = seed;
}

void choice_exhaustive(struct choice *choice)
{
	choice_reset(choice, CHOICE_EXHAUSTIVE);
}

void choice_bytes(struct choice *choice, const u8 *bytes, size_t n)
{
	choice_reset(choice, CHOICE_BYTES);
	choice->bytes = bytes;
	choice->nbytes = n;
}

void choice_replay(struct choice *choice, const u16 *taken, unsigned int n)
{
	choice_reset(choice, CHOICE_REPLAY);
	if (n)
		memcpy(choice->taken, taken, n * sizeof(*taken));
	choice->depth = n;
}

void choice_begin(struct choice *choice)
{
	struct sampler *sampler = &choice->sampler;

	choice->n = 0;
	sampler->moments = NULL;
	if (choice->source == CHOICE_RANDOM && sampler->strategy->begin)
		sampler->strategy->begin(sampler);
}

/* The first answer to choice at, from that one on, which is worth a try; or choice->of[at]. */
static unsigned int next_answer(const struct choice *choice, unsigned int at, unsigned int answer)
{
	while (answer < choice->of[at] && answer < 128 && choice->barren[at] >> answer & 1)
		answer++;
	return answer;
}

unsigned int choice_leave_out(struct choice *choice, u128 barren)
{
	unsigned int at = choice->n - 1, first;

	choice->barren[at] = barren;
	first = next_answer(choice, at, 0);
	if (first < choice->of[at])
		choice->taken[at] = (u16)first;
	return choice->taken[at];
}

bool choice_next(struct choice *choice)
{
	if (choice->source != CHOICE_EXHAUSTIVE)
		return choice->source == CHOICE_RANDOM;
	choice->depth = choice->n;
	while (choice->depth) {
		unsigned int last = choice->depth - 1,
			     next = next_answer(choice, last, choice->taken[last] + 1u);
		bool alive = choice->alive[last], more = alive || !choice->monotone[last];

		choice->alive[last] = false;
		if (last && alive)
			choice->alive[last - 1] = true;
		if (more && next < choice->of[last]) {
			choice->taken[last] = (u16)next;
			return true;
		}
		choice->monotone[last] = false;
		choice->depth = last;
	}
	return false;
}

/* A strategy weighs what moves a reader in time, 0 being to stay; the others set an execution up. */
static unsigned int random_take(struct sampler *sampler, unsigned int n, enum choice_kind kind)
{
	unsigned int taken;

	if (kind != CHOOSE_LOAD && kind != CHOOSE_TSC)
		return sampler_even(sampler, n);
	taken = sampler->strategy->move(sampler, n);
	sampler->moments = NULL;
	return taken;
}

unsigned int choice_take(struct choice *choice, unsigned int n, enum choice_kind kind)
{
	unsigned int taken = 0;

	if (choice->n == CHOICES_MAX) {
		choice->overflow = true;
		return 0;
	}
	if (choice->source == CHOICE_RANDOM) {
		taken = random_take(&choice->sampler, n, kind);
	} else if (choice->source == CHOICE_BYTES && choice->nbytes) {
		taken = *choice->bytes++;
		if (taken >= n) /* a division is dear, and mostly not needed */
			taken %= n;
		choice->nbytes--;
	}
	choice->taken[choice->n] = (u16)taken;
	choice->monotone[choice->n] = choice->alive[choice->n] = false;
	choice->barren[choice->n] = 0;
	choice->of[choice->n++] = (u16)n;
	return taken;
}
