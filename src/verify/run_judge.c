/*
 * Reads of one log are judged, one by one and, for backwards, all together. Which violation becomes a
 * finding: the first of its kind, but of tears one that shows the harm.
 */
#include "verify/run.h"

#include <stdlib.h>

#include "clock/sequence.h"

static void fill_finding(struct run *run, struct finding *finding, enum violation violation)
{
	const struct verify_options *options = run->options;
	const struct choice *choice = run->schedule_choice;

	finding->violation = violation;
	finding->blame = BLAME_RACE;
	finding->format = options->format;
	finding->host = options->host;
	finding->guest = options->guest;
	finding->model = options->model;
	finding->word = options->word;
	finding->schedule = run->schedule;
	finding->dropped = options->dropped;
	finding->execution = run->verdict->executions;
	finding->nchoices = choice->n - run->schedule_choices;
	if (finding->nchoices > FINDING_CHOICES_MAX)
		finding->nchoices = FINDING_CHOICES_MAX;
	memcpy(finding->choices, choice->taken + run->schedule_choices,
	       finding->nchoices * sizeof(*finding->choices));
}

/*
 * Many a tear moves the value by nothing at all, and convinces nobody. So the one that is kept is the
 * worst of those that are as plain as the first: as few updates, at the same pace; and any that
 * does harm, if none of these does.
 */
bool run_worse(struct run *run, u64 off, unsigned int nupdates, u64 tail)
{
	const struct finding *found = run->verdict->found[VIOLATION_TORN];

	if (off > run->verdict->torn_most)
		run->verdict->torn_most = off;
	if (found && off <= run->torn_shown)
		return false;
	if (found && run->torn_shown &&
	    (found->schedule.nupdates != nupdates || found->schedule.tail != tail))
		return false;
	run->torn_shown = off;
	return true;
}

static bool worse(struct run *run, const struct read *read)
{
	bool still = run->options->format->still;
	u16 position = still ? read->e : (u16)read->tsc_position;
	u64 off = read->tsc_position < 0 && !still
			  ? U64_MAX
			  : oracle_distance(run->oracle, read->value, position);

	/* is there something to compare with? */
	return off != U64_MAX && run_worse(run, off, run->schedule.nupdates, run->schedule.tail);
}

void run_limit(struct run *run)
{
	u64 limit = run->verdict->first_at + run->options->budget;

	if (run->options->budget && (!run->limit || run->limit > limit))
		run->limit = limit;
}

struct finding *run_note(struct run *run, enum violation violation, const struct read *read)
{
	struct verdict *verdict = run->verdict;
	struct finding *finding;
	bool replace;

	enough_note(run, violation);
	verdict->counts[violation]++;
	if (!verdict->first_at) {
		verdict->first_at = verdict->executions;
		verdict->first = violation;
		run_limit(run);
	}
	replace = violation == VIOLATION_TORN && worse(run, read);
	if (verdict->found[violation] && !replace)
		return NULL;
	finding = verdict->found[violation];
	if (finding)
		memset(finding, 0, sizeof(*finding));
	else
		finding = calloc(1, sizeof(*finding));
	if (!finding) {
		snprintf(verdict->error, sizeof(verdict->error), "out of memory");
		return NULL;
	}
	verdict->found[violation] = finding;
	fill_finding(run, finding, violation);
	return finding;
}

void run_note_joint(struct run *run, enum violation violation, const struct joint_step_back *back,
		    bool as_is, const struct read *read)
{
	struct verdict *verdict = run->verdict;
	struct finding *finding;

	verdict->executions += !verdict->executions;
	finding = run_note(run, violation, read);
	if (!finding)
		return;
	finding->blame = back->blame;
	finding->joint = (struct finding_joint){
		.readers = (u8)verdict->acting.readers,
		.reads = (u8)(run->schedule.nstores ? verdict->acting.storing
						    : verdict->acting.reads),
		.retries = (u16)run->options->retries,
		.moves = (u8)(run->vcpus > 1 ? run_moves(run) : 0),
		.as_is = as_is,
	};
}

static void take_witness(struct run *run, struct finding *finding, unsigned int i,
			 const struct extreme *extreme)
{
	const struct read *read;

	choice_replay(run->read_choice, extreme->choices, extreme->nchoices);
	choice_begin(run->read_choice);
	read = machine_read(run->machine, run->options->guest, run->read_choice);
	finding_take_read(finding, i, run->machine, read);
}

/* Does a load of the sequence do no more than to be part of the time? */
static bool is_sum(const struct run *run, const struct access *access)
{
	const struct format *format = run->options->format;
	const struct site *site = access->site;
	bool of_sequence = false;

	for (unsigned int b = access->offset; b < (unsigned int)access->offset + access->size;
	     b++) {
		const struct field *field = field_at(format, b, format->nfields);

		of_sequence = of_sequence || (field && field->role == FIELD_SEQUENCE);
	}
	return of_sequence && site->data && !(site->uses && site->uses->steers);
}

/*
 * Is each parameter loaded once, and the TSC sampled once? If not, values may decide which of them counts. Nor may
 * the time be made of the sequence, which has more values than are tried.
 */
static bool loads_once(const struct run *run, const struct read *read)
{
	const struct layout *layout = &machine_log(run->machine)->layout;
	u128 seen = 0;
	unsigned int samples = 0;

	for (unsigned int i = 0; i < read->naccesses; i++) {
		const struct access *access = &read->accesses[i];
		u128 bytes;

		samples += access->kind == ACCESS_TSC;
		if (access->kind != ACCESS_LOAD || access->site->unused)
			continue;
		bytes = layout->parameters & layout_bytes(layout, access->offset, access->size);
		if (seen & bytes || is_sum(run, access))
			return false;
		seen |= bytes;
	}
	return samples <= 1;
}

static void note_structure(struct run *run, enum violation violation, bool certain)
{
	struct structure *structure = &run->structure;

	if (!structure->violations && structure->more < U64_MAX)
		run->limit = run->verdict->executions + structure->more;
	structure->violations |= (u32)1 << violation;
	if (certain)
		structure->certain |= (u32)1 << violation;
}

static bool judge_structure(struct run *run, const struct read *read)
{
	bool told, decides = machine_grounds(run->machine)->decides;
	enum violation violation = oracle_judge_structure(run->oracle, read, decides, &told);

	if (!run->verdict->held)
		run->verdict->held = read->held;
	if (!run->verdict->timed)
		run->verdict->timed = read->timed;
	if (violation != VIOLATION_NONE)
		note_structure(run, violation, told);
	else if (!told || ((read->end == READ_ACCEPTED || decides) && !loads_once(run, read)))
		run->structure.untold = true;
	else if (!read->floor && (read->end == READ_ACCEPTED || read->end == READ_FELL_BACK))
		oracle_remember_structure(run->oracle, read);
	return !run->structure.violations || run->structure.more;
}

void run_judge_pairs(struct run *run)
{
	enum violation violation = VIOLATION_BACKWARDS;
	struct verdict *verdict = run->verdict;
	struct step_back step_back;
	struct finding *finding;

	if (run->structure.on) {
		if (oracle_structure_backwards(run->oracle))
			note_structure(run, VIOLATION_BACKWARDS, true);
		return;
	}
	if (!oracle_backwards(run->oracle, &step_back))
		return;
	if (step_back.blame == BLAME_TSC) {
		verdict->unordered_tsc++;
		return;
	}
	if (step_back.blame == BLAME_HOST) {
		verdict->host_steps_back++;
		/* a host that computes parameters itself may be off by the unit it rounds to */
		if (run->options->host->own_params &&
		    step_back.first->value - step_back.second->value == 1)
			violation = VIOLATION_ARITHMETIC;
	}
	finding = run_note(run, violation, NULL);
	if (!finding)
		return;
	finding->blame = step_back.blame;
	finding->nreads = 2;
	take_witness(run, finding, 0, step_back.first);
	take_witness(run, finding, 1, step_back.second);
}

bool run_judge(struct run *run, const struct read *read, u64 *trace)
{
	const struct verify_options *options = run->options;
	struct verdict *verdict = run->verdict;
	enum violation violation;
	struct finding *finding;
	bool interesting, overlaps;

	if (!verdict->floor)
		verdict->floor = read->floor;
	if (!verdict->held)
		verdict->held = read->held;
	if (!verdict->timed)
		verdict->timed = read->timed;
	run_mix(trace, read->end ^ (u64)read->naccesses << 8 ^ (u64)read->e << 32);
	switch (read->end) {
	case READ_CUT:
		verdict->cut++;
		verdict->overlapped += oracle_overlaps(run->oracle, read);
		return true;
	case READ_LIMIT:
		verdict->limited++;
		return true;
	case READ_WAITS:
	case READ_ERROR:
		snprintf(verdict->error, sizeof(verdict->error), "%s", machine_error(run->machine));
		return false;
	case READ_STUCK:
		verdict->stuck++;
		break;
	case READ_ACCEPTED:
		verdict->accepted++;
		break;
	case READ_FELL_BACK:
		verdict->fell_back++;
		break;
	}
	if (read->end == READ_ACCEPTED)
		run_mix(trace, read->value);
	verdict->retries += read->retries;
	overlaps = oracle_overlaps(run->oracle, read);
	verdict->overlapped += overlaps;
	verdict->accepted_overlapped += overlaps && read->end == READ_ACCEPTED;
	if (run->structure.on)
		return judge_structure(run, read);
	verdict->cost.values += read->end == READ_ACCEPTED;
	violation = oracle_judge(run->oracle, read, &interesting);
	verdict->interesting += interesting;
	oracle_remember(run->oracle, read, violation, run->read_choice->taken, run->read_choice->n);
	if (violation == VIOLATION_NONE ||
	    (violation == VIOLATION_TORN && options->counts &&
	     !options->counts(options->arg, machine_log(run->machine), read)))
		return true;
	finding = run_note(run, violation, read);
	if (finding) {
		finding->nreads = 1;
		finding_take_read(finding, 0, run->machine, read);
	}
	return !options->first_only;
}
