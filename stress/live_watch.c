/*
 * Takes back what somebody has done to the machine itself. A wall clock that is set may step back,
 * and a TSC may begin anew when the machine was asleep: decreases of such lanes that were found at
 * about that time are unjudged. What rests on stamps of two CPUs stands when their TSCs were
 * measured again afterwards and are as far apart as before. All else stands, whatever happens to
 * the machine.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/timerfd.h>
#include <sys/timex.h>
#include <unistd.h>

#include "stress/live_watch.h"

#define RESTS 10 /* between two measurements of the TSCs there is so often what one takes */

void live_watch_count(const struct live_engine *engine, unsigned int lane, struct live_found *found)
{
	memset(found, 0, sizeof(*found));
	for (unsigned int r = 0; r < engine->nreaders; r++) {
		const struct race_counts *counts =
			&engine->tracks[r * engine->nlanes + lane].tally.counts;

		for (unsigned int kind = 0; kind < RACE_KINDS; kind++)
			found->kinds[kind] +=
				__atomic_load_n(&counts->found[kind], __ATOMIC_RELAXED);
		found->suspects += __atomic_load_n(
			&engine->tracks[r * engine->nlanes + lane].suspects, __ATOMIC_RELAXED);
	}
}

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

/* All that the lane has found since *from; kinds: not only what rests on stamps of two CPUs. */
static void take_back(struct live_watch *watch, unsigned int lane, const struct live_found *from,
		      bool kinds, u64 now)
{
	struct race_counts *counts = &watch->summary->race.total.counts;
	struct live_watch_lane *at = &watch->lanes[lane];
	struct live_found found;

	live_watch_count(watch->engine, lane, &found);
	for (unsigned int kind = 0; kind < RACE_KINDS && kinds; kind++) {
		u64 more = found.kinds[kind] - from->kinds[kind];

		watch->engine->discarded[lane][kind] += more;
		counts->unjudged[RACE_CLOCK] += more;
	}
	watch->engine->cleared[lane] += found.suspects - from->suspects;
	counts->unjudged[RACE_CLOCK] += found.suspects - from->suspects;
	for (unsigned int r = 0; r < watch->engine->nreaders; r++) {
		struct mailbox *mailbox =
			&watch->engine->tracks[r * watch->engine->nlanes + lane].mailbox;

		if (kinds || (atomic_load_explicit(&mailbox->full, memory_order_acquire) &&
			      mailbox->violation.by_stamps))
			atomic_store_explicit(&mailbox->full, false, memory_order_release);
	}
	at->settled = found;
	if (!kinds) {
		at->older.suspects = at->newer.suspects = found.suspects;
		return;
	}
	at->older = at->newer = found;
	at->baseline = now;
}

/* Somebody has set these clocks: what is read from now on begins anew. */
static void upset_lanes(struct live_watch *watch, bool suspended, u64 now)
{
	for (unsigned int l = 0; l < watch->engine->nlanes; l++) {
		const struct live_lane *lane = &watch->engine->lanes[l];

		if (!lane->settable && !(suspended && lane->kind != LIVE_CLOCK))
			continue;
		atomic_fetch_add(&watch->engine->epochs[l], 1);
		take_back(watch, l, &watch->lanes[l].older, true, now);
		watch->lanes[l].forgive = now + LIVE_AROUND_NS;
	}
}

static void notice(struct live_watch *watch, const char *what)
{
	const struct live_calls *calls = &watch->engine->options->calls;

	if (calls->notice)
		calls->notice(calls->arg, what, watch->text);
}

/*
 * Stamps of two CPUs can't be compared any more. A driven host is judged by them: the race is over.
 * All others do without.
 */
static void distrust(struct live_watch *watch, u64 now)
{
	struct live_engine *engine = watch->engine;

	atomic_store(&engine->trust.good, false);
	for (unsigned int l = 0; l < engine->nlanes; l++)
		take_back(watch, l, &watch->lanes[l].settled, engine->driven, now);
	watch->distrusted = engine->driven;
	snprintf(engine->driven ? watch->summary->why : watch->summary->order_why, LIVE_WHY, "%s",
		 watch->text);
}

static bool is_trusted(const struct live_watch *watch)
{
	return atomic_load(&watch->engine->trust.good);
}

static void check_machine(struct live_watch *watch, u64 now)
{
	struct upset_sample sample;
	enum upset_kind kind;

	upset_sample(&sample);
	kind = upset_check(&watch->upset, &sample, watch->text, sizeof(watch->text));
	if (kind)
		notice(watch, upset_name(kind));
	if (kind == UPSET_SUSPEND)
		upset_lanes(watch, true, now);
	if ((kind == UPSET_SUSPEND || kind == UPSET_TSC) && is_trusted(watch))
		distrust(watch, now);
}

/* What rests on the TSCs and was found since they were last measured? */
static bool anything_to_settle(const struct live_watch *watch)
{
	const struct live_engine *engine = watch->engine;
	struct live_found found;
	bool any = false;

	for (unsigned int l = 0; l < engine->nlanes; l++) {
		live_watch_count(engine, l, &found);
		any |= found.suspects != watch->lanes[l].settled.suspects;
		for (unsigned int kind = 0; kind < RACE_KINDS && engine->driven; kind++)
			any |= found.kinds[kind] != watch->lanes[l].settled.kinds[kind];
	}
	return any;
}

/* Measure the TSCs again: what was found before stands, or nothing that rests on them does. */
static void settle(struct live_watch *watch)
{
	struct live_engine *engine = watch->engine;
	struct live_found found[LIVE_LANES_MAX];
	u64 tsc = rdtsc_ordered(), begin = upset_now();

	for (unsigned int l = 0; l < engine->nlanes; l++)
		live_watch_count(engine, l, &found[l]);
	check_machine(watch, upset_now());
	if (!is_trusted(watch))
		return;
	if (!live_trust_again(engine, true, NULL, NULL, watch->text, sizeof(watch->text))) {
		notice(watch, "tsc");
		distrust(watch, upset_now());
		return;
	}
	for (unsigned int l = 0; l < engine->nlanes; l++)
		watch->lanes[l].settled = found[l];
	watch->measured_tsc = tsc;
	watch->measured = upset_now();
	watch->rest = RESTS * (watch->measured - begin);
}

static void check_clock(struct live_watch *watch, u64 now)
{
	if (!clock_was_set(watch))
		return;
	watch->summary->clock_sets++;
	upset_lanes(watch, false, now);
}

static void move_baselines(struct live_watch *watch, u64 now)
{
	for (unsigned int l = 0; l < watch->engine->nlanes; l++) {
		struct live_watch_lane *lane = &watch->lanes[l];

		if (now < lane->forgive) {
			take_back(watch, l, &lane->older, true, now);
		} else if (now - lane->baseline > LIVE_AROUND_NS) {
			lane->older = lane->newer;
			live_watch_count(watch->engine, l, &lane->newer);
			lane->baseline = now;
		}
	}
}

void live_watch_start(struct live_watch *watch)
{
	struct upset_sample sample;

	watch->timer = open_timer();
	watch->tai = tai_offset();
	upset_sample(&sample);
	upset_start(&watch->upset, watch->engine->tsc_hz, &sample);
}

/* The readers are gone: what they still found after the TSCs were no longer trusted. */
static void discard_rest(struct live_watch *watch, u64 now)
{
	struct live_engine *engine = watch->engine;

	for (unsigned int l = 0; l < engine->nlanes; l++)
		take_back(watch, l, &watch->lanes[l].settled, engine->driven, now);
	for (unsigned int i = 0; i < engine->nreaders * engine->nlanes && engine->driven; i++) {
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
	move_baselines(watch, now);
	if (is_trusted(watch) && (ended || now - watch->measured > watch->rest) &&
	    anything_to_settle(watch))
		settle(watch);
	if (!ended)
		return;
	if (!is_trusted(watch))
		discard_rest(watch, now);
	if (watch->timer >= 0)
		close(watch->timer);
}
