/* Entry points for fences, the TSC, loops, and what only a host may call. */
#include "machine/hooks.h"
#include "machine/hosts.h"
#include "machine/reader_order.h"
#include "machine/reader_vcpu.h"
#include "machine/shared_order.h"

#include <warpage/primitives.h>

/* A compiler barrier; loads, stores: and a fence for those; full: one for all, that stores drain at. */
static __always_inline void fence(struct machine *m, bool loads, bool stores, bool full)
{
	if (m->phase == PHASE_HOST)
		host_fence(m, stores || full, full);
	else if (m->phase == PHASE_GUEST && full)
		reader_mb(m);
	else if (m->phase == PHASE_GUEST && loads)
		reader_rmb(m);
	else if (m->phase == PHASE_GUEST)
		reader_compiler_barrier(m);
}

HOOK(void, warpage_atomic_thread_fence, int order, const struct site *site)
{
	struct machine *m = the_machine;

	if (m->phase == PHASE_IDLE || machine_fence_dropped(m, site, "fence"))
		return;
	if (m->sharing.on)
		shared_fence(m, order == __ATOMIC_SEQ_CST, site);
	fence(m, hook_acquires(order), hook_releases(order), order == __ATOMIC_SEQ_CST);
	if (hook_releases(order))
		order_fence(m, true, order == __ATOMIC_SEQ_CST);
}

HOOK(void, warpage_atomic_signal_fence, int order, const struct site *site)
{
	(void)order;
	if (the_machine->sharing.on)
		shared_fence(the_machine, false, site);
	fence(the_machine, false, false, false);
}

/*
 * A fence that plain accesses may pass in the compiler. Those of this kind are instructions of x86,
 * where marked accesses are in order anyhow: what is left is that stores drain, and that the TSC is
 * serialised.
 */
static void loose_fence(struct machine *m, unsigned int kind)
{
	if (m->phase == PHASE_HOST && kind == FENCE_MB)
		host_drain(m);
	if (m->phase == PHASE_GUEST && (kind == FENCE_MB || kind == FENCE_SERIAL))
		reader_serialise(m);
}

HOOK_AT(void, warpage_fence, unsigned int kind, const struct site *site)
{
	static const char *const names[] = {"barrier", "smp_rmb", "smp_wmb", "smp_mb", "lfence"};
	struct machine *m = the_machine;

	if (m->phase == PHASE_IDLE || machine_fence_dropped(m, site, names[kind & ~FENCE_LOOSE]))
		return;
	if (m->sharing.on)
		shared_fence(m, (kind & ~FENCE_LOOSE) == FENCE_MB, site);
	if (kind & FENCE_LOOSE)
		loose_fence(m, kind & ~FENCE_LOOSE);
	else
		fence(m, kind == FENCE_RMB, kind == FENCE_WMB,
		      kind == FENCE_MB || (kind == FENCE_SERIAL && m->phase == PHASE_GUEST));
	if ((kind & ~FENCE_LOOSE) == FENCE_WMB || (kind & ~FENCE_LOOSE) == FENCE_MB)
		order_fence(m, false, (kind & ~FENCE_LOOSE) == FENCE_MB);
}

/* What hosts that run side by side may not do. */
static void refuse_several(struct machine *m, const struct site *site, const char *what)
{
	if (m->phase == PHASE_HOST && m->several)
		machine_fail(m, "%s:%u: the host %s: such hosts do not run %s", site->file,
			     site->line, what,
			     m->schedule->writers ? "beside a guest that writes the page"
						  : "side by side");
}

HOOK_AT(u64, warpage_rdtsc, unsigned int ordered, const struct site *site)
{
	struct machine *m = the_machine;

	if (m->phase == PHASE_HOST && hook_beside(m))
		return hosts_tsc(m, site);
	refuse_several(m, site, "reads the TSC");
	if (m->phase == PHASE_HOST && m->options.by_label)
		grounds_spoil(m, site, "the host reads the TSC");
	if (m->phase == PHASE_HOST)
		return host_rdtsc(m);
	if (m->phase == PHASE_IDLE)
		return 0;
	if (ordered && machine_fence_dropped(m, site, "rdtsc_ordered"))
		ordered = 0;
	if (m->sharing.pending)
		shared_settle(m);
	return reader_rdtsc(m, ordered, site);
}

HOOK_AT(void, warpage_freeze, unsigned int which, const struct site *site)
{
	struct machine *m = the_machine;

	refuse_several(m, site, "freezes vCPUs");
	if (m->phase != PHASE_HOST)
		return;
	m->grounds.freezes = true;
	if (!m->freeze_open)
		host_freeze(m, which, 0);
	/* those that the engine has frozen for this update are the host's from here on */
	else if (which == FREEZE_ALL)
		m->host_froze = true;
}

HOOK_AT(void, warpage_thaw, const struct site *site)
{
	struct machine *m = the_machine;
	enum update_kind kind;

	refuse_several(m, site, "thaws vCPUs");
	if (m->phase != PHASE_HOST)
		return;
	kind = m->schedule->updates[m->update - 1].kind;
	if (m->host_froze || (kind != UPDATE_TSC_JUMP && kind != UPDATE_PAUSE))
		host_thaw(m);
	m->host_froze = false;
}

HOOK_AT(void, warpage_die, const struct site *site)
{
	struct machine *m = the_machine;

	refuse_several(m, site, "dies");
	if (m->phase != PHASE_HOST)
		return;
	host_settle(m);
	m->log.died = true;
	machine_escape(m);
}

HOOK_AT(u32, warpage_vcpu_id, const struct site *site)
{
	struct machine *m = the_machine;

	return m->phase == PHASE_GUEST ? reader_vcpu_id(m, site) : 0;
}

HOOK_AT(void, warpage_vcpu_pin, unsigned int pinned, const struct site *site)
{
	struct machine *m = the_machine;

	(void)site;
	if (m->phase != PHASE_GUEST)
		return;
	if (pinned)
		reader_pin(m);
	else if (m->pins)
		m->pins--;
}

/* A lock is one for several hosts; to a host that is alone, and to a guest, it is a compiler barrier. */
HOOK_AT(void, warpage_lock, const void *lock, const struct site *site)
{
	struct machine *m = the_machine;

	fence(m, false, false, false);
	if (m->phase == PHASE_HOST && m->several && !hook_beside(m))
		hosts_lock(m, lock, site);
}

HOOK_AT(void, warpage_unlock, const void *lock, const struct site *site)
{
	struct machine *m = the_machine;

	fence(m, false, false, false);
	if (m->phase == PHASE_HOST && m->several && !hook_beside(m))
		hosts_unlock(m, lock, site);
}

HOOK_AT(void, warpage_other_clock, const struct site *site)
{
	(void)site;
	the_machine->elsewhere = true;
}

HOOK_AT(void, warpage_stop, const struct site *site)
{
	struct machine *m = the_machine;

	machine_fail(m, "%s:%u: the %s comes to BUG() or panic()", site->file, site->line,
		     m->phase == PHASE_HOST && !hook_beside(m) ? "host" : "guest");
}

HOOK(void, warpage_loop, unsigned int class, unsigned int bound, const struct site *site)
{
	if (the_machine->sharing.pending)
		shared_settle(the_machine);
	reader_loop(the_machine, (enum loop_class) class, bound, site);
}

HOOK(void, warpage_loaded, unsigned int n, const struct site *site)
{
	(void)site;
	if (the_machine->phase == PHASE_GUEST)
		reader_loaded(the_machine, n);
}

HOOK(void, warpage_depends, unsigned int n, const struct site *site)
{
	(void)site;
	if (the_machine->phase == PHASE_GUEST)
		reader_depends(the_machine, n);
}

HOOK(void, warpage_ordered, const struct site *site)
{
	(void)site;
	order_newest(the_machine);
}

HOOK_AT(void, warpage_full, const struct site *site)
{
	(void)site;
	the_machine->sharing.full = true;
}

HOOK(void, warpage_may_fail, const struct site *site)
{
	(void)site;
	the_machine->sharing.weak = true;
}

HOOK(void, warpage_steady, const struct site *site)
{
	(void)site;
	the_machine->sharing.steady = true;
}
