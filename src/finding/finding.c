/* Takes findings from the machine and runs them again on it. */
#include "finding/finding.h"

#include <stdlib.h>

#include "machine/lost.h"

#define OTHER_POISON 0x5a /* which changes with every hook, as verify's second one */

static bool touches(const struct event *event, const struct finding_access *access)
{
	return event->offset < access->offset + access->size &&
	       access->offset < event->offset + event->size;
}

static u8 update_of(const struct event *event)
{
	return event->guest ? FINDING_GUEST : event->update;
}

int finding_event(const struct log *log, const struct finding_access *access)
{
	unsigned int nth = 0;

	if (!access->update)
		return -1;
	for (unsigned int i = 0; i < log->nevents; i++)
		if (update_of(&log->events[i]) == access->update &&
		    touches(&log->events[i], access) && ++nth == access->nth)
			return (int)i;
	return -2;
}

static void name_event(const struct log *log, int event, struct finding_access *access)
{
	access->update = access->nth = 0;
	if (event < 0)
		return;
	access->update = update_of(&log->events[event]);
	for (int i = 0; i <= event; i++)
		access->nth += update_of(&log->events[i]) == access->update &&
			       touches(&log->events[i], access);
}

void finding_take_read(struct finding *finding, unsigned int i, struct machine *machine,
		       const struct read *read)
{
	struct finding_read *to = &finding->reads[i];
	u16 barriers = 0;

	to->vcpu = read->vcpu;
	to->start_step = machine_step(machine, read->vcpu, read->start_step);
	to->end = read->end;
	to->value = read->value;
	to->of_tsc = read->of_tsc;
	to->improper = read->improper;
	to->naccesses = read->naccesses;
	if (to->naccesses > FINDING_ACCESSES_MAX)
		to->naccesses = FINDING_ACCESSES_MAX;
	for (unsigned int a = 0; a < to->naccesses; a++) {
		const struct access *access = &read->accesses[a];
		u16 position = machine_position(machine, access->vcpu, access->position);

		to->accesses[a] = (struct finding_access){
			.kind = access->kind,
			.offset = access->offset,
			.size = access->size,
			.step = position / 2,
			.late = position % 2,
			.barriers = access->barriers,
			.fenced = machine_fenced(machine, barriers, access->barriers),
			.whole = access->whole,
			.past = access->past,
			.value = access->value,
			.site = access->site,
		};
		barriers = access->barriers;
		if (access->kind == ACCESS_LOAD)
			name_event(machine_log(machine), access->event, &to->accesses[a]);
	}
}

/* The prescription for the machine. false: the log has no such store or moment. */
static bool make_script(struct machine *machine, const struct finding_read *read,
			struct access *script, unsigned int *n)
{
	u8 vcpu = read->vcpu;

	*n = 0;
	for (unsigned int a = 0; a < read->naccesses; a++) {
		const struct finding_access *from = &read->accesses[a];
		struct access *to = &script[*n];
		int found;

		to->kind = from->kind;
		to->value = from->value;
		if (from->kind == ACCESS_MOVE)
			vcpu = (u8)from->value;
		if (from->kind != ACCESS_LOAD && from->kind != ACCESS_TSC) {
			++*n;
			continue;
		}
		to->offset = from->offset;
		to->size = from->size;
		if (from->kind == ACCESS_LOAD) {
			int event = finding_event(machine_log(machine), from);

			found = event == -2 ? -1
					    : machine_event_entry(machine, vcpu, from->offset,
								  from->size, event);
			to->entry = (u16)found;
		} else {
			found = machine_view_position(machine, vcpu, finding_position(from));
			to->position = (u16)found;
		}
		if (found < 0)
			return false;
		++*n;
	}
	return true;
}

static enum violation judge_one(struct machine *machine, struct oracle *oracle,
				struct finding *finding, unsigned int i, char *why, size_t size)
{
	static const char misfit[] = "the finding does not fit this build";
	const struct finding_read *read = &finding->reads[i];
	struct access *script = calloc(read->naccesses + 1, sizeof(*script));
	int start = machine_view_step(machine, read->vcpu, read->start_step);
	const struct read *again;
	enum violation violation = VIOLATION_NONE;
	bool interesting;
	unsigned int n;

	why[0] = '\0';
	if (!script || start < 0 || !make_script(machine, read, script, &n)) {
		free(script);
		snprintf(why, size,
			 "%s: a read sees a store, or a moment, that the host's run "
			 "does not have",
			 misfit);
		return VIOLATION_NONE;
	}
	again = machine_read_directed(machine, finding->guest, read->vcpu, (u16)start, script, n);
	free(script);
	if (again->end == READ_ERROR) {
		snprintf(why, size, "%s: %s", misfit, machine_error(machine));
		return VIOLATION_NONE;
	}
	violation = oracle_judge(oracle, again, &interesting);
	oracle_remember(oracle, again, violation, NULL, 0);
	finding_take_read(finding, i, machine, again);
	return violation;
}

/* A step back between clocks of a host's own making, by no more than it rounds. */
static enum violation judge_pair(struct finding *finding, const struct oracle *oracle)
{
	struct step_back step_back;

	if (!oracle_backwards(oracle, &step_back) || step_back.blame == BLAME_TSC)
		return VIOLATION_NONE;
	finding->blame = step_back.blame;
	if (step_back.blame == BLAME_HOST && finding->host->own_params &&
	    step_back.first->value - step_back.second->value == 1)
		return VIOLATION_ARITHMETIC;
	return VIOLATION_BACKWARDS;
}

bool finding_run_host(const struct finding *finding, struct machine *machine, u8 poison, char *why,
		      size_t size)
{
	struct machine_options options = {
		.format = finding->format,
		.model = finding->model,
		.word = finding->word,
		.retries = finding->joint.readers ? finding->joint.retries : ACCESSES_MAX,
		.moves = finding->joint.readers ? finding->joint.moves : ACCESSES_MAX,
		.unpruned = !finding->joint.readers,
		.poison = poison,
		.restless = poison == OTHER_POISON,
		.dropped = finding->dropped,
		.writer = finding->guest,
		.stores_alone = finding->violation == VIOLATION_LOST,
	};
	struct choice *choice = calloc(1, sizeof(*choice));
	bool good;

	why[0] = '\0';
	if (!choice) {
		snprintf(why, size, "out of memory");
		return false;
	}
	machine_setup(machine, &options);
	choice_replay(choice, finding->choices, finding->nchoices);
	good = machine_host(machine, finding->host, &finding->schedule, choice);
	if (!good)
		snprintf(why, size, "%s", machine_error(machine));
	free(choice);
	return good;
}

static void take_blame(void *arg, const struct joint_moment *moment)
{
	((struct finding *)arg)->blame = moment->blame;
}

static int replay_joint(struct finding *finding, struct machine *machine, struct oracle *oracle,
			char *why, size_t size)
{
	return finding_find_joint(finding, machine, oracle, take_blame, finding, why, size);
}

int finding_replay(struct finding *finding, struct machine *machine, struct oracle *oracle,
		   u8 poison, char *why, size_t size)
{
	enum violation single = VIOLATION_NONE, pair = VIOLATION_NONE;

	if (!finding_run_host(finding, machine, poison, why, size))
		return -1;
	oracle_begin(oracle, machine, finding->format);
	finding->blame = BLAME_RACE;
	if (finding->violation == VIOLATION_LOST)
		return machine_lost(machine, finding->host, &finding->schedule, finding->choices,
				    finding->nchoices)
			       ? VIOLATION_LOST
			       : VIOLATION_NONE;
	if (finding->joint.readers)
		return replay_joint(finding, machine, oracle, why, size);
	for (unsigned int i = 0; i < finding->nreads && !why[0]; i++) {
		enum violation violation = judge_one(machine, oracle, finding, i, why, size);

		if (violation != VIOLATION_NONE)
			single = violation;
	}
	if (why[0])
		return -1;
	if (finding->nreads == 2)
		pair = judge_pair(finding, oracle);
	return pair != VIOLATION_NONE ? pair : single;
}

int finding_replay_seen(struct finding *finding, struct machine *machine, struct oracle *oracle,
			char *why, size_t size)
{
	enum read_end ends[2] = {READ_ERROR, READ_ERROR};
	u64 values[2] = {0};
	int other = finding_replay(finding, machine, oracle, OTHER_POISON, why, size), result;

	for (unsigned int i = 0; i < finding->nreads; i++) {
		ends[i] = finding->reads[i].end;
		values[i] = finding->reads[i].value;
	}
	result = finding_replay(finding, machine, oracle, 0xa5, why, size);
	for (unsigned int i = 0; i < finding->nreads && result >= 0; i++)
		if (finding->reads[i].end != ends[i] ||
		    (ends[i] == READ_ACCEPTED && finding->reads[i].value != values[i]))
			other = -1;
	if (result == other)
		return result;
	snprintf(why, size,
		 "the guest reads the page in a way that the machine does not see, or "
		 "takes a variable that it has not set");
	return FINDING_UNSEEN;
}

bool finding_confirm(struct finding *finding, struct machine *machine, struct oracle *oracle,
		     char *why, size_t size)
{
	int again = finding_replay_seen(finding, machine, oracle, why, size);

	if (again >= 0 && again != (int)finding->violation)
		snprintf(why, size, "run again it is %s", violation_name((enum violation)again));
	return again == (int)finding->violation;
}
