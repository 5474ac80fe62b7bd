/* The lines that `warpage live` appends to its log: those of stress, with the source as host. */
#define _GNU_SOURCE
#include <stdlib.h>
#include <string.h>

#include "cli/live.h"
#include "cli/log_line.h"
#include "stress/judge/tell.h"
#include "stress/survey/tell.h"
#include "stress/cpu/tsc.h"

#define LINES_AT_ONCE 20 /* about violations of a kind; after these, one a second */
#define LINES_MAX 1000	 /* of a kind */

static double elapsed(const struct live *live)
{
	return (double)(upset_now() - live->progress.began) / 1e9;
}

static void set_pair(const struct live *live, json_t *object)
{
	const struct live_source *source = live->part->source;
	char guest[64];

	json_object_set_new(object, "format",
			    json_string(source->format ? source->format : source->name));
	json_object_set_new(object, "host", json_string(source->name));
	json_object_set_new(object, "guest",
			    json_string(live_guest_name(live->part, guest, sizeof(guest))));
	json_object_set_new(object, "placement", json_string("as given"));
	json_object_set_new(object, "elapsed", json_real(elapsed(live)));
}

void live_log_start(struct live *live)
{
	json_t *object, *clock;

	if (!live->journal)
		return;
	clock = survey_clock_json(live->arguments->cpus, live->arguments->ncpus);
	/* the race begins now, and so does what is counted of it */
	live->progress.began = live->beat = upset_now();
	upset_sample(&live->machine_then);
	object = live_log_line("start", live->name);
	json_object_set_new(object, "version", json_integer(1));
	json_object_set_new(object, "machine", live_log_machine());
	json_object_set_new(object, "cpu_clock", clock);
	json_object_set_new(object, "parameters", live_json_parameters(live));
	json_object_set_new(object, "tsc_hz", json_integer((json_int_t)tsc_measure_hz()));
	journal_write(live->journal, object);
	journal_sync(live->journal);
}

void live_log_heartbeat(struct live *live, const struct race_counts *leg)
{
	struct race_counts since, beaten = live->beaten;
	const struct live_arguments *arguments = live->arguments;
	json_t *object, *counts, *cpus;
	struct upset_sample now;

	if (!live->journal)
		return;
	upset_sample(&now);
	race_counts_since(leg, &beaten, &since);
	object = live_log_line("heartbeat", live->name);
	set_pair(live, object);
	cpus = json_array();
	for (unsigned int i = 0; i < arguments->ncpus; i++)
		json_array_append_new(cpus, json_integer(arguments->cpus[i]));
	json_object_set_new(object, "cpus", cpus);
	json_object_set_new(object, "interval",
			    json_real((double)(upset_now() - live->beat) / 1e9));
	counts = live_json_counts(&since);
	json_object_set_new(counts, "steal", json_real(upset_stolen(&live->machine_then, &now)));
	json_object_set_new(object, "counts", counts);
	/* what could not be written is in the next line */
	if (journal_write(live->journal, object)) {
		live->beaten = beaten;
		live->beat = upset_now();
		live->machine_then = now;
	}
}

void live_log_violation(struct live *live, const char *lane, const struct format *format,
			const struct race_violation *violation)
{
	unsigned int *lines = &live->logged[violation->kind];
	u64 *newest = &live->logged_at[violation->kind], now = upset_now();
	json_t *object;

	if (!live->journal || *lines >= LINES_MAX ||
	    (*lines >= LINES_AT_ONCE && now - *newest < 1000000000))
		return;
	++*lines;
	*newest = now;
	object = live_log_line("violation", live->name);
	set_pair(live, object);
	json_object_set_new(object, "lane", json_string(lane));
	json_object_update_missing_new(object, race_violation_json(format, violation));
	journal_write(live->journal, object);
	journal_sync(live->journal);
}

void live_log_notice(struct live *live, const char *what, const char *text)
{
	json_t *object;

	if (!live->journal)
		return;
	object = live_log_line("notice", live->name);
	json_object_set_new(object, "elapsed", json_real(elapsed(live)));
	json_object_set_new(object, "what", json_string(what));
	json_object_set_new(object, "text", json_string(text));
	journal_write(live->journal, object);
}

void live_log_part(struct live *live, const struct live_part *part)
{
	char *text = NULL, *line, *rest;
	json_t *object;
	size_t size;
	FILE *facts;

	if (!live->journal || !part->ran)
		return;
	facts = open_memstream(&text, &size);
	if (!facts)
		return;
	fprintf(facts, "%s: ", part->source->name);
	live_report_facts(facts, part);
	fclose(facts);
	for (line = text, rest = text; *line; line++) { /* one line, and each gap one blank */
		char c = *line;

		if (c == '\n')
			c = line[1] ? ';' : ' ';
		if (c != ' ' || (rest > text && rest[-1] != ' '))
			*rest++ = c;
	}
	*rest = '\0';
	object = live_log_line("notice", live->name);
	json_object_set_new(object, "elapsed", json_real(elapsed(live)));
	json_object_set_new(object, "what", json_string("measured"));
	json_object_set_new(object, "text", json_string(text));
	json_object_set_new(object, "source", live_json_part(part));
	journal_write(live->journal, object);
	free(text);
}

void live_log_end(struct live *live, const char *verdict)
{
	struct race_counts total;
	json_t *object;

	if (!live->journal)
		return;
	memset(&total, 0, sizeof(total));
	for (unsigned int i = 0; i < live->nparts; i++)
		race_counts_add(&total, &live->parts[i].total.race.total.counts);
	object = live_log_line("end", live->name);
	json_object_set_new(object, "elapsed", json_real(elapsed(live)));
	json_object_set_new(object, "verdict", json_string(verdict));
	json_object_set_new(object, "counts", live_json_counts(&total));
	journal_write(live->journal, object);
	journal_sync(live->journal);
}
