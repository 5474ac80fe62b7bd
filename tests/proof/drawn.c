/*
 * Draws schedules (drawn.h). Everything is drawn by magnitude, so that small and large come equally often; all
 * stays within what 64 bits of ns can say, in either direction, as an overflow is no matter of how a read mixes.
 */
#include "drawn.h"

#include "choice/sampler.h"
#include "clock/generation.h"
#include "clock/scenario.h"
#include "clock/sequence.h"

#define TRIES 1000
#define STEP_MOST 4 /* by which the sequence goes on in one update, in hosts at hand */

/* From 1 to less than 2^bits. */
static u64 draw_magnitude(u64 *state, unsigned int bits)
{
	u64 low = (u64)1 << choice_draw(state, bits);

	return low + choice_draw(state, low);
}

/* From a thousandth of the most that the format can say to that. */
static u64 draw_rate(u64 *state, const struct format *format)
{
	u64 most = generation_rate_max(format), rate = most / 1000;

	for (u64 doublings = choice_draw(state, 10); doublings; doublings--)
		rate *= 2;
	rate += choice_draw(state, rate);
	return rate < most ? rate : most;
}

static enum update_kind draw_kind(u64 *state)
{
	static const enum update_kind kinds[] = {
		UPDATE_FASTER,	     UPDATE_FASTER,    UPDATE_SLOWER,	 UPDATE_SLOWER,
		UPDATE_STEP_FORWARD, UPDATE_STEP_BACK, UPDATE_STEP_BACK, UPDATE_STEP_FORWARD,
		UPDATE_REFRESH,	     UPDATE_TSC_JUMP,  UPDATE_PAUSE,
	};

	return kinds[choice_draw(state, ARRAY_SIZE(kinds))];
}

static void draw_update(u64 *state, const struct format *format, u64 rate, struct update *update)
{
	memset(update, 0, sizeof(*update));
	update->kind = draw_kind(state);
	update->dies_after = -1;
	update->rate = update->kind == UPDATE_REFRESH ? rate : draw_rate(state, format);
	if (update->kind == UPDATE_STEP_FORWARD)
		update->step = (s64)draw_magnitude(state, 40);
	if (update->kind == UPDATE_STEP_BACK)
		update->step = -(s64)draw_magnitude(state, 40);
	if (update->kind == UPDATE_TSC_JUMP)
		update->jump = choice_draw(state, 2) ? (s64)draw_magnitude(state, 40)
						     : -(s64)draw_magnitude(state, 12);
	update->hold = 64 + draw_magnitude(state, 32);
	update->lead = choice_draw(state, 2) ? draw_magnitude(state, 16) : 0;
	update->gap = 1 + choice_draw(state, 16);
	for (unsigned int g = 1; g < 8; g++)
		if (!choice_draw(state, 4))
			update->gaps[g] = draw_magnitude(state, 24);
}

static u64 draw_named(u64 *state, const struct format *format, const struct host *host)
{
	unsigned int n = 0;
	u64 sequence = 0;

	while (scenario_start(format, host, n, &sequence))
		n++;
	scenario_start(format, host, (unsigned int)choice_draw(state, n), &sequence);
	return sequence;
}

static u64 draw_start(u64 *state, const struct format *format, const struct host *host,
		      unsigned int nupdates, enum drawn_start start, u64 special)
{
	u64 max = sequence_max(format), sequence = 0;

	for (unsigned int i = 0; i < TRIES && max && start >= START_SPECIAL; i++) {
		sequence = choice_number(state) & max;
		if (start == START_SPECIAL) {
			u64 distance = choice_draw(state, STEP_MOST * ((u64)nupdates + 1));

			sequence = ((choice_draw(state, 2) ? special : 0) - distance) & max;
		}
		if (sequence_is_legal(format, host, sequence))
			return sequence;
	}
	if (start != START_PLAIN)
		return draw_named(state, format, host);
	scenario_start(format, host, 0, &sequence);
	return sequence;
}

void drawn_schedule(u64 *state, const struct format *format, const struct host *host,
		    unsigned int nupdates, enum drawn_start start, u64 special,
		    struct schedule *schedule)
{
	u64 rate = draw_rate(state, format);

	memset(schedule, 0, sizeof(*schedule));
	schedule->sequence = draw_start(state, format, host, nupdates, start, special);
	schedule->placement = format->placements[choice_draw(state, format->nplacements)];
	schedule->tsc = ((u64)1 << 20) + draw_magnitude(state, 40);
	schedule->value = ((u64)1 << 46) + draw_magnitude(state, 50);
	schedule->rate = rate;
	schedule->tail = draw_magnitude(state, 24);
	schedule->nupdates = nupdates;
	for (unsigned int u = 0; u < nupdates; u++) {
		draw_update(state, format, rate, &schedule->updates[u]);
		rate = schedule->updates[u].rate;
	}
}
