/* Counts and violations as JSON, and sentences on counts. TSC stamps and values are numbers. */
#include "stress/judge/tell.h"

#include <inttypes.h>

#include "file/text.h"
#include "outcome/put.h"

void race_put_counts(json_t *object, const struct race_counts *counts)
{
	const struct race_counter *counter;

	put_number(object, "judged", race_judged(counts));
	for (unsigned int i = 0; (counter = race_counter(i)); i++) {
		const u64 *values = race_counted(counts, counter);
		json_t *named;

		if (counter->n == 1) {
			put_number(object, counter->name, *values);
		} else if (!counter->name_of) {
			put_numbers(object, counter->name, values, counter->n);
		} else {
			named = json_object();
			for (unsigned int k = 0; k < counter->n; k++)
				put_number(named, counter->name_of(k), values[k]);
			json_object_set_new(object, counter->name, named);
		}
	}
}

void race_put_summary(json_t *object, const struct race_summary *summary)
{
	race_put_counts(object, &summary->total.counts);
	put_real(object, "seconds", summary->seconds);
	put_number(object, "tsc_hz", summary->tsc_hz);
	put_signed(object, "skew_low", summary->skew_low);
	put_signed(object, "skew_high", summary->skew_high);
	put_bool(object, "interrupted", summary->interrupted);
	put_number(object, "abandoned", summary->abandoned);
	put_number(object, "moved", summary->moves);
}

static json_t *fields_json(const struct format *format, const struct generation *generation)
{
	_Alignas(16) u8 page[WARPAGE_PAGE_MAX];
	json_t *object = json_object();

	generation_page(format, generation, page);
	for (unsigned int i = 0; i < format->nfields; i++)
		if (format->fields[i].role == FIELD_PARAM)
			put_signed(object, format->fields[i].name,
				   race_field(&format->fields[i], page));
	return object;
}

static json_t *generations_json(const struct format *format, const struct race_violation *violation)
{
	json_t *array = json_array();

	for (unsigned int i = 0; i < violation->ngenerations; i++) {
		const struct race_generation *g = &violation->generations[i];
		json_t *object = json_object();

		put_number(object, "update", g->number);
		put_text(object, "kind", update_kind_name(g->update.kind));
		put_number(object, "anchor", g->generation.anchor);
		put_number(object, "begin", g->begin);
		if (g->end == U64_MAX)
			json_object_set_new(object, "end", json_null());
		else
			put_number(object, "end", g->end);
		put_number(object, "low", generation_time(format, &g->generation, violation->s));
		put_number(object, "high", generation_time(format, &g->generation, violation->e));
		put_number(object, "sequence_before", g->sequence);
		json_object_set_new(object, "fields", fields_json(format, &g->generation));
		json_array_append_new(array, object);
	}
	return array;
}

static json_t *mix_json(const struct race_violation *violation)
{
	json_t *array = json_array();

	for (unsigned int i = 0; i < violation->npieces; i++) {
		const struct race_piece *piece = &violation->pieces[i];
		json_t *object = json_object();

		put_text(object, "field", piece->field);
		put_number(object, "offset", piece->offset);
		put_number(object, "size", piece->size);
		put_number(object, "update", violation->generations[piece->generation].number);
		json_array_append_new(array, object);
	}
	return array;
}

json_t *race_violation_json(const struct format *format, const struct race_violation *violation)
{
	json_t *object = json_object();

	put_text(object, "kind", violation_name(violation->kind));
	if (violation->fell_back || violation->kind == VIOLATION_LOST)
		json_object_set_new(object, "value", json_null());
	else
		put_number(object, "value", violation->value);
	put_number(object, "start", violation->s);
	put_number(object, "end", violation->e);
	if (violation->told)
		put_text(object, "told", violation->told == RACE_TOLD_CLOCK ? "clock" : "stopped");
	else if (!violation->back.host)
		put_number(object, "reader", violation->reader);
	if (violation->cpu == RACE_MOVED)
		json_object_set_new(object, "cpu", json_null());
	else
		put_number(object, "cpu", violation->cpu);
	if (violation->before_e) {
		put_number(object, "before", violation->before);
		put_number(object, "before_start", violation->before_s);
		put_number(object, "before_end", violation->before_e);
		put_number(object, "before_reader", violation->before_reader);
	}
	if (violation->by_stamps)
		put_bool(object, "by_stamps", true);
	if (violation->late)
		put_number(object, "late_ticks", violation->late);
	if (violation->kind == VIOLATION_STALE || (violation->late && !violation->before_e))
		put_number(object, "of_update", violation->stale);
	if (violation->kind == VIOLATION_LOST) {
		put_number(object, "byte", violation->back.byte);
		put_number(object, "bits", violation->back.bits);
	}
	put_bool(object, "host", violation->host || violation->back.host);
	put_number(object, "mixes", violation->nmix);
	json_object_set_new(object, "mix", mix_json(violation));
	json_object_set_new(object, "updates", generations_json(format, violation));
	return object;
}

struct outcome_violation *race_violation_tell(struct outcome *outcome, const struct race_site *site,
					      u64 count, const struct race_violation *violation)
{
	struct outcome_violation *told = outcome_violation(outcome, violation_name(violation->kind),
							   violation_grade(violation->kind), count);

	if (!told)
		return NULL;
	told->more = race_violation_json(site->format, violation);
	if (!outcome->row)
		race_violation_print(said_more(&told->text), site, "", count, violation);
	return told;
}

void race_tell_unjudged(struct outcome *outcome, const struct race_summary *summary)
{
	const u64 *unjudged = summary->total.counts.unjudged;
	char out[256] = "";
	struct text text = {.out = out, .size = sizeof(out)};
	u64 sum = 0;

	for (unsigned int i = 0; i < RACE_UNJUDGED_REASONS; i++) {
		sum += unjudged[i];
		text_add(&text, " %s %" PRIu64, race_unjudged_name((enum race_unjudged)i),
			 unjudged[i]);
	}
	outcome_say(outcome, "unjudged", "%" PRIu64 ":%s; abandoned %" PRIu64, sum, out,
		    summary->abandoned);
}

char *race_update_kinds(const struct race_counts *counts, char *out, size_t size)
{
	struct text text = {.out = out, .size = size};

	*out = '\0';
	for (int kind = 0; kind < UPDATE_KINDS; kind++)
		if (counts->kinds[kind])
			text_add(&text, " %s %" PRIu64, update_kind_name((enum update_kind)kind),
				 counts->kinds[kind]);
	return out;
}

char *race_judged_text(const struct race_counts *counts, char *out, size_t size)
{
	u64 judged = race_judged(counts);

	*out = '\0';
	if (judged < counts->reads)
		snprintf(out, size, "; %" PRIu64 " of %" PRIu64 " reads judged", judged,
			 counts->reads);
	return out;
}

void race_tell_judged(struct outcome *outcome, const struct race_counts *counts)
{
	char judged[64];

	if (*race_judged_text(counts, judged, sizeof(judged)) && !outcome->reason[0])
		snprintf(outcome->words, sizeof(outcome->words), "%s%s",
			 outcome_verdict_name(outcome->verdict), judged);
}

const char *race_untested(const struct race_counts *counts)
{
	if (counts->reads && !race_judged(counts))
		return "no read could be judged";
	return "no read is known to have overlapped an update";
}
