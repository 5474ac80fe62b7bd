/*
 * Retry loops that are easily taken for what they are not, all right against odd-even unless they
 * say otherwise. Without the wait for an even sequence, all are torn against single-store.
 */
#include "format.h"

static noinline u64 load64(const void *address)
{
	return READ_ONCE(*(const u64 *)address);
}

static noinline u32 load32(const void *address)
{
	return READ_ONCE(*(const u32 *)address);
}

/* Every load has one call site in the source of its helper. Carries nothing over. */
static bool noinline_loads(const struct hyperv_tsc_page *page, u64 *time)
{
	u32 sequence;

	do {
		while ((sequence = load32(&page->sequence)) & 1)
			cpu_relax();
		if (!sequence)
			return false;
		smp_rmb(); /* the sequence before the fields; pairs with the host's last wmb */
		*time = hyperv_tsc_time(rdtsc_ordered(), load64(&page->scale),
					(s64)load64(&page->offset));
		smp_rmb(); /* the fields before the recheck; pairs with the host's first wmb */
	} while (load32(&page->sequence) != sequence);
	return true;
}

static __always_inline bool one_try(const struct hyperv_tsc_page *page, u64 *time, bool wait)
{
	u32 sequence = READ_ONCE(page->sequence);

	if (wait && sequence & 1)
		return false;
	smp_rmb(); /* the sequence before the fields; pairs with the host's last wmb */
	*time = hyperv_tsc_time(rdtsc_ordered(), READ_ONCE(page->scale), READ_ONCE(page->offset));
	smp_rmb(); /* the fields before the recheck; pairs with the host's first wmb */
	return READ_ONCE(page->sequence) == sequence;
}

/* Three tries, then the fallback: right with a page that is never valid for long, or so it hopes. */
static bool three_tries(const struct hyperv_tsc_page *page, u64 *time)
{
	for (unsigned int i = 0; i < 3; i++)
		if (one_try(page, time, true))
			return true;
	return false;
}

/* Wrong: after three tries it takes what it has. */
static bool three_tries_then_any(const struct hyperv_tsc_page *page, u64 *time)
{
	for (unsigned int i = 0; i < 3; i++)
		if (one_try(page, time, true))
			return true;
	return true;
}

/* Wrong, but only at the sixth try, past a bound of 3 retries. */
static bool six_tries_then_any(const struct hyperv_tsc_page *page, u64 *time)
{
	for (unsigned int i = 0; i < 6; i++)
		if (one_try(page, time, false))
			return true;
	return true;
}

/* Right, and not memoryless: the recheck's sequence is the next round's. */
static bool carried(const struct hyperv_tsc_page *page, u64 *time)
{
	u32 sequence = READ_ONCE(page->sequence), again;

	for (;;) {
		smp_rmb(); /* the sequence before the fields; pairs with the host's last wmb */
		*time = hyperv_tsc_time(rdtsc_ordered(), READ_ONCE(page->scale),
					READ_ONCE(page->offset));
		smp_rmb(); /* the fields before the recheck; pairs with the host's first wmb */
		again = READ_ONCE(page->sequence);
		if (again == sequence && !(again & 1))
			return true;
		sequence = again;
	}
}

/* Wrong: a page that is invalidated in the first round is accepted in the second, as by hv-2016. */
static bool carried_zero(const struct hyperv_tsc_page *page, u64 *time)
{
	u32 sequence = READ_ONCE(page->sequence), again;

	if (!sequence)
		return false;
	for (;;) {
		smp_rmb(); /* the sequence before the fields; pairs with the host's last wmb */
		*time = hyperv_tsc_time(rdtsc_ordered(), READ_ONCE(page->scale),
					READ_ONCE(page->offset));
		smp_rmb(); /* the fields before the recheck; pairs with the host's first wmb */
		again = READ_ONCE(page->sequence);
		if (again == sequence)
			return true;
		sequence = again;
	}
}

/* As hv-spin-even: a loop in a loop, neither of which carries anything over. */
static bool spin_inside(const struct hyperv_tsc_page *page, u64 *time)
{
	do {
		while (READ_ONCE(page->sequence) & 1)
			cpu_relax();
	} while (!one_try(page, time, true));
	return true;
}

/* Wrong: waits for an even sequence, and never looks again. */
static bool spin_once(const struct hyperv_tsc_page *page, u64 *time)
{
	while (READ_ONCE(page->sequence) & 1)
		cpu_relax();
	smp_rmb(); /* the sequence before the fields; pairs with the host's last wmb */
	*time = hyperv_tsc_time(rdtsc_ordered(), READ_ONCE(page->scale), READ_ONCE(page->offset));
	return true;
}

/* What a compiler makes of a loop when it rotates it: the first load stands before it as well. */
static bool rotated(const struct hyperv_tsc_page *page, u64 *time)
{
	u32 sequence = READ_ONCE(page->sequence);

	if (sequence & 1) {
		do {
			cpu_relax();
			sequence = READ_ONCE(page->sequence);
		} while (sequence & 1);
	}
	for (;;) {
		u32 again;

		smp_rmb(); /* the sequence before the fields; pairs with the host's last wmb */
		*time = hyperv_tsc_time(rdtsc_ordered(), READ_ONCE(page->scale),
					READ_ONCE(page->offset));
		smp_rmb(); /* the fields before the recheck; pairs with the host's first wmb */
		again = READ_ONCE(page->sequence);
		if (again == sequence)
			return true;
		while (again & 1) {
			cpu_relax();
			again = READ_ONCE(page->sequence);
		}
		sequence = again;
	}
}

/* A loop that is entered at its head or in its middle. */
static bool two_entries(const struct hyperv_tsc_page *page, u64 *time)
{
	u32 sequence = READ_ONCE(page->sequence);

	if (!(sequence & 1))
		goto middle;
top:
	cpu_relax();
	sequence = READ_ONCE(page->sequence);
	if (sequence & 1)
		goto top;
middle:
	smp_rmb(); /* the sequence before the fields; pairs with the host's last wmb */
	*time = hyperv_tsc_time(rdtsc_ordered(), READ_ONCE(page->scale), READ_ONCE(page->offset));
	smp_rmb(); /* the fields before the recheck; pairs with the host's first wmb */
	sequence ^= READ_ONCE(page->sequence);
	if (sequence & 2)
		goto top;
	if (sequence)
		goto top;
	return true;
}

/* It tries again by calling itself. */
static noinline bool recursion(const struct hyperv_tsc_page *page, u64 *time)
{
	if (one_try(page, time, true))
		return true;
	return recursion(page, time);
}

static noinline bool pong(const struct hyperv_tsc_page *page, u64 *time);

static noinline bool ping(const struct hyperv_tsc_page *page, u64 *time)
{
	if (one_try(page, time, true))
		return true;
	return pong(page, time);
}

/* Two functions that try again by calling each other. */
static noinline bool pong(const struct hyperv_tsc_page *page, u64 *time)
{
	if (one_try(page, time, true))
		return true;
	return ping(page, time);
}

/* A sequence that was the same twice. */
static u32 settled(const struct hyperv_tsc_page *page)
{
	u32 sequence;

	do
		sequence = READ_ONCE(page->sequence);
	while (READ_ONCE(page->sequence) != sequence);
	return sequence;
}

/* A loop in a loop: that the inner one comes round at the end of the log does not make the outer one stuck. */
static bool loop_in_loop(const struct hyperv_tsc_page *page, u64 *time)
{
	u32 sequence;

	do {
		sequence = settled(page);
		smp_rmb(); /* the sequence before the fields; pairs with the host's last wmb */
		*time = hyperv_tsc_time(rdtsc_ordered(), READ_ONCE(page->scale),
					READ_ONCE(page->offset));
		smp_rmb(); /* the fields before the recheck; pairs with the host's first wmb */
	} while (settled(page) != sequence || sequence & 1);
	return true;
}

DEFINE_GUEST(hyperv_tsc, noinline_loads, .read = noinline_loads, .origin = "tests");
DEFINE_GUEST(hyperv_tsc, three_tries, .read = three_tries, .origin = "tests");
DEFINE_GUEST(hyperv_tsc, three_tries_then_any, .read = three_tries_then_any, .origin = "tests");
DEFINE_GUEST(hyperv_tsc, six_tries_then_any, .read = six_tries_then_any, .origin = "tests");
DEFINE_GUEST(hyperv_tsc, carried, .read = carried, .origin = "tests");
DEFINE_GUEST(hyperv_tsc, carried_zero, .read = carried_zero, .origin = "tests");
DEFINE_GUEST(hyperv_tsc, spin_inside, .read = spin_inside, .origin = "tests");
DEFINE_GUEST(hyperv_tsc, spin_once, .read = spin_once, .origin = "tests");
DEFINE_GUEST(hyperv_tsc, rotated, .read = rotated, .origin = "tests");
DEFINE_GUEST(hyperv_tsc, two_entries, .read = two_entries, .origin = "tests");
DEFINE_GUEST(hyperv_tsc, recursion, .read = recursion, .origin = "tests");
DEFINE_GUEST(hyperv_tsc, loop_in_loop, .read = loop_in_loop, .origin = "tests");
DEFINE_GUEST(hyperv_tsc, mutual_recursion, .read = ping, .origin = "tests");
