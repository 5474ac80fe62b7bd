/*
 * The machine against brute force, as test_brute.c has it, for all pairs that are shipped and 40 of the mutants: by
 * label, with the values of two seeds, of 1, 2, 9 and 11 updates, and of all kinds of 1 and 2 updates, each as far as
 * brute force comes in its time. Without real retries, which the pairs of test_brute.c have. 9 and 11: what verify
 * claims of any number of updates rests on rows of 7 to 9, and one or two more are to add nothing that differs.
 */
#include "two_programs.h"

#include "lib/only.h"

#define MUTANTS_TAKEN 40 /* of so many stretches of the table */
#define STRETCH 15

enum answer { SAME, DIFFERS, TOO_MUCH, REFUSED };

#define KINDS_MOST 2 /* of updates, the first of these numbers: all kinds of them */

static const unsigned int updates[] = {1, 2, 9, 11};

struct tally {
	const char *model;
	unsigned int answers[REFUSED + 1];
	unsigned int same[ARRAY_SIZE(updates)];
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

/* Of more and more updates, as long as brute force comes to its end. How the first comparison ended. */
static enum answer compare_pair(const char *pair, const char *schedule, size_t n,
				struct tally *tally)
{
	enum answer first = TOO_MUCH, answer = SAME;

	for (size_t i = 0; i < n && answer == SAME; i++) {
		char arguments[256], kinds[32];

		snprintf(kinds, sizeof(kinds), schedule, updates[i]);
		snprintf(arguments, sizeof(arguments), "%s %s 0 %s", pair, tally->model, kinds);
		answer = compare(arguments);
		if (!i)
			first = answer;
		if (!i || answer == DIFFERS)
			tally->answers[answer]++;
		tally->same[i] += answer == SAME;
	}
	return first;
}

/* By label as well, but for hosts that compute their own parameters. false: brute force refuses the pair. */
static bool compare_all(const char *pair, struct tally *tally)
{
	if (compare_pair(pair, "labels:%u:1", ARRAY_SIZE(updates), tally) != REFUSED)
		compare_pair(pair, "labels:%u:2", ARRAY_SIZE(updates), tally);
	return compare_pair(pair, "all:%u", KINDS_MOST, tally) != REFUSED;
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

static void compare_shipped(struct tally *tally)
{
	char line[1024], format[64], host[64], guest[64], pair[256];
	FILE *table = fopen(MATRIX, "r");

	assert_non_null(table);
	while (next_row(table, line, sizeof(line))) {
		assert_int_equal(sscanf(line, "%63s %63s %63s", format, host, guest), 3);
		snprintf(pair, sizeof(pair), "%s %s %s", format, host, guest);
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

static void compare_every(const char *model, unsigned int least, unsigned int longest)
{
	struct tally tally = {.model = model};

	compare_shipped(&tally);
	compare_mutants(&tally);
	print_message("%s: the same: %u of 1 update, %u of 2, %u of 9, %u of 11; %u differ, %u too "
		      "much, %u refused\n",
		      model, tally.same[0], tally.same[1], tally.same[2], tally.same[3],
		      tally.answers[DIFFERS], tally.answers[TOO_MUCH], tally.answers[REFUSED]);
	assert_int_equal(tally.answers[DIFFERS], 0);
	assert_in_range(tally.same[0], least, ~0u);
	assert_in_range(tally.same[3], longest, ~0u);
}

#define SLOW(name, model, least, longest)                                                          \
	static void slow_##name(void **state)                                                      \
	{                                                                                          \
		(void)state;                                                                       \
		compare_every(model, least, longest);                                              \
	}

SLOW(sc, "sc", 300, 80)
SLOW(x86, "x86", 300, 80)
SLOW(late, "x86-manual", 300, 30)
SLOW(weak, "weak", 250, 10)
SLOW(x86_halves, "x86/32", 250, 0)
SLOW(weak_halves, "weak/32", 200, 0)

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(slow_sc),	   cmocka_unit_test(slow_x86),
		cmocka_unit_test(slow_late),	   cmocka_unit_test(slow_weak),
		cmocka_unit_test(slow_x86_halves), cmocka_unit_test(slow_weak_halves),
	};

	only(argc, argv);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
