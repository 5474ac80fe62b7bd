/*
 * pos: partial-order sampling of two threads, the host and the reader. The next store of the host
 * and the next load of the reader have a random priority each, and the higher goes first; who went
 * draws anew, and so does the other if both are of the same place. Orders of what commutes are not
 * told apart: many moments with the same value don't make it likelier.
 */
#include "choice/strategy.h"

#include <string.h>

static u32 draw(struct choice *choice)
{
	return (u32)(choice_number(&choice->state) >> 32);
}

static void begin(struct choice *choice)
{
	choice->next = 0;
}

/* When answer i takes effect: the step of the store that it sees. */
static u16 moment(const struct choice *choice, unsigned int i)
{
	u16 at;

	memcpy(&at, (const u8 *)choice->moments + i * choice->stride, sizeof(at));
	return at;
}

/*
 * The first answer that is left by how far the host has come. Where order is loose a load may go
 * before earlier ones, or a store may come late: then a coin says whether that counts, or this load
 * starts from wherever the model lets it.
 */
static unsigned int catch_up(struct choice *choice, unsigned int n)
{
	bool back = choice->loose && draw(choice) & 1;
	u16 next = choice->told + 1;
	unsigned int i = 0;

	if (back || choice->next < next) {
		choice->next = next;
		choice->host = draw(choice);
	}
	while (!back && i + 1 < n && moment(choice, i + 1) < choice->next)
		i++;
	return i;
}

static unsigned int move(struct choice *choice, unsigned int n)
{
	unsigned int i;
	u32 reader;

	if (!choice->moments)
		return strategy_overtaken(choice, n);
	i = catch_up(choice, n);
	reader = draw(choice);
	while (i + 1 < n && choice->host > reader) {
		u16 at = moment(choice, i + 1);

		if (at <= choice->next) {
			i++;
			reader = draw(choice);
		}
		if (at >= choice->next)
			choice->next++;
		choice->host = draw(choice);
	}
	if (i + 1 < n && moment(choice, i + 1) <= choice->next)
		choice->host = draw(choice);
	return i;
}

const struct strategy strategy_pos = {
	.name = "pos",
	.about = "the host's next store or the next load, by random priorities",
	.timed = true,
	.begin = begin,
	.move = move,
};
