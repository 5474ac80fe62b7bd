/*
 * Judges reads that act on each other. One that keeps the last time of all may return what was due before it began,
 * and is to return that rather than less. Of two reads one is after the other if it began when that had ended, and
 * nothing of it is before something of that one.
 */
#include "oracle/oracle.h"

/* Is the value the one that the read's own parameters give? If not, it is another read's, or nobody's. */
static bool is_own(const struct oracle *oracle, const struct read *read)
{
	for (unsigned int k = 0; k < oracle->log->ngenerations; k++)
		if (shows(oracle, read, k))
			return true;
	return false;
}

/* The least that is due at some moment of the read. */
static u64 least_due(const struct oracle *oracle, const struct read *read)
{
	u64 least = U64_MAX;

	for (u16 position = read->s; position <= read->e; position++)
		for (unsigned int k = 0; k < oracle->log->ngenerations; k++)
			if (due(oracle, k, position) && oracle_ideal(oracle, k, position) < least)
				least = oracle_ideal(oracle, k, position);
	return least;
}

/* The least and the most that the value can be, with the steps back that were meant added. */
static void find_span(const struct oracle *oracle, const struct joint_read *joint_read, bool own,
		      struct joint_judged *judged)
{
	const struct read *read = &joint_read->read;
	const u64 *back = oracle->log->meant_back;
	unsigned int oldest = 0, newest = handed_by(oracle->log, read);
	u64 value = read->value;

	judged->value = value;
	judged->off = 0;
	judged->tells = judged->tells_as_is = false;
	if (read->end != READ_ACCEPTED && read->end != READ_FELL_BACK)
		return;
	if (read->fell_back) {
		oldest = newest;
		value = oracle_ideal(oracle, newest, read->e) - (u64)own_clock_off(oracle, newest);
	} else if (read->generations && own) {
		oldest = (unsigned int)__builtin_ctz(read->generations);
		newest = 31u - (unsigned int)__builtin_clz(read->generations);
		judged->off = value - of_first_clock(oracle, read, newest);
	} else if (oracle->steps_back && !joint_read->touches) {
		return;
	}
	judged->tells = true;
	/* what another clock says is not what the guest keeps */
	judged->tells_as_is = !read->fell_back;
	judged->low = value + back[oldest];
	judged->high = value + back[newest];
}

void oracle_judge_joint(const struct oracle *oracle, const struct joint_read *joint_read,
			struct joint_judged *judged)
{
	const struct read *read = &joint_read->read;
	bool own = is_own(oracle, read);

	judged->violation = oracle_judge(oracle, read, &judged->interesting);
	judged->overlaps = oracle_overlaps(oracle, read);
	judged->kept = false;
	if (joint_read->touches && judged->violation == VIOLATION_ARITHMETIC && !own) {
		struct read early = *read;

		early.s = 0;
		judged->kept = legal(oracle, &early) && read->value >= least_due(oracle, read);
		if (judged->kept)
			judged->violation = VIOLATION_NONE;
	}
	find_span(oracle, joint_read, own, judged);
}

/* The second may be as late as what it sees allows, and with it what waits for it. */
static bool comes_after(const struct oracle *oracle, const struct joint *joint,
			const struct joint_read *first, const struct joint_read *second)
{
	u16 end = oracle_certain_end(oracle, first->read.e);

	if (first->reader == second->reader)
		return first->nth < second->nth;
	if (first->before & second->own)
		return false;
	return end <= second->s_first ||
	       (end <= second->s_last && !joint_followed(joint, first->own, second->own, end));
}

/* Have both what one clock gave, and no other read's value? */
static bool of_one_clock(const struct joint_read *first, const struct joint_read *second)
{
	return !first->touches && !second->touches &&
	       first->read.generations & second->read.generations;
}

/* Of clocks that round apart it is less as they say it, and in terms of one of them. */
static bool is_less(const struct joint_judged *second, const struct joint_judged *first, bool as_is)
{
	if (as_is)
		return second->value < first->value;
	return second->high < first->low && second->high - second->off < first->low - first->off;
}

bool oracle_joint_backwards(const struct oracle *oracle, const struct joint *joint,
			    const struct joint_judged *judged, bool as_is,
			    struct joint_step_back *found)
{
	const struct joint_read *reads;
	unsigned int last = joint_reads(joint, &reads) - 1;

	if (!(as_is ? judged[last].tells_as_is : judged[last].tells))
		return false;
	for (unsigned int i = 0; i < last; i++) {
		bool legal_ones = judged[i].violation == VIOLATION_NONE &&
				  judged[last].violation == VIOLATION_NONE;

		if (!(as_is ? judged[i].tells_as_is : judged[i].tells))
			continue;
		if (is_less(&judged[last], &judged[i], as_is) &&
		    comes_after(oracle, joint, &reads[i], &reads[last]))
			*found = (struct joint_step_back){.first = i, .second = last};
		else if (is_less(&judged[i], &judged[last], as_is) &&
			 comes_after(oracle, joint, &reads[last], &reads[i]))
			*found = (struct joint_step_back){.first = last, .second = i};
		else
			continue;
		found->blame = blame(oracle, reads[found->first].read.s,
				     reads[found->second].read.e, legal_ones,
				     of_one_clock(&reads[found->first], &reads[found->second]));
		return true;
	}
	return false;
}
