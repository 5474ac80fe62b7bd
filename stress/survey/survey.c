/*
 * Each turn bounds the skew of its two CPUs, probes, and bounds it again: if both bounds cannot be
 * true, or the machine was upset meanwhile, none of the turn's probes count.
 */
#define _GNU_SOURCE
#include "stress/survey/survey.h"

#include <stdio.h>
#include <string.h>

#include "stress/cpu/tsc.h"
#include "stress/cpu/upset.h"

#define SKEW_SHARE 0.06 /* of a turn's time, for each of two measurements */
#define SKEW_ATTEMPTS 2
#define STORES_SHARE 0.2 /* of the time of a way of reading */
#define MEMORY_SHARE 0.25
#define TURNS_MIN 2   /* so that two CPUs have both been readers */
#define TURN_MAX 10.0 /* seconds */
#define TURN_MIN 0.05 /* seconds, even if time is up: on a busy machine threads start late */

struct turn {
	const struct survey_options *options;
	struct survey *survey;
	u64 survey_began;	     /* ns */
	unsigned int reader, writer; /* CPUs */
	double seconds;
	bool rest; /* only what is untested so far */
	struct probe_skew skew;
	struct survey_read reads[TSC_READS]; /* of this turn */
};

static bool stopped(const struct survey_options *options)
{
	return options->stop && *options->stop;
}

/* How long a run of so many seconds may take in all, on a machine that is busy. */
static double patience_of(const struct survey_options *options, double seconds)
{
	return options->patience > options->seconds ? 10 * seconds + 0.5 : 2 * seconds + 0.05;
}

static void tell(const struct turn *turn)
{
	const struct survey_options *options = turn->options;

	if (options->progress)
		options->progress(options->arg, (double)(upset_now() - turn->survey_began) / 1e9,
				  turn->survey);
}

/* How many turns: each CPU reads once, if they get a quarter of a second each; long ones are cut. */
static unsigned int count_turns(const struct survey_options *options)
{
	unsigned int most = (unsigned int)(4 * options->seconds);
	unsigned int turns = options->ncpus < most ? options->ncpus : most;

	if (turns < (unsigned int)(options->seconds / TURN_MAX))
		turns = (unsigned int)(options->seconds / TURN_MAX);
	return turns < TURNS_MIN ? TURNS_MIN : turns;
}

static int bound_skew(const struct turn *turn, double seconds, struct probe_skew *skew,
		      bool *went_back)
{
	struct probe_run run = {.mode = PROBE_SKEW,
				.reader = turn->reader,
				.writer = turn->writer,
				.skew = {-PROBE_SKEW_MAX, PROBE_SKEW_MAX},
				.seconds = seconds,
				.patience = patience_of(turn->options, seconds)};
	int error = 0;

	for (unsigned int i = 0; i < SKEW_ATTEMPTS && !error && !probe_bounded(&run.skew); i++) {
		error = probe_run(&run);
		*went_back |= run.went_back;
	}
	*skew = run.skew;
	return error;
}

static int run_read(struct turn *turn, enum tsc_read read, enum probe_mode mode, double seconds)
{
	struct survey_read *result = &turn->reads[read];
	struct probe_run run = {.mode = mode,
				.read = read,
				.writer = turn->writer,
				.reader = turn->reader,
				.seconds = seconds,
				.patience = patience_of(turn->options, seconds),
				.cost = turn->survey->reads[read].ticks};
	int error;

	run.skew = turn->skew;
	if (mode == PROBE_STORES) { /* the reader's CPU is the one whose clock is probed */
		run.writer = turn->reader;
		run.reader = turn->writer;
		run.skew = (struct probe_skew){-turn->skew.high, -turn->skew.low};
	}
	error = probe_run(&run);
	for (int kind = 0; kind < PROBE_KINDS; kind++) {
		u64 most = result->tally[kind].most;

		turn->survey->probes += run.tally[kind].judged;
		probe_tally_add(&result->tally[kind], &run.tally[kind]);
		if (result->tally[kind].most > most) {
			result->reader[kind] = run.reader;
			result->writer[kind] = run.writer;
		}
	}
	return error;
}

static bool wanted(const struct turn *turn, enum tsc_read read)
{
	const struct survey *survey = turn->survey;

	return survey->reads[read].wanted && !survey->reads[read].missing &&
	       !(turn->rest && !survey_read_untested(survey, read));
}

static int run_reads(struct turn *turn, double seconds)
{
	const struct survey_options *options = turn->options;
	unsigned int n = 0;
	int error = 0;

	for (int read = 0; read < TSC_READS; read++)
		n += wanted(turn, (enum tsc_read)read);
	for (int read = 0; read < TSC_READS && !error && n && !stopped(options); read++) {
		struct survey_read *known = &turn->survey->reads[read];
		double loads = seconds / n, ticks;

		if (!wanted(turn, (enum tsc_read)read))
			continue;
		ticks = tsc_read_cost((enum tsc_read)read);
		if (!(known->ticks > 0) || ticks < known->ticks)
			known->ticks = ticks;
		if (options->stores) {
			loads *= 1 - STORES_SHARE;
			error = run_read(turn, (enum tsc_read)read, PROBE_STORES,
					 STORES_SHARE * seconds / n);
		}
		if (!error)
			error = run_read(turn, (enum tsc_read)read, PROBE_LOADS, loads);
		tell(turn);
	}
	return error;
}

/* With as many CPUs as the test takes, beginning at the turn's own. */
static int run_memory(struct turn *turn, unsigned int number, double seconds)
{
	const struct survey_options *options = turn->options;
	unsigned int cpus[LITMUS_THREADS];
	int error = 0;

	for (int test = 0; test < LITMUS_TESTS && !error && !stopped(options); test++) {
		struct survey_litmus *litmus = &turn->survey->litmus[test];
		unsigned int n = litmus_tests[test].threads;

		if (n > options->ncpus) {
			snprintf(litmus->skipped, sizeof(litmus->skipped),
				 "it takes %u CPUs, and there are %u", n, options->ncpus);
			continue;
		}
		if (turn->rest && litmus->tally.met)
			continue;
		for (unsigned int i = 0; i < n; i++)
			cpus[i] = options->cpus[(number + i) % options->ncpus];
		error = litmus_run((enum litmus_test)test, cpus, seconds / LITMUS_TESTS,
				   &litmus->tally);
		tell(turn);
	}
	return error;
}

/* Take what the turn came to, or leave it as unjudged. */
static void take(const struct turn *turn, const char *doubt)
{
	struct survey *survey = turn->survey;
	s64 width = turn->skew.high - turn->skew.low;

	if (doubt) {
		survey->doubted++;
		snprintf(survey->doubt, sizeof(survey->doubt), "%s", doubt);
	} else if (!survey->bounded || width > survey->widest.high - survey->widest.low) {
		survey->widest = turn->skew;
		survey->bounded = true;
	}
	for (int read = 0; read < TSC_READS; read++)
		for (int kind = 0; kind < PROBE_KINDS; kind++) {
			struct survey_read *sum = &survey->reads[read];
			struct probe_tally part = turn->reads[read].tally[kind];
			u64 most = sum->tally[kind].most;

			if (doubt)
				probe_tally_doubt(&part);
			probe_tally_add(&sum->tally[kind], &part);
			if (sum->tally[kind].most > most) {
				sum->reader[kind] = turn->reads[read].reader[kind];
				sum->writer[kind] = turn->reads[read].writer[kind];
			}
		}
}

static int run_turn(struct turn *turn, unsigned int number)
{
	const struct survey_options *options = turn->options;
	double left = turn->seconds, skewing = SKEW_SHARE * turn->seconds;
	struct probe_skew again;
	enum upset_kind kind;
	struct upset upset;
	bool went_back = false;
	char text[160] = "";
	const char *doubt = NULL;
	u64 begin = upset_now();
	int error;

	upset_start(&upset, turn->survey->tsc_hz);
	error = bound_skew(turn, skewing, &turn->skew, &went_back);
	left -= (double)(upset_now() - begin) / 1e9 + skewing;
	if (left < TURN_MIN)
		left = TURN_MIN;
	if (!error && probe_bounded(&turn->skew))
		error = run_reads(turn, options->memory ? left * (1 - MEMORY_SHARE) : left);
	if (!error && options->memory)
		error = run_memory(turn, number, left * MEMORY_SHARE);
	if (!error)
		error = bound_skew(turn, skewing, &again, &went_back);
	if (error)
		return error;
	kind = upset_look(&upset, text, sizeof(text));
	if (kind == UPSET_SUSPEND || kind == UPSET_TSC)
		doubt = text;
	else if (went_back)
		doubt = "a TSC went back";
	else if (!probe_bounded(&turn->skew) || !probe_bounded(&again))
		doubt = "the two threads hardly ever had their CPUs at the same time";
	else if (turn->skew.low > turn->skew.high || !probe_agree(&turn->skew, &again))
		doubt = "the skew of two CPUs did not stay within its bounds";
	take(turn, doubt);
	return 0;
}

/* What is to be done next; false if all is done, or time and patience are at an end. */
static bool turn_next(const struct survey_options *options, struct survey *survey, u64 begin,
		      struct turn *turn)
{
	unsigned int number = survey->turns, turns = count_turns(options);
	double passed = (double)(upset_now() - begin) / 1e9;
	bool up = number >= turns || (number >= TURNS_MIN && passed >= options->seconds);

	if (up && (passed >= options->patience || !survey_untested(survey)))
		return false;
	memset(turn, 0, sizeof(*turn));
	turn->options = options;
	turn->survey = survey;
	turn->survey_began = begin;
	turn->reader = options->cpus[number % options->ncpus];
	turn->writer = options->cpus[(number + 1) % options->ncpus];
	turn->rest = up;
	turn->seconds = options->seconds / turns;
	if (!up)
		turn->seconds = (options->seconds - passed) / (turns - number);
	if (turn->seconds < TURN_MIN)
		turn->seconds = TURN_MIN;
	return true;
}

static const char *problem(const struct survey_options *options)
{
	if (options->ncpus < 2)
		return "one CPU: it takes two to see when another one samples its TSC; allow more "
		       "(`taskset -p $$`), or give --cpus";
	return tsc_problem();
}

int survey_run(const struct survey_options *options, struct survey *survey, char *why, size_t size)
{
	struct turn turn;
	u64 begin = upset_now();
	int error = 0;

	memset(survey, 0, sizeof(*survey));
	survey->memory = options->memory;
	survey->stores = options->stores;
	for (int read = 0; read < TSC_READS; read++) {
		survey->reads[read].wanted = options->reads >> read & 1;
		survey->reads[read].missing = tsc_read_missing((enum tsc_read)read);
	}
	if (problem(options)) {
		snprintf(why, size, "%s", problem(options));
		return SURVEY_SKIPPED;
	}
	survey->tsc_hz = tsc_measure_hz();
	while (!error && !stopped(options) && turn_next(options, survey, begin, &turn)) {
		error = run_turn(&turn, survey->turns);
		survey->turns++;
	}
	survey->readers = survey->turns < options->ncpus ? survey->turns : options->ncpus;
	survey->interrupted = stopped(options);
	survey->seconds = (double)(upset_now() - begin) / 1e9;
	if (error)
		snprintf(why, size, "the threads cannot run: %s", strerror(error));
	return error ? 2 : 0;
}
