/* Hosts that take locks by the names that Linux has for them, and of which not each keeps the other one out. */
#include <warpage/linux.h>

#include "format.h"

static DEFINE_SPINLOCK(spin);
static DEFINE_MUTEX(first);
static DEFINE_MUTEX(second);
static unsigned int updates;

static void store(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	u32 sequence = READ_ONCE(page->sequence);

	WRITE_ONCE(page->sequence, sequence + 1);
	smp_wmb();
	WRITE_ONCE(page->scale, next->scale);
	WRITE_ONCE(page->offset, next->offset);
	smp_wmb();
	WRITE_ONCE(page->sequence, sequence == 0xfffffffe ? 2 : sequence + 2);
}

static void spins(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	unsigned long flags;

	spin_lock_irqsave(&spin, flags);
	store(page, next);
	spin_unlock_irqrestore(&spin, flags);
}

static void guards(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	guard(mutex)(&first);
	store(page, next);
}

/* Each of the two hosts takes another lock. */
static void two_locks(struct hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	bool odd = __atomic_fetch_add(&updates, 1, __ATOMIC_RELAXED) & 1;

	if (odd)
		mutex_lock(&first);
	else
		mutex_lock(&second);
	store(page, next);
	if (odd)
		mutex_unlock(&first);
	else
		mutex_unlock(&second);
}

DEFINE_HOST(hyperv_tsc, spins, .publish = spins, .legal_start = even_and_not_zero,
	    .origin = "made up for tests");
DEFINE_HOST(hyperv_tsc, guards, .publish = guards, .legal_start = even_and_not_zero,
	    .origin = "made up for tests");
DEFINE_HOST(hyperv_tsc, two_locks, .publish = two_locks, .legal_start = even_and_not_zero,
	    .origin = "made up for tests");
