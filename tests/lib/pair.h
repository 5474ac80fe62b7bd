/*
 * What the tests of the machine share: one machine, one oracle, verify() of a pair by its names,
 * and all reads of a guest against one schedule, each shown to the test.
 */
#ifndef WARPAGE_TEST_PAIR_H
#define WARPAGE_TEST_PAIR_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
/* cmocka.h wants the first two before it. */
#include <cmocka.h>

#include "clock/scenario.h"
#include "protocols/registry.h"
#include "verify/verify.h"

#define BIT(violation) (1u << (violation))
#define TORN BIT(VIOLATION_TORN)
#define STALE BIT(VIOLATION_STALE)
#define BACKWARDS BIT(VIOLATION_BACKWARDS)
#define STUCK BIT(VIOLATION_STUCK)
#define WRONG_FALLBACK BIT(VIOLATION_WRONG_FALLBACK)
#define ARITHMETIC BIT(VIOLATION_ARITHMETIC)
#define PAIR_BUDGET 300000 /* executions after the first violation, as the command has it */

static struct machine *the_test_machine;
static struct oracle the_test_oracle;
static struct verdict the_test_verdict;

static inline int pair_set_up(void **state)
{
	(void)state;
	the_test_machine = machine_new();
	return the_test_machine && oracle_init(&the_test_oracle) ? 0 : -1;
}

static inline int pair_tear_down(void **state)
{
	(void)state;
	verdict_free(&the_test_verdict);
	oracle_free(&the_test_oracle);
	machine_free(the_test_machine);
	return 0;
}

static inline struct verify_options pair_options(const char *format, const char *host,
						 const char *guest, enum model model)
{
	struct verify_options options = {.model = model, .word = 64, .updates = 2, .retries = 3};

	options.format = registry_find_format(format);
	assert_non_null(options.format);
	options.host = registry_find_host(ENGINE_MACHINE, options.format, host);
	options.guest = registry_find_guest(ENGINE_MACHINE, options.format, guest);
	if (!options.host || !options.guest)
		print_error("no %s or no %s\n", host, guest);
	assert_non_null(options.host);
	assert_non_null(options.guest);
	return options;
}

/* The verdict stands until the next call. */
static inline const struct verdict *pair_verify(const struct verify_options *options)
{
	verdict_free(&the_test_verdict);
	verify(the_test_machine, &the_test_oracle, options, &the_test_verdict);
	return &the_test_verdict;
}

static inline const struct verdict *pair_verdict(const char *host, const char *guest,
						 enum model model)
{
	struct verify_options options = pair_options("hyperv-tsc", host, guest, model);

	return pair_verify(&options);
}

/* The pair is clean, something was tested, and nothing was left out. */
static inline void pair_clean(const char *host, const char *guest, enum model model)
{
	const struct verdict *verdict = pair_verdict(host, guest, model);

	if (verdict_status(verdict))
		print_error("%s x %s, %s: violations 0x%x, accepted %lu %s\n", host, guest,
			    model_name(model), verdict_violations(verdict),
			    (unsigned long)verdict->accepted, verdict->error);
	assert_int_equal(verdict_status(verdict), 0);
	assert_true(verdict->accepted > 0);
	assert_true(verdict->overlapped > 0);
}

/* The pair shows all of these violations, of which verify does not look for more once it has some. */
static inline void pair_shows(const char *host, const char *guest, enum model model, u32 violations)
{
	struct verify_options options = pair_options("hyperv-tsc", host, guest, model);
	const struct verdict *verdict;

	options.budget = PAIR_BUDGET;
	verdict = pair_verify(&options);
	if ((verdict_violations(verdict) & violations) != violations || verdict->error[0])
		print_error("%s x %s, %s: violations 0x%x, not 0x%x; accepted %lu %s\n", host,
			    guest, model_name(model), verdict_violations(verdict), violations,
			    (unsigned long)verdict->accepted, verdict->error);
	assert_string_equal(verdict->error, "");
	assert_int_equal(verdict_violations(verdict) & violations, violations);
}

/* A schedule of one update of that kind; the rest is for the test to change. */
static inline struct schedule one_update(enum update_kind kind)
{
	struct schedule schedule = {.sequence = 2,
				    .tsc = 10000,
				    .value = 10000,
				    .rate = 1u << 31,
				    .tail = 50,
				    .nupdates = 1};
	struct update *update = &schedule.updates[0];

	*update = (struct update){
		.kind = kind, .rate = 1u << 31, .hold = 1000, .gap = 10, .dies_after = -1};
	if (kind == UPDATE_SLOWER)
		update->rate /= 2;
	if (kind == UPDATE_FASTER)
		update->rate += update->rate / 2;
	if (kind == UPDATE_STEP_FORWARD)
		update->step = 1000;
	if (kind == UPDATE_STEP_BACK)
		update->step = -500;
	return schedule;
}

/* The host's run with the plainest choices. */
static inline const struct log *run_host(const struct verify_options *options,
					 const struct schedule *schedule)
{
	static struct choice choice;
	struct machine_options machine = {.format = options->format,
					  .model = options->model,
					  .word = options->word,
					  .retries = options->retries,
					  .poison = 0xa5,
					  .every_load = true};

	machine_setup(the_test_machine, &machine);
	choice_replay(&choice, NULL, 0);
	if (!machine_host(the_test_machine, options->host, schedule, &choice))
		return NULL;
	return machine_log(the_test_machine);
}

typedef void pair_look(const struct read *read, enum violation violation, void *context);

/*
 * Every read of the guest against every run of the host with this schedule. Returns the
 * violations; look() may be NULL.
 */
static inline u32 explore(const struct verify_options *options, const struct schedule *schedule,
			  pair_look *look, void *context)
{
	static struct choice host_choice, choice;
	struct machine_options machine = {.format = options->format,
					  .model = options->model,
					  .word = options->word,
					  .retries = options->retries,
					  .poison = 0xa5,
					  .every_load = true};
	struct step_back step_back;
	u32 violations = 0;

	machine_setup(the_test_machine, &machine);
	choice_exhaustive(&host_choice);
	do {
		choice_begin(&host_choice);
		assert_true(machine_host(the_test_machine, options->host, schedule, &host_choice));
		if (machine_log(the_test_machine)->asleep)
			continue;
		oracle_begin(&the_test_oracle, the_test_machine, options->format);
		choice_exhaustive(&choice);
		do {
			const struct read *read;
			enum violation violation;
			bool interesting;

			choice_begin(&choice);
			read = machine_read(the_test_machine, options->guest, &choice);
			assert_int_not_equal(read->end, READ_ERROR);
			violation = oracle_judge(&the_test_oracle, read, &interesting);
			oracle_remember(&the_test_oracle, read, violation, choice.taken, choice.n);
			if (violation != VIOLATION_NONE)
				violations |= BIT(violation);
			if (look)
				look(read, violation, context);
		} while (choice_next(&choice));
		if (oracle_backwards(&the_test_oracle, &step_back) && step_back.blame != BLAME_TSC)
			violations |= BACKWARDS;
	} while (choice_next(&host_choice));
	return violations;
}

#endif
