/* Parts of the race engine by themselves: pauses of the gapped build, and what counts once. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
/* cmocka.h wants the first two before it. */
#include <cmocka.h>

#include "clock/sequence.h"
#include "protocols/registry.h"
#include "stress/race/gap.h"
#include "stress/judge/hostlog.h"
#include "stress/cpu/stamp.h"

#define HZ 1000000000ull

static _Alignas(64) u8 page[128];
static _Atomic bool never;

static struct gap make_gap(const struct format *format)
{
	static const _Alignas(16) u8 params[WARPAGE_PARAMS_MAX];
	unsigned int at = 0;

	for (unsigned int f = 0; f < format->nfields; f++)
		if (format->fields[f].role == FIELD_SEQUENCE)
			at = format->fields[f].offset;
	memset(page, 0, sizeof(page));
	/* valid, whatever the format takes for that */
	format->encode(page, params);
	sequence_put(format, page, 2);
	return (struct gap){.page = page,
			    .sequence = page + at,
			    .size = format->page_size,
			    .tsc_hz = HZ,
			    .stop = &never};
}

/* Each store of a host waits as the update says, and no shorter. */
static void test_gapped_host_waits(void **state)
{
	const struct format *format = registry_find_format("hyperv-tsc");
	const struct host *host = registry_find_host(ENGINE_GAPPED, format, "odd-even");
	struct update update = {
		.lead = 100000, .gap = 10, .gaps = {[2] = 200000}, .dies_after = -1};
	struct gap gap = make_gap(format);
	u64 params[8] = {7, 9}, before;

	(void)state;
	gap.update = &update;
	before = stamp();
	gap_use(&gap);
	host->publish(page, params);
	gap_use(NULL);
	assert_true(stamp() - before >= 300020);
	assert_int_equal(gap.stores, 4);
	assert_int_equal(gap_total(&update, gap.stores), 300020);
	assert_int_equal(((const u32 *)page)[0], 4);
	assert_int_equal(((const u64 *)page)[1], 7);
	assert_int_equal(((const u64 *)page)[2], 9);
}

/* The host dies after so many stores: the later ones are not made. */
static void test_gapped_host_dies(void **state)
{
	const struct format *format = registry_find_format("hyperv-tsc");
	const struct host *host = registry_find_host(ENGINE_GAPPED, format, "odd-even");
	struct gap gap = make_gap(format);
	u64 params[8] = {7, 9};

	(void)state;
	for (int stores = 0; stores < 4; stores++) {
		struct update update = {.dies_after = stores};
		volatile bool died = false;

		gap = make_gap(format);
		gap.update = &update;
		gap_use(&gap);
		if (!sigsetjmp(gap.death, 0))
			host->publish(page, params);
		else
			died = true;
		gap_use(NULL);
		assert_true(died);
		assert_int_equal(((const u32 *)page)[0], stores ? 3 : 2);
		assert_int_equal(((const u64 *)page)[1], stores > 1 ? 7 : 0);
		assert_int_equal(((const u64 *)page)[2], stores > 2 ? 9 : 0);
	}
}

/* Every access of every guest is seen: a pause at each of them is made, and no further one. */
static void test_gapped_guests_pause_anywhere(void **state)
{
	const struct guest *guest;

	(void)state;
	for (unsigned int g = 0; (guest = registry_guest(ENGINE_GAPPED, g)); g++) {
		const struct format *format = registry_find_format(guest->format);
		struct gap gap = make_gap(format);
		u64 results[WARPAGE_RESULTS_MAX];
		u32 accesses;

		gap_use(&gap);
		guest->read(page, results);
		accesses = gap.accesses;
		/* a time that stands may be all that there is to load */
		assert_true(accesses >= (format->still ? 1 : 4));
		/* one looks at no version, as its name says */
		assert_true(format->still ||
			    (gap.sequences == 0) == !strcmp(guest->name, "pv_no_version"));
		for (u32 at = 1; at <= accesses; at++) {
			u64 before = stamp();

			gap.countdown = at;
			gap.pause = 50000;
			guest->read(page, results);
			assert_int_equal(gap.countdown, 0);
			assert_true(stamp() - before >= 50000);
		}
		gap.countdown = accesses + 1;
		guest->read(page, results);
		assert_int_equal(gap.countdown, 1);
		gap_use(NULL);
	}
}

/* Both builds of a guest read the same from the same page. */
static void test_builds_agree(void **state)
{
	const struct guest *guest;
	u64 one[WARPAGE_RESULTS_MAX] = {0}, other[WARPAGE_RESULTS_MAX] = {0};

	(void)state;
	for (unsigned int g = 0; (guest = registry_guest(ENGINE_GAPPED, g)); g++) {
		const struct format *format = registry_find_format(guest->format);
		const struct guest *native =
			registry_find_guest(ENGINE_NATIVE, format, guest->name);
		_Alignas(16) u64 params[8];

		make_gap(format);
		format->anchor(params, stamp(), 1000000, 1); /* so slow that it stands still */
		format->encode(page, params);
		assert_true(native->read(page, one));
		assert_true(guest->read(page, other));
		assert_memory_equal(one, other, sizeof(one));
	}
}

static void test_pauses_are_mostly_short(void **state)
{
	unsigned int longer = 0;
	u64 random = 1;

	(void)state;
	for (unsigned int i = 0; i < 100000; i++) {
		u64 pause = gap_draw(&random, HZ);

		assert_in_range(pause, HZ / 10000000, HZ / 1000);
		if (pause > HZ / 100000) {
			assert_int_equal(pause, HZ / 1000);
			longer++;
		}
	}
	assert_in_range(longer, 50, 200); /* about one in 1024 */
}

static void test_torn_updates_count_once(void **state)
{
	struct hostlog *log = calloc(1, sizeof(*log) + 64);
	struct hostlog *aligned = (struct hostlog *)(((size_t)log + 63) / 64 * 64);

	(void)state;
	assert_true(hostlog_mark_torn(aligned, 5));
	assert_false(hostlog_mark_torn(aligned, 5));
	assert_true(hostlog_mark_torn(aligned, 5 + HOSTLOG_SIZE));
	free(log);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_gapped_host_waits),
		cmocka_unit_test(test_gapped_host_dies),
		cmocka_unit_test(test_gapped_guests_pause_anywhere),
		cmocka_unit_test(test_builds_agree),
		cmocka_unit_test(test_pauses_are_mostly_short),
		cmocka_unit_test(test_torn_updates_count_once),
	};

	return cmocka_run_group_tests_name("stress parts", tests, NULL, NULL);
}
