/*
 * The first read of an aimed batch shows on which side of the update it was: start later if the
 * value was the old one, earlier if it was the new one. So the start stays near the moment at
 * which the host's stores arrive, and sweeps around it.
 */
#include "stress/race/aim.h"

#include "choice/choice.h"
#include "stress/judge/window.h"
#include "stress/race/batch.h"

#define STEP_MIN 4   /* ticks */
#define STEP_MAX 512 /* ticks */
#define FAR 8192     /* ticks */
#define SWEEP 64     /* ticks to either side of where the values turn from old to new */

void aim_learn(struct reader *reader, const struct batch *batch, u64 target)
{
	struct judge *judge = &reader->judge;
	struct aim *aim = &reader->aim;
	struct window window = {batch->stamps[0], batch->stamps[1], 0, 0};
	u64 newest = hostlog_newest(judge->log);
	const struct log_entry *entry;
	int direction;

	window.high = newest;
	for (u64 k = newest; k && k + 4 > newest; k--) {
		entry = judge_entry(judge, k);
		if (!entry || entry->anchor < target)
			return; /* the host left this target out */
		if (entry->anchor > target)
			continue;
		window.low = k - 1;
		if (judge_legal_as(judge, &window, k - 1, batch->values[0]))
			direction = 1;
		else if (judge_legal_as(judge, &window, k, batch->values[0]))
			direction = -1;
		else
			return;
		if (direction == aim->last && aim->step < STEP_MAX)
			aim->step *= 2;
		else if (direction != aim->last)
			aim->step = STEP_MIN;
		aim->last = direction;
		aim->offset += direction * aim->step;
		if (aim->offset > FAR || aim->offset < -FAR)
			aim->offset = AIM_FIRST; /* led astray by a host that was late */
		return;
	}
}

void aim_take(struct reader *reader, u64 now)
{
	const struct engine *engine = reader->engine;
	struct aim *aim = &reader->aim;

	aim->target = engine_next_target(engine, now);
	aim->start = engine_target(engine, aim->target) + (u64)aim->offset -
		     engine->tsc_hz / AIM_APPROACH;
}

void aim_read(struct reader *reader, struct batch *batch)
{
	const struct engine *engine = reader->engine;
	u64 start = engine_target(engine, reader->aim.target) + (u64)reader->aim.offset +
		    choice_draw(&reader->random, 2 * SWEEP + 1) - SWEEP;

	while (rdtsc() < start)
		if (atomic_load_explicit(&engine->stop, memory_order_relaxed))
			break;
	batch_read_stamped(reader, batch);
	judge_add(&reader->tally.counts.aimed, 1);
}
