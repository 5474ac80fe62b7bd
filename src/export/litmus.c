/*
 * Makes the litmus test of a finding. A marked access to several locations has no counterpart, as herd7 has accesses of
 * one size; of a plain one a compiler may make several. Stores to what is not loaded are left out, as nobody tells
 * whether they were made; so are updates that all loads come after, which make the start, and those after the last that
 * is seen.
 *
 * What is told is which stores are seen, and of a stale read when the TSC was sampled: the host advances that before and
 * after each update, with its stores in between kept there, so that it says which updates had begun and which were over.
 */
#include "export/litmus.h"

#include <stdlib.h>
#include <string.h>

static const char *const too_long = "has more accesses or values than are told here";
static const char *const mixed =
	"is of an access that others see parts of, and accesses of herd7 are of one size";
static const char *const in_parts =
	"is of a marked access that is made in parts (--word 32, or across a cache line)";
static const char *const loose =
	"is of code with a fence in assembly that clobbers no memory, which plain accesses pass";

bool litmus_tells_tsc(const struct litmus *litmus)
{
	return litmus->export->finding->violation == VIOLATION_STALE;
}

bool litmus_counts(const struct litmus *litmus, const struct finding_access *access)
{
	if (access->past)
		return false;
	return access->kind == ACCESS_LOAD ||
	       (access->kind == ACCESS_TSC && litmus_tells_tsc(litmus));
}

/* What no litmus test can show; NULL: one can. */
static const char *beyond(const struct export *export)
{
	const struct finding *finding = export->finding;
	const struct log *log = machine_log(export->machine);

	if (finding->violation != VIOLATION_TORN && finding->violation != VIOLATION_STALE)
		return "is not for a litmus test, which tells what loads see and not what is made "
		       "of that: torn and stale are";
	if (finding->nreads && finding->reads[0].naccesses == FINDING_ACCESSES_MAX)
		return too_long;
	if (finding->joint.readers || !finding->nreads)
		return "is of reads that act on each other, or of none: a litmus test here is of "
		       "one read";
	if (finding->schedule.writers || finding->schedule.hosts > 1)
		return "is of two that store to the page: a litmus test here is of one host";
	if (log->nvcpus > 1)
		return "is of several vCPUs, between which the read moves: no thread of a litmus "
		       "test does";
	if (log->nfreezes)
		return "is of a host that stops vCPUs: nothing stops a thread of a litmus test";
	return NULL;
}

/* The update that the earliest of all loads sees; *last: the event that the latest sees. */
static unsigned int span(const struct litmus *litmus, int *last)
{
	const struct finding_read *read = &litmus->export->finding->reads[0];
	unsigned int first = UPDATES_MAX;

	*last = -1;
	for (unsigned int a = 0; a < read->naccesses; a++) {
		const struct finding_access *access = &read->accesses[a];
		int event;

		if (access->kind != ACCESS_LOAD || !litmus_counts(litmus, access))
			continue;
		event = finding_event(litmus_log(litmus), access);
		*last = event > *last ? event : *last;
		first = access->update < first ? access->update : first;
	}
	return first;
}

/* How often the TSC was advanced by then: before each update that is told, and after it. */
static u16 tsc_value(const struct litmus *litmus, unsigned int last_update, u16 position)
{
	const struct log *log = litmus_log(litmus);
	u64 time = log_time(log, position);
	u16 n = 0;

	for (unsigned int k = litmus->first_update; k <= last_update; k++)
		n += (u16)((time >= log->begin[k]) + (time > log->done[k]));
	return n;
}

static struct litmus_access *add_access(struct litmus_thread *thread, struct litmus_access access)
{
	if (thread->n == LITMUS_ACCESSES_MAX)
		return NULL;
	thread->accesses[thread->n] = access;
	return &thread->accesses[thread->n++];
}

/* An access as one to each of its places; why not: it is marked and has several, or there is no room. */
static const char *add_parts(struct litmus *litmus, struct litmus_thread *thread,
			     struct litmus_access access, u16 offset, u16 size, u64 value)
{
	unsigned int n = 0;

	for (unsigned int p = 0; p < litmus->nplaces; p++) {
		struct litmus_place *place = &litmus->places[p];

		if (!litmus_covers(place, offset, size))
			continue;
		access.place = (u8)p;
		access.value = litmus_value(place, offset, value);
		if (n++ && !access.plain)
			return mixed;
		if (!add_access(thread, access))
			return too_long;
		access.fenced = 0;
		litmus->plain |= access.plain;
	}
	return NULL;
}

/* The TSC comes to a value: what is before it in the program was made by then, and what follows was not. */
static bool add_tick(struct litmus *litmus, u8 update, u16 value, u8 *fenced)
{
	struct litmus_access tick = {
		.place = (u8)(litmus->nplaces - 1),
		.fenced = *fenced | FENCED_COMPILER | FENCED_STORES,
		.update = update,
		.value = value,
		.event = (s16)value,
	};

	*fenced = FENCED_COMPILER | FENCED_STORES;
	return add_access(&litmus->host, tick) != NULL;
}

static const char *add_stores(struct litmus *litmus, unsigned int end, unsigned int last_update)
{
	const struct log *log = litmus_log(litmus);
	bool tsc = litmus_tells_tsc(litmus);
	const char *why;
	unsigned int e = 0;
	u8 fenced = 0;
	u16 ticks = 0;

	while (e < end && log->events[e].update < litmus->first_update)
		e++;
	for (unsigned int k = litmus->first_update; k <= last_update; k++) {
		if (tsc && !add_tick(litmus, (u8)k, ++ticks, &fenced))
			return too_long;
		for (; e < end && log->events[e].update == k; e++) {
			const struct event *event = &log->events[e];
			unsigned int n = litmus->host.n;
			struct litmus_access access = {
				.fenced = fenced | event->fenced,
				.update = event->update,
				.plain = event->plain,
				.release = event->release,
				.event = (s16)e,
			};

			if (event->part)
				return in_parts;
			why = add_parts(litmus, &litmus->host, access, event->offset, event->size,
					event->value);
			if (why)
				return why;
			fenced = litmus->host.n > n ? 0 : access.fenced;
			if (access.fenced & FENCED_LOOSE)
				return loose;
		}
		if (tsc && !add_tick(litmus, (u8)k, ++ticks, &fenced))
			return too_long;
	}
	return NULL;
}

static const char *add_loads(struct litmus *litmus, unsigned int last_update)
{
	const struct finding_read *read = &litmus->export->finding->reads[0];
	const char *why;
	u8 fenced = 0;

	for (unsigned int a = 0; a < read->naccesses; a++) {
		const struct finding_access *at = &read->accesses[a];
		struct litmus_access access = {
			.fenced = fenced | at->fenced,
			.position = finding_position(at),
		};

		if (access.fenced & FENCED_LOOSE)
			return loose;
		litmus->left_out += at->kind == ACCESS_LOAD && at->past;
		fenced = litmus_counts(litmus, at) ? 0 : access.fenced;
		if (!litmus_counts(litmus, at))
			continue;
		if (at->kind == ACCESS_LOAD) {
			access.event = (s16)finding_event(litmus_log(litmus), at);
			access.plain = at->site->order & SITE_PLAIN;
			access.acquire = at->site->order & SITE_ORDERED;
			if (!at->whole && !access.plain)
				return in_parts;
			why = add_parts(litmus, &litmus->guest, access, at->offset, at->size,
					at->value);
			if (why)
				return why;
			continue;
		}
		/* LFENCE;RDTSC */
		if (at->site->order & SITE_ORDERED)
			access.fenced |= FENCED_SERIAL;
		access.place = (u8)(litmus->nplaces - 1);
		access.value = tsc_value(litmus, last_update, access.position);
		access.event = (s16)access.value;
		if (!add_access(&litmus->guest, access))
			return too_long;
	}
	return NULL;
}

/* The last update that has to be told: one of its stores is seen, or it had begun when the TSC was sampled. */
static unsigned int last_update_of(const struct litmus *litmus, int last)
{
	const struct finding_read *read = &litmus->export->finding->reads[0];
	const struct log *log = litmus_log(litmus);
	unsigned int update = last < 0 ? 0 : log->events[last].update;

	for (unsigned int a = 0; a < read->naccesses; a++) {
		const struct finding_access *access = &read->accesses[a];

		if (access->kind != ACCESS_TSC || !litmus_counts(litmus, access))
			continue;
		while (update + 1 < log->ngenerations &&
		       log->begin[update + 1] <= log_time(log, finding_position(access)))
			update++;
	}
	return update;
}

static const char *make(struct litmus *litmus)
{
	const struct log *log = litmus_log(litmus);
	const char *why = beyond(litmus->export);
	unsigned int last_update, end = 0;
	int last;

	if (why)
		return why;
	litmus->first_update = span(litmus, &last);
	litmus->first_update += !litmus->first_update;
	last_update = last_update_of(litmus, last);
	litmus->dies = log->died && last_update + 1 == log->ngenerations;
	while (end < log->nevents && log->events[end].update <= last_update)
		end++;
	if (!litmus_places(litmus, end))
		return too_long;
	why = add_stores(litmus, end, last_update);
	if (!why)
		why = add_loads(litmus, last_update);
	if (!why && !litmus->guest.n)
		why = "is of a read that loads nothing";
	if (why)
		return why;
	litmus_compile(litmus);
	if (litmus_tells_tsc(litmus) && !litmus->sequential)
		return "is of a read out of the order of its program, and no model of herd7 tells "
		       "when RDTSC, which is no load, may be";
	return NULL;
}

bool litmus_make(struct litmus *litmus, const struct export *export, char *why, size_t size)
{
	const char *what;

	*litmus = (struct litmus){.export = export};
	what = make(litmus);
	if (what)
		snprintf(why, size, "it %s", what);
	return !what;
}
