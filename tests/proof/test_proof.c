/*
 * Pairs that a simpler proof than the right one would take for right for any number of updates and any values,
 * beside pairs that are: expected.csv tells what is true of each. A pair that is wrong by more updates than are
 * explored, or at a sequence where nothing starts, must not be called right for any number.
 */
#include "lib/pair.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define STEEP 6 /* bits by which a rate falls */

enum column { FORMAT, HOST, GUEST, MODEL, UPDATES, VERDICT, FOUND_BY, CLAIM, SPAN, WHY, COLUMNS };

struct row {
	char *cells[COLUMNS];
	enum model model;
	unsigned int word;    /* bits: 64, or 32 if the model is "MODEL/32" */
	unsigned int updates; /* that show what is wrong */
	u32 kinds;	      /* that must be found; 0: none may be */
	u64 from; /* ... if they start there, close to a sequence that the code names; 0: from any */
	bool steep; /* ... if the new clock is much slower than the old one */
	bool any;   /* it is right for any number of updates, of any values ... */
	u64 span;   /* ... if no read spans more than so many; 0: if it is not */
};

/* What was said of a pair. */
struct statement {
	int status;
	u32 kinds;
	bool claimed; /* for any number of updates ... */
	u64 span;     /* ... but for reads that span so many */
};

/* NULL if that is what the row has; what is not, else. */
static const char *complaint(const struct row *row, const struct statement *said)
{
	if (said->status > 1)
		return "there is no verdict";
	if (said->claimed && !row->any)
		return "this does not hold for any number of updates";
	if (said->claimed && said->span > row->span)
		return "this does not hold for reads that span so many updates";
	if ((row->from || row->steep) && !said->kinds)
		return said->claimed ? "no such claim may be made" : NULL;
	if (!row->kinds && said->kinds)
		return "it is right";
	if ((said->kinds & row->kinds) != row->kinds)
		return "it is wrong";
	if (said->kinds & ~row->kinds & TORN)
		return "it is not torn";
	return NULL;
}

static void parse_row(char *line, struct row *row)
{
	char *kind, *left;

	memset(row, 0, sizeof(*row));
	line[strcspn(line, "\n")] = '\0';
	for (unsigned int i = 0; i < COLUMNS; i++) {
		row->cells[i] = i == WHY ? line : strsep(&line, ",");
		if (!row->cells[i] || !*row->cells[i])
			fail_msg("a row of fewer cells than %d: %s", COLUMNS, row->cells[0]);
	}
	left = row->cells[MODEL];
	kind = strsep(&left, "/");
	while (row->model < MODELS && strcmp(kind, model_name(row->model)))
		row->model++;
	row->word = left ? (unsigned int)strtoul(left, NULL, 10) : 64;
	assert_true(row->word == 64 || row->word == 32);
	assert_true(row->model < MODELS);
	row->updates = (unsigned int)strtoul(row->cells[UPDATES], NULL, 10);
	left = row->cells[VERDICT];
	while (strcmp(row->cells[VERDICT], "clean") && (kind = strsep(&left, "+"))) {
		int violation = violation_kind_parse(kind);

		assert_true(violation >= 0 && violation < VIOLATIONS);
		row->kinds |= BIT(violation);
	}
	if (sscanf(row->cells[FOUND_BY], "from %" SCNu64, &row->from) == 1)
		assert_true(row->from && row->kinds);
	row->steep = !strcmp(row->cells[FOUND_BY], "steep");
	if (!row->from && !row->steep)
		assert_string_equal(row->cells[FOUND_BY], row->kinds ? "rows" : "-");
	row->any = !strcmp(row->cells[CLAIM], "any");
	assert_true(row->any ? !row->kinds : !strcmp(row->cells[CLAIM], "bounded"));
	row->span = strtoull(row->cells[SPAN], NULL, 10);
	assert_true(row->any == (row->span > 0));
}

/* What is wrong in a row of so many updates, from that sequence or, if it is 0, from any start. */
static u32 kinds_in_rows(const struct verify_options *options, const struct row *row)
{
	struct schedule schedule;
	u32 found = 0;

	for (unsigned int start = 0;
	     (found & row->kinds) != row->kinds &&
	     scenario_row(options->format, options->host, start, row->updates, &schedule);
	     start++) {
		if (row->from)
			schedule.sequence = row->from;
		if (row->steep)
			schedule.updates[0].rate = schedule.rate >> STEEP;
		verdict_free(&the_test_verdict);
		verify_schedule(the_test_machine, &the_test_oracle, options, &schedule,
				&the_test_verdict);
		found |= verdict_violations(&the_test_verdict);
	}
	return found;
}

/* After a violation verify() looks for others in short schedules alone: the rows of them are made here. */
static struct statement ask(const struct row *row)
{
	struct verify_options options =
		pair_options(row->cells[FORMAT], row->cells[HOST], row->cells[GUEST], row->model);
	const struct verdict *verdict;
	struct statement said = {.status = 2};

	options.word = row->word;
	options.wanted = row->kinds == TORN ? TORN : 0;
	options.budget = PAIR_BUDGET;
	verdict = pair_verify(&options);
	if (verdict->error[0]) {
		print_error("%s\n", verdict->error);
		return said;
	}
	said.status = verdict_status(verdict);
	said.kinds = verdict_violations(verdict);
	said.claimed = verdict->claim.any;
	said.span = verdict->claim.span;
	if (row->from || row->steep) /* which verify() does not have */
		assert_int_equal(kinds_in_rows(&options, row) & row->kinds, row->kinds);
	else if (said.kinds && (said.kinds & row->kinds) != row->kinds)
		said.kinds |= kinds_in_rows(&options, row);
	return said;
}

static void each_row(void (*look)(const struct row *row, void *context), void *context)
{
	FILE *file = fopen(EXPECTED, "r");
	char line[512];

	assert_non_null(file);
	assert_non_null(fgets(line, sizeof(line), file)); /* the names of the columns */
	while (fgets(line, sizeof(line), file)) {
		struct row row;

		parse_row(line, &row);
		look(&row, context);
	}
	fclose(file);
}

static void check_row(const struct row *row, void *context)
{
	struct statement said = ask(row);
	const char *wrong = complaint(row, &said);
	unsigned int *failed = context;

	if (!wrong)
		return;
	print_error("%s %s x %s, %s, word %u: status %d, violations 0x%x: %s (%s)\n",
		    row->cells[FORMAT], row->cells[HOST], row->cells[GUEST], row->cells[MODEL],
		    row->word, said.status, said.kinds, wrong, row->cells[WHY]);
	++*failed;
}

static void test_pairs(void **state)
{
	unsigned int failed = 0;

	(void)state;
	each_row(check_row, &failed);
	assert_int_equal(failed, 0);
}

/* Is this member, if it is one of these, in a row? */
struct wanted {
	const char *name;
	bool found;
};

/* The ids of code have underscores where names have hyphens. */
static bool is_name(const char *name, const char *id)
{
	while (*name && (*name == *id || (*name == '-' && *id == '_'))) {
		name++;
		id++;
	}
	return *name == *id;
}

static void find_name(const struct row *row, void *context)
{
	struct wanted *wanted = context;

	wanted->found |=
		is_name(row->cells[HOST], wanted->name) || is_name(row->cells[GUEST], wanted->name);
}

static void wants_row(const char *name, const char *file)
{
	struct wanted wanted = {.name = name};

	if (!strstr(file, "tests/proof/"))
		return;
	each_row(find_name, &wanted);
	if (!wanted.found)
		print_error("%s (%s) is in no row\n", name, file);
	assert_true(wanted.found);
}

static void test_all_are_in_the_table(void **state)
{
	const struct guest *guest;
	const struct host *host;

	(void)state;
	for (unsigned int i = 0; (host = registry_host(ENGINE_MACHINE, i)); i++)
		wants_row(host->name, host->file);
	for (unsigned int i = 0; (guest = registry_guest(ENGINE_MACHINE, i)); i++)
		wants_row(guest->name, guest->file);
}

/* What is asked of the table is asked of what is said as well. */
static void test_complaints(void **state)
{
	const struct row right = {.any = true, .span = 100}, wrong = {.kinds = TORN};
	const struct row bounded = {.span = 0}, late = {.kinds = STALE},
			 hidden = {.kinds = TORN, .from = 998};
	const struct statement clean = {0}, torn = {.status = 1, .kinds = TORN},
			       nothing = {.status = 2};
	const struct statement claim = {.claimed = true, .span = 100};
	const struct statement bold = {.claimed = true, .span = 101};
	const struct statement stale = {.status = 1, .kinds = STALE};

	(void)state;
	assert_null(complaint(&right, &clean));
	assert_null(complaint(&right, &claim));
	assert_non_null(complaint(&right, &bold));
	assert_non_null(complaint(&right, &torn));
	assert_non_null(complaint(&right, &nothing));
	assert_null(complaint(&wrong, &torn));
	assert_non_null(complaint(&wrong, &stale));
	assert_non_null(complaint(&wrong, &clean));
	assert_non_null(complaint(&wrong, &claim));
	assert_non_null(complaint(&late, &torn));
	assert_null(complaint(&late, &stale));
	assert_null(complaint(&bounded, &clean));
	assert_non_null(complaint(&bounded, &claim));
	assert_null(complaint(&hidden, &torn));
	assert_null(complaint(&hidden, &clean));
	assert_non_null(complaint(&hidden, &claim));
	assert_non_null(complaint(&hidden, &stale));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_complaints),
		cmocka_unit_test(test_all_are_in_the_table),
		cmocka_unit_test(test_pairs),
	};

	return cmocka_run_group_tests(tests, pair_set_up, pair_tear_down);
}
