/* Feeds the judge of stress/ with a log and reads of a short race. */
#include "fuzz/racer/racer_kinds.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "stress/judge/judge.h"

struct racer_kinds {
	struct hostlog log;
	struct judge judge;
	struct race_tally tally;
	_Atomic u32 excuse;
};

struct racer_kinds *racer_kinds_new(void)
{
	return aligned_alloc(64, (sizeof(struct racer_kinds) + 63) / 64 * 64);
}

void racer_kinds_free(struct racer_kinds *kinds)
{
	free(kinds);
}

void racer_kinds_begin(struct racer_kinds *kinds, const struct format *format, bool own_params,
		       const struct racer_log *log, u32 excuse)
{
	u64 back = 0;

	memset(kinds, 0, sizeof(*kinds));
	for (unsigned int k = 0; k < log->nclocks; k++) {
		const struct generation *clock = &log->clocks[k];
		struct log_entry entry = {.begin = log->begin[k],
					  .end = log->end[k],
					  .number = k,
					  .anchor = clock->anchor,
					  .settled = clock->anchor,
					  .rate = clock->rate,
					  .sequence = log->sequence[k],
					  .kind = UPDATE_REFRESH,
					  .valid = 1};

		back += (u64)clock->back;
		entry.back = back;
		memcpy(entry.params, clock->params, sizeof(entry.params));
		if (k) {
			const struct generation *before = &log->clocks[k - 1];

			entry.hold = clock->anchor - before->anchor;
			entry.step = (s64)(generation_time(format, clock, clock->anchor) -
					   generation_time(format, before, clock->anchor));
			if (entry.step)
				entry.kind =
					entry.step < 0 ? UPDATE_STEP_BACK : UPDATE_STEP_FORWARD;
		}
		hostlog_open(&kinds->log, &entry);
		hostlog_close(&kinds->log, &entry);
	}
	judge_start(&kinds->judge, format, &kinds->log, own_params, 0, log->margin, &kinds->tally);
	atomic_init(&kinds->excuse, excuse);
	kinds->judge.excuse = &kinds->excuse;
}

void racer_kinds_read(struct racer_kinds *kinds, unsigned int reader, const struct racer_read *read)
{
	struct batch batch = {.n = 1, .stamped = true, .stamps = {read->s, read->e}};

	if (read->fell_back)
		return;
	batch.values[0] = read->value;
	kinds->judge.reader = reader;
	kinds->judge.last.set = 0;
	judge_batch(&kinds->judge, &batch, NULL);
}

void racer_kinds_stuck(struct racer_kinds *kinds, unsigned int reader,
		       const struct racer_read *read)
{
	kinds->judge.reader = reader;
	judge_stuck(&kinds->judge, read->s, read->e, 0);
}

const struct race_violation *racer_kinds_found(struct racer_kinds *kinds, enum violation kind)
{
	judge_settle(&kinds->tally);
	return kinds->tally.counts.found[kind] ? &kinds->tally.first[kind] : NULL;
}

u64 racer_kinds_late(const struct racer_kinds *kinds, u64 *most)
{
	*most = kinds->tally.counts.late_most;
	return kinds->tally.counts.found[VIOLATION_LATE_TSC];
}

void racer_kinds_of(struct racer_kinds *kinds, const struct racer *racer,
		    const struct format *format, const struct host *host,
		    const struct racer_result *result, u32 excuse)
{
	const struct racer_read *reads;
	unsigned int n;

	racer_kinds_begin(kinds, format, host->own_params, result->log, excuse);
	for (unsigned int reader = 0; (reads = racer_reads(racer, reader, &n)); reader++)
		for (unsigned int i = 0; i < n; i++)
			racer_kinds_read(kinds, reader, &reads[i]);
	if (result->stuck)
		racer_kinds_stuck(kinds, result->stuck_reader, &result->stuck_read);
}
