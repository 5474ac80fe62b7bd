/*
 * The machine against brute force, as test_brute.c has it, for shipped pairs and 40 of the mutants: by
 * label, with the values of two seeds, of 1, 2, 9 and 11 updates, and of all kinds of 1 and 2 updates, each as far as
 * brute force comes in its time. Without real retries, which the pairs of test_brute.c have. 9 and 11: what verify
 * claims of any number of updates rests on rows of 7 to 9, and one or two more are to add nothing that differs.
 *
 * How far that is takes four times as long to find out as to compare: every.reach has it. What it has is to be the
 * same, and what it has as too much is not tried. A pair that it has for other models alone (none of the two
 * with words of 32 bits is there) is compared as far as it goes. One that it has not at all is not compared: how many is
 * told, and they are to become no more. `test_brute_every reach [MODEL]` prints that file anew.
 */
#include "two_programs.h"

#include "lib/lot.h"
#include "lib/only.h"

#define MUTANTS_TAKEN 40 /* of so many stretches of the table */
#define STRETCH 15
#define NOT_COMPARED 238 /* pairs that every.reach has not: those of the newest hosts and guests */
#define KINDS_MOST 2	 /* of updates, the first of these numbers: all kinds of them */

static const unsigned int updates[] = {1, 2, 9, 11};

/* What is compared of a pair, each with more and more updates. */
static const struct {
	const char *schedule;
	size_t most;
} runs[] = {{"labels:%u:1", 4}, {"labels:%u:2", 4}, {"all:%u", KINDS_MOST}};

#define RUNS ARRAY_SIZE(runs)
#define NONE 'r' /* brute force refuses it; else a digit: how many of updates[] were the same */

enum answer { SAME, DIFFERS, TOO_MUCH, REFUSED };

struct tally {
	const char *model;
	bool afresh;	     /* every.reach is to be made */
	unsigned int one_in; /* of so many shipped pairs */
	unsigned int answers[REFUSED + 1];
	unsigned int same[ARRAY_SIZE(updates)];
	unsigned int outdated, unknown;
};

static enum answer compare(const char *arguments)
{
	char *brute, *machine = NULL;
	int status = program_run(BRUTE_OUTCOMES, arguments, &brute);
	enum answer answer = status == 2 ? REFUSED : TOO_MUCH;

	if (!status) {
		answer = !program_run(MACHINE_OUTCOMES, arguments, &machine) &&
					 !strcmp(brute, machine)
				 ? SAME
				 : DIFFERS;
		if (answer == DIFFERS)
			show_difference(arguments, brute, machine);
	}
	free(brute);
	free(machine);
	return answer;
}

/* One of runs[], until brute force doesn't come to its end any more. How far it came. */
static char compare_run(const char *pair, size_t run, struct tally *tally)
{
	unsigned int i = 0;
	enum answer answer = SAME;

	while (i < runs[run].most && answer == SAME) {
		char arguments[256], kinds[32];

		snprintf(kinds, sizeof(kinds), runs[run].schedule, updates[i]);
		snprintf(arguments, sizeof(arguments), "%s %s 0 %s", pair, tally->model, kinds);
		answer = compare(arguments);
		if (!i || answer == DIFFERS)
			tally->answers[answer]++;
		if (answer == SAME)
			tally->same[i++]++;
	}
	return !i && answer == REFUSED ? NONE : (char)('0' + i);
}

/* One of runs[], as far as it is known to go. */
static void compare_known(const char *pair, size_t run, char known, struct tally *tally)
{
	if (known == NONE || known == '0') {
		tally->answers[known == NONE ? REFUSED : TOO_MUCH]++;
		return;
	}
	for (unsigned int i = 0; i < (unsigned int)(known - '0'); i++) {
		char arguments[256], kinds[32];
		enum answer answer;

		snprintf(kinds, sizeof(kinds), runs[run].schedule, updates[i]);
		snprintf(arguments, sizeof(arguments), "%s %s 0 %s", pair, tally->model, kinds);
		answer = compare(arguments);
		tally->answers[answer] += !i || answer == DIFFERS;
		tally->same[i] += answer == SAME;
		if (answer == TOO_MUCH || answer == REFUSED) {
			print_message("%s: brute force doesn't come so far\n", arguments);
			tally->outdated++;
		}
	}
}

/* The next line of a table that is no remark; false past the last. */
static bool next_row(FILE *table, char *line, int size)
{
	do
		if (!fgets(line, size, table))
			return false;
	while (*line == '#' || *line == '\n');
	return true;
}

enum reach { REACH_KNOWN, REACH_OTHERS, REACH_NONE };

/* Of "MODEL FORMAT HOST GUEST DIGITS", the digits of this pair, if it is there; or is it there for other models? */
static enum reach reach_of(const char *pair, const struct tally *tally, char known[RUNS + 1])
{
	char line[256], wanted[256];
	FILE *table = fopen(REACH, "r");
	enum reach reach = REACH_NONE;

	assert_non_null(table);
	snprintf(wanted, sizeof(wanted), " %s ", pair);
	while (reach != REACH_KNOWN && next_row(table, line, sizeof(line))) {
		const char *found = strstr(line, wanted);

		if (!found)
			continue;
		reach = REACH_OTHERS;
		if (strncmp(line, tally->model, (size_t)(found - line)) ||
		    strlen(tally->model) != (size_t)(found - line))
			continue;
		assert_int_equal(sscanf(found + strlen(wanted), "%3[r0-4]", known), 1);
		reach = REACH_KNOWN;
	}
	fclose(table);
	return reach;
}

/* false: brute force refuses the pair. Hosts that compute their own parameters have no labels. */
static bool compare_all(const char *pair, struct tally *tally)
{
	char reached[RUNS + 1] = {0};
	enum reach reach = tally->afresh ? REACH_OTHERS : reach_of(pair, tally, reached);

	if (reach == REACH_NONE) {
		tally->unknown++;
		return true;
	}
	if (reach == REACH_KNOWN) {
		for (size_t run = 0; run < RUNS; run++)
			compare_known(pair, run, reached[run], tally);
	} else {
		for (size_t run = 0; run < RUNS; run++)
			reached[run] = compare_run(pair, run, tally);
	}
	if (tally->afresh)
		printf("%s %s %s\n", tally->model, pair, reached);
	return reached[RUNS - 1] != NONE;
}

static void compare_shipped(struct tally *tally)
{
	char line[1024], format[64], host[64], guest[64], pair[256];
	FILE *table = fopen(MATRIX, "r");

	assert_non_null(table);
	while (next_row(table, line, sizeof(line))) {
		assert_int_equal(sscanf(line, "%63s %63s %63s", format, host, guest), 3);
		snprintf(pair, sizeof(pair), "%s %s %s", format, host, guest);
		if (tally->afresh || lot(host, guest, 0) % tally->one_in == 0)
			compare_all(pair, tally);
	}
	fclose(table);
}

/* From each stretch of the table, the first that brute force can play out. */
static void compare_mutants(struct tally *tally)
{
	char line[1024], host[64], guest[64], pair[256];
	FILE *table = fopen(MUTANTS, "r");
	unsigned int row = 0, taken = 0;

	assert_non_null(table);
	assert_true(next_row(table, line, sizeof(line))); /* the names of the columns */
	for (; taken < MUTANTS_TAKEN && next_row(table, line, sizeof(line)); row++) {
		if (row < taken * STRETCH)
			continue;
		assert_int_equal(sscanf(line, "%63[^,],%63[^,]", host, guest), 2);
		snprintf(pair, sizeof(pair), "hyperv-tsc %s %s", host, guest);
		taken += compare_all(pair, tally);
	}
	fclose(table);
	assert_int_equal(taken, MUTANTS_TAKEN);
}

static void compare_every(const char *model, unsigned int one_in, unsigned int least,
			  unsigned int longest)
{
	struct tally tally = {.model = model, .one_in = one_in};

	compare_shipped(&tally);
	compare_mutants(&tally);
	print_message("%s: the same: %u of 1 update, %u of 2, %u of 9, %u of 11; %u differ, %u too "
		      "much, %u refused; %u pairs not in every.reach are not compared\n",
		      model, tally.same[0], tally.same[1], tally.same[2], tally.same[3],
		      tally.answers[DIFFERS], tally.answers[TOO_MUCH], tally.answers[REFUSED],
		      tally.unknown);
	assert_int_equal(tally.answers[DIFFERS], 0);
	assert_int_equal(tally.outdated, 0);
	assert_in_range(tally.unknown, 0, NOT_COMPARED);
	assert_in_range(tally.same[0], least, ~0u);
	assert_in_range(tally.same[3], longest, ~0u);
}

/* Of one model, or of all if it is NULL. */
static int print_reach(const char *model)
{
	static const char *const models[] = {"sc",   "x86",    "x86-manual",
					     "weak", "x86/32", "weak/32"};

	printf("# How far brute force comes with each pair (test_brute_every.c): of 1, 2, 9 and "
	       "11\n"
	       "# updates by label, with the values of two seeds, and of 1 and 2 updates of all\n"
	       "# kinds, how many it plays out; r: it refuses the pair.\n");
	for (size_t i = 0; i < ARRAY_SIZE(models); i++) {
		struct tally tally = {.model = models[i], .afresh = true};

		if (model && strcmp(model, models[i]))
			continue;
		compare_shipped(&tally);
		compare_mutants(&tally);
		fflush(stdout);
		if (tally.answers[DIFFERS])
			return 1;
	}
	return 0;
}

/* With words of 32 bits, half of all that brute force takes, every other pair is compared. */
#define SLOW(name, model, one_in, least, longest)                                                  \
	static void slow_##name(void **state)                                                      \
	{                                                                                          \
		(void)state;                                                                       \
		compare_every(model, one_in, least, longest);                                      \
	}

SLOW(sc, "sc", 1, 300, 80)
SLOW(x86, "x86", 1, 300, 80)
SLOW(late, "x86-manual", 1, 300, 30)
SLOW(weak, "weak", 1, 250, 10)
SLOW(x86_halves, "x86/32", 2, 125, 0)
SLOW(weak_halves, "weak/32", 2, 100, 0)

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(slow_sc),	   cmocka_unit_test(slow_x86),
		cmocka_unit_test(slow_late),	   cmocka_unit_test(slow_weak),
		cmocka_unit_test(slow_x86_halves), cmocka_unit_test(slow_weak_halves),
	};

	if (argc > 1 && !strcmp(argv[1], "reach"))
		return print_reach(argv[2]);
	only(argc, argv);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
