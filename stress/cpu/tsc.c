/*
 * The skew of two CPUs from a ping-pong: b's stamp is taken after a's first and before a's second,
 * so every round bounds the difference from both sides, however long it took.
 */
#define _GNU_SOURCE
#include "stress/cpu/tsc.h"

#include <cpuid.h>
#include <errno.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>

#include "stress/cpu/crew.h"
#include "stress/cpu/stamp.h"

#define ROUNDS 20000
#define SKEW_MAX_US 100 /* more than that between two CPUs: the stamps say nothing */
#define SPINS_BEFORE_YIELD 2000

struct table_tennis {
	_Alignas(64) _Atomic u64 ping; /* round number */
	_Alignas(64) _Atomic u64 pong;
	_Atomic u64 stamp;
	_Alignas(64) _Atomic bool over;
	s64 *low, *high;
	struct runner far, near;
};

bool tsc_has_rdtscp(void)
{
	u32 a, b, c, d;

	return __get_cpuid(0x80000001, &a, &b, &c, &d) && d & 1u << 27;
}

const char *tsc_problem(void)
{
	u32 a, b, c, d;

	if (!__get_cpuid(0x80000007, &a, &b, &c, &d) || !(d & 1u << 8))
		return "the TSC is not invariant (CPUID 80000007h, EDX bit 8): stamps of two CPUs "
		       "cannot be compared";
	if (!tsc_has_rdtscp() && sched_getcpu() < 0)
		return "there is no RDTSCP (CPUID 80000001h, EDX bit 27), and the kernel does not "
		       "tell a thread its CPU (getcpu)";
	return NULL;
}

/* Both clocks at one moment: of a few looks the one that was interrupted the least. */
static void look(u64 *ns, u64 *tsc)
{
	u64 width = U64_MAX;

	for (unsigned int i = 0; i < 5; i++) {
		u64 before = stamp(), now = clock_ns(CLOCK_MONOTONIC_RAW), after = stamp();

		if (after - before >= width)
			continue;
		width = after - before;
		*ns = now;
		*tsc = before + width / 2;
	}
}

u64 tsc_measure_hz(void)
{
	struct timespec while_passing = {0, 20000000};
	u64 ns = 0, tsc = 0, later = 0, ticks = 0;

	look(&ns, &tsc);
	while (nanosleep(&while_passing, &while_passing) && errno == EINTR)
		; /* a signal must not shorten it */
	look(&later, &ticks);
	return (u64)((u128)(ticks - tsc) * 1000000000 / (later - ns));
}

/* Wait until *word is not old, and the game not over; returns what it is. */
static u64 wait_for_change(const struct table_tennis *game, const _Atomic u64 *word, u64 old)
{
	u64 now;

	for (unsigned int spins = 0; (now = atomic_load(word)) == old && !atomic_load(&game->over);
	     spins++) {
		if (spins % SPINS_BEFORE_YIELD == SPINS_BEFORE_YIELD - 1)
			sched_yield();
		cpu_relax();
	}
	return now;
}

static void return_balls(void *arg)
{
	struct table_tennis *game = arg;
	u64 round = 0;

	for (;;) {
		round = wait_for_change(game, &game->ping, round);
		if (atomic_load(&game->over))
			return;
		atomic_store(&game->stamp, stamp());
		atomic_store(&game->pong, round);
	}
}

static void serve_balls(void *arg)
{
	struct table_tennis *game = arg;
	u64 deadline = clock_ns(CLOCK_MONOTONIC_RAW) + 100000000;

	for (u64 round = 1; round <= ROUNDS; round++) {
		u64 sent = stamp(), back, far;

		atomic_store(&game->ping, round);
		wait_for_change(game, &game->pong, round - 1);
		back = stamp();
		far = atomic_load(&game->stamp);
		if (atomic_load(&game->over))
			break;
		if (round > 1 && (s64)(far - back) > *game->low)
			*game->low = (s64)(far - back);
		if (round > 1 && (s64)(far - sent) < *game->high)
			*game->high = (s64)(far - sent);
		if (round > 100 && clock_ns(CLOCK_MONOTONIC_RAW) > deadline)
			break;
	}
	atomic_store(&game->over, true);
}

int tsc_measure_skew(unsigned int a, unsigned int b, s64 *low, s64 *high)
{
	struct table_tennis game = {.low = low, .high = high};
	struct crew crew = {.stop = &game.over};

	crew_add(&crew, &game.far, b, return_balls, &game);
	crew_add(&crew, &game.near, a, serve_balls, &game);
	return crew_run(&crew);
}

static bool measure(const struct tsc_skews *skews, unsigned int cpu, s64 *low, s64 *high,
		    const char *what, char *why, size_t size)
{
	int error;

	*low = INT64_MIN;
	*high = INT64_MAX;
	error = (skews->measure ? skews->measure : tsc_measure_skew)(skews->cpus[0], cpu, low,
								     high);
	if (!error && *low != INT64_MIN)
		return true;
	snprintf(why, size, "cannot measure the TSC skew to CPU %u%s: %s", cpu, what,
		 error ? strerror(error) : "no round was completed");
	return false;
}

bool tsc_skews_measure(struct tsc_skews *skews, u64 tsc_hz, char *why, size_t size)
{
	const char *problem = skews->problem ? skews->problem() : tsc_problem();
	s64 most = (s64)(tsc_hz / 1000000 * SKEW_MAX_US);

	skews->rdtscp = tsc_has_rdtscp() && !skews->no_rdtscp;
	if (problem) {
		snprintf(why, size, "%s", problem);
		return false;
	}
	for (unsigned int i = 1; i < skews->n; i++) {
		s64 low, high;

		skews->failed = !measure(skews, skews->cpus[i], &low, &high, "", why, size);
		if (skews->failed)
			return false;
		if (low < -most || high > most) {
			snprintf(why, size,
				 "the TSC of CPU %u may be off by %lld to %lld ticks: too much for "
				 "stamps to be compared",
				 skews->cpus[i], (long long)low, (long long)high);
			return false;
		}
		skews->low[i] = low;
		skews->high[i] = high;
		skews->lowest = low < skews->lowest ? low : skews->lowest;
		skews->highest = high > skews->highest ? high : skews->highest;
	}
	skews->margin = (u64)(-skews->lowest > skews->highest ? -skews->lowest : skews->highest);
	return true;
}

enum tsc_again tsc_skews_again(const struct tsc_skews *skews, unsigned int cpu, s64 low, s64 high,
			       s64 *from, s64 *to, char *why, size_t size)
{
	if (!measure(skews, cpu, from, to, " again", why, size))
		return TSC_AGAIN_UNKNOWN;
	if (*from <= high && *to >= low)
		return TSC_AGAIN_SAME;
	snprintf(why, size,
		 "the TSC of CPU %u is now off by %lld to %lld ticks, at the start it was %lld to "
		 "%lld",
		 cpu, (long long)*from, (long long)*to, (long long)low, (long long)high);
	return TSC_AGAIN_OTHER;
}
