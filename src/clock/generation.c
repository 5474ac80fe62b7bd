/* Ideal clocks: each is made from the one before, exactly, in 128-bit arithmetic. */
#include "clock/generation.h"

static void generation_make(const struct format *format, struct generation *generation, u64 tsc,
			    u64 value, u64 rate)
{
	memset(generation, 0, sizeof(*generation));
	format->anchor(generation->params, tsc, value, rate);
	format->encode(generation->page, generation->params);
	generation->anchor = tsc;
	generation->rate = rate;
}

void generation_first(const struct format *format, const struct schedule *schedule,
		      struct generation *first)
{
	generation_make(format, first, schedule->tsc, schedule->value, schedule->rate);
}

void generation_next(const struct format *format, const struct generation *prev,
		     const struct update *update, u64 previous_tsc, u64 anchor,
		     struct generation *next)
{
	u64 value = generation_time(format, prev, previous_tsc);
	s64 step = 0;

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
	memset(generation->page, 0, sizeof(generation->page));
	format->decode(generation->params, page);
	format->encode(generation->page, generation->params);
}

u64 generation_time(const struct format *format, const struct generation *generation, u64 tsc)
{
	return (u64)format->time(generation->params, tsc);
}
