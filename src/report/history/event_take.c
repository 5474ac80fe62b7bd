/* Adds what the page will show to what an event belongs to. */
#include "report/history/event.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "report/history/history_find.h"
#include "report/html/html.h"

#define BYTES 4		/* of a character, at most */
#define TRACE_MAX 80000 /* of a finding in columns */

/* A copy, or of a long text the beginning; NULL of NULL, and without memory. */
static char *quote_text(const char *text)
{
	/* one more than is shown, so that the page can tell that there is more */
	return text ? strndup(text, BYTES * (HTML_TEXT_MAX + 1)) : NULL;
}

static void print_value(FILE *out, const json_t *value)
{
	char *text;

	if (json_is_string(value)) {
		fputs(json_string_value(value), out);
		return;
	}
	text = json_dumps(value, JSON_ENCODE_ANY | JSON_REAL_PRECISION(6));
	fputs(text ? text : "", out);
	free(text);
}

/* "name value, name value" of all members of an object, or of many the first; NULL of NULL. */
static char *quote_members(json_t *object)
{
	char *text = NULL, *copy;
	const char *name;
	size_t size = 0;
	json_t *value;
	FILE *out;

	if (!object)
		return NULL;
	out = open_memstream(&text, &size);
	if (!out)
		return NULL;
	json_object_foreach(object, name, value)
	{
		fprintf(out, "%s%s\u00a0", ftell(out) ? ", " : "", name);
		print_value(out, value);
		if (ftell(out) > BYTES * HTML_LONG_MAX)
			break;
	}
	fclose(out);
	copy = text ? strndup(text, BYTES * (HTML_LONG_MAX + 1)) : NULL;
	free(text);
	return copy;
}

static void take_start(struct history *history, const struct event *event, u32 index)
{
	struct log_run *run = ITEM(history, runs, log_run, index);
	struct log_machine *machine;

	if (run->started)
		return;
	run->started = true;
	run->machine = history_find_machine(history, event->start.host, event->start.cpu);
	if (history->stuck)
		return;
	machine = ITEM(history, machines, log_machine, run->machine);
	machine->cpus = event->start.cpus;
	machine->tsc_hz = event->start.tsc_hz;
	if (event->start.cpu_id && !machine->cpu_id && run->machine < SHOWN)
		machine->cpu_id = quote_text(event->start.cpu_id);
	if (!run->words)
		return;
	run->words->kernel = quote_text(event->start.kernel);
	run->words->version = quote_text(event->start.tool);
	run->words->commit = quote_text(event->start.commit);
	run->words->clock = quote_text(event->start.clock);
	run->words->probes = event->start.probes;
	run->words->parameters = quote_members(event->start.parameters);
}

static void measure(struct log_sample *sample, const struct log_counts *counts,
		    const struct log_details *details)
{
	u64 gapped = histogram_total(details->retries);
	float *values = sample->values;

	for (int metric = 0; metric < METRICS; metric++)
		values[metric] = NAN;
	for (int kind = 0; kind < LOG_KINDS; kind++)
		if (counts->violations[kind])
			sample->kinds |= 1u << kind;
	if (!(counts->seconds > 0))
		return;
	values[METRIC_READS] = (float)((double)counts->reads / counts->seconds);
	values[METRIC_UPDATES] = (float)((double)counts->updates / counts->seconds);
	values[METRIC_OVERLAPPED] = (float)((double)counts->overlapped / counts->seconds);
	if (counts->stamped)
		values[METRIC_SHARE] =
			(float)fmin(1, (double)counts->overlapped / (double)counts->stamped);
	if (gapped)
		values[METRIC_RETRIES] = (float)(1 - (double)details->retries[0] / (double)gapped);
	values[METRIC_DISTANCE] = (float)histogram_median(details->distance);
	values[METRIC_STEAL] = (float)fmin(1, counts->stolen / counts->seconds);
}

void event_add_counts(struct history *history, u32 index, u32 pair, double unix_time,
		      const struct log_counted *counted)
{
	struct log_leg *leg = history_find_leg(history, index, pair);
	struct log_sample *sample;
	struct log_run *run;

	sample = history_push(history, &history->samples, sizeof(*sample));
	if (history->stuck)
		return;
	run = ITEM(history, runs, log_run, index);
	counts_add(&ITEM(history, pairs, log_pair, pair)->counts, &counted->counts);
	counts_add(&run->counts, &counted->counts);
	details_add(&history->details, &counted->details);
	memset(leg->uncounted, 0, sizeof(leg->uncounted));
	sample->begin = unix_time - counted->seconds;
	sample->end = unix_time;
	sample->run = index;
	measure(sample, &counted->counts, &counted->details);
	history->telling++;
	run->begin = fmin(run->begin, sample->begin);
}

static u32 find_pair(struct history *history, const struct event *event)
{
	return history_find_pair(history, event->format, event->host, event->guest, event->source,
				 event->placement);
}

static u32 find_title(struct history *history, const struct event *event)
{
	return history_find_title(history, event->format, event->host, event->guest, event->source);
}

static void take_heartbeat(struct history *history, const struct event *event, u32 index)
{
	u32 pair = find_pair(history, event);
	struct log_run *run = ITEM(history, runs, log_run, index);

	run->counted = true;
	free(run->end_counts);
	run->end_counts = NULL;
	event_add_counts(history, index, pair, event->unix_time, &event->counted);
}

static void take_violation(struct history *history, const struct event *event, u32 index)
{
	u32 pair = find_pair(history, event), at;
	struct log_leg *leg = history_find_leg(history, index, pair);
	unsigned int kind = event->violation.kind;
	struct log_violation *violation;
	struct log_mark *mark;
	void *fresh;
	u64 lines;

	mark = history_push(history, &history->marks, sizeof(*mark));
	if (history->stuck)
		return;
	leg->uncounted[kind] += leg->uncounted[kind] < UINT32_MAX;
	history->telling++;
	*mark = (struct log_mark){event->unix_time, index, kind};
	at = history_enter(history, &history->violations, sizeof(*violation), 'v',
			   (u32[4]){ITEM(history, runs, log_run, index)->machine, pair, kind},
			   &fresh);
	if (history->stuck)
		return;
	violation = ITEM(history, violations, log_violation, at);
	lines = ++violation->lines;
	if (!fresh && violation->unix_time <= event->unix_time)
		return;
	*violation = event->violation;
	violation->run = index;
	violation->pair = pair;
	violation->explained = NAMES_NONE;
	violation->lines = lines;
}

/* The first of a kind that a run tells of a host and a guest. */
static void take_explained(struct history *history, const struct event *event, u32 index)
{
	u32 title = find_title(history, event);
	unsigned int kind = event->violation.kind;
	struct log_explained *explained;
	void *fresh;
	u32 *newest;
	u32 at = history_enter(history, &history->explained, sizeof(*explained), 'x',
			       (u32[4]){title, kind, index}, &fresh);

	explained = fresh;
	if (!explained)
		return;
	explained->text = quote_text(event->text);
	explained->finding = quote_text(event->finding);
	explained->trace = event->trace ? strndup(event->trace, TRACE_MAX) : NULL;
	/* of each kind of a pair one is shown */
	newest = &ITEM(history, titles, log_title, title)->explained[kind];
	if (*newest != NAMES_NONE && explained->trace) {
		free(ITEM(history, explained, log_explained, *newest)->trace);
		ITEM(history, explained, log_explained, *newest)->trace = NULL;
	}
	*newest = at;
}

static void take_verified(struct history *history, const struct event *event, u32 index)
{
	u32 title = find_title(history, event);

	(void)index;
	if (!history->stuck)
		ITEM(history, titles, log_title, title)->kinds |= event->kinds;
}

void event_cut_notices(struct history *history)
{
	if (history->notices.count)
		qsort(history->notices.items, history->notices.count, sizeof(struct log_notice),
		      history_by_first);
	while (history->notices.count > SHOWN) {
		struct log_notice *notice =
			ITEM(history, notices, log_notice, --history->notices.count);

		free(notice->what);
		free(notice->text);
	}
}

static void take_notice(struct history *history, const struct event *event, u32 index)
{
	double *time = history_push(history, &history->notice_times, sizeof(*time));
	struct log_notice *notice = history_push(history, &history->notices, sizeof(*notice));

	if (!time || !notice)
		return;
	*time = event->unix_time;
	*notice = (struct log_notice){event->unix_time, index, quote_text(event->what),
				      quote_text(event->text)};
	if (history->notices.count == 4 * SHOWN)
		event_cut_notices(history);
}

/* Its counts are of the whole run: no violation is left that they do not hold. */
static void take_end(struct history *history, const struct event *event, u32 index)
{
	struct log_run *run = ITEM(history, runs, log_run, index);

	run->ended = true;
	if (run->words && event->verdict) {
		free(run->words->verdict);
		run->words->verdict = quote_text(event->verdict);
	}
	run->end_told = event->has_counts;
	run->end_reads = event->counted.counts.reads;
	if (!event->has_counts)
		return;
	history->telling++;
	for (u32 i = run->first_leg; i != NAMES_NONE; i = ITEM(history, legs, log_leg, i)->next)
		memset(ITEM(history, legs, log_leg, i)->uncounted, 0,
		       sizeof(((struct log_leg *)NULL)->uncounted));
	if (run->counted)
		return;
	if (!run->end_counts)
		run->end_counts = malloc(sizeof(*run->end_counts));
	if (run->end_counts)
		*run->end_counts = event->counted;
	else
		history->stuck = "out of memory";
}

void event_take(struct history *history, const struct event *event)
{
	static void (*const takers[])(struct history * history, const struct event *event,
				      u32 index) = {
		[EVENT_START] = take_start,
		[EVENT_HEARTBEAT] = take_heartbeat,
		[EVENT_VIOLATION] = take_violation,
		[EVENT_EXPLAINED] = take_explained,
		[EVENT_VERIFIED] = take_verified,
		[EVENT_NOTICE] = take_notice,
		[EVENT_END] = take_end,
	};
	struct log_run *run;
	u32 index;

	if (event->kind == EVENT_OTHER)
		return;
	index = history_find_run(history, event->run, event->unix_time);
	if (history->stuck)
		return;
	run = ITEM(history, runs, log_run, index);
	run->begin = fmin(run->begin, event->unix_time);
	run->end = fmax(run->end, event->unix_time);
	takers[event->kind](history, event, index);
}
