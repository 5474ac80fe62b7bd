/* The table of what inputs came to: from what targets counted, and the crashes that they did not live to count. */
#include "campaign/tell.h"
#include "outcome/put.h"
#include "outcome/tally.h"

#define ROWS_MAX (VIOLATION_KINDS + CRASH_KINDS + 2)

struct row {
	const char *name, *grade, *sentence;
	u64 count;
};

struct rows {
	unsigned int n;
	struct row row[ROWS_MAX];
};

static void add(struct rows *rows, const char *name, u64 count, const char *grade,
		const char *sentence)
{
	rows->row[rows->n++] = (struct row){name, grade, sentence, count};
}

/* Of targets that judge reads: each input is in one row. */
static void add_judged(struct rows *rows, const struct covered *covered)
{
	add(rows, "legal", covered->shown[VIOLATION_NONE], "acceptable", "no violation");
	if (covered->known)
		add(rows, "known", covered->known, "interesting",
		    "what the matrix lists for their pairs, and nothing else");
	for (unsigned int kind = 0; kind < VIOLATION_KINDS; kind++)
		if (covered->shown[kind] || kind == VIOLATION_TORN)
			add(rows, violation_name((enum violation)kind), covered->shown[kind],
			    violation_grade((enum violation)kind),
			    violation_meaning((enum violation)kind));
}

static void add_crashes(struct rows *rows, bool reads, u64 crashes, u64 refused, u64 lost)
{
	if (crashes || !reads)
		add(rows, crash_kind_name(CRASH_OF_TARGET), crashes, "forbidden",
		    "the target failed");
	if (refused)
		add(rows, crash_kind_name(CRASH_REFUSED), refused, "unknown",
		    "the machine refuses host or guest");
	if (lost)
		add(rows, crash_kind_name(CRASH_LOST), lost, "unknown",
		    "a crash that did not come back");
}

/* Returns of how many inputs the rows are. */
static u64 make_rows(const struct campaign_options *options, const struct collector *collector,
		     const struct campaign_result *result, struct rows *rows)
{
	bool reads = campaign_reads(options);
	u64 crashes = collector_count(collector, CRASH_OF_TARGET);
	u64 refused = collector_count(collector, CRASH_REFUSED);
	/* what was judged and does not come back is in the row of its kind */
	u64 lost = reads ? 0 : collector_count(collector, CRASH_LOST);
	u64 failed = crashes + refused + lost, all = 0;

	if (reads)
		add_judged(rows, &result->covered);
	else
		add(rows, "passed", result->executions > failed ? result->executions - failed : 0,
		    "acceptable", "the property holds");
	add_crashes(rows, reads, crashes, refused, lost);
	for (unsigned int i = 0; i < rows->n; i++)
		all += rows->row[i].count;
	return all;
}

static void print_rows(const struct rows *rows, const struct tally *tally)
{
	tally_head(tally);
	for (unsigned int i = 0; i < rows->n; i++)
		tally_row(tally, rows->row[i].name, rows->row[i].count, rows->row[i].grade,
			  rows->row[i].sentence);
	fputc('\n', tally->out);
}

static json_t *rows_json(const struct rows *rows, u64 all)
{
	json_t *array = json_array();

	for (unsigned int i = 0; i < rows->n; i++) {
		json_t *object = json_object();

		put_text(object, "kind", rows->row[i].name);
		put_number(object, "count", rows->row[i].count);
		put_real(object, "share", all ? (double)rows->row[i].count / (double)all : 0);
		put_text(object, "grade", rows->row[i].grade);
		json_array_append_new(array, object);
	}
	return array;
}

void campaign_tell_outcomes(const struct campaign_options *options,
			    const struct collector *collector, const struct campaign_result *result,
			    struct outcome *outcome)
{
	struct tally tally = {.out = said_more(&outcome->text),
			      .console = collector->console,
			      .of = "inputs",
			      .decimals = 1};
	struct rows rows = {.n = 0};

	tally.all = make_rows(options, collector, result, &rows);
	print_rows(&rows, &tally);
	json_object_set_new(outcome->counts, "outcomes", rows_json(&rows, tally.all));
}
