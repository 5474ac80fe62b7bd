/* The machine's side of the brute-force check of several hosts: prints the logs that it comes to. */
#include "brute_hosts.h"
#include "machine/machine.h"

static struct hosts_case the_case;
static char **rows;
static size_t nrows, room = 1 << 18;

/* The orders that the log leaves to stores: from here on, with those that have been made. */
static void add_rows(const struct log *log, u64 made, const char *before, const u8 *page)
{
	bool last = true;

	for (unsigned int i = 0; i < log->nevents; i++) {
		const struct event *event = &log->events[i];
		char row[ROW_MAX];
		u8 after[WARPAGE_PAGE_MAX];
		bool may = !(made >> i & 1);

		for (unsigned int j = 0; j < log->nevents && may; j++)
			may = made >> j & 1 ||
			      !(log->ordered ? j < i : event_set_has(&event->before, j));
		if (!may)
			continue;
		last = false;
		memcpy(row, before, sizeof(row));
		memcpy(after, page, sizeof(after));
		row_add(row, after, the_case.format, log->generations, log->ngenerations,
			event->update, event->offset, event->size, event->value);
		add_rows(log, made | (u64)1 << i, row, after);
	}
	if (last && nrows < room)
		rows[nrows++] = strdup(before);
}

int main(int argc, char **argv)
{
	struct machine_options options = {.word = 64, .retries = 3};
	struct choice *choice = calloc(1, sizeof(*choice));
	struct machine *machine = machine_new();
	int model;

	rows = calloc(room, sizeof(*rows));
	hosts_case_parse(argc, argv, &the_case);
	model = model_parse(the_case.model);
	if (!choice || !machine || !rows || model < 0)
		return 2;
	options.format = the_case.format;
	options.model = (enum model)model;
	/* broken on purpose: one order of the hosts' steps alone, or those of another model */
	if (!strcmp(the_case.mutation, "sc"))
		options.model = MODEL_SC;
	machine_setup(machine, &options);
	choice_exhaustive(choice);
	do {
		const struct log *log;
		char row[ROW_MAX] = "";

		choice_begin(choice);
		if (!machine_host(machine, the_case.host, &the_case.schedule, choice)) {
			fprintf(stderr, "the machine: %s\n", machine_error(machine));
			return 2;
		}
		log = machine_log(machine);
		if (!log->asleep)
			add_rows(log, 0, row, log->start_page);
	} while (choice_next(choice) && strcmp(the_case.mutation, "first"));
	rows_print(rows, nrows);
	return nrows == room ? 2 : 0;
}
