/*
 * The thread that watches a live race: ends it in time, breaks off reads that do not return, and
 * takes back what somebody has done to the machine itself. A wall clock that is set may step back,
 * and a TSC may begin anew when the machine was asleep: decreases of such lanes that were found at
 * about that time are unjudged. All others stand, whatever happens to the machine.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <stdio.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include "stress/live_engine.h"
#include "stress/upset.h"

#define TICK_NS 10000000ull
#define PROGRESS_NS 200000000ull
#define MACHINE_TICKS 10
#define AROUND_NS 250000000ull /* what is found so long before or after an upset is of it */
#define STUCK_WALL_NS 1000000000ull
#define STUCK_CPU_NS 500000000ull
#define GRACE_NS 2000000000ull	   /* after the end, for reads that are stuck or starved */
#define PATIENCE_NS 20000000000ull /* after the end, for threads that do not even answer */

struct found {
	u64 kinds[RACE_KINDS];
};

struct monitor_lane {
	struct found newer, older; /* at the last baseline, and at the one before */
	u64 baseline;		   /* ns: when newer was taken */
	u64 forgive;		   /* ns: until then, whatever is found is taken back */
};

struct monitor_state {
	struct live_engine *engine;
	struct live_summary *summary;
	int timer; /* tells that the wall clock was set; -1: none */
	struct upset upset;
	struct monitor_lane lanes[LIVE_LANES_MAX];
	u64 shown;
	char text[160];
	bool distrusted;
};

static void count_found(const struct live_engine *engine, unsigned int lane, struct found *found)
{
	memset(found, 0, sizeof(*found));
	for (unsigned int r = 0; r < engine->nreaders; r++) {
		const struct race_counts *counts =
			&engine->tracks[r * engine->nlanes + lane].tally.counts;

		for (unsigned int kind = 0; kind < RACE_KINDS; kind++)
			found->kinds[kind] +=
				__atomic_load_n(&counts->found[kind], __ATOMIC_RELAXED);
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

static bool clock_was_set(int timer)
{
	u64 expirations;

	if (timer < 0 || read(timer, &expirations, sizeof(expirations)) >= 0 || errno != ECANCELED)
		return false;
	arm(timer);
	return true;
}

/* Everything of the lane since the baseline before the last one, and for a while to come. */
static void take_back(struct monitor_state *state, unsigned int lane, u64 now)
{
	struct race_counts *counts = &state->summary->race.total.counts;
	struct monitor_lane *at = &state->lanes[lane];
	struct found found;

	count_found(state->engine, lane, &found);
	for (unsigned int kind = 0; kind < RACE_KINDS; kind++) {
		u64 more = found.kinds[kind] - at->older.kinds[kind];

		state->engine->discarded[lane][kind] += more;
		counts->unjudged[RACE_CLOCK] += more;
	}
	at->older = at->newer = found;
	at->baseline = now;
	for (unsigned int r = 0; r < state->engine->nreaders; r++) {
		struct mailbox *mailbox =
			&state->engine->tracks[r * state->engine->nlanes + lane].mailbox;

		atomic_store_explicit(&mailbox->full, false, memory_order_release);
	}
}

static void upset_lanes(struct monitor_state *state, bool suspended, u64 now)
{
	for (unsigned int l = 0; l < state->engine->nlanes; l++) {
		const struct live_lane *lane = &state->engine->lanes[l];

		if (!lane->settable && !(suspended && lane->kind != LIVE_CLOCK))
			continue;
		take_back(state, l, now);
		state->lanes[l].forgive = now + AROUND_NS;
	}
}

static void notice(struct monitor_state *state, const char *what)
{
	const struct live_calls *calls = &state->engine->options->calls;

	if (calls->notice)
		calls->notice(calls->arg, what, state->text);
}

/* A driven host is judged by TSC stamps: without a TSC to trust, the race is over. */
static void distrust(struct monitor_state *state, u64 now)
{
	for (unsigned int l = 0; l < state->engine->nlanes; l++)
		take_back(state, l, now);
	state->distrusted = true;
	snprintf(state->summary->why, sizeof(state->summary->why), "%s", state->text);
}

static void check_machine(struct monitor_state *state, u64 now)
{
	struct upset_sample sample;
	enum upset_kind kind;

	upset_sample(&sample);
	kind = upset_check(&state->upset, &sample, state->text, sizeof(state->text));
	if (kind)
		notice(state, upset_name(kind));
	if (kind == UPSET_SUSPEND)
		upset_lanes(state, true, now);
	if ((kind == UPSET_SUSPEND || kind == UPSET_TSC) && state->engine->driven)
		distrust(state, now);
}

static void check_clock(struct monitor_state *state, u64 now)
{
	if (!clock_was_set(state->timer))
		return;
	state->summary->clock_sets++;
	upset_lanes(state, false, now);
}

static void move_baselines(struct monitor_state *state, u64 now)
{
	for (unsigned int l = 0; l < state->engine->nlanes; l++) {
		struct monitor_lane *lane = &state->lanes[l];

		if (now < lane->forgive) {
			take_back(state, l, now);
		} else if (now - lane->baseline > AROUND_NS) {
			lane->older = lane->newer;
			count_found(state->engine, l, &lane->newer);
			lane->baseline = now;
		}
	}
}

/* What has waited long enough that no upset can explain it any more (or always, at the end). */
static void empty_mailboxes(struct monitor_state *state, bool all)
{
	struct live_engine *engine = state->engine;
	const struct live_calls *calls = &engine->options->calls;
	u64 age = engine->tsc_hz / 1000000 * (AROUND_NS / 1000), tsc = rdtsc_ordered();

	for (unsigned int i = 0; i < engine->nreaders * engine->nlanes; i++) {
		const struct live_lane *lane;
		struct mailbox *mailbox = &engine->tracks[i].mailbox;

		if (!atomic_load_explicit(&mailbox->full, memory_order_acquire) ||
		    (!all && tsc - mailbox->violation.e < age))
			continue;
		lane = &engine->lanes[i % engine->nlanes];
		if (calls->violation)
			calls->violation(calls->arg, lane->name, lane->format, &mailbox->violation);
		atomic_store_explicit(&mailbox->full, false, memory_order_release);
	}
}

static u64 cpu_ns(const struct live_reader *reader)
{
	struct timespec time;
	clockid_t clock;

	if (pthread_getcpuclockid(reader->thread, &clock) || clock_gettime(clock, &time))
		return 0;
	return (u64)time.tv_sec * 1000000000 + (u64)time.tv_nsec;
}

static void watch_reader(struct live_reader *reader, u64 now, bool breaking)
{
	u64 batch = atomic_load(&reader->guard.batch);

	if (atomic_load(&reader->done))
		return;
	if (batch != reader->batch_was || !(batch & 1)) {
		reader->batch_was = batch;
		reader->since = now;
		reader->cpu_ns = cpu_ns(reader);
		if (!breaking || !(batch & 1))
			return;
	}
	if (now - reader->since > STUCK_WALL_NS && cpu_ns(reader) - reader->cpu_ns > STUCK_CPU_NS)
		atomic_store(&reader->proven, true);
	else if (!breaking)
		return;
	atomic_store(&reader->guard.leave, batch);
	live_guard_nudge(reader->thread);
}

static void counts_now(const struct live_engine *engine, struct race_counts *counts)
{
	memset(counts, 0, sizeof(*counts));
	race_counts_add(counts, &engine->writer.counts);
	for (unsigned int i = 0; i < engine->nreaders * engine->nlanes; i++)
		race_counts_add(counts, &engine->tracks[i].tally.counts);
	for (unsigned int l = 0; l < engine->nlanes; l++)
		for (unsigned int kind = 0; kind < RACE_KINDS; kind++) {
			u64 off = engine->discarded[l][kind];

			counts->found[kind] -=
				off < counts->found[kind] ? off : counts->found[kind];
		}
	counts->found[RACE_ARITHMETIC] += engine->writer.off;
}

static void show(struct monitor_state *state, u64 start, u64 now)
{
	const struct live_calls *calls = &state->engine->options->calls;
	struct race_counts counts;

	if (!calls->progress || now - state->shown < PROGRESS_NS)
		return;
	state->shown = now;
	counts_now(state->engine, &counts);
	calls->progress(calls->arg, (double)(now - start) / 1e9, &counts);
}

static bool all_done(struct live_engine *engine)
{
	for (unsigned int i = 0; i < engine->nreaders; i++)
		if (!atomic_load(&engine->readers[i].done))
			return false;
	return !engine->driven || atomic_load(&engine->writer_done);
}

static bool readers_done(struct live_engine *engine)
{
	for (unsigned int i = 0; i < engine->nreaders; i++)
		if (!atomic_load(&engine->readers[i].done))
			return false;
	return true;
}

static bool is_over(const struct monitor_state *state, u64 start, u64 now)
{
	const struct live_options *options = state->engine->options;

	return *options->stop || state->distrusted ||
	       (options->seconds > 0 && (double)(now - start) >= options->seconds * 1e9);
}

int live_monitor(struct live_engine *engine, struct live_summary *summary)
{
	struct monitor_state state = {.engine = engine, .summary = summary};
	const struct timespec tick = {0, TICK_NS};
	u64 start = upset_now(), stopped = 0, now;
	struct upset_sample sample;
	int result = 0;

	state.timer = open_timer();
	state.shown = start;
	upset_sample(&sample);
	upset_start(&state.upset, engine->tsc_hz, &sample);
	for (u64 ticks = 1; !all_done(engine); ticks++) {
		now = upset_now();
		if (!stopped && (is_over(&state, start, now) || readers_done(engine) ||
				 atomic_load(&engine->stop))) {
			stopped = now;
			atomic_store(&engine->stop, true);
		}
		if (stopped && now - stopped > PATIENCE_NS) {
			result = -1;
			break;
		}
		for (unsigned int i = 0; i < engine->nreaders; i++)
			watch_reader(&engine->readers[i], now, stopped && now - stopped > GRACE_NS);
		check_clock(&state, now);
		if (ticks % MACHINE_TICKS == 0)
			check_machine(&state, now);
		move_baselines(&state, now);
		empty_mailboxes(&state, false);
		if (!stopped)
			show(&state, start, now);
		nanosleep(&tick, NULL);
	}
	check_clock(&state, upset_now());
	if (!state.distrusted)
		check_machine(&state, upset_now());
	empty_mailboxes(&state, true);
	if (state.timer >= 0)
		close(state.timer);
	summary->race.interrupted = *engine->options->stop;
	return result;
}
