/*
 * Accesses that the machine does not see: what they would find is poison, and a read that is made again
 * with other poison then goes another way. Which instructions a read executes, and at which addresses, is
 * decided by the values that steer (site.h) alone; so of the reads of one log that were given the same of
 * these, one is made twice, and an access that went unseen in any of the others did so in that one, too.
 */
#include "verify/run.h"

#define SAMPLE 1000 /* random executions that are made twice, the first ones */

/* The way that a read has taken through the code. */
static u64 way_of(const struct read *read)
{
	u64 hash = read->end;

	for (unsigned int i = 0; i < read->naccesses; i++) {
		const struct access *access = &read->accesses[i];
		u64 what = (u64)(uintptr_t)access->site;

		if (access->kind == ACCESS_LOAD)
			what += (u64)access->offset << 56 | (u64)access->size << 48;
		if (access->kind != ACCESS_RETRY && !access->site->data)
			what += access->value * 0xd6e8feb86659fd93;
		hash = (hash ^ what) * 0x9e3779b97f4a7c15;
		hash ^= hash >> 29;
	}
	return hash;
}

/* Has no read of this log taken it before? Where there is no room to remember it, the next is new as well. */
static bool is_new(struct run *run, u64 hash)
{
	unsigned int at = (unsigned int)(hash >> 32) % WAYS;

	while (run->ways[at].log == run->log) {
		if (run->ways[at].hash == hash)
			return false;
		at = (at + 1) % WAYS;
	}
	if (run->nways < WAYS / 2) {
		run->ways[at] = (struct way){.hash = hash, .log = run->log};
		run->nways++;
	}
	return true;
}

bool run_seen(struct run *run, const struct read *read)
{
	struct verdict *verdict = run->verdict;
	bool random = run->options->executions;
	u64 way;

	if (run->options->quick || read->end == READ_ERROR ||
	    (random && verdict->executions > SAMPLE))
		return true;
	way = way_of(read);
	if (!random && !is_new(run, way))
		return true;
	if (machine_read_again(run->machine, run->options->guest, run->read_choice) &&
	    way_of(read) == way)
		return true;
	snprintf(verdict->error, sizeof(verdict->error),
		 "the guest reads the page in a way that the machine does not see (through "
		 "a function of elsewhere?): use the accesses of kernel.h");
	return false;
}
