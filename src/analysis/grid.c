/*
 * The cells of a row in the models that may turn out alike are one job, so that what is found in one of them is
 * explored there alone; weak, which is like none and takes longest, is another.
 */
#include "analysis/grid.h"

#include "verify/team.h"

struct table {
	struct grid *grid;
	unsigned int next; /* job, the cells of which are not told yet */
	bool more;
};

/* The cells of a job. */
struct part {
	unsigned int row, n;
	struct grid_cell cells[MODELS];
};

static unsigned int parts_per_row(const struct grid *grid)
{
	bool weak = trial_wants(grid->trial, MODEL_WEAK);

	return weak + ((trial_models(grid->trial) & ~(1u << MODEL_WEAK)) != 0);
}

static bool in_part(const struct trial *trial, enum model model, unsigned int i, unsigned int parts)
{
	/* of a single part, it is whichever there is */
	if (parts == 1)
		return trial_wants(trial, model);
	return trial_wants(trial, model) && (model == MODEL_WEAK) == i;
}

static void make_part(const struct table *table, unsigned int job, volatile int *stop,
		      struct part *part)
{
	const struct grid *grid = table->grid;
	const struct trial *trial = grid->trial;
	unsigned int parts = parts_per_row(grid);

	memset(part, 0, sizeof(*part));
	part->row = job / parts;
	for (int model = 0; model < MODELS; model++) {
		struct grid_cell *cell = &part->cells[part->n];

		if (!in_part(trial, (enum model)model, job % parts, parts))
			continue;
		part->n++;
		cell->options = trial->options;
		grid->row(grid->arg, part->row, &cell->options);
		cell->options.model = (enum model)model;
		cell->options.stop = stop;
		cell->options.jobs = 0;
		cell->first = !(trial_models(trial) & ((1u << model) - 1));
		cell->last = !(trial_models(trial) >> model >> 1);
		cell->verdict = (struct verdict){.first = VIOLATION_NONE, .interrupted = true};
	}
}

static void explore_part(struct trial *trial, struct part *part)
{
	for (unsigned int i = 0; i < part->n; i++) {
		struct grid_cell *cell = &part->cells[i];
		bool copied = false;

		cell->tried = !*cell->options.stop;
		for (unsigned int j = 0; j < i && cell->tried && !copied; j++)
			copied = verdict_copy(&part->cells[j].verdict, part->cells[j].options.model,
					      cell->options.model, &cell->verdict);
		if (copied)
			trial_confirm(trial->machine, &trial->oracle, &cell->verdict);
		else if (cell->tried)
			trial_explore(trial, &cell->options, &cell->verdict);
		cell->nfences =
			machine_fences(trial->machine, cell->fences, cell->names, GRID_FENCES_MAX);
	}
}

static void tell_part(struct table *table, struct part *part)
{
	struct grid *grid = table->grid;
	struct trial *trial = grid->trial;

	table->next++;
	for (unsigned int i = 0; i < part->n; i++) {
		struct grid_cell *cell = &part->cells[i];

		trial->violations += verdict_violations(&cell->verdict) != 0;
		if (table->more)
			table->more = grid->cell(grid->arg, part->row, cell);
		verdict_free(&cell->verdict);
		trial->told++;
	}
}

/* Tell of the jobs before this one that nobody has come to. */
static void tell_untried(struct table *table, unsigned int job)
{
	struct part part;

	while (table->next < job) {
		make_part(table, table->next, NULL, &part);
		tell_part(table, &part);
	}
}

static bool work(void *arg, u64 job, volatile int *stop, struct parcel *parcel)
{
	struct table *table = arg;
	struct part part;

	make_part(table, (unsigned int)job, stop, &part);
	for (unsigned int i = 0; i < part.n; i++)
		part.cells[i].options.watch = NULL;
	explore_part(table->grid->trial, &part);
	parcel_put(parcel, &part, sizeof(part));
	for (unsigned int i = 0; i < part.n; i++)
		for (int v = 0; v < VIOLATIONS; v++)
			if (part.cells[i].verdict.found[v])
				parcel_put(parcel, part.cells[i].verdict.found[v],
					   sizeof(struct finding));
	for (unsigned int i = 0; i < part.n; i++)
		verdict_free(&part.cells[i].verdict);
	return true;
}

/* false without memory. */
static bool get_part(const struct parcel *parcel, struct part *part)
{
	bool whole = true;
	size_t at = 0;

	parcel_get(parcel, &at, part, sizeof(*part));
	for (unsigned int i = 0; i < part->n * VIOLATIONS; i++) {
		struct finding **found = &part->cells[i / VIOLATIONS].verdict.found[i % VIOLATIONS];

		if (!*found)
			continue;
		*found = whole ? malloc(sizeof(**found)) : NULL;
		whole = *found;
		if (whole)
			parcel_get(parcel, &at, *found, sizeof(**found));
	}
	for (unsigned int i = 0; i < part->n && !whole; i++)
		verdict_free(&part->cells[i].verdict);
	return whole;
}

static bool take(void *arg, u64 job, const struct parcel *parcel)
{
	struct table *table = arg;
	struct trial *trial = table->grid->trial;
	struct part part;

	tell_untried(table, (unsigned int)job);
	if (!parcel || !get_part(parcel, &part)) {
		make_part(table, (unsigned int)job, trial->options.stop, &part);
		explore_part(trial, &part);
	}
	tell_part(table, &part);
	return table->more;
}

static void wait(void *arg)
{
	trial_watch(((struct table *)arg)->grid->trial, NULL, NULL);
}

bool grid_explore(struct grid *grid)
{
	struct trial *trial = grid->trial;
	struct table table = {.grid = grid, .more = true};
	unsigned int jobs = grid->rows * parts_per_row(grid);
	struct team team = {.workers = trial->options.jobs > 1 ? trial->options.jobs : 0,
			    .jobs = jobs,
			    .both_ends = true,
			    .stop = trial->options.stop,
			    .work = work,
			    .take = take,
			    .wait = wait,
			    .arg = &table};

	team_run(&team);
	if (table.more)
		tell_untried(&table, jobs);
	return table.more;
}
