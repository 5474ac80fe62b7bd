/*
 * The thread that runs the race while the others race: it collects what readers leave in their
 * mailboxes, measures the TSC again whenever there is a violation, and notices what happens to the
 * machine.
 *
 * A reader waits for nothing if neither the page nor the log change, with no host inside publish().
 */
#include "stress/race/engine.h"

#include <stdio.h>

#include "stress/judge/look.h"

#define STUCK_NS 100000000ull
#define MEASURE_AGAIN_NS 1000000000ull /* between two measurements of the TSC, for violations */
#define MACHINE_TICKS 10	       /* between two looks at the machine's clocks */
#define GRACE_NS 1000000000ull	       /* after the end, for reads that are stuck or starved */
#define PATIENCE_NS 10000000000ull     /* after the end, for threads that do not even answer */

static void page_copy(const struct reader *reader, u8 *copy)
{
	const struct engine *engine = reader->engine;

	page_look(engine->options->format, pages_of(engine, reader->number), copy);
}

static bool nothing_new(struct runner *runner)
{
	const struct reader *reader = runner->arg;
	const struct engine *engine = reader->engine;
	u8 page[WARPAGE_PAGE_MAX];

	page_copy(reader, page);
	return reader->watch.newest == hostlog_newest(&engine->log) && !hosts_publish(engine) &&
	       !memcmp(page, reader->watch.page, engine->options->format->page_size);
}

static void note(struct runner *runner)
{
	struct reader *reader = runner->arg;

	reader->watch.tsc = rdtsc_ordered();
	reader->watch.newest = hostlog_newest(&reader->engine->log);
	page_copy(reader, reader->watch.page);
}

/* All counters so far, of the host and of the readers. */
static void monitor_counts(struct engine *engine, struct race_counts *counts)
{
	memset(counts, 0, sizeof(*counts));
	race_counts_add(counts, &engine->writer.counts);
	hosts_counts(engine, counts);
	for (unsigned int i = 0; i < engine->nreaders; i++)
		race_counts_add(counts, &engine->readers[i].tally.counts);
}

/* Does the margin still hold for the TSC of the reader's CPU? No measurement is no evidence. */
static bool tsc_is_as_before(struct engine *engine, unsigned int cpu)
{
	s64 margin = (s64)engine->skews.margin, low, high;

	return cpu == engine->writer.runner.cpu ||
	       tsc_skews_again(&engine->skews, cpu, -margin, margin, &low, &high, engine->crew.text,
			       sizeof(engine->crew.text)) != TSC_AGAIN_OTHER;
}

static void give_notice(struct monitor *monitor, const char *what)
{
	const struct race_calls *calls = &monitor->engine->options->calls;

	if (calls->notice)
		calls->notice(calls->arg, what, monitor->engine->crew.text);
}

/* The machine's clocks can't be relied on: what was found is unjudged, the race is over. */
static void distrust(struct monitor *monitor, const char *what)
{
	monitor->distrusted = monitor->engine->crew.ends = true;
	give_notice(monitor, what);
}

static void check_machine(struct monitor *monitor)
{
	struct crew *crew = &monitor->engine->crew;
	enum upset_kind kind;

	if (atomic_load(&monitor->engine->writer.moved)) {
		snprintf(crew->text, sizeof(crew->text),
			 "the host's thread was moved off CPU %u, and the TSC of where it is was "
			 "not measured",
			 monitor->engine->hosts.n ? monitor->engine->writer.moved_off
						  : monitor->engine->writer.runner.cpu);
		distrust(monitor, "tsc");
		return;
	}
	kind = upset_look(&monitor->machine, crew->text, sizeof(crew->text));
	if (kind == UPSET_SUSPEND || kind == UPSET_TSC)
		distrust(monitor, upset_name(kind));
	else if (kind)
		give_notice(monitor, upset_name(kind));
}

/* What was counted before the clocks were checked, and found to be good, stands. */
static void check_clocks(struct monitor *monitor, unsigned int cpu)
{
	struct race_counts counts;

	monitor_counts(monitor->engine, &counts);
	check_machine(monitor);
	if (!monitor->distrusted && !tsc_is_as_before(monitor->engine, cpu))
		distrust(monitor, "tsc");
	if (!monitor->distrusted)
		monitor->trusted = counts;
	monitor->measured = upset_now();
}

static void pass_on(struct monitor *monitor, const struct race_violation *violation)
{
	const struct race_calls *calls = &monitor->engine->options->calls;

	if (violation->tentative && violation->late) { /* told when it is known what it is */
		monitor->late = true;
		return;
	}
	if (violation->tentative && violation->kind == VIOLATION_LOST) {
		if (!monitor->put_back)
			monitor->first_put_back = *violation;
		monitor->put_back = true;
		return;
	}
	if (!violation->tentative)
		monitor->delivered |= 1u << violation->kind;
	if (calls->violation)
		calls->violation(calls->arg, NULL, NULL, violation);
}

/* Pass a violation on, once the clocks that it rests on are checked. */
static void deliver(struct monitor *monitor, const struct race_violation *violation)
{
	if (!monitor->measured || upset_now() - monitor->measured > MEASURE_AGAIN_NS)
		check_clocks(monitor, violation->cpu);
	if (!monitor->distrusted)
		pass_on(monitor, violation);
}

static void empty_mailboxes(struct monitor *monitor)
{
	struct engine *engine = monitor->engine;

	for (unsigned int i = 0; i < engine->nreaders && !monitor->distrusted; i++) {
		struct mailbox *mailbox = &engine->readers[i].mailbox;

		if (!atomic_load_explicit(&mailbox->full, memory_order_acquire))
			continue;
		deliver(monitor, &mailbox->violation);
		atomic_store_explicit(&mailbox->full, false, memory_order_release);
	}
}

static u32 find_excuse(struct monitor *monitor, bool wait)
{
	struct engine *engine = monitor->engine;

	return race_find_excuse(&engine->options->calls, &engine->excuse, wait);
}

/* What a count has more than the trusted one becomes unjudged. */
static void discard(struct race_counts *counts, u64 *count, u64 trusted)
{
	counts->unjudged[RACE_CLOCK] += *count - trusted;
	*count = trusted;
}

static void discard_all(const struct race_counts *trusted, struct race_counts *counts)
{
	for (unsigned int kind = 0; kind < VIOLATION_KINDS; kind++)
		discard(counts, &counts->found[kind], trusted->found[kind]);
	discard(counts, &counts->unexplained, trusted->unexplained);
	discard(counts, &counts->halved, trusted->halved);
	discard(counts, &counts->inherited, trusted->inherited);
	discard(counts, &counts->at_rest, trusted->at_rest);
	for (unsigned int i = 0; i < RACE_LATES; i++)
		discard(counts, &counts->late_open[i], trusted->late_open[i]);
	/* and what these were says nothing of the others */
	counts->wrong_at_rest = trusted->wrong_at_rest;
	counts->foreign = trusted->foreign;
	counts->odd = trusted->odd;
}

static enum race_has ask(const struct monitor *monitor, const struct race_violation *violation,
			 bool wait)
{
	const struct race_calls *calls = &monitor->engine->options->calls;

	return calls->has ? calls->has(calls->arg, violation, wait) : RACE_HAS_UNKNOWN;
}

static void settle_put_back(struct monitor *monitor, struct race_tally *total)
{
	enum race_has has = ask(monitor, &total->first_put_back, true);

	if (has == RACE_HAS)
		judge_settle_lost(total);
	total->put_back_unknown = has == RACE_HAS_UNKNOWN;
}

static void settle_at_rest(struct monitor *monitor, struct race_tally *total)
{
	struct race_violation violation = total->first_at_rest;

	violation.kind = VIOLATION_ARITHMETIC;
	if (ask(monitor, &violation, true) == RACE_HAS)
		judge_settle_wrong(total);
}

void monitor_settle(struct monitor *monitor, struct race_tally *total)
{
	unsigned int cpu = monitor->engine->writer.runner.cpu;

	for (unsigned int kind = 0; kind < VIOLATION_KINDS; kind++)
		if (total->counts.found[kind] > monitor->trusted.found[kind])
			cpu = total->first[kind].cpu;
	for (unsigned int i = 0; i < RACE_LATES; i++)
		if (total->counts.late_open[i] > monitor->trusted.late_open[i])
			cpu = total->first_late[i].cpu;
	if (!monitor->distrusted)
		check_clocks(monitor, cpu);
	if (monitor->distrusted)
		discard_all(&monitor->trusted, &total->counts);
	if (total->counts.late_open[RACE_LATE_STALE] ||
	    total->counts.late_open[RACE_LATE_BACKWARDS])
		judge_settle_late(total, find_excuse(monitor, true));
	if (total->counts.put_back)
		settle_put_back(monitor, total);
	if (total->counts.at_rest)
		settle_at_rest(monitor, total);
	judge_settle(total);
	empty_mailboxes(monitor);
	/* what is still counted stands, and is told, even if the clocks went wrong since */
	for (unsigned int kind = 0; kind < VIOLATION_KINDS; kind++)
		if (total->counts.found[kind] && !(monitor->delivered >> kind & 1))
			pass_on(monitor, &total->first[kind]);
}

static void report(void *arg, double seconds)
{
	struct monitor *monitor = arg;
	const struct race_calls *calls = &monitor->engine->options->calls;
	struct race_counts counts;

	if (!calls->progress)
		return;
	monitor_counts(monitor->engine, &counts);
	if (monitor->delivered >> VIOLATION_LOST & 1)
		counts.found[VIOLATION_LOST] = counts.put_back;
	calls->progress(calls->arg, seconds, &counts);
}

/* A store was put back: as soon as it is known that it is lost, that is told. */
static void look_after_put_back(struct monitor *monitor)
{
	enum race_has has;

	if (!monitor->put_back || monitor->asked_put_back)
		return;
	has = ask(monitor, &monitor->first_put_back, false);
	monitor->asked_put_back = has != RACE_HAS_LATER;
	if (has != RACE_HAS)
		return;
	monitor->first_put_back.tentative = false;
	deliver(monitor, &monitor->first_put_back);
}

static void tick(void *arg, u64 now)
{
	struct monitor *monitor = arg;
	struct engine *engine = monitor->engine;
	const struct crew *crew = &engine->crew;

	if (crew->stopped) {
		if (now - crew->stopped > GRACE_NS && hosts_publish(engine))
			freeze_break_host(engine);
		return;
	}
	if (crew->ticks % MACHINE_TICKS == 0)
		check_machine(monitor);
	empty_mailboxes(monitor);
	look_after_put_back(monitor);
	if (monitor->late)
		monitor->late = find_excuse(monitor, false) == RACE_EXCUSE_UNKNOWN;
}

void monitor_join(struct monitor *monitor)
{
	struct engine *engine = monitor->engine;
	const struct race_options *options = engine->options;
	struct crew *crew = &engine->crew;

	crew->stop = &engine->stop;
	crew->tick = tick;
	crew->progress = report;
	crew->still = nothing_new;
	crew->note = note;
	crew->arg = monitor;
	crew->notice = options->calls.notice;
	crew->notice_arg = options->calls.arg;
	crew->seconds = options->seconds;
	crew->ask = options->stop;
	crew->stuck = STUCK_NS;
	crew->grace = GRACE_NS;
	crew->patience = PATIENCE_NS;
}
