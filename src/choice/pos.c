/*
 * pos: partial-order sampling of two threads, the host and the reader. The next store of the host
 * and the next load of the reader have a random priority each, and the higher goes first; who went
 * draws anew, and so does the other if both are of the same place. Orders of what commutes are not
 * told apart: many moments with the same value don't make it likelier.
 */
#include "choice/sampler.h"

#include <string.h>

static u32 draw(struct sampler *sampler)
{
	return (u32)(choice_number(&sampler->state) >> 32);
}

static void begin(struct sampler *sampler)
{
	sampler->next = 0;
}

/* When answer i takes effect: the step of the store that it sees. */
static u16 moment(const struct sampler *sampler, unsigned int i)
{
	u16 at;

	memcpy(&at, (const u8 *)sampler->moments + i * sampler->stride, sizeof(at));
	return at;
}

/*
 * The first answer that is left by how far the host has come. Where order is loose a load may go
 * before earlier ones, or a store may come late: then a coin says whether that counts, or this load
 * starts from wherever the model lets it.
 */
static unsigned int catch_up(struct sampler *sampler, unsigned int n)
{
	bool back = sampler->loose && draw(sampler) & 1;
	u16 next = sampler->told + 1;
	unsigned int i = 0;

	if (back || sampler->next < next) {
		sampler->next = next;
		sampler->host = draw(sampler);
	}
	while (!back && i + 1 < n && moment(sampler, i + 1) < sampler->next)
		i++;
	return i;
}

static unsigned int move(struct sampler *sampler, unsigned int n)
{
	unsigned int i;
	u32 reader;

	if (!sampler->moments)
		return sampler_overtaken(sampler, n);
	i = catch_up(sampler, n);
	reader = draw(sampler);
	while (i + 1 < n && sampler->host > reader) {
		u16 at = moment(sampler, i + 1);

		if (at <= sampler->next) {
			i++;
			reader = draw(sampler);
		}
		if (at >= sampler->next)
			sampler->next++;
		sampler->host = draw(sampler);
	}
	if (i + 1 < n && moment(sampler, i + 1) <= sampler->next)
		sampler->host = draw(sampler);
	return i;
}

const struct strategy strategy_pos = {
	.name = "pos",
	.about = "the host's next store or the next load, by random priorities",
	.timed = true,
	.begin = begin,
	.move = move,
};
