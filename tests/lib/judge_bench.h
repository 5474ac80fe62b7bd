/* For the tests of the judge: a log, and reads of it, made by hand. */
#ifndef TESTS_JUDGE_BENCH_H
#define TESTS_JUDGE_BENCH_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
/* cmocka.h wants the first two before it. */
#include <cmocka.h>

#include "protocols/registry.h"
#include "stress/judge/judge.h"

#define TSC (1ull << 42)
#define RATE (1ull << 24) /* 1/256 unit per tick */
#define SECOND 10000000
#define MARGIN 50
#define GENERATIONS 16

struct bench {
	const struct format *format;
	struct hostlog *log;
	struct generation generations[GENERATIONS];
	struct log_entry last;
	struct race_tally tally;
	struct judge judge;
	_Atomic u32 excuse; /* nothing, unless a test says so */
};

static inline int set_up_of(void **state, const char *format)
{
	struct bench *bench = calloc(1, sizeof(*bench));
	struct schedule schedule = {.tsc = TSC, .value = 1ull << 50, .rate = RATE};

	bench->format = registry_find_format(format);
	assert_non_null(bench->format);
	bench->log = aligned_alloc(4096, (sizeof(*bench->log) + 4095) / 4096 * 4096);
	memset(bench->log, 0, sizeof(*bench->log));
	generation_first(bench->format, &schedule, &bench->generations[0]);
	bench->last.made = bench->last.taken = TSC;
	bench->last.rate = RATE;
	bench->last.valid = 1;
	memcpy(bench->last.params, bench->generations[0].params, sizeof(bench->last.params));
	hostlog_open(bench->log, &bench->last);
	hostlog_close(bench->log, &bench->last);
	judge_start(&bench->judge, bench->format, bench->log, false, 0, MARGIN, &bench->tally);
	bench->judge.excuse = &bench->excuse;
	*state = bench;
	return 0;
}

static inline int set_up(void **state)
{
	return set_up_of(state, "hyperv-tsc");
}

static inline int set_up_pvclock(void **state)
{
	return set_up_of(state, "pvclock");
}

static inline int tear_down(void **state)
{
	struct bench *bench = *state;

	free(bench->log);
	free(bench);
	return 0;
}

/* The host's next update, within [begin, begin + 200]. */
static inline void update(struct bench *bench, enum update_kind kind, s64 step, u64 begin)
{
	struct update next = {.kind = kind, .rate = bench->last.rate, .step = step};
	u64 number = bench->last.number + 1;
	struct generation *made = &bench->generations[number % GENERATIONS];

	if (kind == UPDATE_FASTER)
		next.rate = bench->last.rate * 2;
	if (kind == UPDATE_SLOWER)
		next.rate = bench->last.rate / 2;
	generation_next(bench->format, &bench->generations[(number - 1) % GENERATIONS], &next,
			begin, begin, made);
	bench->last.number = number;
	bench->last.kind = kind;
	bench->last.rate = next.rate;
	bench->last.step = step;
	bench->last.back += step < 0 ? (u64)-step : 0;
	bench->last.anchor = bench->last.begin = begin;
	bench->last.settled = begin + 1000;
	bench->last.end = begin + 200;
	bench->last.valid = 1;
	memcpy(bench->last.params, made->params, sizeof(made->params));
	hostlog_open(bench->log, &bench->last);
}

static inline void made_update(struct bench *bench, enum update_kind kind, s64 step, u64 begin)
{
	update(bench, kind, step, begin);
	hostlog_close(bench->log, &bench->last);
}

static inline u64 at(struct bench *bench, unsigned int generation, u64 tsc)
{
	return generation_time(bench->format, &bench->generations[generation], tsc);
}

/* One read within [s, e]. */
static inline void read_value(struct bench *bench, u64 s, u64 e, u64 value,
			      const struct outcome *peer)
{
	struct batch batch = {.n = 1, .stamps = {s, e}, .values = {value}};

	judge_batch(&bench->judge, &batch, peer);
}

static inline void read_fallback(struct bench *bench, u64 s, u64 e)
{
	struct batch batch = {.n = 1, .stamps = {s, e}, .fell_back = 1};

	judge_batch(&bench->judge, &batch, NULL);
}

/* Exactly the given number of violations of that kind, and nothing of any other. */
static inline void assert_only(struct bench *bench, enum violation kind, u64 n)
{
	judge_settle(&bench->tally);
	for (unsigned int i = 0; i < VIOLATION_KINDS; i++)
		assert_int_equal(bench->tally.counts.found[i], i == kind ? n : 0);
}

static inline void assert_clean(struct bench *bench)
{
	assert_only(bench, VIOLATION_TORN, 0);
	for (unsigned int i = 0; i < RACE_UNJUDGED_REASONS; i++)
		assert_int_equal(bench->tally.counts.unjudged[i], 0);
}

/* A page with the scale of generation scale and the offset of generation offset, at tsc. */
static inline u64 mixed(struct bench *bench, unsigned int scale, unsigned int offset, u64 tsc)
{
	u64 page[3], other[3], params[WARPAGE_PARAMS_MAX / 8] = {0};

	generation_page(bench->format, &bench->generations[scale], (u8 *)page);
	generation_page(bench->format, &bench->generations[offset], (u8 *)other);
	page[2] = other[2];
	bench->format->decode(params, page);
	return (u64)bench->format->time(params, tsc);
}

#define JUDGE_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

#endif
