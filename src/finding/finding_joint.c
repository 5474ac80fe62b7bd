/* Findings of readers that act on each other: the joint execution is found anew each time. */
#include "finding/finding.h"

#define DRAWS 100000
#define EXECUTIONS_MAX 50000000

struct seeker {
	const struct finding *finding;
	struct oracle *oracle;
	struct joint_judged judged[JOINT_ALL_MAX];
	enum violation found;
	void (*show)(void *arg, const struct joint_moment *moment);
	void *arg;
};

static bool is_found(struct seeker *seeker, struct joint *joint, enum violation violation,
		     const struct joint_step_back *back)
{
	struct joint_moment moment = {.joint = joint,
				      .oracle = seeker->oracle,
				      .first = back->first,
				      .second = back->second,
				      .blame = back->blame};

	if (violation != seeker->finding->violation)
		return false;
	seeker->found = violation;
	if (seeker->show)
		seeker->show(seeker->arg, &moment);
	return true;
}

/* The same order as in verify: a read by itself first, then against the others. */
static bool ended(void *arg, struct joint *joint)
{
	struct seeker *seeker = arg;
	const struct joint_read *reads;
	unsigned int last = joint_reads(joint, &reads) - 1;
	struct joint_step_back back = {last, last, BLAME_RACE};
	enum violation violation;

	oracle_judge_joint(seeker->oracle, &reads[last], &seeker->judged[last]);
	violation = seeker->judged[last].violation;
	if (violation != VIOLATION_NONE && is_found(seeker, joint, violation, &back))
		return false;
	if (!oracle_joint_backwards(seeker->oracle, joint, seeker->judged,
				    seeker->finding->joint.as_is, &back) ||
	    back.blame == BLAME_TSC)
		return true;
	violation = VIOLATION_BACKWARDS;
	if (back.blame == BLAME_HOST && seeker->finding->host->own_params &&
	    reads[back.first].read.value - reads[back.second].read.value == 1)
		violation = VIOLATION_ARITHMETIC;
	return !is_found(seeker, joint, violation, &back);
}

int finding_find_joint(const struct finding *finding, struct machine *machine,
		       struct oracle *oracle,
		       void (*show)(void *arg, const struct joint_moment *moment), void *arg,
		       char *why, size_t size)
{
	struct seeker seeker = {.finding = finding,
				.oracle = oracle,
				.found = VIOLATION_NONE,
				.show = show,
				.arg = arg};
	struct joint_options options = {.guest = finding->guest,
					.readers = finding->joint.readers,
					.reads = finding->joint.reads,
					.limit = EXECUTIONS_MAX,
					.ended = ended,
					.arg = &seeker};
	struct joint_counts counts = {0};
	struct joint *joint = joint_new(machine);
	u64 random = 1;

	why[0] = '\0';
	if (!joint) {
		snprintf(why, size, "out of memory");
		return -1;
	}
	joint_explore(joint, &options, &counts);
	/* where there are too many, some show it */
	options.random = &random;
	options.limit = DRAWS;
	if (joint_overflowed(joint) && seeker.found == VIOLATION_NONE)
		joint_explore(joint, &options, &counts);
	if (machine_error(machine)[0])
		snprintf(why, size, "%s", machine_error(machine));
	else if (joint_overflowed(joint) && seeker.found == VIOLATION_NONE)
		snprintf(why, size, "%s", joint_overflowed(joint));
	joint_free(joint);
	return why[0] ? -1 : (int)seeker.found;
}
