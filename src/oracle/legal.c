/*
 * Which clocks were due, and when. Legality: is there a generation that was due at some moment of the
 * read and gave this value then? Exact, for ideal clocks that never run backwards between two jumps of
 * the TSC.
 */
#include "oracle/oracle.h"

/*
 * Is this a moment at the TSC for which clock k was made? If the host died in the update after k, no
 * one is left to say that the TSC has jumped.
 */
static bool at_its_tsc(const struct log *log, unsigned int k, const struct step *step)
{
	unsigned int next = k + log->nclocks;

	return step->tsc_offset == log->epoch[k] ||
	       (log->died && next < log->ngenerations && next + log->nclocks >= log->ngenerations &&
		step->tsc_offset == log->epoch[next]);
}

/* Clock k is due at this position (log.h), at a TSC that has not jumped away from it. */
bool due(const struct oracle *oracle, unsigned int generation, u16 position)
{
	const struct log *log = oracle->log;
	u64 time = log_time(oracle->log, position);

	if (time < log->begin[generation] ||
	    !at_its_tsc(log, generation, &log->steps[position / 2]))
		return false;
	return time <= log->until[generation];
}

/* Is f_k(tsc) = value for some tsc from low to high? */
static bool reaches(const struct oracle *oracle, unsigned int k, u64 value, u64 low, u64 high)
{
	const struct generation *generation = &oracle->log->generations[k];

	if (generation_time(oracle->format, generation, low) > value ||
	    generation_time(oracle->format, generation, high) < value)
		return false;
	while (low < high) {
		u64 middle = low + (high - low) / 2;

		if (generation_time(oracle->format, generation, middle) < value)
			low = middle + 1;
		else
			high = middle;
	}
	return generation_time(oracle->format, generation, low) == value;
}

static u64 tsc_at(const struct log *log, unsigned int k, u64 tsc)
{
	return log->nclocks == 1 ? tsc : vcpus_tsc(log->schedule, log_clock(log, k), tsc);
}

/* Does clock k give what was read at some TSC from low to high, and at the one that the read names? */
static bool gives(const struct oracle *oracle, unsigned int k, const struct read *read, u64 low,
		  u64 high)
{
	if (!oracle->format->with_tsc)
		return reaches(oracle, k, read->value, low, high);
	return read->of_tsc >= low && read->of_tsc <= high &&
	       reaches(oracle, k, read->value, read->of_tsc, read->of_tsc);
}

bool legal(const struct oracle *oracle, const struct read *read)
{
	const struct log *log = oracle->log;
	u64 from_time = log_time(log, read->s), to_time = log_time(log, read->e);

	for (unsigned int i = read->s / 2; i <= read->e / 2u && !read->improper; i++) {
		const struct step *step = &log->steps[i];
		u64 low = step->start > from_time ? step->start : from_time;
		u64 high = step->end < to_time ? step->end : to_time;

		for (unsigned int k = 0; k < log->ngenerations; k++) {
			u64 from = low > log->begin[k] ? low : log->begin[k];
			u64 to = high, base = log->tsc + step->tsc_offset;

			if (log->until[k] < to)
				to = log->until[k];
			if (at_its_tsc(log, k, step) && from <= to &&
			    gives(oracle, k, read, tsc_at(log, k, base + from),
				  tsc_at(log, k, base + to)))
				return true;
		}
	}
	return false;
}

u64 oracle_distance(const struct oracle *oracle, u64 value, u16 position)
{
	u64 nearest = U64_MAX;

	for (unsigned int k = 0; k < oracle->log->ngenerations; k++) {
		u64 off = value - oracle_ideal(oracle, k, position);

		off = off < -off ? off : -off;
		if (due(oracle, k, position) && off < nearest)
			nearest = off;
	}
	return nearest;
}

bool update_within(const struct log *log, u16 first, u16 last)
{
	u64 from = log_time(log, first), to = log_time(log, last);

	for (unsigned int k = log->nclocks; k < log->ngenerations; k++)
		if (from <= log->done[k] && to >= log->begin[k])
			return true;
	return false;
}

bool oracle_overlaps(const struct oracle *oracle, const struct read *read)
{
	return update_within(oracle->log, read->s, read->e);
}
