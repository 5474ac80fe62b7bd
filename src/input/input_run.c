/* From the bytes of an input to a verdict: one run of the host, a handful of reads, every oracle. */
#include "input/input_run.h"

#include <stdlib.h>

#include "input/input_runner.h"
#include "input/known.h"
#include "machine/lost.h"

struct input_runner *input_runner_new(const struct input_options *options)
{
	struct input_runner *runner = calloc(1, sizeof(*runner));

	if (!runner)
		return NULL;
	runner->options = *options;
	input_outcomes_init(&runner->outcomes);
	runner->pairs = input_pairs_new();
	runner->machine = machine_new();
	if (oracle_init(&runner->oracle) && runner->pairs && runner->machine)
		runner->together = together_new(runner->machine, &runner->oracle);
	if (runner->together)
		return runner;
	input_runner_free(runner);
	return NULL;
}

void input_runner_free(struct input_runner *runner)
{
	if (!runner)
		return;
	together_free(runner->together);
	oracle_free(&runner->oracle);
	machine_free(runner->machine);
	input_pairs_free(runner->pairs);
	free(runner);
}

const struct input_pairs *input_runner_pairs(const struct input_runner *runner)
{
	return runner->pairs;
}

static void mix(u64 *hash, u64 value)
{
	*hash = (*hash ^ value) * 0x9e3779b97f4a7c15;
	*hash ^= *hash >> 29;
}

static void note(struct input_runner *runner, enum violation violation, unsigned int where)
{
	struct input_verdict *last = &runner->last;
	u32 bit = (u32)1 << violation;

	if (!(last->violations & bit))
		runner->read_of[violation] = (u8)where;
	last->violations |= bit;
}

/* Does a guest that stores to the page, or its host, put back what the other one stored? */
static void look_for_lost(struct input_runner *runner)
{
	const struct choice *choice = &runner->host_choice;

	if (runner->schedule.writers && machine_lost(runner->machine, runner->last.host,
						     &runner->schedule, choice->taken, choice->n))
		note(runner, VIOLATION_LOST, OF_NONE);
}

const struct read *input_read_make(struct input_runner *runner, unsigned int i)
{
	const struct input_read *read = &runner->outcomes.input->plan.reads[i];
	struct choice *choice = &runner->read_choice;
	u8 bytes[INPUT_READ_CHOICES + 2];
	unsigned int n = 0;

	if (runner->last.vcpus > 1)
		bytes[n++] = read->running ? (u8)(runner->last.vcpus - 1) : read->vcpu;
	else if (machine_log(runner->machine)->partial)
		bytes[n++] = read->running;
	bytes[n++] = read->start;
	memcpy(bytes + n, runner->outcomes.input->plan.choices + read->from, read->n);
	choice_bytes(choice, bytes, n + read->n);
	choice_begin(choice);
	return machine_read(runner->machine, runner->last.guest, choice);
}

static void run_read(struct input_runner *runner, unsigned int i, struct input_outcome *outcome)
{
	const struct choice *choice = &runner->read_choice;
	const struct read *read = input_read_make(runner, i);
	bool interesting;

	outcome->read = *read;
	outcome->overlaps = oracle_overlaps(&runner->oracle, read);
	outcome->violation = oracle_judge(&runner->oracle, read, &interesting);
	outcome->ntaken = choice->n <= WITNESS_MAX ? choice->n : WITNESS_MAX + 1;
	memcpy(outcome->taken, choice->taken, outcome->ntaken * sizeof(*choice->taken));
	if (runner->options.features)
		features_read(&outcome->features, runner->oracle.log, read);
}

/* The outcome of a read: the one of the same read in the input before, or else it is made. */
static const struct input_outcome *get_outcome(struct input_runner *runner, unsigned int i)
{
	bool known;
	struct input_outcome *outcome = input_outcomes_get(&runner->outcomes, i, &known);

	if (!known)
		run_read(runner, i, outcome);
	return outcome;
}

static bool judge(struct input_runner *runner, const struct input_outcome *outcome)
{
	enum violation violation = known_as(outcome->violation, &outcome->read, runner->known);
	const struct read *read = &outcome->read;
	struct input_verdict *last = &runner->last;

	mix(&last->trace, read->end ^ (u64)read->naccesses << 8 ^ (u64)read->e << 32);
	last->overlapped += outcome->overlaps;
	last->kept += read->floor != NULL;
	last->retries += read->retries;
	switch (read->end) {
	case READ_WAITS:
	case READ_ERROR:
		last->error = machine_error(runner->machine);
		return false;
	case READ_CUT:
	case READ_LIMIT:
		last->cut++;
		return true;
	case READ_STUCK:
		last->stuck++;
		break;
	case READ_ACCEPTED:
		last->accepted++;
		mix(&last->trace, read->value);
		break;
	case READ_FELL_BACK:
		last->fell_back++;
		break;
	}
	if (runner->outcomes.input->plan.nreads > 1)
		oracle_remember(&runner->oracle, read, outcome->violation, outcome->taken,
				outcome->ntaken);
	if (violation != VIOLATION_NONE)
		note(runner, violation, runner->ran);
	return true;
}

/* As verify judges pairs of reads. */
static void judge_pairs(struct input_runner *runner)
{
	struct step_back *found = &runner->step_back;
	enum violation violation = VIOLATION_BACKWARDS;

	if (!oracle_backwards(&runner->oracle, found) || found->blame == BLAME_TSC)
		return;
	if (found->blame == BLAME_HOST && runner->last.host->own_params &&
	    found->first->value - found->second->value == 1)
		violation = VIOLATION_ARITHMETIC;
	/* a step of the unit that it rounds to is one of the host's own steps back, too */
	if (violation == VIOLATION_ARITHMETIC && runner->known & (u32)1 << VIOLATION_BACKWARDS)
		return;
	note(runner, violation, OF_TWO);
}

/* Of what is wrong with reads together, single reads show nothing, or they can't be made at all. */
static void look_together(struct input_runner *runner)
{
	const struct input_plan *plan = &runner->outcomes.input->plan;
	struct input_verdict *last = &runner->last;
	bool only = machine_shares(runner->machine);

	if ((!only && (last->error || !last->kept || input_setting_of(plan).alone)) ||
	    last->violations || !together_can(last, &runner->schedule))
		return;
	runner->kept = false;
	last->error = NULL;
	if (!together_run(runner->together, last, &runner->schedule, runner->options.retries, plan))
		last->error = together_error(runner->together);
	for (int v = 0; v < VIOLATIONS; v++)
		if (together_found(runner->together, (enum violation)v))
			note(runner, (enum violation)v, OF_SEVERAL);
	mix(&last->trace, last->joint ^ (u64)last->accepted << 32);
}

/* A guest that was taken for one that does not ask. */
static void look_for_asking(struct input_runner *runner)
{
	if (runner->last.vcpus > 1 || runner->last.given || runner->last.error ||
	    !machine_asked_vcpu(runner->machine))
		return;
	runner->kept = false;
	runner->last.error = "the guest asks now and then which vCPU it is on: say how many there "
			     "are, as in --vcpus 2";
}

static enum input_end conclude(struct input_runner *runner)
{
	struct input_verdict *last = &runner->last;
	u32 news = last->violations & ~runner->known;

	mix(&last->trace, last->violations);
	if (last->error)
		return INPUT_ERROR;
	if (news) {
		last->violation = (enum violation)__builtin_ctz(news);
		return INPUT_VIOLATION;
	}
	return last->violations ? INPUT_KNOWN : INPUT_CLEAN;
}

static void run_reads(struct input_runner *runner)
{
	u8 *features = runner->options.features;
	unsigned int nreads = runner->outcomes.input->plan.nreads;

	while (runner->ran < nreads) {
		const struct input_outcome *outcome = get_outcome(runner, runner->ran);

		if (!judge(runner, outcome)) {
			runner->kept = false;
			return;
		}
		for (unsigned int i = 0; features && i < outcome->features.n; i++)
			features[outcome->features.numbers[i]] = 1;
		runner->ran++;
	}
	if (nreads > 1)
		judge_pairs(runner);
}

enum input_end input_run(struct input_runner *runner, const u8 *data, size_t size,
			 struct input_verdict *verdict)
{
	struct input_verdict *last = &runner->last;

	last->violations = 0;
	last->accepted = last->fell_back = last->cut = last->stuck = last->overlapped = last->kept =
		last->retries = last->joint = 0;
	last->trace = 0;
	last->error = NULL;
	last->violation = VIOLATION_NONE;
	runner->ran = 0;
	input_outcomes_next(&runner->outcomes, data, size);
	if (runner->kept && input_outcomes_same_host(&runner->outcomes)) {
		if (runner->outcomes.input->plan.nreads > 1)
			oracle_again(&runner->oracle);
	} else {
		input_outcomes_forget(&runner->outcomes);
		input_host_run(runner);
	}
	if (runner->kept) {
		look_for_lost(runner);
		run_reads(runner);
		look_for_asking(runner);
		look_together(runner);
	}
	last->updates = runner->schedule.nupdates;
	last->end = conclude(runner);
	*verdict = *last;
	return last->end;
}
