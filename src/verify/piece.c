/* Parts of a run, packed and added up; see piece.h. */
#include "verify/piece.h"

#include <stdlib.h>

void piece_begin(struct piece *piece, struct run *run)
{
	memset(piece, 0, sizeof(*piece));
	piece->verdict.first = VIOLATION_NONE;
	run->verdict = &piece->verdict;
	run->torn_shown = 0;
}

unsigned int piece_count_fences(const struct machine *machine)
{
	const struct site *sites[PIECE_FENCES];
	const char *names[PIECE_FENCES];

	return machine_fences(machine, sites, names, PIECE_FENCES);
}

void piece_take_fences(struct piece *piece, const struct machine *machine, unsigned int *known)
{
	unsigned int before = *known;

	*known = machine_fences(machine, piece->fences, piece->names, PIECE_FENCES);
	piece->nfences = *known - before;
	memmove(piece->fences, piece->fences + before, piece->nfences * sizeof(*piece->fences));
	memmove(piece->names, piece->names + before, piece->nfences * sizeof(*piece->names));
}

void piece_end(struct piece *piece, struct run *run, struct parcel *parcel)
{
	piece->memoryless = run_memoryless(run);
	piece->carries = machine_carrying_loop(run->machine);
	piece->torn_shown = run->torn_shown;
	piece->verdict.writing.site = machine_writes(run->machine);
	piece->verdict.alike = machine_models_alike(run->machine);
	parcel_put(parcel, piece, sizeof(*piece));
	for (int violation = 0; violation < VIOLATIONS; violation++)
		if (piece->verdict.found[violation])
			parcel_put(parcel, piece->verdict.found[violation],
				   sizeof(*piece->verdict.found[violation]));
	verdict_free(&piece->verdict);
}

static void add_findings(struct run *run, const struct piece *piece, const struct parcel *parcel,
			 size_t at)
{
	struct verdict *verdict = run->verdict;
	static struct finding finding;

	for (int violation = 0; violation < VIOLATIONS; violation++) {
		bool replace;

		if (!piece->verdict.found[violation])
			continue;
		parcel_get(parcel, &at, &finding, sizeof(finding));
		finding.execution += verdict->executions;
		replace = violation == VIOLATION_TORN &&
			  run_worse(run, piece->torn_shown, finding.schedule.nupdates,
				    finding.schedule.tail);
		if (verdict->found[violation] && !replace)
			continue;
		if (!verdict->found[violation])
			verdict->found[violation] = malloc(sizeof(finding));
		if (verdict->found[violation])
			*verdict->found[violation] = finding;
		else
			snprintf(verdict->error, sizeof(verdict->error), "out of memory");
	}
}

void run_add_cost(struct cost *cost, const struct cost *more)
{
	cost->structures += more->structures;
	cost->structure_maps += more->structure_maps;
	cost->planned += more->planned;
	cost->logs += more->logs;
	cost->log_maps += more->log_maps;
	cost->values += more->values;
}

static void add_acting(struct acting *acting, const struct acting *more)
{
	struct acting sum = *more;

	if (!more->judged && !more->overflowed)
		return;
	sum.judged = more->judged || acting->judged;
	if (!sum.overflowed)
		sum.overflowed = acting->overflowed;
	sum.schedules += acting->schedules;
	sum.left += acting->left;
	sum.executions += acting->executions;
	sum.blocked += acting->blocked;
	*acting = sum;
}

void run_add_counts(struct verdict *verdict, const struct verdict *more)
{
	u64 before = verdict->executions;

	run_add_cost(&verdict->cost, &more->cost);
	verdict->schedules += more->schedules;
	verdict->explored += more->explored;
	verdict->left += more->left;
	verdict->runs += more->runs;
	verdict->repeated += more->repeated;
	verdict->asleep += more->asleep;
	verdict->executions += more->executions;
	verdict->updates += more->updates;
	verdict->accepted += more->accepted;
	verdict->fell_back += more->fell_back;
	verdict->cut += more->cut;
	verdict->limited += more->limited;
	verdict->stuck += more->stuck;
	verdict->overlapped += more->overlapped;
	verdict->accepted_overlapped += more->accepted_overlapped;
	verdict->retries += more->retries;
	verdict->interesting += more->interesting;
	verdict->host_steps_back += more->host_steps_back;
	verdict->unordered_tsc += more->unordered_tsc;
	verdict->trace += more->trace;
	add_acting(&verdict->acting, &more->acting);
	if (!verdict->floor)
		verdict->floor = more->floor;
	if (!verdict->held)
		verdict->held = more->held;
	if (!verdict->timed)
		verdict->timed = more->timed;
	if (!verdict->writing.site)
		verdict->writing.site = more->writing.site;
	verdict->interrupted |= more->interrupted;
	for (int violation = 0; violation < VIOLATIONS; violation++) {
		if (!verdict->counts[violation] && more->counts[violation])
			verdict->met_at[violation] = before + more->met_at[violation];
		verdict->counts[violation] += more->counts[violation];
	}
	if (more->torn_most > verdict->torn_most)
		verdict->torn_most = more->torn_most;
}

void piece_add(struct run *run, const struct piece *piece, const struct parcel *parcel, size_t at)
{
	const struct verdict *more = &piece->verdict;
	struct verdict *verdict = run->verdict;

	if (!verdict->first_at && more->first_at) {
		verdict->first_at = verdict->executions + more->first_at;
		verdict->first = more->first;
		run_limit(run);
	}
	add_findings(run, piece, parcel, at);
	run_add_counts(verdict, more);
	run->carrying |= !piece->memoryless;
	run->alike &= more->alike;
	for (unsigned int i = 0; i < piece->nfences; i++)
		machine_met(run->machine, piece->fences[i], piece->names[i]);
}
