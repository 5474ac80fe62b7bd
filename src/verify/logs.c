/*
 * Orders of steps of several hosts come to the same stores in the same order more often than not, and what
 * reads see is those alone: so each such log is read once. A log is told by 128 bits of a hash of it.
 */
#include <stdlib.h>

#include "verify/run.h"

#define LOGS (1u << 16) /* of one schedule; more are read again, which costs time */

struct logs {
	u64 schedule;
	unsigned int n;
	struct {
		u64 schedule;
		u64 hash[2];
	} slots[2 * LOGS];
};

bool logs_make(struct run *run)
{
	/* a search draws what it likes */
	if ((run->options->hosts <= 1 && !run->writes) || run->options->executions || run->logs)
		return true;
	run->logs = calloc(1, sizeof(*run->logs));
	logs_forget(run);
	return run->logs;
}

void logs_forget(struct run *run)
{
	if (!run->logs)
		return;
	run->logs->schedule++;
	run->logs->n = 0;
}

static void stir(u64 *hash, u64 value)
{
	run_mix(&hash[0], value);
	run_mix(&hash[1], value * 0xd6e8feb86659fd93 + 1);
}

/* All that a read can see, or is judged by; of which host a store is is no matter to it. */
static void hash_log(const struct log *log, u64 *hash)
{
	stir(hash, log->nevents);
	for (unsigned int i = 0; i < log->nevents; i++) {
		const struct event *event = &log->events[i];

		stir(hash, (u64)event->offset << 32 | (u64)event->size << 16 | event->update);
		stir(hash, event->value);
		stir(hash, event->time);
		stir(hash, (u64)event->guest << 32 | (u64)event->fence << 2 | event->plain << 1 |
				   event->release);
	}
}

bool logs_repeated(struct run *run)
{
	struct logs *logs = run->logs;
	u64 hash[2] = {1, 2};
	unsigned int at;

	hash_log(machine_log(run->machine), hash);
	at = (unsigned int)(hash[0] >> 32) % (2 * LOGS);
	for (; logs->slots[at].schedule == logs->schedule; at = (at + 1) % (2 * LOGS))
		if (logs->slots[at].hash[0] == hash[0] && logs->slots[at].hash[1] == hash[1])
			return true;
	if (logs->n == LOGS)
		return false;
	logs->n++;
	logs->slots[at].schedule = logs->schedule;
	logs->slots[at].hash[0] = hash[0];
	logs->slots[at].hash[1] = hash[1];
	return false;
}
