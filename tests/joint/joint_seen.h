/* Joint executions of readers that share memory, as the engine comes to them: all that it enumerates, or some that it draws. */
#ifndef TESTS_JOINT_SEEN_H
#define TESTS_JOINT_SEEN_H

#include "joint/joint.h"
#include "lib/pair.h"

#define READS_MAX 6
#define SEEN_MAX 8192

/* What the reads of an execution returned, sorted by reader, and all executions that there were. */
struct seen {
	unsigned int readers, n;
	u64 values[SEEN_MAX][READS_MAX];
	u64 twice;
	struct joint_counts counts;
	char error[256];
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

/* All executions of readers that make a read each, or so many drawn ones; seen.error says if they are refused. */
static void run_joint(const char *guest, enum model model, unsigned int readers, u64 draws)
{
	struct verify_options options = pair_options("hyperv-tsc", "single-store", guest, model);
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
		snprintf(seen.error, sizeof(seen.error), "%s", machine_error(the_test_machine));
	joint_free(joint);
	assert_true(seen.n <= SEEN_MAX);
	assert_true(seen.n > 0 || seen.error[0]);
}

/* Did so many readers return these, in any order? */
static bool returned(const u64 *wanted)
{
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

/* A row of a table: may readers of this guest return these? A bit for each model, and those in which they may. */
struct litmus {
	const char *guest;
	unsigned int readers;
	u64 values[3];
	u32 models, allowed;
};

#define IN(model) (1u << MODEL_##model)

static void check_litmus(const struct litmus *table, unsigned int n)
{
	bool wrong = false;

	for (unsigned int i = 0; i < n; i++)
		for (unsigned int model = 0; model < MODELS; model++) {
			const struct litmus *l = &table[i];
			bool allowed = l->allowed >> model & 1;

			if (!(l->models >> model & 1))
				continue;
			run_joint(l->guest, (enum model)model, l->readers, 0);
			if (!seen.error[0] && returned(l->values) == allowed)
				continue;
			print_error("%s, row %u, %s: not %s %s\n", l->guest, i,
				    model_name((enum model)model), allowed ? "seen" : "forbidden",
				    seen.error);
			wrong = true;
		}
	assert_false(wrong);
}

static int by_value(const void *a, const void *b)
{
	u64 x = *(const u64 *)a, y = *(const u64 *)b;

	return x < y ? -1 : x > y;
}

static void check_none_twice(const struct litmus *row, enum model model)
{
	unsigned int twice = 0;

	run_joint(row->guest, model, row->readers, 0);
	assert_string_equal(seen.error, "");
	qsort(seen.hashes, seen.nhashes, sizeof(*seen.hashes), by_value);
	for (unsigned int h = 1; h < seen.nhashes; h++)
		twice += seen.hashes[h] == seen.hashes[h - 1];
	if (twice)
		print_error("%s %s: %u of %u twice\n", row->guest, model_name(model), twice,
			    seen.n);
	assert_int_equal(twice, 0);
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
static void check_drawn(const struct litmus *row, enum model model)
{
	static struct seen all;

	run_joint(row->guest, model, row->readers, 0);
	sort_readers(&seen);
	all = seen;
	run_joint(row->guest, model, row->readers, SEEN_MAX);
	assert_true(seen.n > 0);
	sort_readers(&seen);
	for (unsigned int k = 0; k < seen.n && k < SEEN_MAX; k++)
		assert_true(was_seen(&all, seen.values[k]));
	for (unsigned int k = 0; k < all.n && k < SEEN_MAX; k++)
		assert_true(was_seen(&seen, all.values[k]));
}

#endif
