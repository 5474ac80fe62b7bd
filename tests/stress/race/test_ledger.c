/* What the ledger of a race says of accesses that are made one by one: which store is put back, and which is none. */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
/* cmocka.h wants the first two before it. */
#include <cmocka.h>

#include "stress/race/ledger.h"

static u8 room[2 * LEDGER_BYTES + 2], *const page = room + 1;
static struct ledger ledger;
static struct ledger_side host, guest;

static int begin(void **state)
{
	(void)state;
	memset(room, 0, sizeof(room));
	memset(&ledger, 0, sizeof(ledger));
	memset(&host, 0, sizeof(host));
	memset(&guest, 0, sizeof(guest));
	ledger.page = page;
	ledger.size = sizeof(room) - 2;
	host.ledger = guest.ledger = &ledger;
	ledger_round(&host);
	ledger_round(&guest);
	return 0;
}

static void load(struct ledger_side *side, unsigned int at, size_t size)
{
	ledger_begin(side, LEDGER_LOAD, page + at, size);
	ledger_end(side);
}

static void store(struct ledger_side *side, unsigned int at, u8 value)
{
	ledger_begin(side, LEDGER_STORE, page + at, 1);
	page[at] = value;
	ledger_end(side);
}

static void locked(struct ledger_side *side, unsigned int at, u8 value)
{
	ledger_begin(side, LEDGER_LOCKED, page + at, 1);
	page[at] = value;
	ledger_end(side);
}

static void nobody_has(void)
{
	struct race_put_back back;

	assert_int_equal(ledger_take(&host, &back), 0);
	assert_int_equal(ledger_take(&guest, &back), 0);
}

static void has(struct ledger_side *side, unsigned int byte, u8 bits)
{
	struct race_put_back back;

	assert_int_equal(ledger_take(side, &back), 1);
	assert_int_equal(back.byte, byte);
	assert_int_equal(back.bits, bits);
	nobody_has();
}

static void test_put_back(void **state)
{
	(void)state;
	load(&guest, 4, 4);
	store(&host, 5, 3);
	store(&guest, 5, 2); /* one of the two bits */
	has(&guest, 5, 1);
	/* by the host, over an acknowledgement that is locked */
	ledger_round(&host);
	load(&host, 5, 1);
	locked(&guest, 5, 0);
	store(&host, 5, 6);
	has(&host, 5, 2);
}

/* The bits are as the other side has made them, or it has changed none. */
static void test_kept(void **state)
{
	(void)state;
	load(&guest, 5, 1);
	store(&host, 5, 3);
	store(&guest, 5, 7);
	store(&guest, 6, 1);
	store(&guest, 6, 0);
	nobody_has();
}

/* What this side has changed itself it may change back. */
static void test_own(void **state)
{
	(void)state;
	load(&host, 0, 1);
	store(&host, 0, 1);
	store(&host, 0, 0);
	nobody_has();
	/* the other one's in between as well */
	load(&host, 0, 1);
	store(&guest, 0, 2);
	store(&host, 0, 3);
	store(&host, 0, 2);
	nobody_has();
	store(&host, 0, 0);
	has(&host, 0, 2);
}

/* It goes by a newer load, by one of another read, or by that of a locked operation. */
static void test_no_older_load(void **state)
{
	(void)state;
	load(&guest, 5, 1);
	store(&host, 5, 3);
	load(&guest, 5, 1);
	store(&guest, 5, 0);
	nobody_has();
	store(&host, 5, 3);
	ledger_round(&guest);
	store(&guest, 5, 0);
	nobody_has();
	load(&guest, 5, 1);
	store(&host, 5, 3);
	locked(&guest, 5, 0);
	nobody_has();
}

/* Another store was under way beside the load, or beside the store: then nobody knows. */
static void test_not_known(void **state)
{
	(void)state;
	ledger_begin(&host, LEDGER_STORE, page + 5, 1);
	load(&guest, 5, 1);
	page[5] = 3;
	ledger_end(&host);
	store(&guest, 5, 0);
	nobody_has();
	load(&guest, 5, 1);
	ledger_begin(&host, LEDGER_STORE, page + 5, 1);
	page[5] = 3;
	store(&guest, 5, 0);
	ledger_end(&host);
	nobody_has();
	load(&guest, 5, 1);
	ledger_begin(&guest, LEDGER_STORE, page + 5, 1);
	store(&host, 5, 3);
	page[5] = 0;
	ledger_end(&guest);
	nobody_has();
}

/* What the page is like counts if no store was under way, nor made, while it was looked at. */
static void test_rests(void **state)
{
	u64 before, after;

	(void)state;
	assert_true(ledger_rests(&ledger, &before));
	load(&guest, 5, 1);
	assert_true(ledger_rests(&ledger, &after));
	assert_int_equal(before, after);
	ledger_begin(&host, LEDGER_STORE, page + 5, 1);
	assert_false(ledger_rests(&ledger, &after));
	ledger_end(&host);
	assert_true(ledger_rests(&ledger, &after));
	assert_int_not_equal(before, after);
	before = after;
	locked(&guest, 5, 0);
	assert_true(ledger_rests(&ledger, &after));
	assert_int_not_equal(before, after);
}

static void test_where_nobody_looks(void **state)
{
	(void)state;
	load(&guest, LEDGER_BYTES - 4, 8);
	store(&host, LEDGER_BYTES, 3);
	store(&guest, LEDGER_BYTES, 0);
	load(&guest, 0, 16);
	store(&host, 0, 3);
	store(&guest, 0, 0);
	ledger_begin(&guest, LEDGER_STORE, page - 1, 1);
	ledger_begin(&guest, LEDGER_STORE, page + ledger.size, 1);
	ledger_end(&guest);
	nobody_has();
	assert_int_equal(atomic_load(&ledger.begun), atomic_load(&ledger.done));
}

/* The host dies between its load and its store; the next one finds what the guest has acknowledged, and it is its own. */
static void test_death(void **state)
{
	(void)state;
	page[5] = 3;
	load(&host, 5, 1);
	locked(&guest, 5, 0);
	ledger_round(&host); /* dead */
	ledger_begin_unseen(&ledger);
	page[5] = 3; /* its heir's */
	ledger_end_unseen(&ledger);
	ledger_round(&host);
	nobody_has();
	store(&host, 5, 0); /* nothing is known of what it goes by */
	nobody_has();
}

/* A reader that is parked within its load has what the heir has stored, though it began before. */
static void test_death_within_a_load(void **state)
{
	(void)state;
	for (unsigned int unseen = 0; unseen < 2; unseen++) {
		ledger_round(&guest);
		page[5] = 3;
		ledger_begin(&guest, LEDGER_LOAD, page + 5, 1);
		if (unseen)
			ledger_begin_unseen(&ledger);
		page[5] = 1;
		if (unseen)
			ledger_end_unseen(&ledger);
		ledger_end(&guest);
		store(&guest, 5, 3);
		if (unseen)
			nobody_has();
		else
			has(&guest, 5, 2); /* as it would be taken for */
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(test_death, begin),
		cmocka_unit_test_setup(test_death_within_a_load, begin),
		cmocka_unit_test_setup(test_put_back, begin),
		cmocka_unit_test_setup(test_kept, begin),
		cmocka_unit_test_setup(test_own, begin),
		cmocka_unit_test_setup(test_no_older_load, begin),
		cmocka_unit_test_setup(test_not_known, begin),
		cmocka_unit_test_setup(test_rests, begin),
		cmocka_unit_test_setup(test_where_nobody_looks, begin),
	};

	return cmocka_run_group_tests_name("ledger", tests, NULL, NULL);
}
