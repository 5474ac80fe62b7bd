/* What host and readers both work out for themselves: the page's start, and targets to aim at. */
#include "stress/engine.h"

void engine_set_sequence(struct engine *engine, u32 sequence)
{
	if (engine->sequence)
		memcpy(engine->sequence, &sequence, sizeof(sequence));
}

u32 engine_choose_sequence(struct engine *engine)
{
	const struct format *format = engine->options->format;
	u32 fit[WARPAGE_STARTS_MAX];
	unsigned int nfit = 0;

	if (engine->options->schedule)
		return engine->options->schedule->sequence;
	for (unsigned int i = 0; i < format->nstarts && nfit < WARPAGE_STARTS_MAX; i++) {
		engine_set_sequence(engine, format->starts[i]);
		if (engine->options->host->legal_start(format->starts[i]) &&
		    format->valid(engine->page))
			fit[nfit++] = format->starts[i];
	}
	return nfit ? fit[plan_random(&engine->writer.plan, nfit)] : format->starts[0];
}

u64 engine_target(const struct engine *engine, u64 n)
{
	u64 state = engine->options->seed ^ n << 20;

	return engine->start + n * engine->period + plan_draw(&state, engine->period / 2 + 1);
}

u64 engine_next_target(const struct engine *engine, u64 tsc)
{
	u64 n = 0;

	if (tsc > engine->start)
		n = (tsc - engine->start) / engine->period;
	while (engine_target(engine, n) <= tsc)
		n++;
	return n;
}
