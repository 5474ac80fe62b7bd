/*
 * Shrinking: a finding becomes small and plain, stays what it is, and is as small the first time as
 * ever after.
 */
#include "lib/only.h"
#include "lib/pair.h"

#include "finding/shrink.h"

static struct finding finding, before;

static int replayed(struct finding *replay, u8 poison)
{
	char why[256];

	return finding_replay(replay, the_test_machine, &the_test_oracle, poison, why, sizeof(why));
}

static unsigned int shrunk(void)
{
	return finding_shrink(&finding, the_test_machine, &the_test_oracle, NULL, NULL);
}

static char *text_of(const struct finding *from)
{
	size_t length;
	char *text = NULL;
	FILE *memory = open_memstream(&text, &length);

	assert_non_null(memory);
	finding_write(memory, from);
	assert_int_equal(fclose(memory), 0);
	return text;
}

static void parse(const char *text)
{
	char why[256] = "";

	if (!finding_parse(&finding, text, strlen(text), "by-hand", why, sizeof(why)))
		print_error("%s\n", why);
	assert_string_equal(why, "");
	if (replayed(&finding, 0xa5) != (int)finding.violation)
		print_error("does not replay: %s\n", text);
	assert_int_equal(replayed(&finding, 0xa5), finding.violation);
}

static void shrinks_to(const char *text, const char *expected)
{
	char *small;

	parse(text);
	assert_true(shrunk() > 0);
	small = text_of(&finding);
	assert_string_equal(small, expected);
	free(small);
}

#define PLAIN_START                                                                                \
	"word 64\n"                                                                                \
	"start sequence=2 placement=0 tsc=10000 value=10000 rate=0x80000000 tail=1000\n"
#define PLAIN_UPDATE "update slower rate=0x40000000 step=0 jump=0 hold=1000 lead=50 gap=10\n"

/* Eight updates, numbers as a real machine has them, a round that was in vain, the weakest x86. */
static const char noisy[] =
	"warpage finding 1\n"
	"violation torn\n"
	"format hyperv-tsc\n"
	"host single-store\n"
	"guest hv-ordered\n"
	"model x86-manual\n"
	"word 64\n"
	"start sequence=4294967290 placement=0 tsc=5432109876543 value=1125899906842624"
	" rate=0x7ffe1234 tail=98765\n"
	"update slower rate=0x7ffe0000 step=0 jump=0 hold=131 lead=7 gap=3 gap1=2048\n"
	"update refresh rate=0x1 step=0 jump=0 hold=4099 lead=0 gap=5\n"
	"update step-forward rate=0x7ffd1111 step=31337 jump=0 hold=70003 lead=12 gap=9 gap2=17\n"
	"update faster rate=0x7fffeeee step=0 jump=0 hold=5001 lead=0 gap=1 gap5=9\n"
	"update pause rate=0x7fffeeee step=0 jump=0 hold=9999 lead=0 gap=2\n"
	"update step-back rate=0x6fffeeee step=-77 jump=0 hold=8191 lead=0 gap=4 gap1=33\n"
	"update tsc-jump rate=0x6fffeeee step=0 jump=-1234 hold=65537 lead=0 gap=6\n"
	"update slower rate=0x5fffeeee step=0 jump=0 hold=123456789 lead=3 gap=7 dies-after=2\n"
	"choices 0 0 0\n"
	"read vcpu=0 start=12\n"
	"load sequence sees=4.1 value=0\n"
	"load scale sees=4.1 value=0\n"
	"load offset sees=4.1 value=0\n"
	"tsc step=17 late=0\n"
	"load sequence sees=5.1 value=0\n"
	"retry\n"
	"load sequence sees=5.1 value=0\n"
	"load scale sees=5.1 value=0\n"
	"load offset sees=6.1 value=0\n"
	"tsc step=18 late=1\n"
	"load sequence sees=5.1 value=0\n"
	"returned 1\n"
	"end\n";

static void test_noisy(void **state)
{
	(void)state;
	shrinks_to(noisy, "warpage finding 1\n"
			  "violation torn\n"
			  "format hyperv-tsc\n"
			  "host single-store\n"
			  "guest hv-ordered\n"
			  "model sc\n" PLAIN_START PLAIN_UPDATE "read vcpu=0 start=0\n"
			  "load sequence sees=start value=0x2\n"
			  "load scale sees=start value=0x8000000000000000\n"
			  "load offset sees=1.1 value=0x1e4a\n"
			  "tsc step=1 late=0\n"
			  "load sequence sees=start value=0x2\n"
			  "returned 13262\n"
			  "end\n");
}

/* The other half of the update is new: only a weak model does that, however well another tears. */
static void test_the_same_mix(void **state)
{
	(void)state;
	shrinks_to("warpage finding 1\n"
		   "violation torn\n"
		   "format hyperv-tsc\n"
		   "host single-store\n"
		   "guest hv-seed\n"
		   "model weak\n"
		   "word 64\n"
		   "start sequence=4294967294 placement=0 tsc=10000 value=10000 rate=0x80000000"
		   " tail=1024\n"
		   "update faster rate=0xc0000000 step=0 jump=0 hold=131138 lead=0 gap=7\n"
		   "update step-back rate=0xc0000000 step=-500 jump=0 hold=4159 lead=0 gap=7\n"
		   "update faster rate=0xe0000000 step=0 jump=0 hold=1048639 lead=4398046511105"
		   " gap=15 gap2=17\n"
		   "read vcpu=0 start=3\n"
		   "load sequence sees=1.1 value=0\n"
		   "load scale sees=3.1 value=0\n"
		   "load offset sees=1.1 value=0\n"
		   "tsc step=9 late=1\n"
		   "load sequence sees=1.1 value=0\n"
		   "returned 1\n"
		   "end\n",
		   "warpage finding 1\n"
		   "violation torn\n"
		   "format hyperv-tsc\n"
		   "host single-store\n"
		   "guest hv-seed\n"
		   "model weak\n" PLAIN_START PLAIN_UPDATE "read vcpu=0 start=0\n"
		   "load sequence sees=start value=0x2\n"
		   "load scale sees=1.1 value=0x4000000000000000\n"
		   "load offset sees=start value=0x1388\n"
		   "tsc step=0 late=0\n"
		   "load sequence sees=start value=0x2\n"
		   "returned 7500\n"
		   "end\n");
}

/* All that the inner loop's last round and what follows has loaded is as in the end, but not what the outer loop began with. */
static void test_a_loop_within_is_not_the_round(void **state)
{
	static const char text[] = "warpage finding 1\n"
				   "violation stuck\n"
				   "format pvclock\n"
				   "host pvclock-odd-even\n"
				   "guest waits-within\n"
				   "model sc\n" PLAIN_START PLAIN_UPDATE "choices 0\n"
				   "read vcpu=0 start=0\n"
				   "load version sees=start value=0x2\n"
				   "load system_time sees=start value=0x2710\n"
				   "load version sees=1.1 value=0x3\n"
				   "retry\n"
				   "load version sees=1.3 value=0x4\n"
				   "load system_time sees=1.1 value=0x290c\n"
				   "stuck\n"
				   "end\n";
	char why[256] = "";

	(void)state;
	assert_true(finding_parse(&finding, text, strlen(text), "by-hand", why, sizeof(why)));
	assert_int_not_equal(replayed(&finding, 0xa5), VIOLATION_STUCK);
	assert_string_equal(why, "");
}

/* One that is told to stop is left as far as it came, and says that this is not all. */
static void test_stopped(void **state)
{
	volatile int stop = 1;
	bool whole = true;
	char *text, *as_it_was;

	(void)state;
	parse(noisy);
	as_it_was = text_of(&finding);
	assert_int_equal(
		finding_shrink(&finding, the_test_machine, &the_test_oracle, &stop, &whole), 0);
	assert_false(whole);
	text = text_of(&finding);
	assert_string_equal(text, as_it_was);
	free(text);
	free(as_it_was);
	stop = 0;
	assert_true(finding_shrink(&finding, the_test_machine, &the_test_oracle, &stop, &whole) >
		    0);
	assert_true(whole);
	assert_int_equal(finding_shrink(&finding, the_test_machine, &the_test_oracle, NULL, &whole),
			 0);
	assert_true(whole);
}

/* Every second update is of no use to a guest that waits for even sequences. */
static void test_stuck_on_odd(void **state)
{
	(void)state;
	shrinks_to("warpage finding 1\n"
		   "violation stuck\n"
		   "format hyperv-tsc\n"
		   "host single-store\n"
		   "guest hv-spin-even\n"
		   "model weak\n"
		   "word 64\n"
		   "start sequence=2 placement=0 tsc=77 value=5 rate=0x12345678 tail=3\n"
		   "update slower rate=0x2345678 step=0 jump=0 hold=99 lead=1 gap=2\n"
		   "update slower rate=0x345678 step=0 jump=0 hold=99 lead=1 gap=2\n"
		   "update slower rate=0x45678 step=0 jump=0 hold=99 lead=1 gap=2\n"
		   "read vcpu=0 start=12\n"
		   "load sequence sees=3.1 value=0\n"
		   "stuck\n"
		   "end\n",
		   "warpage finding 1\n"
		   "violation stuck\n"
		   "format hyperv-tsc\n"
		   "host single-store\n"
		   "guest hv-spin-even\n"
		   "model sc\n" PLAIN_START PLAIN_UPDATE "read vcpu=0 start=3\n"
		   "load sequence sees=1.1 value=0x3\n"
		   "stuck\n"
		   "end\n");
}

/* What does not replay to the violation it names, or not at all, is left as it is. */
static void test_left_alone(void **state)
{
	(void)state;
	parse(noisy);
	finding.violation = VIOLATION_STALE;
	before = finding;
	assert_int_equal(shrunk(), 0);
	assert_memory_equal(&finding, &before, sizeof(finding));
	parse(noisy);
	finding.reads[0].accesses[0].nth = 7;
	before = finding;
	assert_int_equal(shrunk(), 0);
	assert_memory_equal(&finding, &before, sizeof(finding));
}

static unsigned int accesses(const struct finding *of)
{
	return of->reads[0].naccesses + (of->nreads == 2 ? of->reads[1].naccesses : 0);
}

struct tally {
	unsigned int kinds, n, few, plain, misfits;
};

/* Never less than what it was, and small at once. */
static void check_shrunk(struct tally *tally)
{
	const struct schedule *schedule = &finding.schedule;
	char *first, *second;

	before = finding;
	shrunk();
	assert_int_equal(finding.violation, before.violation);
	assert_int_equal(finding.blame, before.blame);
	assert_int_equal(finding.nreads, before.nreads);
	for (unsigned int r = 0; r < finding.nreads; r++) {
		assert_int_equal(finding.reads[r].end, before.reads[r].end);
		assert_true(finding.reads[r].vcpu <= before.reads[r].vcpu);
	}
	assert_true(schedule->nupdates <= before.schedule.nupdates);
	if (accesses(&finding) > accesses(&before))
		print_error("%s x %s, %s: %u accesses, %u before\n", finding.host->name,
			    finding.guest->name, violation_name(finding.violation),
			    accesses(&finding), accesses(&before));
	assert_true(accesses(&finding) <= accesses(&before));
	assert_true(finding.nchoices <= before.nchoices);
	assert_true(finding.model <= before.model);
	first = text_of(&finding);
	assert_int_equal(replayed(&finding, 0x5a), before.violation);
	assert_int_equal(finding.blame, before.blame);
	assert_int_equal(shrunk(), 0);
	second = text_of(&finding);
	assert_string_equal(first, second);
	free(first);
	free(second);
	tally->kinds |= BIT(finding.violation);
	tally->n++;
	tally->few += schedule->nupdates <= 2;
	tally->plain += schedule->tsc == 10000 && schedule->value == 10000 &&
			schedule->rate == 1u << 31 && schedule->tail == 1000;
}

static void shrink_pair(const struct host *host, const struct guest *guest, unsigned int number,
			struct tally *tally)
{
	struct verify_options options = {.format = registry_find_format(host->format),
					 .host = host,
					 .guest = guest,
					 .word = number % 5 ? 64 : 32,
					 .retries = 3,
					 .updates = UPDATES_MAX,
					 .seed = number,
					 .quick = true,
					 .executions = 600,
					 .model = (enum model)(number % MODELS)};

	verdict_free(&the_test_verdict);
	search(the_test_machine, &the_test_oracle, &options, &the_test_verdict);
	for (int violation = 0; violation < VIOLATIONS; violation++) {
		if (!the_test_verdict.found[violation])
			continue;
		finding = *the_test_verdict.found[violation];
		/* stuck in a recursion does not replay to the same */
		if (replayed(&finding, 0xa5) == violation)
			check_shrunk(tally);
		else
			tally->misfits++;
	}
}

static void slow_every_pair(void **state)
{
	const struct host *host;
	const struct guest *guest;
	struct tally tally = {0};
	unsigned int number = 0;

	(void)state;
	for (unsigned int h = 0; (host = registry_host(ENGINE_MACHINE, h)); h++)
		for (unsigned int g = 0; (guest = registry_guest(ENGINE_MACHINE, g)); g++)
			/* a fifth of the pairs; what the machine does not see differs each time */
			if (!strcmp(host->format, guest->format) && (h + g) % 5 == 0 &&
			    strncmp(guest->name, "unseen", 6))
				shrink_pair(host, guest, number++, &tally);
	assert_int_equal(tally.kinds | BIT(VIOLATION_LOST), BIT(VIOLATIONS) - 1);
	print_message("%u findings, %u of them with at most 2 updates, %u with a plain start\n",
		      tally.n, tally.few, tally.plain);
	assert_true(tally.n > 100);
	assert_true(tally.misfits * 100 < tally.n);
	assert_true(tally.few * 10 > tally.n * 9);
	assert_true(tally.plain * 10 > tally.n * 9);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_noisy),
		cmocka_unit_test(test_the_same_mix),
		cmocka_unit_test(test_stuck_on_odd),
		cmocka_unit_test(test_left_alone),
		cmocka_unit_test(test_a_loop_within_is_not_the_round),
		cmocka_unit_test(slow_every_pair),
		cmocka_unit_test(test_stopped),
	};

	only(argc, argv);
	return cmocka_run_group_tests(tests, pair_set_up, pair_tear_down);
}
