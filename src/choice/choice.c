/* The four sources of choices. The only place of warpage that produces randomness. */
#include "choice/choice.h"

#include <string.h>

#include "choice/strategy.h"

u64 choice_number(u64 *state)
{
	/* splitmix64 */
	u64 z = (*state += 0x9e3779b97f4a7c15);

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
	z = (z ^ z >> 27) * 0x94d049bb133111eb;
	return z ^ z >> 31;
}

u64 choice_draw(u64 *state, u64 below)
{
	return (u64)(((u128)choice_number(state) * below) >> 64);
}

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
	choice->strategy = strategy;
	choice->changes = (u16)(changes < CHANGES_MAX ? changes : CHANGES_MAX);
	choice->turns = 0;
	choice->moves = choice->longest = 0;
	choice_reseed(choice, seed);
}

void choice_reseed(struct choice *choice, u64 seed)
{
	choice_reset(choice, CHOICE_RANDOM);
	choice->timed = choice->strategy->timed;
	choice->state = seed;
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
	choice->n = 0;
	choice->moments = NULL;
	if (choice->source == CHOICE_RANDOM && choice->strategy->begin)
		choice->strategy->begin(choice);
}

bool choice_next(struct choice *choice)
{
	if (choice->source != CHOICE_EXHAUSTIVE)
		return choice->source == CHOICE_RANDOM;
	choice->depth = choice->n;
	while (choice->depth) {
		unsigned int last = choice->depth - 1;
		bool alive = choice->alive[last], more = alive || !choice->monotone[last];

		choice->alive[last] = false;
		if (last && alive)
			choice->alive[last - 1] = true;
		if (more && choice->taken[last] + 1 < choice->of[last]) {
			choice->taken[last]++;
			return true;
		}
		choice->monotone[last] = false;
		choice->depth = last;
	}
	return false;
}

static unsigned int random_take(struct choice *choice, unsigned int n, enum choice_kind kind)
{
	unsigned int taken;

	if (!strategy_moves(kind))
		return strategy_even(choice, n);
	taken = choice->strategy->move(choice, n);
	choice->moments = NULL;
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
		taken = random_take(choice, n, kind);
	} else if (choice->source == CHOICE_BYTES && choice->nbytes) {
		taken = *choice->bytes++;
		if (taken >= n) /* a division is dear, and mostly not needed */
			taken %= n;
		choice->nbytes--;
	}
	choice->taken[choice->n] = (u16)taken;
	choice->monotone[choice->n] = choice->alive[choice->n] = false;
	choice->of[choice->n++] = (u16)n;
	return taken;
}
