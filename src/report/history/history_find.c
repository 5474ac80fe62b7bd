/* What a line belongs to, by its names. */
#include "report/history/history_find.h"

#include <stdlib.h>
#include <string.h>

void *history_push(struct history *history, struct log_array *array, size_t size)
{
	char *items = array->items;

	if (array->count == array->room) {
		size_t room = array->room ? 2 * array->room : 16;

		items = reallocarray(array->items, room, size);
		if (!items) {
			history->stuck = "out of memory";
			return NULL;
		}
		array->items = items;
		array->room = room;
	}
	items += size * array->count++;
	return memset(items, 0, size);
}

static u32 name_number(struct history *history, const char *name)
{
	u32 number = names_number(&history->names, name);

	if (number == NAMES_NONE)
		history->stuck = "out of memory";
	return number;
}

u32 history_enter(struct history *history, struct log_array *array, size_t size, char table,
		  const u32 key[4], void **fresh)
{
	u32 next = (u32)array->count, index;

	*fresh = NULL;
	if (history->stuck)
		return 0;
	index = names_index(&history->names, table, key, next);
	if (index == NAMES_NONE)
		history->stuck = "out of memory";
	else if (index == HISTORY_MAX)
		history->stuck = "more than 100,000 machines, runs or pairs; report fewer logs "
				 "at a time";
	if (history->stuck)
		return 0;
	if (index == next)
		*fresh = history_push(history, array, size);
	return index;
}

u32 history_find_machine(struct history *history, const char *host, const char *cpu)
{
	u32 names[2] = {name_number(history, host), name_number(history, cpu)};
	struct log_machine *machine;
	void *fresh;
	u32 index = history_enter(history, &history->machines, sizeof(*machine), 'm',
				  (u32[4]){names[0], names[1]}, &fresh);

	machine = fresh;
	if (machine) {
		machine->host = names_text(&history->names, names[0]);
		machine->cpu = names_text(&history->names, names[1]);
	}
	return index;
}

u32 history_find_run(struct history *history, const char *name, double unix_time)
{
	u32 number = name_number(history, name);
	struct log_run *run;
	void *fresh;
	u32 index =
		history_enter(history, &history->runs, sizeof(*run), 'r', (u32[4]){number}, &fresh);

	run = fresh;
	if (run) {
		run->name = names_text(&history->names, number);
		run->begin = run->end = unix_time;
		run->machine = run->first_leg = NAMES_NONE;
		run->words = index < SHOWN ? calloc(1, sizeof(*run->words)) : NULL;
		if (index < SHOWN && !run->words)
			history->stuck = "out of memory";
	}
	return index;
}

u32 history_find_title(struct history *history, const char *format, const char *host,
		       const char *guest, const char *source)
{
	u32 key[4] = {name_number(history, format), name_number(history, host),
		      name_number(history, guest), name_number(history, source)};
	struct log_title *title;
	void *fresh;
	u32 index = history_enter(history, &history->titles, sizeof(*title), 't', key, &fresh);

	title = fresh;
	if (title) {
		title->format = names_text(&history->names, key[0]);
		title->host = names_text(&history->names, key[1]);
		title->guest = names_text(&history->names, key[2]);
		title->source = names_text(&history->names, key[3]);
		title->first_pair = NAMES_NONE;
		memset(title->explained, 0xff, sizeof(title->explained));
	}
	return index;
}

u32 history_find_pair(struct history *history, const char *format, const char *host,
		      const char *guest, const char *source, const char *placement)
{
	u32 title = history_find_title(history, format, host, guest, source);
	u32 number = name_number(history, placement);
	struct log_pair *pair;
	void *fresh;
	u32 index = history_enter(history, &history->pairs, sizeof(*pair), 'p',
				  (u32[4]){title, number}, &fresh);

	pair = fresh;
	if (pair) {
		struct log_title *of = ITEM(history, titles, log_title, title);

		*pair = (struct log_pair){of->format, of->host,
					  of->guest,  names_text(&history->names, number),
					  title,      {0}};
		if (of->first_pair == NAMES_NONE)
			of->first_pair = index;
	}
	return index;
}

struct log_leg *history_find_leg(struct history *history, u32 run, u32 pair)
{
	struct log_leg *leg;
	void *fresh;
	u32 index = history_enter(history, &history->legs, sizeof(*leg), 'l', (u32[4]){run, pair},
				  &fresh);

	if (history->stuck)
		return NULL;
	leg = fresh;
	if (leg) {
		struct log_run *of = ITEM(history, runs, log_run, run);

		leg->pair = pair;
		leg->next = of->first_leg;
		of->first_leg = index;
	}
	return ITEM(history, legs, log_leg, index);
}
