/* Explanations: what hardware did is found again in the machine, with the same parameters. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
/* cmocka.h wants the first two before it. */
#include <cmocka.h>

#include "protocols/registry.h"
#include "analysis/explain.h"

#define ANCHOR ((1ull << 42) + 200) /* a tick earlier the time is still the same */
#define RATE (1ull << 24)	    /* 1/256 unit per tick */

/* Two generations, the newer one ahead at its anchor by so many units, as a race's plan puts it. */
static void make_violation(const struct format *format, s64 ahead, struct race_violation *violation)
{
	struct schedule start = {.tsc = ANCHOR - 3551, .value = 1ull << 40, .rate = RATE};
	struct update update = {
		.kind = UPDATE_STEP_FORWARD, .rate = RATE + RATE / 16, .step = ahead};
	struct race_generation *old = &violation->generations[0];
	struct race_generation *new = &violation->generations[1];

	memset(violation, 0, sizeof(*violation));
	violation->ngenerations = 2;
	violation->s = ANCHOR - 328;
	violation->e = ANCHOR + 2288;
	generation_first(format, &start, &old->generation);
	generation_next(format, &old->generation, &update, ANCHOR, ANCHOR, &new->generation);
	new->update.kind = UPDATE_FASTER;
	new->number = violation->stale = 1;
	violation->value = generation_time(format, &new->generation, ANCHOR - 300);
}

#define STOPPED 60000 /* ticks from a host's anchor to its first store */

/*
 * Two generations, the newer one slower, whose host was stopped between the TSC of its anchor and its first store; or was not. The
 * read sampled the TSC meanwhile, and then met all of the newer one.
 */
static void make_late(const struct format *format, bool stopped, struct race_violation *violation)
{
	struct schedule start = {.tsc = ANCHOR - 3551, .value = 1ull << 40, .rate = RATE};
	struct update update = {.kind = UPDATE_SLOWER, .rate = RATE - RATE / 16};
	struct race_generation *old = &violation->generations[0];
	struct race_generation *new = &violation->generations[1];

	memset(violation, 0, sizeof(*violation));
	violation->kind = VIOLATION_STALE;
	violation->ngenerations = 2;
	violation->s = ANCHOR + STOPPED - 9000;
	violation->e = ANCHOR + STOPPED + 2288;
	generation_first(format, &start, &old->generation);
	generation_next(format, &old->generation, &update, ANCHOR, ANCHOR, &new->generation);
	new->update.kind = UPDATE_SLOWER;
	new->number = violation->stale = 1;
	new->begin = ANCHOR + 40;
	new->end = stopped ? ANCHOR + STOPPED + 500 : ANCHOR + 90;
	violation->value = generation_time(format, &new->generation, ANCHOR + STOPPED - 8000);
}

static const struct findings here = {.folder = "."};

static enum explained explain_violation(struct race_options *race, const char *host,
					const char *guest, const struct race_violation *violation,
					char *path, size_t size)
{
	struct machine *machine = machine_new();
	struct finding finding;
	struct oracle oracle;
	enum explained explained;
	bool known;

	race->host = registry_find_host(ENGINE_MACHINE, race->format, host);
	race->guest = registry_find_guest(ENGINE_MACHINE, race->format, guest);
	assert_non_null(race->host);
	assert_non_null(race->guest);
	assert_non_null(machine);
	assert_true(oracle_init(&oracle));
	explained = explain(race, violation, &here, &finding, machine, &oracle, path, size, &known);
	oracle_free(&oracle);
	machine_free(machine);
	return explained;
}

static enum explained explain_pair(const char *guest, enum violation kind, s64 ahead, char *path,
				   size_t size)
{
	struct race_options race = {.format = registry_find_format("hyperv-tsc")};
	struct race_violation violation;

	make_violation(race.format, ahead, &violation);
	violation.kind = kind;
	return explain_violation(&race, "single-store", guest, &violation, path, size);
}

static enum explained explain_late(const char *format, const char *host, const char *guest,
				   bool stopped, char *path, size_t size)
{
	struct race_options race = {.format = registry_find_format(format)};
	struct race_violation violation;

	assert_non_null(race.format);
	make_late(race.format, stopped, &violation);
	return explain_violation(&race, host, guest, &violation, path, size);
}

/* A plain TSC that was sampled shortly before the update is a value of the future. */
static void test_an_early_tsc_is_explained(void **state)
{
	char path[512];

	(void)state;
	assert_int_equal(explain_pair("hv-seed", VIOLATION_STALE, 5, path, sizeof(path)),
			 EXPLAINED);
	unlink(path);
}

/* The old clock shortly after the update: long after it, the new one gives that value as well. */
static void test_a_late_tsc_is_explained(void **state)
{
	char path[512];

	(void)state;
	assert_int_equal(explain_pair("hv-no-recheck", VIOLATION_STALE, 20, path, sizeof(path)),
			 EXPLAINED);
	unlink(path);
}

/*
 * The new clock at a TSC from before its first store, of which the host was stopped far behind the anchor: it goes back there by
 * what it has lost since, and the finding has that as a step.
 */
static void test_a_stopped_host_is_explained(void **state)
{
	char path[512];

	(void)state;
	assert_int_equal(explain_late("commpage", "generation-bare", "nanotime-lfence", true, path,
				      sizeof(path)),
			 EXPLAINED);
	unlink(path);
	/* its first store was seen at once, and the clock is none that goes back */
	assert_int_equal(explain_late("commpage", "generation-bare", "nanotime-lfence", false, path,
				      sizeof(path)),
			 EXPLAINED_NOT);
}

/* A sequence that is stored once, at the end, keeps nobody waiting. */
static void test_what_cannot_be_is_not(void **state)
{
	char path[512];

	(void)state;
	assert_int_equal(explain_pair("hv-seed", VIOLATION_STUCK, 5, path, sizeof(path)),
			 EXPLAINED_NOT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_an_early_tsc_is_explained),
		cmocka_unit_test(test_a_late_tsc_is_explained),
		cmocka_unit_test(test_a_stopped_host_is_explained),
		cmocka_unit_test(test_what_cannot_be_is_not),
	};

	return cmocka_run_group_tests_name("explain", tests, NULL, NULL);
}
