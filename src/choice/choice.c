/* The four sources of choices. The only place of warpage that produces randomness. */
#include "choice/choice.h"

#include <string.h>

u64 choice_number(u64 *state)
{
	/* splitmix64 */
	u64 z = (*state += 0x9e3779b97f4a7c15);

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
	z = (z ^ z >> 27) * 0x94d049bb133111eb;
	return z ^ z >> 31;
}

static void choice_reset(struct choice *choice, enum choice_source source)
{
	choice->source = source;
	choice->n = 0;
	choice->depth = 0;
	choice->overflow = false;
}

void choice_random(struct choice *choice, u64 seed)
{
	choice_reset(choice, CHOICE_RANDOM);
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

/*
 * A random walk that moved at every access would be at the end of the log after two of them:
 * staying is half of the answers where the choice is a move in time.
 */
static unsigned int random_take(struct choice *choice, unsigned int n, enum choice_kind kind)
{
	u64 r = choice_number(&choice->state);

	if ((kind == CHOOSE_LOAD || kind == CHOOSE_TSC) && (r & 1))
		return 0;
	return (unsigned int)((r >> 32) * n >> 32);
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
		taken = *choice->bytes++ % n;
		choice->nbytes--;
	}
	choice->taken[choice->n] = (u16)taken;
	choice->monotone[choice->n] = choice->alive[choice->n] = false;
	choice->of[choice->n++] = (u16)n;
	return taken;
}
