/* Counts from lines whose writer may be broken or newer than we are: any JSON makes some counts. */
#include "report/counts.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static const char *const kinds[LOG_KINDS] = {
	"torn",	      "stale",	       "backwards", "stuck", "wrong-fallback",
	"arithmetic", "unordered-tsc", "late-tsc",  "other",
};

const char *log_kind_name(enum log_kind kind)
{
	return kinds[kind];
}

enum log_kind log_kind_parse(const char *name)
{
	for (int kind = 0; kind < LOG_KINDS && name; kind++)
		if (!strcmp(name, kinds[kind]))
			return (enum log_kind)kind;
	return LOG_OTHER;
}

u64 counts_sum(u64 a, u64 b)
{
	u64 sum;

	return __builtin_add_overflow(a, b, &sum) ? UINT64_MAX : sum;
}

static u64 whole(const json_t *value)
{
	double real = json_number_value(value);

	if (json_is_integer(value))
		return json_integer_value(value) > 0 ? (u64)json_integer_value(value) : 0;
	return real > 0 && real < 1e18 ? (u64)real : 0;
}

u64 json_whole(const json_t *object, const char *name)
{
	return whole(json_object_get(object, name));
}

static void parse_histogram(const json_t *array, u64 histogram[BUCKETS])
{
	for (size_t i = 0; i < json_array_size(array); i++) {
		size_t bucket = i < BUCKETS ? i : BUCKETS - 1;

		histogram[bucket] = counts_sum(histogram[bucket], whole(json_array_get(array, i)));
	}
}

static void add_reason(struct log_counts *counts, const char *name, u64 count)
{
	struct log_reason *reason = counts->unjudged;

	while (reason < &counts->unjudged[REASONS_MAX - 1] && reason->name[0] &&
	       strncmp(reason->name, name, REASON_MAX - 1))
		reason++;
	if (!reason->name[0])
		snprintf(reason->name, REASON_MAX, "%s",
			 reason == &counts->unjudged[REASONS_MAX - 1] ? "other" : name);
	reason->count = counts_sum(reason->count, count);
}

void counts_parse(const json_t *object, double seconds, struct log_counts *counts)
{
	json_t *unjudged = json_object_get(object, "unjudged");
	json_t *violations = json_object_get(object, "violations"), *value;
	double steal = json_number_value(json_object_get(object, "steal"));
	const char *name;

	memset(counts, 0, sizeof(*counts));
	counts->reads = json_whole(object, "reads");
	counts->fallbacks = json_whole(object, "fallbacks");
	counts->stamped = json_whole(object, "stamped");
	counts->overlapped = json_whole(object, "overlapped");
	counts->updates = json_whole(object, "updates");
	counts->late = json_whole(object, "late");
	counts->gapped = json_whole(object, "gapped");
	counts->frozen = json_whole(object, "frozen");
	counts->deaths = json_whole(object, "deaths");
	counts->torn_updates = json_whole(object, "torn_updates");
	counts->late_most = json_whole(object, "late_most");
	counts->seconds = seconds;
	counts->stolen = steal > 0 && steal <= 1 ? steal * seconds : 0;
	json_object_foreach(unjudged, name, value) add_reason(counts, name, whole(value));
	json_object_foreach(violations, name, value)
	{
		enum log_kind kind = log_kind_parse(name);

		counts->violations[kind] = counts_sum(counts->violations[kind], whole(value));
	}
	parse_histogram(json_object_get(object, "met"), counts->met);
	parse_histogram(json_object_get(object, "retries"), counts->retries);
	parse_histogram(json_object_get(object, "distance"), counts->distance);
}

static void add(u64 *sum, u64 more)
{
	*sum = counts_sum(*sum, more);
}

void counts_add(struct log_counts *sum, const struct log_counts *more)
{
	add(&sum->reads, more->reads);
	add(&sum->fallbacks, more->fallbacks);
	add(&sum->stamped, more->stamped);
	add(&sum->overlapped, more->overlapped);
	add(&sum->updates, more->updates);
	add(&sum->late, more->late);
	add(&sum->gapped, more->gapped);
	add(&sum->frozen, more->frozen);
	add(&sum->deaths, more->deaths);
	add(&sum->torn_updates, more->torn_updates);
	if (more->late_most > sum->late_most)
		sum->late_most = more->late_most;
	sum->stolen += more->stolen;
	sum->seconds += more->seconds;
	for (int kind = 0; kind < LOG_KINDS; kind++)
		add(&sum->violations[kind], more->violations[kind]);
	for (int bucket = 0; bucket < BUCKETS; bucket++) {
		add(&sum->met[bucket], more->met[bucket]);
		add(&sum->retries[bucket], more->retries[bucket]);
		add(&sum->distance[bucket], more->distance[bucket]);
	}
	for (int i = 0; i < REASONS_MAX && more->unjudged[i].name[0]; i++)
		add_reason(sum, more->unjudged[i].name, more->unjudged[i].count);
}

u64 counts_violations(const struct log_counts *counts)
{
	u64 sum = 0;

	for (int kind = 0; kind < LOG_KINDS; kind++)
		if (kind != LOG_UNORDERED_TSC && kind != LOG_LATE_TSC)
			add(&sum, counts->violations[kind]);
	return sum;
}

u64 counts_unjudged(const struct log_counts *counts)
{
	u64 sum = 0;

	for (int i = 0; i < REASONS_MAX; i++)
		add(&sum, counts->unjudged[i].count);
	return sum;
}

u64 histogram_total(const u64 histogram[BUCKETS])
{
	u64 sum = 0;

	for (int bucket = 0; bucket < BUCKETS; bucket++)
		add(&sum, histogram[bucket]);
	return sum;
}

double histogram_median(const u64 histogram[BUCKETS])
{
	double half = (double)histogram_total(histogram) / 2, below = 0;

	for (int bucket = 0; bucket < BUCKETS; bucket++) {
		double here = (double)histogram[bucket];

		if (here > 0 && below + here >= half)
			return bucket ? bucket - 1 + (half - below) / here : 0;
		below += here;
	}
	return NAN;
}
