/*
 * The machine's half of the brute-force check: all outcomes that machine_read() has for the case's
 * host and guest, in the text of brute.h. A mutation breaks the machine on purpose, so that the
 * check can be seen to fail: "memoryless" takes every loop for one, "no-wmb" leaves out the host's
 * first store barrier, "never-stuck" cuts a loop at the end of the log, too, "acquires" takes each load for an
 * acquire, "independent" has no load wait for what its address is made of, "tsc-waits" has a fence for loads wait
 * for TSC samples, too, "stays" has a read migrate once at most, "halves-in-order" keeps the parts of a store in
 * order, "tsc-in-place" has no TSC sample late, "all-frozen" stops a vCPU that is left running, and "one-label"
 * takes all updates for one.
 */
#include "brute.h"

#include <stdio.h>
#include <stdlib.h>

#include "machine/reader.h"
#include "machine/reader_order.h"
#include "oracle/oracle.h"

static struct brute_case brute_case;

void __real_reader_loop(struct machine *m, enum loop_class class, unsigned int bound,
			const struct site *site);
void __wrap_reader_loop(struct machine *m, enum loop_class class, unsigned int bound,
			const struct site *site);
u64 __real_reader_load(struct machine *m, const struct request *request);
u64 __wrap_reader_load(struct machine *m, const struct request *request);
void __real_reader_rmb(struct machine *m);
void __wrap_reader_rmb(struct machine *m);
void __real_reader_depends(struct machine *m, unsigned int n);
void __wrap_reader_depends(struct machine *m, unsigned int n);
u64 __real_reader_rdtsc(struct machine *m, enum warpage_tsc how, const struct site *site);
u64 __wrap_reader_rdtsc(struct machine *m, enum warpage_tsc how, const struct site *site);
void __real_log_finish(struct log *log, const struct format *format, enum model model, u64 tail);
void __wrap_log_finish(struct log *log, const struct format *format, enum model model, u64 tail);
struct slot *__real_view_slot_make(struct view *view, const struct log *log, u16 offset, u16 size);
struct slot *__wrap_view_slot_make(struct view *view, const struct log *log, u16 offset, u16 size);

static bool mutates(const char *mutation)
{
	return brute_case.mutation && !strcmp(brute_case.mutation, mutation);
}

void __wrap_reader_loop(struct machine *m, enum loop_class class, unsigned int bound,
			const struct site *site)
{
	if (mutates("memoryless") && class >= LOOP_CARRIES)
		class = LOOP_MEMORYLESS;
	if (mutates("never-stuck") && m->round_low == m->view->nsteps - 1)
		m->round_low--;
	__real_reader_loop(m, class, bound, site);
}

u64 __wrap_reader_load(struct machine *m, const struct request *request)
{
	struct request stronger = *request;

	stronger.acquire = stronger.acquire || mutates("acquires");
	return __real_reader_load(m, &stronger);
}

void __wrap_reader_rmb(struct machine *m)
{
	if (mutates("tsc-waits"))
		front_reach(&m->latest, m->sampled);
	__real_reader_rmb(m);
}

void __wrap_reader_depends(struct machine *m, unsigned int n)
{
	if (!mutates("independent"))
		__real_reader_depends(m, n);
}

void __wrap_log_finish(struct log *log, const struct format *format, enum model model, u64 tail)
{
	for (unsigned int i = 0; i < log->nevents && mutates("halves-in-order"); i++)
		log->events[i].part = false;
	for (unsigned int f = 0; f < log->nfreezes && mutates("all-frozen"); f++)
		log->freezes[f].which = FREEZE_ALL;
	__real_log_finish(log, format, model, tail);
}

struct slot *__wrap_view_slot_make(struct view *view, const struct log *log, u16 offset, u16 size)
{
	struct slot *slot = __real_view_slot_make(view, log, offset, size);

	for (unsigned int e = 0; slot && e < slot->n && mutates("one-label"); e++)
		slot->entries[e].generations = ~(u32)0;
	return slot;
}

u64 __wrap_reader_rdtsc(struct machine *m, enum warpage_tsc how, const struct site *site)
{
	enum model model = m->options.model;
	u64 tsc;

	if (mutates("tsc-in-place") && model == MODEL_X86_MANUAL)
		m->options.model = MODEL_X86;
	tsc = __real_reader_rdtsc(m, how, site);
	m->options.model = model;
	return tsc;
}

static void __attribute__((noreturn)) fail(const char *why)
{
	fprintf(stderr, "the machine: %s\n", why);
	exit(2);
}

/* The stores visible in a step: at least *low and at most *high, in the host's program order. */
static void name_step(const struct log *log, unsigned int step, u8 *low, u8 *high)
{
	*low = *high = 0;
	for (unsigned int i = 0; i < log->nevents; i++) {
		if (log->events[i].force <= step)
			++*low;
		if (log->events[i].force <= log->steps[step].out)
			++*high;
	}
}

/* A step as a number that grows with time, the same for all steps of a block. */
static unsigned int step_number(const struct log *log, unsigned int step)
{
	u8 low, high;

	name_step(log, step, &low, &high);
	return low == high ? 2u * low : 2u * low + 1;
}

static bool is_due(const struct log *log, unsigned int k, unsigned int step)
{
	unsigned int done = 0, number = step_number(log, step), update = log_update(log, k);
	u64 offset = log->steps[step].tsc_offset;
	bool left = log->died && k + 2 * log->nclocks >= log->ngenerations &&
		    k + log->nclocks < log->ngenerations;
	bool at_its_tsc =
		offset == log->epoch[k] || (left && offset == log->epoch[k + log->nclocks]);
	bool begun = !update;

	for (unsigned int i = 0; i < log->nevents; i++) {
		const struct event *event = &log->events[i];

		if (log->nclocks > 1 && log_page_of(log, event->offset) != log_clock(log, k))
			continue;
		if (event->update == update && step_number(log, event->enter) <= number)
			begun = true;
		if (event->update == update + 1 && step_number(log, event->force) > done)
			done = step_number(log, event->force);
	}
	if (!begun || !at_its_tsc)
		return false;
	return !done || number <= done || (log->died && k + 2 * log->nclocks >= log->ngenerations);
}

static void take_loads(struct machine *m, const struct log *log, const struct read *read,
		       struct outcome *outcome)
{
	for (unsigned int i = 0; i < read->naccesses; i++) {
		const struct access *access = &read->accesses[i];
		u64 labels;

		if (access->kind != ACCESS_LOAD)
			continue;
		memset(outcome->loaded + log_in_page(log, access->offset),
		       1 + (int)log_page_of(log, access->offset), access->size);
		memcpy(outcome->bytes + log_in_page(log, access->offset), &access->value,
		       access->size);
		labels =
			reader_slot(m, access->offset, access->size)->entries[access->entry].labels;
		for (unsigned int b = 0; brute_case.labels && b < access->size; b++)
			if (is_parameter(brute_case.format, access->offset + b))
				outcome->bytes[access->offset + b] = (u8)(labels >> (8 * b));
	}
}

static void add_read(struct machine *machine, const struct oracle *oracle, const struct read *read)
{
	const struct log *log = machine_log(machine);
	struct outcome outcome;
	u8 start, end, unused;
	u32 generations;

	memset(&outcome, 0, sizeof(outcome));
	outcome.end = read->end == READ_ACCEPTED    ? OUTCOME_ACCEPTED
		      : read->end == READ_FELL_BACK ? OUTCOME_FELL_BACK
						    : OUTCOME_STUCK;
	name_step(log, read->s / 2, &start, &unused);
	name_step(log, read->e / 2, &unused, &end);
	if (read->end == READ_ACCEPTED) {
		take_loads(machine, log, read, &outcome);
		generations = outcome_generations(&outcome, &brute_case, log->generations,
						  log->ngenerations);
		/* where it is broken so, that is for the comparison to find */
		if (torn(read) != !generations && !mutates("one-label"))
			fail("the oracle and the bytes loaded do not agree on a tear");
		outcome.torn = torn(read);
		outcome.sampled = read->tsc_position >= 0;
		if (outcome.sampled) {
			unsigned int step = (unsigned int)read->tsc_position / 2;

			name_step(log, step, &outcome.tsc_low, &outcome.tsc_high);
			outcome.tsc_vcpu = vcpus_apart(log->schedule) ? read->tsc_vcpu : 0;
			outcome.aged = generations;
			generations &= outcome_own_tsc(&outcome, &brute_case, log->ngenerations);
			for (unsigned int k = 0; k < log->ngenerations; k++)
				if (generations >> k & 1 && is_due(log, k, step))
					outcome.aged = false;
		}
	}
	outcomes_add(&outcome, start, end, read->end != READ_STUCK && wrong_fallback(oracle, read));
}

/* The host's first store barrier, if the mutation is to leave it out. */
static const struct site *find_dropped(struct machine *machine, struct choice *choice)
{
	const struct site *sites[8];
	const char *names[8];
	unsigned int n;

	choice_exhaustive(choice);
	choice_begin(choice);
	if (!mutates("no-wmb") ||
	    !machine_host(machine, brute_case.host, &brute_case.schedule, choice))
		return NULL;
	n = machine_fences(machine, sites, names, 8);
	for (unsigned int i = 0; i < n; i++)
		if (!strcmp(names[i], "smp_wmb"))
			return sites[i];
	fail("there is no smp_wmb() to leave out");
}

static void explore_log(struct machine *machine, struct oracle *oracle, struct choice *choice)
{
	const struct log *log = machine_log(machine);

	oracle_begin(oracle, machine, brute_case.format);
	outcomes_begin(&brute_case);
	for (unsigned int i = 0; i < log->nevents; i++)
		outcomes_store(log->events[i].update, log->events[i].offset, log->events[i].size,
			       log->events[i].value);
	choice_exhaustive(choice);
	do {
		const struct read *read;

		choice_begin(choice);
		read = machine_read(machine, brute_case.guest, choice);
		if (read->end == READ_ERROR)
			fail(machine_error(machine));
		if (read->end != READ_CUT && read->end != READ_LIMIT)
			add_read(machine, oracle, read);
	} while (choice_next(choice));
	outcomes_print(brute_case.format);
}

/* All reads of all logs of a schedule; choices: for the host, and for the guest. */
static void explore_schedule(struct machine *machine, struct oracle *oracle,
			     struct machine_options *options, struct choice *choices)
{
	options->by_label = brute_case.labels;
	options->dropped = NULL;
	machine_setup(machine, options);
	options->dropped = find_dropped(machine, &choices[0]);
	machine_setup(machine, options);
	choice_exhaustive(&choices[0]);
	do {
		choice_begin(&choices[0]);
		if (!machine_host(machine, brute_case.host, &brute_case.schedule, &choices[0]))
			fail(machine_error(machine));
		explore_log(machine, oracle, &choices[1]);
	} while (choice_next(&choices[0]));
}

int main(int argc, char **argv)
{
	struct choice *choices = calloc(2, sizeof(*choices));
	struct machine *machine = machine_new();
	struct machine_options options = {0};
	static struct oracle oracle;
	int model;

	if (!choices || !machine || !oracle_init(&oracle))
		fail("out of memory");
	brute_case_parse(argc, argv, &brute_case);
	model = model_parse(brute_case.model);
	if (model < 0)
		fail("no such model");
	options.format = brute_case.format;
	options.model = (enum model)model;
	options.word = brute_case.words ? 32 : 64;
	options.retries = brute_case.retries;
	options.moves = mutates("stays") ? 1 : BRUTE_MOVES;
	while (brute_case_next(&brute_case))
		explore_schedule(machine, &oracle, &options, choices);
	outcomes_verdict();
	oracle_free(&oracle);
	machine_free(machine);
	free(choices);
	return 0;
}
