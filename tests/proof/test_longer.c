/*
 * What verify() claims for any number of updates and any values, against rows of one and two updates more than
 * those that it rests on, with values drawn at random (drawn.h) and judged by value: of a pair with a claim nothing
 * may come up. So the judging by label, the cut of updates and the bound itself are in none of what is compared.
 */
#include "drawn.h"
#include "lib/lot_pairs.h"
#include "lib/pair.h"
#include "mutants/mutants_table.h"

#include <inttypes.h>

#define JUDGED (TORN | STALE | BACKWARDS | STUCK | WRONG_FALLBACK)
#define SETS 2		   /* of values */
#define ROW_MOST 200000	   /* executions of one row */
#define UNCUT 3000	   /* ... random ones, where nothing is left out */
#define MUTANTS_EACH 6	   /* one of so many pairs */
#define MUTANTS_CLAIMED 40 /* at least, in all models */
#define UNCLAIMED_ROW 8
#define REASONS 32
#define MEMBERS 128

static const enum model models[MUTANT_MODELS] = {MODEL_SC, MODEL_X86, MODEL_WEAK};

/* What of all was seen. */
static struct tally {
	unsigned int asked, claimed, rows, whole;
	unsigned int torn, torn_found, clean, clean_claimed, wrong, wrong_found;
	u64 executions;
	unsigned int nreasons;
	struct reason {
		const char *why;
		unsigned int n;
	} reasons[REASONS];
} tally;

/*
 * How reads are explored: all, as verify() does; or random ones, with each moment of each load, or with a retry
 * where rounds are cut.
 */
enum exploration { WAY_PRUNED, WAY_EVERY_LOAD, WAY_RETRIES };

static void set_up_machine(const struct verify_options *options, enum exploration way)
{
	struct machine_options machine = {.format = options->format,
					  .model = options->model,
					  .word = options->word,
					  .retries = way == WAY_RETRIES ? 1 : options->retries,
					  .poison = 0xa5,
					  .unpruned = way == WAY_RETRIES,
					  .every_load = way == WAY_EVERY_LOAD};

	machine_setup(the_test_machine, &machine);
}

/* Another read of the log at hand, and what is wrong with it. */
static u32 judge_read(const struct verify_options *options, struct choice *choice)
{
	const struct read *read;
	enum violation violation;
	bool interesting;

	choice_begin(choice);
	read = machine_read(the_test_machine, options->guest, choice);
	assert_int_not_equal(read->end, READ_ERROR);
	violation = oracle_judge(&the_test_oracle, read, &interesting);
	oracle_remember(&the_test_oracle, read, violation, choice->taken, choice->n);
	return violation == VIOLATION_NONE ? 0 : BIT(violation);
}

/* Reads of one row, by value: what is wrong. */
static u32 judge_row(const struct verify_options *options, const struct schedule *schedule,
		     enum exploration way)
{
	static struct choice host_choice, choice;
	u64 executions = 0, most = way == WAY_PRUNED ? ROW_MOST : UNCUT;
	struct step_back step_back;
	u32 violations = 0;
	bool more = true;

	set_up_machine(options, way);
	choice_exhaustive(&host_choice);
	do {
		choice_begin(&host_choice);
		if (!machine_host(the_test_machine, options->host, schedule, &host_choice))
			fail_msg("%s: %s", options->host->name, machine_error(the_test_machine));
		oracle_begin(&the_test_oracle, the_test_machine, options->format);
		if (way == WAY_PRUNED)
			choice_exhaustive(&choice);
		else
			choice_strategy(&choice, &strategy_rf, SEARCH_DEPTH, most);
		do {
			violations |= judge_read(options, &choice) & JUDGED;
			more = choice_next(&choice);
		} while (more && ++executions < most && !violations);
		if (oracle_backwards(&the_test_oracle, &step_back) && step_back.blame != BLAME_TSC)
			violations |= BACKWARDS;
	} while (executions < most && !violations && choice_next(&host_choice));
	if (way == WAY_PRUNED) {
		tally.rows++;
		tally.whole += !more;
	}
	tally.executions += executions;
	return violations;
}

/* A sequence at which the code of this pair does something else; 0 for none that is known. */
static u64 special_of(const struct verify_options *options)
{
	const char *digits = options->host->name + strlen(options->host->name);

	while (digits > options->host->name && digits[-1] >= '0' && digits[-1] <= '9')
		digits--;
	return strtoull(digits, NULL, 10);
}

static u32 judge_ways(const struct verify_options *options, const struct schedule *schedule)
{
	u32 violations = 0;

	for (enum exploration way = WAY_PRUNED; way <= WAY_RETRIES && !violations; way++)
		violations = judge_row(options, schedule, way);
	return violations;
}

/* Rows of so many updates, from each kind of start. What is wrong, and in which row. */
static u32 judge_beyond(const struct verify_options *options, unsigned int nupdates,
			struct schedule *schedule)
{
	u64 special = special_of(options);
	u32 violations = 0;

	for (u64 set = 0; set < SETS; set++)
		for (int start = 0; start < DRAWN_STARTS && !violations; start++) {
			u64 state = set << 32 | nupdates << 8 | (u64)start;

			drawn_schedule(&state, options->format, options->host, nupdates,
				       (enum drawn_start)start, special, schedule);
			violations = judge_ways(options, schedule);
		}
	return violations;
}

/* Nothing may be wrong of what is claimed to hold with so many updates; true if something is. */
static bool refuted(const struct verify_options *options, unsigned int updates, bool tell)
{
	struct schedule schedule;

	for (unsigned int n = updates + 1; n <= updates + 2 && n <= UPDATES_MAX; n++) {
		u32 violations = judge_beyond(options, n, &schedule);

		if (!violations)
			continue;
		if (tell)
			print_error("%s x %s, %s: claimed with %u updates, but 0x%x with %u from "
				    "0x%" PRIx64 "\n",
				    options->host->name, options->guest->name,
				    model_name(options->model), updates, violations, n,
				    schedule.sequence);
		return true;
	}
	return false;
}

static volatile int stop;

/* Short schedules are enumerated where there is no proof: not asked for here. */
static void stop_without_proof(void *watcher, const struct verify_options *options,
			       const struct verdict *verdict)
{
	(void)watcher;
	(void)options;
	stop = verdict->schedules > 0;
}

static const struct claim *claim_of(struct verify_options *options)
{
	stop = 0;
	options->first_only = true;
	options->stop = &stop;
	options->watch = stop_without_proof;
	tally.asked++;
	return &pair_verify(options)->claim;
}

static void count_reason(const char *why)
{
	unsigned int i = 0;

	while (i < tally.nreasons && strcmp(tally.reasons[i].why, why))
		i++;
	assert_true(i < REASONS);
	if (i == tally.nreasons)
		tally.reasons[tally.nreasons++].why = why;
	tally.reasons[i].n++;
}

static void tell_tally(const char *name)
{
	print_message("%s: %u claimed of %u; %u rows, %u whole; %" PRIu64 " executions\n", name,
		      tally.claimed, tally.asked, tally.rows, tally.whole, tally.executions);
	if (tally.torn)
		print_message(
			"torn: %u, %u of them by these values; clean of tears: %u, %u of them "
			"claimed, %u wrong, %u of them by these values\n",
			tally.torn, tally.torn_found, tally.clean, tally.clean_claimed, tally.wrong,
			tally.wrong_found);
	for (unsigned int i = 0; i < tally.nreasons; i++)
		print_message("  not %u: %s\n", tally.reasons[i].n, tally.reasons[i].why);
}

static int begin_tally(void **state)
{
	(void)state;
	memset(&tally, 0, sizeof(tally));
	return 0;
}

/* Hosts and guests, but for mutants; to ask for one by its number takes long where those are, too. */
static struct members {
	unsigned int nhosts, nguests;
	const struct host *hosts[MEMBERS];
	const struct guest *guests[MEMBERS];
} members;

static bool is_mutant(const char *file)
{
	return strstr(file, "tests/mutants/");
}

static void find_members(void)
{
	const struct guest *guest;
	const struct host *host;

	for (unsigned int i = 0; (host = registry_host(ENGINE_MACHINE, i)); i++)
		if (!is_mutant(host->file)) {
			assert_true(members.nhosts < MEMBERS);
			members.hosts[members.nhosts++] = host;
		}
	for (unsigned int i = 0; (guest = registry_guest(ENGINE_MACHINE, i)); i++)
		if (!is_mutant(guest->file)) {
			assert_true(members.nguests < MEMBERS);
			members.guests[members.nguests++] = guest;
		}
}

/* What is claimed of a pair is held against longer rows; how often that fails. */
static unsigned int check_claim(struct verify_options *options)
{
	const struct claim *claim = claim_of(options);

	tally.claimed += claim->any;
	if (claim->any)
		return refuted(options, claim->updates, true);
	count_reason(claim->why ? claim->why : "it is wrong");
	return 0;
}

/* The pairs of warpage itself and those that are made to have simpler proofs fail. */
static void test_protocols(void **state)
{
	unsigned int failed = 0;

	(void)state;
	find_members();
	for (unsigned int h = 0; h < members.nhosts; h++)
		for (unsigned int g = 0; g < members.nguests; g++)
			for (unsigned int m = 0; m < ARRAY_SIZE(models); m++) {
				const struct host *host = members.hosts[h];
				const struct guest *guest = members.guests[g];
				struct verify_options options;

				/* of pairs that neither is of warpage itself, some */
				if (strcmp(host->format, guest->format) ||
				    (!lot_ships(host->file) && !lot_ships(guest->file) &&
				     (h + g + m) % 4))
					continue;
				options = pair_options(host->format, host->name, guest->name,
						       models[m]);
				failed += check_claim(&options);
			}
	tell_tally("protocols");
	assert_int_equal(failed, 0);
	assert_true(tally.claimed > 40);
	assert_int_equal(tally.whole, tally.rows);
}

/* A mutant that is torn by two updates must not be claimed, and is found by these values, too. */
static unsigned int check_torn(struct verify_options *options)
{
	struct schedule schedule;
	unsigned int failed = claim_of(options)->any;

	if (failed)
		print_error("%s x %s, %s: claimed, but torn\n", options->host->name,
			    options->guest->name, model_name(options->model));
	tally.torn++;
	tally.torn_found += judge_beyond(options, UNCLAIMED_ROW, &schedule) != 0;
	return failed;
}

/* One that is not torn is claimed, or is wrong otherwise, by these values, too, or its code is refused. */
static unsigned int check_clean(struct verify_options *options)
{
	unsigned int claimed = tally.claimed, failed = check_claim(options);

	tally.clean++;
	if (claimed < tally.claimed) {
		tally.clean_claimed++;
	} else if (!the_test_verdict.claim.why) {
		tally.wrong++;
		tally.wrong_found += refuted(options, UNCLAIMED_ROW - 1, false);
	}
	return failed;
}

static void test_mutants(void **state)
{
	struct mutant_pair *pairs;
	size_t npairs = mutant_pairs_read(PAIRS, &pairs);
	unsigned int failed = 0;

	(void)state;
	for (size_t i = 0; i < npairs; i += MUTANTS_EACH)
		for (unsigned int m = 0; m < MUTANT_MODELS; m++) {
			struct verify_options options;

			if (pairs[i].expected[m] == MUTANT_NOT_ASKED)
				continue;
			options = pair_options("hyperv-tsc", pairs[i].host, pairs[i].guest,
					       models[m]);
			failed += pairs[i].expected[m] == MUTANT_TORN ? check_torn(&options)
								      : check_clean(&options);
		}
	free(pairs);
	tell_tally("mutants");
	assert_int_equal(failed, 0);
	assert_int_equal(tally.torn_found, tally.torn);
	assert_int_equal(tally.wrong_found, tally.wrong);
	assert_true(tally.clean_claimed >= MUTANTS_CLAIMED);
}

/* Claims that are made up: with too few updates they are refuted, and right ones are not. */
static void test_too_few_updates(void **state)
{
	static const struct {
		const char *host, *guest;
		unsigned int updates;
		bool holds;
	} made_up[] = {
		{"odd-even", "mask-4", 4, true}, /* torn by 7 across the wrap */
		{"odd-even", "mask-4", 6, false},
		{"odd-even", "mask-5", 12, true}, /* ... by 15 */
		{"odd-even", "mask-5", 14, false},
		{"forgets-after-12", "hv-spin-even", 10, true}, /* by the 13th */
		{"forgets-after-12", "hv-spin-even", 12, false},
		{"no-odd-at-1000", "hv-spin-even", 7, false}, /* at one sequence */
		{"odd-even", "hv-spin-even", 7, true},
	};

	(void)state;
	for (unsigned int i = 0; i < ARRAY_SIZE(made_up); i++) {
		struct verify_options options =
			pair_options("hyperv-tsc", made_up[i].host, made_up[i].guest, MODEL_X86);

		if (refuted(&options, made_up[i].updates, made_up[i].holds) == made_up[i].holds)
			fail_msg("%s x %s: %u updates", made_up[i].host, made_up[i].guest,
				 made_up[i].updates);
	}
}

static bool blind; /* by label no read is wrong */

enum violation __real_oracle_judge_structure(const struct oracle *oracle, const struct read *read,
					     bool decides, bool *told);
enum violation __wrap_oracle_judge_structure(const struct oracle *oracle, const struct read *read,
					     bool decides, bool *told);
void __real_oracle_remember_structure(struct oracle *oracle, const struct read *read);
void __wrap_oracle_remember_structure(struct oracle *oracle, const struct read *read);

enum violation __wrap_oracle_judge_structure(const struct oracle *oracle, const struct read *read,
					     bool decides, bool *told)
{
	enum violation violation = __real_oracle_judge_structure(oracle, read, decides, told);

	*told = *told || blind;
	return blind ? VIOLATION_NONE : violation;
}

void __wrap_oracle_remember_structure(struct oracle *oracle, const struct read *read)
{
	if (!blind)
		__real_oracle_remember_structure(oracle, read);
}

/* A proof that takes no read for wrong claims what the right one does not, and the claim is refuted. */
static void test_broken_proof(void **state)
{
	static const struct {
		const char *host, *guest;
		enum model model;
	} wrong[] = {
		{"odd-even", "tsc-first-loose", MODEL_WEAK}, /* torn */
		{"odd-even", "hv-deferred", MODEL_X86},	     /* stale */
	};

	(void)state;
	for (unsigned int i = 0; i < ARRAY_SIZE(wrong); i++) {
		struct verify_options options =
			pair_options("hyperv-tsc", wrong[i].host, wrong[i].guest, wrong[i].model);

		assert_false(claim_of(&options)->any);
		blind = true;
		assert_true(claim_of(&options)->any);
		blind = false;
		assert_true(refuted(&options, the_test_verdict.claim.updates, false));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_too_few_updates),
		cmocka_unit_test(test_broken_proof),
		cmocka_unit_test_setup(test_protocols, begin_tally),
		cmocka_unit_test_setup(test_mutants, begin_tally),
	};

	return cmocka_run_group_tests(tests, pair_set_up, pair_tear_down);
}
