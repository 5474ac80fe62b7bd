/* Reads the members that the page needs, and no others. */
#include "report/history/event.h"

#include <math.h>
#include <string.h>

#include "report/history/member.h"

#define UNIX_MAX 32503680000.0 /* the year 3000 */
#define NANOSECOND 1e-9	       /* the shortest time that a log can tell */
#define HZ_MIN 1e3
#define HZ_MAX 1e12

static void parse_pair(const json_t *line, struct event *event, bool *wrong)
{
	event->format = member_name(line, "format", wrong);
	event->host = member_name(line, "host", wrong);
	event->guest = member_name(line, "guest", wrong);
	event->placement = member_name(line, "placement", wrong);
	event->source = member_name(line, "live", wrong);
}

static void parse_start(const json_t *line, struct event *event, bool *wrong)
{
	json_t *machine = member(line, "machine", JSON_OBJECT, wrong);
	json_t *id = member(machine, "cpu_id", JSON_OBJECT, wrong);
	json_t *clock = member(line, "cpu_clock", JSON_OBJECT, wrong);
	json_t *tool = member(line, "tool", JSON_OBJECT, wrong);
	double hz = member_real(line, "tsc_hz", HZ_MIN, HZ_MAX, wrong);
	const json_t *cpus = json_object_get(machine, "cpus");

	event->start.version = member_whole(line, "version", wrong);
	event->start.host = member_name(machine, "host", wrong);
	event->start.cpu = member_name(machine, "cpu", wrong);
	event->start.cpu_id = member_text(id, "text", wrong);
	event->start.kernel = member_text(machine, "kernel", wrong);
	event->start.cpus = json_is_array(cpus) ? json_array_size(cpus) : member_count(cpus, wrong);
	event->start.clock = member_text(clock, "text", wrong);
	event->start.probes = member_whole(clock, "probes", wrong);
	event->start.tsc_hz = isnan(hz) ? 0 : hz;
	event->start.tool = member_text(tool, "version", wrong);
	event->start.commit = member_text(tool, "commit", wrong);
	event->start.parameters = member(line, "parameters", JSON_OBJECT, wrong);
}

/* name: of the member that tells how long was counted, which is since 1970 at the earliest. */
static void parse_counts(const json_t *line, const char *name, struct event *event, bool *wrong)
{
	const json_t *counts = member(line, "counts", JSON_OBJECT, wrong);
	double seconds = member_real(line, name, NANOSECOND, event->unix_time, wrong);

	event->has_counts = counts;
	event->counted.seconds = isnan(seconds) ? 0 : seconds;
	*wrong |= !counts_parse(counts, &event->counted);
}

static void parse_heartbeat(const json_t *line, struct event *event, bool *wrong)
{
	parse_counts(line, "interval", event, wrong);
}

static void parse_violation(const json_t *line, struct event *event, bool *wrong)
{
	struct log_violation *violation = &event->violation;
	bool starts, ends;
	u64 start = (u64)member_integer(line, "start", &starts, wrong);
	u64 end = (u64)member_integer(line, "end", &ends, wrong);

	violation->unix_time = event->unix_time;
	violation->kind = log_kind_parse(member_text(line, "kind", wrong));
	violation->cpu = member_integer(line, "cpu", &violation->has_cpu, wrong);
	violation->value = member_integer(line, "value", &violation->has_value, wrong);
	/* a store that was lost has no value either, but a byte of the page */
	violation->fell_back =
		json_is_null(json_object_get(line, "value")) && !json_object_get(line, "byte");
	violation->has_ticks = starts && ends && start <= end;
	violation->ticks = end - start;
	*wrong |= violation->cpu < 0;
}

static void parse_explained(const json_t *line, struct event *event, bool *wrong)
{
	event->violation.kind = log_kind_parse(member_text(line, "kind", wrong));
	event->text = member_text(line, "text", wrong);
	event->finding = member_text(line, "finding", wrong);
	event->trace = member_text(line, "trace", wrong);
}

static void parse_verified(const json_t *line, struct event *event, bool *wrong)
{
	const json_t *all = member(line, "violations", JSON_ARRAY, wrong);

	for (size_t i = 0; i < json_array_size(all); i++) {
		const json_t *kind = json_array_get(all, i);

		*wrong |= !json_is_string(kind);
		event->kinds |= 1u << log_kind_parse(json_string_value(kind));
	}
}

static void parse_notice(const json_t *line, struct event *event, bool *wrong)
{
	event->what = member_text(line, "what", wrong);
	event->text = member_text(line, "text", wrong);
}

static void parse_end(const json_t *line, struct event *event, bool *wrong)
{
	event->verdict = member_text(line, "verdict", wrong);
	parse_counts(line, "elapsed", event, wrong);
}

static const struct {
	const char *name;
	void (*parse)(const json_t *line, struct event *event, bool *wrong);
} kinds[] = {
	[EVENT_START] = {"start", parse_start},
	[EVENT_HEARTBEAT] = {"heartbeat", parse_heartbeat},
	[EVENT_VIOLATION] = {"violation", parse_violation},
	[EVENT_EXPLAINED] = {"explained", parse_explained},
	[EVENT_VERIFIED] = {"verified", parse_verified},
	[EVENT_NOTICE] = {"notice", parse_notice},
	[EVENT_END] = {"end", parse_end},
};

bool event_parse(const json_t *line, struct event *event)
{
	bool wrong = false;
	const char *name;

	memset(event, 0, sizeof(*event));
	if (!json_is_object(line))
		return false;
	name = member_text(line, "event", &wrong);
	event->run = member_name(line, "run", &wrong);
	event->unix_time = member_real(line, "unix", NANOSECOND, UNIX_MAX, &wrong);
	if (wrong || !name || !name[0] || !event->run[0] || isnan(event->unix_time))
		return false;
	while (event->kind < EVENT_OTHER && strcmp(name, kinds[event->kind].name))
		event->kind++;
	if (event->kind != EVENT_OTHER) {
		parse_pair(line, event, &wrong);
		kinds[event->kind].parse(line, event, &wrong);
	}
	return !wrong;
}
