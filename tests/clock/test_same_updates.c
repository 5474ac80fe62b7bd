/*
 * verify and search quantify over the same: whatever start, placement or kind of update one of them makes, with
 * whatever direction of a leap, the other makes as well, for each host of each format.
 */
#include "lib/pair.h"

#define STARTS_MAX 16

struct made {
	u32 kinds[2]; /* of the first update and of the second, a bit for each kind and direction */
	u32 starts, placements;
	bool hours, deaths;
};

static u32 bit_of(const struct update *update)
{
	bool back = update->step < 0 || update->jump < 0;

	return 1u << (2 * update->kind + back);
}

static void note(struct made *made, const struct format *format, const struct host *host,
		 const struct schedule *schedule)
{
	unsigned int start = schedule->blank ? STARTS_MAX - 1 : 0;
	u64 sequence;

	while (!schedule->blank && scenario_start(format, host, start, &sequence) &&
	       sequence != schedule->sequence)
		start++;
	assert_true(start < STARTS_MAX);
	made->starts |= 1u << start;
	for (unsigned int p = 0; p < format->nplacements; p++)
		made->placements |= (u32)(format->placements[p] == schedule->placement) << p;
	for (unsigned int u = 0; u < schedule->nupdates && u < 2; u++) {
		made->kinds[u] |= bit_of(&schedule->updates[u]);
		made->hours |= schedule->updates[u].hold >> 20 != 0;
		made->deaths |= schedule->updates[u].dies_after >= 0;
	}
}

static void compare(const struct format *format, const struct host *host)
{
	struct made enumerated = {.starts = 0}, drawn = {.starts = 0};
	static struct choice choice;
	struct schedule schedule;

	choice_exhaustive(&choice);
	do {
		choice_begin(&choice);
		scenario_choose(&choice, format, host, 1, 2, true, &schedule);
		note(&enumerated, format, host, &schedule);
	} while (choice_next(&choice));
	choice_random(&choice, 1);
	for (unsigned int i = 0; i < 3000; i++) {
		choice_begin(&choice);
		scenario_choose_wild(&choice, format, host, 1, 2, true, &schedule);
		note(&drawn, format, host, &schedule);
		choice_next(&choice);
	}
	if (memcmp(&enumerated, &drawn, sizeof(drawn)))
		fail_msg("%s of %s: verify makes kinds 0x%x 0x%x, starts 0x%x, placements 0x%x, "
			 "search 0x%x 0x%x, 0x%x, 0x%x",
			 host->name, format->name, enumerated.kinds[0], enumerated.kinds[1],
			 enumerated.starts, enumerated.placements, drawn.kinds[0], drawn.kinds[1],
			 drawn.starts, drawn.placements);
	assert_true(drawn.hours && drawn.deaths);
}

static void test_same_updates(void **state)
{
	const struct protocol_member *member;
	unsigned int hosts = 0;

	(void)state;
	for (size_t i = 0; (member = registry_member(ENGINE_MACHINE, MEMBER_HOST, i)); i++) {
		compare(registry_find_format(member->format), (const struct host *)member);
		hosts++;
	}
	assert_true(hosts > 40);
}

/* All kinds, leaps in both directions; a host with a clock of its own is told rates, and not of the jump. */
static void test_all_kinds(void **state)
{
	const struct format *format = registry_find_format("pvclock");
	static const char *const names[] = {"plus-two", "own_exact"};
	static struct choice choice;
	struct schedule schedule;

	(void)state;
	for (unsigned int n = 0; n < ARRAY_SIZE(names); n++) {
		const struct host *host = registry_find_host(ENGINE_MACHINE, format, names[n]);
		struct made made = {.starts = 0};

		choice_exhaustive(&choice);
		do {
			choice_begin(&choice);
			scenario_choose(&choice, format, host, 1, 2, false, &schedule);
			note(&made, format, host, &schedule);
		} while (choice_next(&choice));
		for (unsigned int kind = 0; kind < UPDATE_KINDS; kind++)
			assert_int_equal(scenario_told(format, host, (enum update_kind)kind),
					 ((made.kinds[0] | made.kinds[1]) >> (2 * kind) & 3) != 0);
		/* ahead first, then back */
		assert_true(made.kinds[0] & 1u << 2 * UPDATE_TSC_JUMP);
		assert_true(made.kinds[1] & 2u << 2 * UPDATE_TSC_JUMP);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_same_updates),
		cmocka_unit_test(test_all_kinds),
	};

	return cmocka_run_group_tests(tests, pair_set_up, pair_tear_down);
}
