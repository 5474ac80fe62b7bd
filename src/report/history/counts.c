/* Counts from lines whose writer may be broken, or newer than we are. */
#include "report/history/counts.h"

#include <math.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "report/history/member.h"

const char *log_kind_name(unsigned int kind)
{
	return kind < LOG_OTHER ? violation_name((enum violation)kind) : "other";
}

unsigned int log_kind_parse(const char *name)
{
	int kind = violation_kind_parse(name);

	return kind < 0 ? LOG_OTHER : (unsigned int)kind;
}

/* Or the largest number. */
static void add(u64 *sum, u64 more)
{
	if (__builtin_add_overflow(*sum, more, sum))
		*sum = UINT64_MAX;
}

static void add_words(void *sum, const void *more, size_t size)
{
	for (size_t i = 0; i < size / sizeof(u64); i++)
		add((u64 *)sum + i, ((const u64 *)more)[i]);
}

static void parse_histogram(const json_t *object, const char *name, u64 histogram[BUCKETS],
			    bool *wrong)
{
	json_t *array = member(object, name, JSON_ARRAY, wrong);

	for (size_t i = 0; i < json_array_size(array); i++)
		add(&histogram[i < BUCKETS ? i : BUCKETS - 1],
		    member_count(json_array_get(array, i), wrong));
}

static void add_reason(struct log_details *details, const char *name, u64 count)
{
	struct log_reason *reason = details->unjudged;

	while (reason < &details->unjudged[REASONS_MAX - 1] && reason->name[0] &&
	       strncmp(reason->name, name, REASON_MAX - 1))
		reason++;
	if (!reason->name[0])
		snprintf(reason->name, REASON_MAX, "%s",
			 reason == &details->unjudged[REASONS_MAX - 1] ? "other" : name);
	add(&reason->count, count);
}

bool counts_parse(const json_t *object, struct log_counted *counted)
{
	struct log_counts *counts = &counted->counts;
	struct log_details *details = &counted->details;
	bool wrong = false;
	json_t *unjudged = member(object, "unjudged", JSON_OBJECT, &wrong), *value;
	json_t *violations = member(object, "violations", JSON_OBJECT, &wrong);
	double steal = member_real(object, "steal", 0, 1, &wrong);
	const char *name;

	*counts = (struct log_counts){.seconds = counted->seconds};
	*details = (struct log_details){0};
	counts->reads = member_whole(object, "reads", &wrong);
	counts->stamped = member_whole(object, "stamped", &wrong);
	counts->overlapped = member_whole(object, "overlapped", &wrong);
	counts->updates = member_whole(object, "updates", &wrong);
	counts->stolen = isnan(steal) ? 0 : steal * counted->seconds;
	details->torn_updates = member_whole(object, "torn_updates", &wrong);
	details->late_most = member_whole(object, "late_most", &wrong);
	json_object_foreach(unjudged, name, value)
	{
		u64 count = member_count(value, &wrong);

		add(&counts->unjudged, count);
		add_reason(details, name, count);
	}
	json_object_foreach(violations, name, value)
		add(&counts->violations[log_kind_parse(name)], member_count(value, &wrong));
	parse_histogram(object, "met", details->met, &wrong);
	parse_histogram(object, "retries", details->retries, &wrong);
	parse_histogram(object, "distance", details->distance, &wrong);
	return !wrong;
}

void counts_add(struct log_counts *sum, const struct log_counts *more)
{
	add_words(sum, more, offsetof(struct log_counts, stolen));
	sum->stolen += more->stolen;
	sum->seconds += more->seconds;
}

void details_add(struct log_details *sum, const struct log_details *more)
{
	add_words(sum, more, offsetof(struct log_details, late_most));
	if (more->late_most > sum->late_most)
		sum->late_most = more->late_most;
	for (int i = 0; i < REASONS_MAX && more->unjudged[i].name[0]; i++)
		add_reason(sum, more->unjudged[i].name, more->unjudged[i].count);
}

u64 counts_violations(const struct log_counts *counts)
{
	u64 sum = 0;

	for (int kind = 0; kind < LOG_KINDS; kind++)
		if (kind != VIOLATION_UNORDERED_TSC && kind != VIOLATION_LATE_TSC)
			add(&sum, counts->violations[kind]);
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
