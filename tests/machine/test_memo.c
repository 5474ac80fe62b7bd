/*
 * Reads that are cut because another was in the same state before: with and without the cut, reads of
 * guests that count their tries or carry what the last one loaded end in the same ways. And reads that are
 * never made, as they would be cut: none of those that are not is lost.
 */
#include "lib/pair.h"
#include "verify/run.h"

#define OUTCOMES_MAX 60000
#define RETRIES 2 /* ends of reads that have made them all are marked: 1 */

struct outcomes {
	size_t n;
	u64 hashes[OUTCOMES_MAX];
	u64 reads, cut;
};

static int by_value(const void *a, const void *b)
{
	const u64 *x = a, *y = b;

	return *x < *y ? -1 : *x > *y;
}

static void sort_out(struct outcomes *outcomes)
{
	size_t n = 0;

	qsort(outcomes->hashes, outcomes->n, sizeof(*outcomes->hashes), by_value);
	for (size_t i = 0; i < outcomes->n; i++)
		if (!n || outcomes->hashes[n - 1] != outcomes->hashes[i])
			outcomes->hashes[n++] = outcomes->hashes[i];
	outcomes->n = n;
}

static void note(struct outcomes *outcomes, const struct read *read)
{
	u64 hash = 0;

	outcomes->reads++;
	outcomes->cut += read->end == READ_CUT;
	/* which reads at the limit are made at all is a matter of what was left out before */
	if (read->end == READ_CUT || read->end == READ_LIMIT)
		return;
	run_mix(&hash, read->end);
	run_mix(&hash, (u64)read->s << 32 | read->e);
	run_mix(&hash, read->start_step);
	run_mix(&hash, read->retries);
	if (read->end == READ_ACCEPTED) {
		run_mix(&hash, read->value);
		run_mix(&hash, read->generations);
		run_mix(&hash, read->tsc);
	}
	if (outcomes->n == OUTCOMES_MAX)
		sort_out(outcomes);
	assert_true(outcomes->n < OUTCOMES_MAX);
	outcomes->hashes[outcomes->n++] = hash << 1 | (read->retries == RETRIES);
}

enum how { ALL_CUTS, UNPRUNED, EVERY_LOAD };

static void collect(const char *host, const char *guest, enum model model, enum how how,
		    struct outcomes *outcomes)
{
	static struct choice host_choice, choice;
	struct verify_options pair = pair_options("hyperv-tsc", host, guest, model);
	struct schedule schedule = one_update(UPDATE_SLOWER);
	struct machine_options options = {.format = pair.format,
					  .model = model,
					  .word = 64,
					  .retries = RETRIES,
					  .unpruned = how == UNPRUNED,
					  .every_load = how == EVERY_LOAD,
					  .poison = 0xa5};

	memset(outcomes, 0, sizeof(*outcomes));
	machine_setup(the_test_machine, &options);
	choice_exhaustive(&host_choice);
	do {
		choice_begin(&host_choice);
		assert_true(machine_host(the_test_machine, pair.host, &schedule, &host_choice));
		choice_exhaustive(&choice);
		do {
			choice_begin(&choice);
			note(outcomes, machine_read(the_test_machine, pair.guest, &choice));
		} while (choice_next(&choice));
	} while (choice_next(&host_choice));
	sort_out(outcomes);
}

/* Has one all ends that the other has, the marked ones aside if they need not be? */
static bool has_all(const struct outcomes *outcomes, const struct outcomes *other, u64 aside)
{
	for (size_t i = 0; i < other->n; i++)
		if (!(other->hashes[i] & aside) &&
		    !bsearch(&other->hashes[i], outcomes->hashes, outcomes->n,
			     sizeof(*other->hashes), by_value))
			return false;
	return true;
}

/*
 * The cut loses no end of a read, and makes none up. But a read that is cut counts as one that leads somewhere, where
 * without the cut it may have come to the limit of retries, and what is given up for that differs: of the reads that have
 * made all their retries there may be more with the cut. Returns how many reads were cut.
 */
static u64 check(const char *host, const char *guest, enum model model)
{
	struct outcomes *with = calloc(2, sizeof(*with)), *without = with + 1;
	u64 cut;

	assert_non_null(with);
	collect(host, guest, model, ALL_CUTS, with);
	collect(host, guest, model, UNPRUNED, without);
	if (!has_all(with, without, 0) || !has_all(without, with, 1))
		print_error("%s x %s, %s: %zu ends of reads, %zu without the cut\n", host, guest,
			    model_name(model), with->n, without->n);
	assert_true(has_all(with, without, 0));
	assert_true(has_all(without, with, 1));
	assert_int_equal(without->cut, 0);
	assert_true(without->n > 0);
	cut = with->cut;
	free(with);
	return cut;
}

static void test_same_ends(void **state)
{
	static const char *const guests[] = {
		"ten-tries",	    "ten-tries-right",	  "ten-tries-down",
		"ten-tries-by-two", "three-tries",	  "scoped-carried",
		"carried",	    "carried-by-pointer", "five-tries-by-variable"};

	(void)state;
	for (unsigned int i = 0; i < ARRAY_SIZE(guests); i++) {
		u64 cut = check("single-store", guests[i], MODEL_X86) +
			  check("dies-odd", guests[i], MODEL_X86);

		for (int model = 0; model < MODELS; model++)
			cut += check("odd-even", guests[i], (enum model)model);
		if (!cut)
			print_error("%s: nothing was cut\n", guests[i]);
		assert_true(cut > 0);
	}
}

/* What more is carried, or lives in memory, is told from what may be cut. */
static void test_no_cut_for_others(void **state)
{
	static const char *const guests[] = {"copy-bytes", "recursion", "mutual-recursion",
					     "history", "history-swapped"};
	struct outcomes *outcomes = calloc(1, sizeof(*outcomes));

	(void)state;
	assert_non_null(outcomes);
	for (unsigned int i = 0; i < ARRAY_SIZE(guests); i++) {
		collect("odd-even", guests[i], MODEL_SC, ALL_CUTS, outcomes);
		if (outcomes->cut)
			print_error("%s: %lu cut\n", guests[i], (unsigned long)outcomes->cut);
		assert_int_equal(outcomes->cut, 0);
		assert_true(outcomes->n > 10);
	}
	free(outcomes);
}

/* Values that bring a loop round, and moments after others that do: what is left out would have been cut. */
static void test_left_out(void **state)
{
	static const char *const guests[] = {"hv-spin-even", "hv-ordered", "hv-seed",
					     "spin-inside",  "rotated",	   "scoped",
					     "switched",     "seconds",	   "or-ones",
					     "copied",	     "flag"};
	static const char *const hosts[] = {"odd-even", "single-store", "invalidate", "dies-odd",
					    "no-wmb"};
	struct outcomes *some = calloc(2, sizeof(*some)), *all = some + 1;
	u64 fewer = 0;

	(void)state;
	assert_non_null(some);
	for (unsigned int i = 0; i < ARRAY_SIZE(guests) * ARRAY_SIZE(hosts); i++) {
		const char *guest = guests[i / ARRAY_SIZE(hosts)];
		const char *host = hosts[i % ARRAY_SIZE(hosts)];

		for (int model = 0; model < MODELS; model++) {
			collect(host, guest, (enum model)model, ALL_CUTS, some);
			collect(host, guest, (enum model)model, EVERY_LOAD, all);
			if (some->n != all->n)
				print_error("%s x %s, %s: %zu ends of reads, %zu in all\n", host,
					    guest, model_name((enum model)model), some->n, all->n);
			assert_int_equal(some->n, all->n);
			assert_memory_equal(some->hashes, all->hashes,
					    all->n * sizeof(*all->hashes));
			assert_true(all->n > 0);
			fewer += all->reads - some->reads;
		}
	}
	assert_true(fewer > 1000);
	free(some);
}

/* A plain load that a read begins with is as good as a marked one: it is not made later, nor ahead. */
static void test_plain_first_load(void **state)
{
	static const char *const hosts[] = {"odd-even", "single-store", "invalidate", "no-wmb"};
	struct outcomes *plain = calloc(2, sizeof(*plain)), *marked = plain + 1;

	(void)state;
	assert_non_null(plain);
	for (unsigned int i = 0; i < ARRAY_SIZE(hosts); i++) {
		for (int model = 0; model < MODELS; model++) {
			collect(hosts[i], "plain-first", (enum model)model, ALL_CUTS, plain);
			collect(hosts[i], "hv-ordered", (enum model)model, ALL_CUTS, marked);
			assert_int_equal(plain->n, marked->n);
			assert_memory_equal(plain->hashes, marked->hashes,
					    plain->n * sizeof(*plain->hashes));
			assert_int_equal(plain->reads, marked->reads);
		}
	}
	free(plain);
}

/* How a read ended, and the span that it took: log steps. */
struct span {
	u64 end;
	u32 s, e;
};

struct spans {
	size_t n;
	u64 reads;
	struct span all[OUTCOMES_MAX];
};

/* Is there such an end within that span? */
static bool within(const struct spans *spans, const struct span *span)
{
	for (size_t i = 0; i < spans->n; i++)
		if (spans->all[i].end == span->end && spans->all[i].s >= span->s &&
		    spans->all[i].e <= span->e)
			return true;
	return false;
}

/* The ends of all reads of the log that the host's choices make, in the narrowest spans. */
static void collect_log(const struct verify_options *pair, bool every_load, struct choice *host,
			struct spans *spans)
{
	struct machine_options options = {.format = pair->format,
					  .model = pair->model,
					  .word = 64,
					  .retries = 1,
					  .every_load = every_load,
					  .poison = 0xa5};
	struct schedule schedule = one_update(UPDATE_FASTER);
	static struct choice choice;

	machine_setup(the_test_machine, &options);
	host->n = 0;
	assert_true(machine_host(the_test_machine, pair->host, &schedule, host));
	spans->n = spans->reads = 0;
	choice_exhaustive(&choice);
	do {
		const struct read *read;
		struct span span;

		choice_begin(&choice);
		read = machine_read(the_test_machine, pair->guest, &choice);
		spans->reads++;
		if (read->end == READ_CUT || read->end == READ_LIMIT)
			continue;
		span = (struct span){
			.end = read->end, .s = (u32)read->s / 2, .e = (u32)read->e / 2};
		if (read->end == READ_ACCEPTED) {
			run_mix(&span.end, read->value);
			run_mix(&span.end, read->generations);
		}
		if (within(spans, &span))
			continue;
		assert_true(spans->n < OUTCOMES_MAX);
		spans->all[spans->n++] = span;
	} while (choice_next(&choice));
}

/*
 * Moments of a load whose parts come in no order, at which nothing is new, and those of loads that are thrown away: what is
 * seen in the reads that are left out is seen in others, which take no longer.
 */
static void test_moments_left_out(void **state)
{
	static const char *const pairs[][3] = {{"xen-runstate", "top-byte", "runstate-ordered"},
					       {"xen-runstate", "phys-area", "runstate-ordered"},
					       {"pvclock", "split-u64", "pv-odd-accepted"},
					       {"clock-bound", "odd-fenced", "bound-ordered"},
					       {"hyperv-tsc", "plain-stores", "hv-seed"},
					       {"hyperv-tsc", "plain-stores", "hv-2016"}};
	struct spans *some = calloc(2, sizeof(*some)), *all = some + 1;
	u64 reads = 0, of_all = 0;

	(void)state;
	assert_non_null(some);
	for (unsigned int i = 0; i < ARRAY_SIZE(pairs) * MODELS; i++) {
		const char *const *names = pairs[i / MODELS];
		struct verify_options pair =
			pair_options(names[0], names[1], names[2], (enum model)(i % MODELS));
		static struct choice choice;

		choice_exhaustive(&choice);
		do {
			choice_begin(&choice);
			collect_log(&pair, false, &choice, some);
			collect_log(&pair, true, &choice, all);
			assert_true(all->n > 0);
			for (size_t n = 0; n < all->n; n++)
				assert_true(within(some, &all->all[n]));
			for (size_t n = 0; n < some->n; n++)
				assert_true(within(all, &some->all[n]));
			reads += some->reads;
			of_all += all->reads;
		} while (choice_next(&choice));
	}
	print_message("%lu reads of %lu\n", (unsigned long)reads, (unsigned long)of_all);
	assert_true(of_all > 5 * reads);
	free(some);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_same_ends),	 cmocka_unit_test(test_no_cut_for_others),
		cmocka_unit_test(test_left_out),	 cmocka_unit_test(test_moments_left_out),
		cmocka_unit_test(test_plain_first_load),
	};

	return cmocka_run_group_tests(tests, pair_set_up, pair_tear_down);
}
