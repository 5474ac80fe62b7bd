/* Ideal clocks: each is made from the one before, exactly, in 128-bit arithmetic. */
#include "clock/generation.h"

#include "clock/vcpus.h"

static void generation_make(const struct format *format, struct generation *generation, u64 tsc,
			    u64 value, u64 rate)
{
	memset(generation, 0, sizeof(*generation));
	format->anchor(generation->params, tsc, value, rate);
	generation->anchor = tsc;
	generation->rate = rate;
}

void generation_first(const struct format *format, const struct schedule *schedule,
		      struct generation *first)
{
	generation_make(format, first, schedule->tsc, schedule->value, schedule->rate);
}

void generation_first_of(const struct format *format, const struct schedule *schedule,
			 unsigned int vcpu, struct generation *first)
{
	generation_make(format, first, vcpus_tsc(schedule, vcpu, schedule->tsc), schedule->value,
			vcpus_rate(schedule, vcpu, schedule->rate));
}

void generation_next(const struct format *format, const struct generation *prev,
		     const struct update *update, u64 previous_tsc, u64 anchor,
		     struct generation *next)
{
	u64 value = generation_time(format, prev, previous_tsc);
	s64 step = 0;

	if (format->still)
		value += (u64)((u128)(previous_tsc - prev->anchor) * prev->rate >> 32);
	if (update->kind == UPDATE_STEP_FORWARD || update->kind == UPDATE_STEP_BACK)
		step = update->step;
	if (update->kind == UPDATE_REFRESH) {
		*next = *prev;
		next->anchor = anchor;
		next->back = 0;
		return;
	}
	generation_make(format, next, anchor, value + (u64)step, update->rate);
	next->back = step < 0 ? -step : 0;
}

void generation_adopt(const struct format *format, struct generation *generation, const void *page)
{
	memset(generation->params, 0, sizeof(generation->params));
	format->decode(generation->params, page);
}

void generation_page(const struct format *format, const struct generation *generation, u8 *page)
{
	memset(page, 0, format->page_size);
	format->encode(page, generation->params);
}

/* The units that a clock of this rate gains in 2^20 ticks, to within what a rate may be rounded. */
static bool runs_at(const struct format *format, u64 rate)
{
	_Alignas(16) u8 params[WARPAGE_PARAMS_MAX] = {0};
	const u64 tsc = 10000, ticks = (u64)1 << 20;
	s128 gain, error;

	format->anchor(params, tsc, 0, rate);
	gain = format->time(params, tsc + ticks) - format->time(params, tsc);
	error = gain - (s128)((u128)rate * ticks >> 32);
	return (error < 0 ? -error : error) <= 2 + (s128)(rate >> 20);
}

u64 generation_rate_max(const struct format *format)
{
	return runs_at(format, 15 * RATE_ONE) ? 16 * RATE_ONE - 1 : RATE_ONE - 1;
}

u64 generation_time(const struct format *format, const struct generation *generation, u64 tsc)
{
	return (u64)format->time(generation->params, tsc);
}
