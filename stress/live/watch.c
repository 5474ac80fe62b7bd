/*
 * Takes back what somebody has done to the machine itself. A wall clock that is set may step back,
 * and a TSC may begin anew when the machine was asleep: decreases of such lanes that were found at
 * about that time are unjudged. Stamps of two CPUs are compared only where the TSC is invariant, a
 * stamp's CPU can be told, and the skew could be bounded at the start; what rests on them stands when
 * the TSCs were measured again afterwards and are as far apart as before. All else stands, whatever
 * happens to the machine.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/timerfd.h>
#include <sys/timex.h>
#include <unistd.h>

#include "stress/live/engine.h"

#define AGAIN_MAX 16 /* CPUs that are measured once more, unless it is to be all */
#define RESTS 10     /* between two measurements of the TSCs there is so often what one takes */

static bool arm(int timer)
{
	struct itimerspec never = {.it_value = {.tv_sec = 1ll << 40}};

	return !timerfd_settime(timer, TFD_TIMER_ABSTIME | TFD_TIMER_CANCEL_ON_SET, &never, NULL);
}

static int open_timer(void)
{
	int timer = timerfd_create(CLOCK_REALTIME, TFD_NONBLOCK | TFD_CLOEXEC);

	if (timer >= 0 && !arm(timer)) {
		close(timer);
		timer = -1;
	}
	return timer;
}

static int tai_offset(void)
{
	struct timex timex = {.modes = 0};

	adjtimex(&timex);
	return timex.tai;
}

/* By the kernel's word, or by the offset of CLOCK_TAI, which nobody tells of. */
static bool clock_was_set(struct live_watch *watch)
{
	int tai = tai_offset();
	bool set = tai != watch->tai;
	u64 expirations;

	watch->tai = tai;
	if (watch->timer >= 0 && read(watch->timer, &expirations, sizeof(expirations)) < 0 &&
	    errno == ECANCELED) {
		arm(watch->timer);
		set = true;
	}
	return set;
}

enum since { SINCE_OLDER, SINCE_SETTLED };

/* All that was found on the lane since then; kinds: not only what rests on stamps of two CPUs. */
static void take_back(struct live_watch *watch, unsigned int lane, enum since since, bool kinds)
{
	struct live_engine *engine = watch->engine;
	u64 *unjudged = &watch->summary->race.total.counts.unjudged[RACE_CLOCK];

	for (unsigned int t = lane; t < engine->ntracks; t += engine->nlanes) {
		struct live_track *track = &engine->tracks[t];
		const struct live_level *to = since == SINCE_OLDER ? track->older : track->settled;

		for (unsigned int i = kinds ? 0 : LIVE_SUSPECTS; i < LIVE_COUNTERS; i++)
			*unjudged += live_stand_take_back(track, i, &to[i]);
	}
}

/* Somebody has set these clocks: what is read from now on begins anew. */
static void upset_lanes(struct live_watch *watch, bool suspended, u64 now)
{
	for (unsigned int l = 0; l < watch->engine->nlanes; l++) {
		const struct live_lane *lane = &watch->engine->lanes[l];

		if (!lane->settable && !(suspended && lane->kind != LIVE_CLOCK))
			continue;
		atomic_fetch_add(&watch->engine->epochs[l], 1);
		take_back(watch, l, SINCE_OLDER, true);
		watch->lanes[l].forgive = now + LIVE_AROUND_NS;
	}
}

static void notice(struct live_watch *watch, const char *what)
{
	const struct race_calls *calls = &watch->engine->options->calls;

	if (calls->notice)
		calls->notice(calls->arg, what, watch->text);
}

/*
 * Stamps of two CPUs can't be compared any more. A driven host is judged by them: the race is over.
 * All others do without.
 */
static void distrust(struct live_watch *watch)
{
	struct live_engine *engine = watch->engine;

	atomic_store(&engine->trusted, false);
	for (unsigned int l = 0; l < engine->nlanes; l++)
		take_back(watch, l, SINCE_SETTLED, engine->driven);
	watch->distrusted = engine->crew.ends = engine->driven;
	snprintf(engine->driven ? watch->summary->why : watch->summary->order_why, LIVE_WHY, "%s",
		 watch->text);
}

static bool is_trusted(const struct live_watch *watch)
{
	return atomic_load(&watch->engine->trusted);
}

static void check_machine(struct live_watch *watch, u64 now)
{
	enum upset_kind kind;

	kind = upset_look(&watch->upset, watch->text, sizeof(watch->text));
	if (kind)
		notice(watch, upset_name(kind));
	if (kind == UPSET_SUSPEND)
		upset_lanes(watch, true, now);
	if ((kind == UPSET_SUSPEND || kind == UPSET_TSC) && is_trusted(watch))
		distrust(watch);
}

/* Values of a driven host's readers that are wrong, but of what kind is decided at the end. */
static u64 unexplained(const struct live_engine *engine)
{
	u64 n = 0;

	for (unsigned int t = 0; t < engine->ntracks; t++) {
		const struct race_counts *counts = &engine->tracks[t].tally.counts;

		n += __atomic_load_n(&counts->unexplained, __ATOMIC_RELAXED) +
		     __atomic_load_n(&counts->halved, __ATOMIC_RELAXED);
	}
	return n;
}

/* What rests on the TSCs and was found since they were last measured? */
static bool anything_to_settle(const struct live_watch *watch)
{
	const struct live_engine *engine = watch->engine;
	bool any = unexplained(engine) != watch->pending;

	for (unsigned int t = 0; t < engine->ntracks; t++)
		for (unsigned int i = engine->driven ? 0 : LIVE_SUSPECTS; i < LIVE_COUNTERS; i++)
			any |= live_stand_count(&engine->tracks[t], i) !=
			       engine->tracks[t].settled[i].standing;
	return any;
}

/*
 * Measure the TSCs again: what was found before stands, or nothing that rests on them does. If they
 * cannot be measured, nothing is settled, and at the end (ended) it never is.
 */
static void settle(struct live_watch *watch, bool ended)
{
	struct live_engine *engine = watch->engine;
	u64 tsc = rdtsc_ordered(), begin = upset_now(), pending = unexplained(engine);
	enum tsc_again again;

	for (unsigned int t = 0; t < engine->ntracks; t++)
		live_stand_level(&engine->tracks[t], engine->tracks[t].tried);
	check_machine(watch, upset_now());
	if (!is_trusted(watch))
		return;
	again = live_trust_again(engine, true, NULL, NULL, watch->text, sizeof(watch->text));
	watch->measured = upset_now();
	watch->rest = RESTS * (watch->measured - begin);
	if (again == TSC_AGAIN_OTHER || (again == TSC_AGAIN_UNKNOWN && ended)) {
		notice(watch, "tsc");
		distrust(watch);
		return;
	}
	if (again == TSC_AGAIN_UNKNOWN)
		return;
	for (unsigned int t = 0; t < engine->ntracks; t++)
		memcpy(engine->tracks[t].settled, engine->tracks[t].tried,
		       sizeof(engine->tracks[t].settled));
	watch->measured_tsc = tsc;
	watch->pending = pending;
}

static void check_clock(struct live_watch *watch, u64 now)
{
	if (!clock_was_set(watch))
		return;
	watch->summary->clock_sets++;
	upset_lanes(watch, false, now);
}

/* Only right after a look at the machine: what it may explain must be newer than the older levels. */
static void move_baselines(struct live_watch *watch, u64 now)
{
	struct live_engine *engine = watch->engine;

	for (unsigned int l = 0; l < engine->nlanes; l++) {
		struct live_watch_lane *lane = &watch->lanes[l];

		if (now < lane->forgive)
			take_back(watch, l, SINCE_OLDER, true);
		if (now < lane->forgive || now - lane->baseline <= LIVE_AROUND_NS)
			continue;
		for (unsigned int t = l; t < engine->ntracks; t += engine->nlanes) {
			struct live_track *track = &engine->tracks[t];

			memcpy(track->older, track->newer, sizeof(track->older));
			live_stand_level(track, track->newer);
		}
		lane->baseline = now;
	}
}

void live_watch_start(struct live_watch *watch)
{
	watch->timer = open_timer();
	watch->tai = tai_offset();
	upset_start(&watch->upset, watch->engine->tsc_hz);
}

/* The readers are gone: what they still found after the TSCs were no longer trusted. */
static void discard_rest(struct live_watch *watch)
{
	struct live_engine *engine = watch->engine;

	for (unsigned int l = 0; l < engine->nlanes; l++)
		take_back(watch, l, SINCE_SETTLED, engine->driven);
	for (unsigned int i = 0; i < engine->ntracks && engine->driven; i++) {
		struct race_counts *counts = &engine->tracks[i].tally.counts;

		watch->summary->race.total.counts.unjudged[RACE_CLOCK] +=
			counts->unexplained + counts->halved;
		counts->unexplained = counts->halved = 0;
	}
}

void live_watch_look(struct live_watch *watch, bool machine, bool ended, u64 now)
{
	check_clock(watch, now);
	if (machine && !watch->distrusted)
		check_machine(watch, now);
	if (machine)
		move_baselines(watch, now);
	if (is_trusted(watch) && (ended || now - watch->measured > watch->rest) &&
	    anything_to_settle(watch))
		settle(watch, ended);
	if (!ended)
		return;
	if (!is_trusted(watch))
		discard_rest(watch);
	if (watch->timer >= 0)
		close(watch->timer);
}

enum tsc_again live_trust_again(const struct live_engine *engine, bool all, s64 *low, s64 *high,
				char *why, size_t size)
{
	const struct tsc_skews *skews = &engine->skews;
	unsigned int every = all ? 1 : (skews->n + AGAIN_MAX - 1) / AGAIN_MAX;
	enum tsc_again worst = TSC_AGAIN_SAME;

	for (unsigned int i = every; i < skews->n; i += every) {
		s64 from, to;
		enum tsc_again again = tsc_skews_again(skews, skews->cpus[i], skews->low[i],
						       skews->high[i], &from, &to, why, size);

		if (again == TSC_AGAIN_UNKNOWN) {
			worst = again;
			continue;
		}
		if (low && from < *low)
			*low = from;
		if (high && to > *high)
			*high = to;
		if (again == TSC_AGAIN_OTHER)
			return again;
	}
	return worst;
}

u64 live_trust_ahead(const struct live_engine *engine, const struct live_reader *a,
		     const struct live_reader *b)
{
	s64 ahead = engine->skews.high[b->where] - engine->skews.low[a->where];

	return a->where == b->where || ahead < 0 ? 0 : (u64)ahead;
}
