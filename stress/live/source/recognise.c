/*
 * Is this a clock page? Each layout must pass several criteria that random memory, a page of zeros
 * and the pages of the other layouts fail, and its time must grow at the rate of the kernel's own
 * clock. None of it writes.
 */
#define _GNU_SOURCE
#include <inttypes.h>
#include <stdio.h>
#include <time.h>

#include "protocols/hyperv-tsc/format.h"
#include "protocols/pvclock/format.h"
#include "stress/live/source/lane.h"
#include "stress/cpu/stamp.h"

#define TICK_NS_MIN 0.05 /* a TSC of 20 GHz */
#define TICK_NS_MAX 10.0 /* of 100 MHz */
#define SETTLE_TRIES 100000
#define RATE_PPM 500.0
#define RATE_FIRST_NS 5000000
#define RATE_LAST_NS 320000000
#define BRACKET_TRIES 50

static bool fail(char *why, size_t size, const char *what)
{
	snprintf(why, size, "%s", what);
	return false;
}

bool live_recognise_pvclock(const void *page, char *why, size_t size)
{
	struct pvclock_page copy;
	double tick_ns;

	memcpy(&copy, page, sizeof(copy));
	if (!copy.version || copy.version & 1)
		return fail(why, size, "its version is 0 or stays odd");
	if (copy.pad0 || copy.pad[0] || copy.pad[1] || copy.flags & ~3)
		return fail(why, size, "its padding or its unused flags are not 0");
	if (copy.tsc_shift < -31 || copy.tsc_shift > 31)
		return fail(why, size, "its tsc_shift is not plausible");
	tick_ns = (double)copy.tsc_to_system_mul / 4294967296.0;
	for (int i = 0; i < copy.tsc_shift; i++)
		tick_ns *= 2;
	for (int i = 0; i > copy.tsc_shift; i--)
		tick_ns /= 2;
	if (tick_ns < TICK_NS_MIN || tick_ns > TICK_NS_MAX)
		return fail(why, size, "its multiplier is that of no real TSC");
	if (copy.tsc_timestamp > rdtsc_ordered())
		return fail(why, size, "its tsc_timestamp lies ahead of the TSC");
	return true;
}

bool live_recognise_hyperv(const void *page, char *why, size_t size)
{
	struct hyperv_tsc_page copy;
	double tick_ns;

	memcpy(&copy, page, sizeof(copy));
	if (!copy.sequence)
		return fail(why, size, "its sequence is 0: the hypervisor says it is not valid");
	if (copy.reserved)
		return fail(why, size, "its reserved field is not 0");
	tick_ns = (double)copy.scale / 18446744073709551616.0 * 100;
	if (tick_ns < TICK_NS_MIN || tick_ns > TICK_NS_MAX)
		return fail(why, size, "its scale is that of no real TSC");
	return true;
}

static bool comes_to_rest(u32 sequence, u32 step)
{
	return step != 2 || !(sequence & 1);
}

/* The host may be writing: a copy counts if the sequence is the same before and after it. */
void live_snapshot(const struct live_lane *lane, struct live_snapshot *snapshot)
{
	_Alignas(16) u8 copy[WARPAGE_PAGE_MAX];
	const struct format *format = lane->format;

	memset(snapshot, 0, sizeof(*snapshot));
	for (unsigned int tries = 0; tries < SETTLE_TRIES; tries++) {
		u32 sequence = READ_ONCE(*lane->sequence);

		if (!comes_to_rest(sequence, lane->step)) {
			cpu_relax();
			continue;
		}
		smp_rmb();
		for (unsigned int i = 0; i < format->page_size; i++)
			copy[i] = READ_ONCE(lane->page[i]);
		smp_rmb();
		if (READ_ONCE(*lane->sequence) != sequence)
			continue;
		snapshot->good = true;
		snapshot->valid = format_valid(format, copy);
		snapshot->sequence = sequence;
		if (!strcmp(format->name, "pvclock"))
			snapshot->flags = copy[offsetof(struct pvclock_page, flags)];
		format->decode(snapshot->params, copy);
		return;
	}
}

bool live_pair_take(void *arg)
{
	struct live_pair *pair = arg;
	const struct live_lane *lane = pair->lane;
	struct live_snapshot snapshot;

	pair->apart = U64_MAX;
	for (unsigned int i = 0; i < BRACKET_TRIES; i++) {
		u64 before = clock_ns(CLOCK_MONOTONIC_RAW);
		u64 now = lane->kind == LIVE_CLOCK ? clock_ns(lane->clock) : stamp();
		u64 apart = clock_ns(CLOCK_MONOTONIC_RAW) - before;

		if (apart >= pair->apart)
			continue;
		if (lane->kind == LIVE_PAGE && !lane->host) {
			live_snapshot(lane, &snapshot);
			if (!snapshot.good)
				break;
			if (!snapshot.valid)
				continue;
			now = (u64)lane->format->time(snapshot.params, now) * lane->format->unit_ns;
		}
		pair->apart = apart;
		pair->raw = before + apart / 2;
		pair->ns = now;
	}
	return pair->apart != U64_MAX;
}

double live_pair_ppm(const struct live_pair *first, const struct live_pair *last, u64 grown)
{
	return ((double)(s64)grown / (double)(last->raw - first->raw) - 1) * 1e6;
}

bool live_rate_agrees(const struct live_lane *lane, char *why, size_t size)
{
	double ppm = 0;

	for (u64 length = RATE_FIRST_NS; length <= RATE_LAST_NS; length *= 4) {
		struct live_pair first = {.lane = lane}, last = {.lane = lane};
		struct timespec pause = {0, (long)length};

		if (!live_pair_take(&first) || nanosleep(&pause, NULL) || !live_pair_take(&last))
			return fail(why, size, "it does not come to rest, or is not valid");
		ppm = live_pair_ppm(&first, &last, last.ns - first.ns);
		if (ppm >= -RATE_PPM && ppm <= RATE_PPM &&
		    (double)(first.apart + last.apart) < RATE_PPM / 2e6 * (double)length)
			return true;
	}
	snprintf(why, size, "its time runs off the kernel's clock by %.0f ppm", ppm);
	return false;
}

bool live_look(void *arg)
{
	struct live_look *look = arg;
	u8 first = READ_ONCE(look->lane->page[0]);

	(void)first;
	look->there = true;
	return look->recognise(look->lane->page, look->why, look->size) &&
	       live_rate_agrees(look->lane, look->why, look->size);
}
