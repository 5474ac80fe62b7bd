/*
 * Readers that share memory: what the models allow them to see of each other and of the page, that no execution
 * comes twice, and what is clean or not of guests that keep the last time they have read.
 */
#include "lib/pair.h"
#include "joint/joint.h"

#define READS_MAX 6
#define SEEN_MAX 4096

/* What the reads of an execution returned, sorted by reader, and all executions that there were. */
struct seen {
	unsigned int readers, n;
	u64 values[SEEN_MAX][READS_MAX];
	u64 twice;
	struct joint_counts counts;
	unsigned int nhashes;
	u64 hashes[SEEN_MAX * 16];
};

static struct seen seen;

static enum model seen_model;

/* Does this step change memory? */
static bool changes(const struct joint_step *step)
{
	return step->drain || step->op.kind == SHARED_MODIFY ||
	       (step->op.kind == SHARED_STORE && seen_model == MODEL_SC);
}

static u64 mix(u64 hash, u64 value)
{
	hash = (hash ^ value) * 0x9e3779b97f4a7c15;
	hash = (hash ^ hash >> 29) * 0xbf58476d1ce4e5b9;
	return hash ^ hash >> 32;
}

/*
 * What each read came to by itself, and for each step which of those that it does not commute with were before it:
 * the order of stores, and what loads saw.
 */
static u64 hash_execution(struct joint *joint)
{
	const struct joint_step *steps;
	const struct joint_read *reads;
	unsigned int nsteps = joint_steps(joint, &steps), n = joint_reads(joint, &reads);
	u64 hash = 0;

	for (unsigned int i = 0; i < n; i++)
		hash += mix(mix(reads[i].reader, reads[i].nth), reads[i].node);
	for (unsigned int i = 0; i < nsteps; i++) {
		const struct joint_step *step = &steps[i];
		u64 before = 0;

		for (unsigned int k = 0; k < i; k++) {
			const struct joint_step *other = &steps[k];

			if (other->op.address == step->op.address &&
			    (changes(step) || changes(other)))
				before += mix(mix(other->reader, other->nth),
					      (uintptr_t)other->op.site + other->drain);
		}
		hash += mix(mix(mix(step->reader, step->nth),
				(uintptr_t)step->op.site + step->drain),
			    mix(before, step->value));
	}
	return hash;
}

static bool complete(void *arg, struct joint *joint)
{
	const struct joint_read *reads;
	unsigned int n = joint_reads(joint, &reads);
	u64 *values = seen.values[seen.n % SEEN_MAX];

	(void)arg;
	for (unsigned int i = 0; i < n; i++)
		values[reads[i].reader] = reads[i].read.value;
	seen.n++;
	if (seen.nhashes < ARRAY_SIZE(seen.hashes))
		seen.hashes[seen.nhashes++] = hash_execution(joint);
	return true;
}

/* All executions, or so many drawn ones. */
static void run_joint(const char *host, const char *guest, enum model model, unsigned int readers,
		      u64 draws)
{
	struct verify_options options = pair_options("hyperv-tsc", host, guest, model);
	struct machine_options setup = {
		.format = options.format, .model = model, .word = 64, .retries = 3, .poison = 0xa5};
	u64 random = 1;
	struct joint_options joint_options = {.guest = options.guest,
					      .readers = readers,
					      .reads = 1,
					      .limit = draws,
					      .random = draws ? &random : NULL,
					      .complete = complete};
	struct schedule schedule = one_update(UPDATE_SLOWER);
	struct joint *joint = joint_new(the_test_machine);
	struct choice choice;

	assert_non_null(joint);
	machine_setup(the_test_machine, &setup);
	choice_replay(&choice, NULL, 0);
	choice_begin(&choice);
	assert_true(machine_host(the_test_machine, options.host, &schedule, &choice));
	memset(&seen, 0, sizeof(seen));
	seen.readers = readers;
	seen_model = model;
	if (!joint_explore(joint, &joint_options, &seen.counts))
		print_error("%s: %s\n", guest, machine_error(the_test_machine));
	joint_free(joint);
	if (getenv("JOINT_SHOW"))
		print_message("%s %s: %lu executions, %lu blocked, %lu reads\n", guest,
			      model_name(model), (unsigned long)seen.counts.executions,
			      (unsigned long)seen.counts.blocked, (unsigned long)seen.counts.reads);
	assert_true(seen.n > 0 && seen.n <= SEEN_MAX);
}

/* Did some readers return these, in any order? */
static bool returned(u64 a, u64 b, u64 c)
{
	u64 wanted[] = {a, b, c};

	for (unsigned int i = 0; i < seen.n; i++) {
		unsigned int found = 0;

		for (unsigned int w = 0; w < seen.readers; w++)
			for (unsigned int r = 0; r < seen.readers; r++)
				if (!(found >> r & 1) && seen.values[i][r] == wanted[w]) {
					found |= 1u << r;
					break;
				}
		if (found == (1u << seen.readers) - 1)
			return true;
	}
	return false;
}

struct litmus {
	const char *guest;
	unsigned int readers;
	u64 values[3];
	bool sc, x86;
};

static const struct litmus table[] = {
	/* A: new page, then x == 0; B: x = 1, then old page */
	{"litmus-store", 2, {101, 0}, false, true},
	{"litmus-lfence", 2, {101, 0}, false, true},
	{"litmus-tsc", 2, {101, 0}, false, true},
	{"litmus-mfence", 2, {101, 0}, false, false},
	{"litmus-xchg", 2, {101, 0}, false, false},
	{"litmus-seq-cst", 2, {101, 0}, false, false},
	/* A: new page, x = 1; B: x == 1, then old page */
	{"litmus-passed", 2, {1, 10}, false, false},
	{"litmus-passed", 2, {1, 11}, true, true},
	{"litmus-passed", 2, {0, 10}, true, true},
	/* A: new page, x = 1; B: x = 2 after it, locked, then old page */
	{"litmus-counted", 2, {101, 10}, false, false},
	{"litmus-counted", 2, {101, 11}, true, true},
	{"litmus-counted", 2, {0, 10}, true, true},
	/* A: new page, then x == 0; B reads its own x out of its buffer, then old page */
	{"litmus-own", 2, {1011, 10}, false, true},
	/* three in a chain */
	{"litmus-chain", 3, {10, 1, 101}, false, false},
	{"litmus-chain", 3, {10, 11, 101}, false, false},
	{"litmus-chain", 3, {0, 1, 101}, true, true},
	{"litmus-chain", 3, {10, 11, 111}, true, true},
	/* load buffering */
	{"litmus-load-buffering", 2, {1, 11}, false, false},
	{"litmus-load-buffering", 2, {1, 10}, true, true},
	{"litmus-load-buffering", 2, {0, 11}, true, true},
	/* stores leave the buffer in order */
	{"litmus-in-order", 2, {100, 10}, false, false},
	{"litmus-in-order", 2, {100, 1}, true, true},
	{"litmus-in-order", 2, {100, 11}, true, true},
};

static void test_litmus(void **state)
{
	static const enum model models[] = {MODEL_SC, MODEL_X86, MODEL_X86_MANUAL};
	bool wrong = false;

	(void)state;
	for (unsigned int i = 0; i < ARRAY_SIZE(table); i++)
		for (unsigned int m = 0; m < ARRAY_SIZE(models); m++) {
			const struct litmus *l = &table[i];
			bool allowed = models[m] == MODEL_SC ? l->sc : l->x86;

			run_joint("single-store", l->guest, models[m], l->readers, 0);
			if (returned(l->values[0], l->values[1], l->values[2]) == allowed)
				continue;
			print_error("%s, row %u, %s: not %s\n", l->guest, i, model_name(models[m]),
				    allowed ? "seen" : "forbidden");
			wrong = true;
		}
	assert_false(wrong);
}

static int by_value(const void *a, const void *b)
{
	u64 x = *(const u64 *)a, y = *(const u64 *)b;

	return x < y ? -1 : x > y;
}

static void test_none_twice(void **state)
{
	static const enum model models[] = {MODEL_SC, MODEL_X86};

	(void)state;
	for (unsigned int i = 0; i < ARRAY_SIZE(table); i++)
		for (unsigned int m = 0; m < ARRAY_SIZE(models); m++) {
			unsigned int twice = 0;

			run_joint("single-store", table[i].guest, models[m], table[i].readers, 0);
			qsort(seen.hashes, seen.nhashes, sizeof(*seen.hashes), by_value);
			for (unsigned int h = 1; h < seen.nhashes; h++)
				twice += seen.hashes[h] == seen.hashes[h - 1];
			if (twice)
				print_error("%s %s: %u of %u twice\n", table[i].guest,
					    model_name(models[m]), twice, seen.n);
			assert_int_equal(twice, 0);
		}
}

/* Readers are alike: those that begin the same come in one order. */
static void sort_readers(struct seen *in)
{
	for (unsigned int i = 0; i < in->n && i < SEEN_MAX; i++)
		qsort(in->values[i], in->readers, sizeof(*in->values[i]), by_value);
}

static bool was_seen(const struct seen *in, const u64 *values)
{
	for (unsigned int i = 0; i < in->n && i < SEEN_MAX; i++)
		if (!memcmp(in->values[i], values, sizeof(in->values[i])))
			return true;
	return false;
}

/* What is drawn is one of all, and in time all of them are. */
static void test_drawn(void **state)
{
	static const enum model models[] = {MODEL_SC, MODEL_X86};
	static struct seen all;

	(void)state;
	for (unsigned int i = 0; i < ARRAY_SIZE(table); i++)
		for (unsigned int m = 0; m < ARRAY_SIZE(models); m++) {
			run_joint("single-store", table[i].guest, models[m], table[i].readers, 0);
			sort_readers(&seen);
			all = seen;
			run_joint("single-store", table[i].guest, models[m], table[i].readers,
				  SEEN_MAX);
			assert_true(seen.n > 0);
			sort_readers(&seen);
			for (unsigned int k = 0; k < seen.n && k < SEEN_MAX; k++)
				assert_true(was_seen(&all, seen.values[k]));
			for (unsigned int k = 0; k < all.n && k < SEEN_MAX; k++)
				assert_true(was_seen(&seen, all.values[k]));
		}
}

static const struct verdict *clamp_verdict(const char *guest, enum model model, bool first)
{
	struct verify_options options = pair_options("pvclock", "pvclock-odd-even", guest, model);

	options.updates = 1;
	options.first_only = first;
	return pair_verify(&options);
}

static void test_clamps_are_right(void **state)
{
	static const char *const right[] = {"clamp-swaps", "clamp-relaxed", "clamp-half-right"};
	static const enum model models[] = {MODEL_SC, MODEL_X86};

	(void)state;
	for (unsigned int i = 0; i < ARRAY_SIZE(right); i++)
		for (unsigned int m = 0; m < ARRAY_SIZE(models); m++) {
			const struct verdict *verdict = clamp_verdict(right[i], models[m], false);

			if (verdict_status(verdict))
				print_error("%s, %s: violations 0x%x %s\n", right[i],
					    model_name(models[m]), verdict_violations(verdict),
					    verdict->error);
			assert_int_equal(verdict_status(verdict), 0);
			assert_true(verdict->acting.judged && verdict->acting.complete);
			assert_true(verdict->acting.executions > 1000);
			assert_int_equal(verdict->acting.readers, 2);
			assert_int_equal(verdict->acting.reads, 2);
		}
}

struct wrong_clamp {
	const char *guest;
	u32 shows;
};

static const struct wrong_clamp wrong_clamps[] = {
	{"clamp-stores", BACKWARDS},
	{"clamp-early", BACKWARDS},
	{"clamp-half", ARITHMETIC},
	{"clamp-sign", ARITHMETIC},
};

/* And each comes back under another poison, as what is saved. */
static void test_clamps_are_wrong(void **state)
{
	static const enum model models[] = {MODEL_SC, MODEL_X86};
	char why[256];

	(void)state;
	for (unsigned int i = 0; i < ARRAY_SIZE(wrong_clamps); i++)
		for (unsigned int m = 0; m < ARRAY_SIZE(models); m++) {
			const struct wrong_clamp *c = &wrong_clamps[i];
			const struct verdict *verdict = clamp_verdict(c->guest, models[m], true);
			struct finding *finding;

			if (!(verdict_violations(verdict) & c->shows))
				print_error("%s, %s: violations 0x%x %s\n", c->guest,
					    model_name(models[m]), verdict_violations(verdict),
					    verdict->error);
			assert_string_equal(verdict->error, "");
			assert_true(verdict_violations(verdict) & c->shows);
			finding = verdict->found[verdict->first];
			assert_non_null(finding);
			assert_int_equal(finding->joint.readers, 2);
			why[0] = '\0';
			if (!finding_confirm(finding, the_test_machine, &the_test_oracle, why,
					     sizeof(why)))
				print_error("%s: %s\n", c->guest, why);
			assert_string_equal(why, "");
		}
}

/* Random schedules and interleavings find it as well, and nothing where nothing is wrong. */
static void test_clamps_are_searched(void **state)
{
	struct verify_options options;
	u64 trace;

	(void)state;
	for (unsigned int i = 0; i <= ARRAY_SIZE(wrong_clamps); i++) {
		const char *guest = i ? wrong_clamps[i - 1].guest : "clamp-swaps";

		options = pair_options("pvclock", "pvclock-odd-even", guest, MODEL_X86);
		options.executions = i ? 400000 : 30000;
		options.seed = 1;
		options.first_only = true;
		verdict_free(&the_test_verdict);
		search(the_test_machine, &the_test_oracle, &options, &the_test_verdict);
		if (!verdict_violations(&the_test_verdict) != !i)
			print_error("%s: violations 0x%x %s\n", guest,
				    verdict_violations(&the_test_verdict), the_test_verdict.error);
		assert_string_equal(the_test_verdict.error, "");
		assert_true(the_test_verdict.acting.executions > 0);
		if (i)
			assert_true(verdict_violations(&the_test_verdict) &
				    wrong_clamps[i - 1].shows);
		else
			assert_int_equal(verdict_violations(&the_test_verdict), 0);
		trace = the_test_verdict.acting.executions;
		verdict_free(&the_test_verdict);
		search(the_test_machine, &the_test_oracle, &options, &the_test_verdict);
		assert_int_equal(the_test_verdict.acting.executions, trace);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_litmus),
		cmocka_unit_test(test_none_twice),
		cmocka_unit_test(test_drawn),
		cmocka_unit_test(test_clamps_are_right),
		cmocka_unit_test(test_clamps_are_wrong),
		cmocka_unit_test(test_clamps_are_searched),
	};

	return cmocka_run_group_tests(tests, pair_set_up, pair_tear_down);
}
