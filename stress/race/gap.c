/* When the gapped build of host or guest waits, and for how long; see gap.h. */
#define _GNU_SOURCE
#include "stress/race/gap.h"

#include <sched.h>
#include <time.h>

#include "choice/choice.h"

#define RARE 1024	       /* one pause in so many is a long one */
#define STACK_NEAR (1ul << 18) /* bytes: as far away as what a guest has on its stack */
#define SLEEP_FROM 5000	       /* parts of a second: 200 us and more are slept, not spun */

static _Thread_local struct gap *current; /* hooks get no other argument */

void gap_use(struct gap *gap)
{
	current = gap;
}

/* Of 100 ns, twice that, and so on, so many lengths. */
static u64 draw_length(u64 *random, u64 tsc_hz, unsigned int lengths)
{
	u64 base = (tsc_hz / 10000000) << choice_draw(random, lengths);

	if (!choice_draw(random, RARE))
		return tsc_hz / 1000;
	return base + choice_draw(random, base + 1) * 9 / 16;
}

u64 gap_draw(u64 *random, u64 tsc_hz)
{
	return draw_length(random, tsc_hz, 7);
}

u64 gap_draw_read(u64 *random, u64 tsc_hz)
{
	return draw_length(random, tsc_hz, 9);
}

void gap_draw_update(u64 *random, u64 tsc_hz, struct update *update)
{
	u64 which = choice_draw(random, 1ull << 32);

	if (which & 1)
		update->lead = gap_draw(random, tsc_hz);
	for (unsigned int g = 1; g < GAPS_MAX; g++)
		if (which >> g & 1)
			update->gaps[g] = gap_draw(random, tsc_hz);
}

/* Before store number n, counted from 0. */
static u64 pause_before(const struct update *update, unsigned int n)
{
	if (!n)
		return update->lead;
	return n < GAPS_MAX && update->gaps[n] ? update->gaps[n] : update->gap;
}

u64 gap_total(const struct update *update, unsigned int nstores)
{
	u64 total = 0;

	for (unsigned int n = 0; n < nstores; n++)
		total += pause_before(update, n);
	return total;
}

void gap_wait(const struct gap *gap, u64 ticks)
{
	u64 until = x86_rdtsc() + ticks, now;

	while ((now = x86_rdtsc()) < until &&
	       !atomic_load_explicit(gap->stop, memory_order_relaxed)) {
		u64 left = until - now, slice = gap->tsc_hz / SLEEP_FROM;

		if (left > 2 * slice) {
			u64 ticks_asleep = left - slice < 250 * slice ? left - slice : 250 * slice;
			u64 ns = (u64)((u128)ticks_asleep * 1000000000 / gap->tsc_hz);
			struct timespec time = {0, (long)ns};

			nanosleep(&time, NULL);
		} else if (gap->yield) {
			sched_yield();
		}
	}
}

static bool on_page(const struct gap *gap, const void *at)
{
	return (size_t)((const u8 *)at - gap->page) < gap->size;
}

/* The sequence of this page, or of another vCPU's. */
static bool is_sequence(const struct gap *gap, const void *at)
{
	size_t offset = (size_t)((const u8 *)at - gap->page);

	if (!gap->sequence)
		return false;
	return (gap->stride ? offset % gap->stride : offset) == (size_t)(gap->sequence - gap->page);
}

/* Other memory of a reader's that it shares with others: not what is on its stack. */
static bool is_shared(const struct gap *gap, const void *at)
{
	size_t here = (size_t)__builtin_frame_address(0);

	return gap->shares && !gap->update && (size_t)at - (here - STACK_NEAR) > 2 * STACK_NEAR;
}

/* A reader's access, or its TSC sample. */
static void count_access(struct gap *gap)
{
	WRITE_ONCE(gap->accesses, gap->accesses + 1); /* another thread may look on */
	if (gap->vcpu)
		vcpu_access(gap->vcpu);
	if (gap->countdown && !--gap->countdown)
		gap_wait(gap, gap->pause);
}

/* A store of a reader to the page goes by what it has loaded, which is older for every pause between the two. */
static void before_guest_store(struct gap *gap)
{
	count_access(gap);
	if (gap->random && choice_draw(gap->random, 2))
		gap_wait(gap, gap_draw(gap->random, gap->tsc_hz));
}

static void before_load(struct gap *gap, const void *at)
{
	if (gap->look && (size_t)((const u8 *)at - gap->params) < GAP_PARAMS)
		gap->look(gap->arg);
	if (is_shared(gap, at))
		count_access(gap);
	if (!on_page(gap, at) || gap->update)
		return;
	gap->sequences += is_sequence(gap, at);
	count_access(gap);
}

static void before_store(struct gap *gap, const void *at)
{
	u64 ticks;

	if (is_shared(gap, at))
		count_access(gap);
	if (!on_page(gap, at))
		return;
	if (!gap->update) {
		before_guest_store(gap);
		return;
	}
	if (gap->update->dies_after >= 0 && (int)gap->stores == gap->update->dies_after)
		siglongjmp(gap->death, 1);
	ticks = pause_before(gap->update, gap->stores++);
	if (ticks)
		gap_wait(gap, ticks);
}

/* The thread's gaps, if it has any; its last access is over. */
static struct gap *go_on(void)
{
	if (current && current->ledger)
		ledger_end(current->ledger);
	return current;
}

static void enter(struct gap *gap, enum ledger_access access, const void *at, size_t size)
{
	if (gap->ledger)
		ledger_begin(gap->ledger, access, at, size);
}

void gap_round(void)
{
	if (current && current->ledger)
		ledger_round(current->ledger);
}

void gap_load(const void *at, size_t size)
{
	struct gap *gap = go_on();

	if (!gap)
		return;
	before_load(gap, at);
	enter(gap, LEDGER_LOAD, at, size);
}

void gap_store(void *at, size_t size)
{
	struct gap *gap = go_on();

	if (!gap)
		return;
	before_store(gap, at);
	enter(gap, LEDGER_STORE, at, size);
}

void gap_locked(void *at, size_t size)
{
	struct gap *gap = go_on();

	if (!gap)
		return;
	before_load(gap, at);
	before_store(gap, at);
	enter(gap, LEDGER_LOCKED, at, size);
}

void gap_tsc(void)
{
	struct gap *gap = go_on();

	if (gap && !gap->update)
		count_access(gap);
}

/* The vCPU that the calling thread is on; NULL: a host's, or there is but one. */
static struct vcpu *own_vcpu(void)
{
	return current && !current->update ? current->vcpu : NULL;
}

u64 gap_own_tsc(u64 tsc)
{
	struct vcpu *vcpu = own_vcpu();

	return vcpu ? vcpu_tsc(vcpu, tsc) : tsc;
}

u32 gap_vcpu(void)
{
	gap_tsc();
	return own_vcpu() ? own_vcpu()->number : 0;
}

void gap_pin(void)
{
	barrier();
	if (own_vcpu())
		vcpu_pins(own_vcpu());
}

void gap_unpin(void)
{
	barrier();
	if (own_vcpu())
		vcpu_unpins(own_vcpu());
}

u64 gap_rdtsc_vcpu(u32 *vcpu)
{
	gap_tsc();
	*vcpu = own_vcpu() ? own_vcpu()->number : 0;
	return gap_own_tsc(x86_rdtsc_ordered());
}
