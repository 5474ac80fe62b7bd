/* What several processes make of a pair is what one makes of it, to the last count and the last finding. */
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/same_verdict.h"

#define FENCES_MAX 128

static struct verdict alone;

/* Barriers, in the order of meeting. */
struct fences {
	unsigned int n;
	const struct site *sites[FENCES_MAX];
	const char *names[FENCES_MAX];
};

static void get_fences(struct fences *fences)
{
	memset(fences, 0, sizeof(*fences));
	fences->n = machine_fences(the_test_machine, fences->sites, fences->names, FENCES_MAX);
}

/* The verdict of one process, kept. */
static void verify_alone(struct verify_options *options)
{
	verdict_free(&alone);
	options->jobs = 1;
	verify(the_test_machine, &the_test_oracle, options, &alone);
}

static void compare(struct verify_options *options)
{
	struct fences before, now;

	verify_alone(options);
	get_fences(&before);
	for (options->jobs = 2; options->jobs < 4; options->jobs++) {
		same_verdict(&alone, pair_verify(options));
		get_fences(&now);
		assert_memory_equal(&before, &now, sizeof(now));
	}
}

static const struct {
	const char *format, *host, *guest;
	enum model model;
	unsigned int updates;
} pairs[] = {
	{"hyperv-tsc", "odd-even", "by-difference", MODEL_X86, 3},
	{"hyperv-tsc", "odd-even", "by-difference", MODEL_WEAK, 3},
	{"hyperv-tsc", "single-store", "hv-2016", MODEL_X86, 3},
	{"hyperv-tsc", "partly-frozen", "hv-seed", MODEL_X86_MANUAL, 2},
	{"pvclock", "pvclock-odd-even", "pv-truncate", MODEL_WEAK, 2},
	{"pvclock", "clear-low-bit", "pv-deferred", MODEL_WEAK, 2},
	/* hosts that keep a clock of their own, or undo a store; a loop that carries something over */
	{"hyperv-tsc", "early-anchor", "hv-2016", MODEL_X86, 3},
	{"pvclock", "own-half", "pv-ordered", MODEL_X86, 3},
	{"pvclock", "clears-too-early", "pv-ordered", MODEL_X86, 2},
	{"hyperv-tsc", "odd-even", "three-tries", MODEL_X86, 2},
	/* proofs, the rows of which are shared */
	{"pvclock", "pvclock-odd-even", "pv-ordered", MODEL_X86, 16},
	{"vmclock", "seq-or-1", "vm-ordered", MODEL_WEAK, 20},
};

static struct verify_options options_of(unsigned int i)
{
	struct verify_options options =
		pair_options(pairs[i].format, pairs[i].host, pairs[i].guest, pairs[i].model);

	options.updates = pairs[i].updates;
	options.budget = PAIR_BUDGET;
	options.quick = i % 2;
	return options;
}

static void test_same_verdict(void **state)
{
	unsigned int early = 0;

	(void)state;
	for (unsigned int i = 0; i < ARRAY_SIZE(pairs); i++) {
		struct verify_options options = options_of(i);

		compare(&options);
		assert_string_equal(alone.error, "");
		assert_string_equal(alone.error, "");
		early += alone.executions > 25000 && !alone.complete &&
			 alone.executions < alone.first_at + options.budget;
		options.budget = 0;
		options.limit = 100000;
		compare(&options);
		assert_true(alone.executions > 25000); /* or else they were never called in */
	}
	assert_true(early); /* as there was enough of all kinds */
}

/* However the run ends: at a first violation, one of a kind, at a limit that may be anywhere. */
static void test_same_end(void **state)
{
	(void)state;
	for (unsigned int i = 0; i < ARRAY_SIZE(pairs); i += 3) {
		struct verify_options options = options_of(i);
		u64 all;

		options.quick = true;
		options.budget = 0;
		options.limit = 60000;
		compare(&options);
		all = alone.executions;
		for (unsigned int n = 1; n < 4; n++) {
			options.limit = 20000 + (all - 20000) * n / 4;
			compare(&options);
			assert_int_equal(alone.executions, options.limit);
		}
		options.limit = 60000;
		options.wanted = BACKWARDS;
		compare(&options);
		options.first_only = true;
		compare(&options);
	}
}

static unsigned int shown;
static pid_t leader;
static bool fatal;

static bool count_all(const void *arg, const struct log *log, const struct read *read)
{
	(void)arg;
	(void)log;
	(void)read;
	if (fatal && ++shown > 1000)
		raise(SIGSEGV);
	if (leader && getpid() != leader)
		raise(SIGKILL);
	return true;
}

/* Where the first violation comes late, others have run ahead of it. */
static void test_late_violations(void **state)
{
	(void)state;
	for (unsigned int i = 0; i < 6; i++) {
		struct verify_options options =
			pair_options("hyperv-tsc", "counts", "carried", MODEL_WEAK);

		options.quick = true;
		options.limit = 200000;
		options.retries = 4 + i % 2;
		options.budget = i / 2 == 0 ? 0 : 10000;
		options.first_only = i / 2 == 2;
		compare(&options);
		print_message("first at %lu\n", (unsigned long)alone.first_at);
		assert_true(alone.first_at > 20000);
		if (options.first_only)
			assert_int_equal(alone.executions, alone.first_at);
		else if (options.budget)
			assert_int_equal(alone.executions, alone.first_at + options.budget);
	}
}

/* Workers that die are not missed. */
static void test_workers_die(void **state)
{
	struct verify_options options =
		pair_options("hyperv-tsc", "single-store", "hv-2016", MODEL_SC);

	(void)state;
	options.counts = count_all;
	options.quick = true;
	verify_alone(&options);
	leader = getpid();
	options.jobs = 3;
	same_verdict(&alone, pair_verify(&options));
	leader = 0;
}

/* A protocol that crashes takes the program with it, by whatever signal it is, and never to nowhere. */
static void test_a_protocol_crashes(void **state)
{
	struct verify_options options =
		pair_options("hyperv-tsc", "single-store", "hv-2016", MODEL_SC);

	(void)state;
	options.counts = count_all;
	options.quick = true;
	for (options.jobs = 1; options.jobs < 4; options.jobs++) {
		pid_t pid = fork();
		int status;

		if (!pid) {
			signal(SIGSEGV, SIG_DFL);
			alarm(60);
			fatal = true;
			pair_verify(&options);
			_exit(0);
		}
		assert_int_equal(waitpid(pid, &status, 0), pid);
		assert_true(WIFSIGNALED(status));
		assert_int_equal(WTERMSIG(status), SIGSEGV);
	}
}

/* Stopped at some moment: no more than there is, never clean, and nobody is left. */
static volatile int stop;

static void stop_at(void *watcher, const struct verify_options *options,
		    const struct verdict *verdict)
{
	(void)options;
	stop = verdict->explored >= *(const u64 *)watcher;
}

static void test_stop(void **state)
{
	(void)state;
	for (unsigned int jobs = 1; jobs < 4; jobs++) {
		struct verify_options options =
			pair_options("hyperv-tsc", "odd-even", "by-difference", MODEL_WEAK);
		u64 from = 100;

		options.updates = 6;
		options.jobs = jobs;
		options.stop = &stop;
		options.watch = stop_at;
		options.watcher = &from;
		stop = 0;
		pair_verify(&options);
		assert_int_equal(verdict_outcome(&the_test_verdict), OUTCOME_UNFINISHED);
		assert_true(the_test_verdict.interrupted);
		assert_true(the_test_verdict.explored >= from);
		assert_true(the_test_verdict.explored < the_test_verdict.planned);
		assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_same_verdict),	   cmocka_unit_test(test_same_end),
		cmocka_unit_test(test_late_violations),	   cmocka_unit_test(test_workers_die),
		cmocka_unit_test(test_a_protocol_crashes), cmocka_unit_test(test_stop),
	};

	return cmocka_run_group_tests(tests, pair_set_up, pair_tear_down);
}
