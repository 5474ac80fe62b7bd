/* What host and readers both work out for themselves: the page's start, and targets to aim at. */
#include "stress/race/engine.h"

#include "choice/choice.h"
#include "clock/scenario.h"
#include "clock/sequence.h"

#define FIT_MAX (WARPAGE_STARTS_MAX + 4)

u64 engine_choose_sequence(struct engine *engine)
{
	const struct race_options *options = engine->options;
	u64 fit[FIT_MAX], sequence;
	unsigned int nfit = 0;

	if (options->schedule)
		return options->schedule->sequence;
	for (unsigned int i = 0;
	     nfit < FIT_MAX && scenario_start(options->format, options->host, i, &sequence); i++) {
		sequence_put(options->format, engine->page, sequence);
		if (format_valid(options->format, engine->page))
			fit[nfit++] = sequence;
	}
	return nfit ? fit[choice_draw(&engine->writer.plan.random, nfit)]
		    : options->format->starts[0];
}

void engine_lacks(struct engine *engine)
{
	atomic_store(&engine->lacking, true);
	atomic_store(&engine->stop, true);
}

u64 engine_target(const struct engine *engine, u64 n)
{
	u64 state = engine->options->seed ^ n << 20;

	return engine->start + n * engine->period + choice_draw(&state, engine->period / 2 + 1);
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
