/* Entry points for fences, the TSC, loops, and what only a host may call. */
#include "machine/hooks.h"
#include "machine/hosts.h"
#include "machine/reader_order.h"
#include "machine/reader_vcpu.h"
#include "machine/shared_order.h"

#include <warpage/primitives.h>

static void fence_host(struct machine *m, u8 fenced)
{
	bool full = fenced & FENCED_ALL;

	host_fence(m, full || fenced & FENCED_STORES, full);
	m->host_fenced |= fenced;
}

/* Stores drain at one for all; to a guest LFENCE is one, too. */
static __always_inline void fence(struct machine *m, u8 fenced)
{
	m->fenced[m->barriers++ % FENCED_MAX] = fenced;
	if (m->phase == PHASE_HOST)
		fence_host(m, fenced);
	else if (m->phase == PHASE_GUEST && fenced & (FENCED_ALL | FENCED_SERIAL))
		reader_mb(m, fenced & FENCED_ALL);
	else if (m->phase == PHASE_GUEST && fenced & FENCED_LOADS)
		reader_rmb(m);
	else if (m->phase == PHASE_GUEST)
		reader_compiler_barrier(m);
}

static u8 fenced_by(int order)
{
	if (order == __ATOMIC_SEQ_CST)
		return FENCED_COMPILER | FENCED_ALL;
	return FENCED_COMPILER | (hook_acquires(order) ? FENCED_LOADS : 0) |
	       (hook_releases(order) ? FENCED_STORES : 0);
}

HOOK(void, warpage_atomic_thread_fence, int order, const struct site *site)
{
	struct machine *m = the_machine;

	if (m->phase == PHASE_IDLE || machine_fence_dropped(m, site, "fence"))
		return;
	if (m->sharing.on)
		shared_fence(m, order == __ATOMIC_SEQ_CST, site);
	fence(m, fenced_by(order));
	if (hook_releases(order))
		order_fence(m, true, order == __ATOMIC_SEQ_CST);
}

HOOK(void, warpage_atomic_signal_fence, int order, const struct site *site)
{
	(void)order;
	if (the_machine->sharing.on)
		shared_fence(the_machine, false, site);
	fence(the_machine, FENCED_COMPILER);
}

/*
 * A fence that plain accesses may pass in the compiler. Those of this kind are instructions of x86,
 * where marked accesses are in order anyhow: what is left is that stores drain, and that the TSC is
 * serialised.
 */
static void loose_fence(struct machine *m, unsigned int kind)
{
	if (m->phase == PHASE_HOST && kind == FENCE_MB) {
		host_drain(m);
		m->host_fenced |= FENCED_LOOSE;
	}
	if (m->phase == PHASE_GUEST && (kind == FENCE_MB || kind == FENCE_SERIAL)) {
		reader_serialise(m, kind == FENCE_MB);
		m->loose = true;
	}
}

HOOK_AT(void, warpage_fence, unsigned int kind, const struct site *site)
{
	static const char *const names[] = {"barrier", "smp_rmb", "smp_wmb", "smp_mb", "lfence"};
	static const u8 fenced[] = {FENCED_COMPILER, FENCED_COMPILER | FENCED_LOADS,
				    FENCED_COMPILER | FENCED_STORES, FENCED_COMPILER | FENCED_ALL,
				    FENCED_COMPILER | FENCED_SERIAL};
	struct machine *m = the_machine;

	if (m->phase == PHASE_IDLE || machine_fence_dropped(m, site, names[kind & ~FENCE_LOOSE]))
		return;
	if (m->sharing.on)
		shared_fence(m, (kind & ~FENCE_LOOSE) == FENCE_MB, site);
	if (kind & FENCE_LOOSE)
		loose_fence(m, kind & ~FENCE_LOOSE);
	else
		fence(m, fenced[kind]);
	if ((kind & ~FENCE_LOOSE) == FENCE_WMB || (kind & ~FENCE_LOOSE) == FENCE_MB)
		order_fence(m, false, (kind & ~FENCE_LOOSE) == FENCE_MB);
}

/* What hosts that run side by side may not do. */
static void refuse_several(struct machine *m, const struct site *site, const char *what)
{
	if (m->phase == PHASE_HOST && m->several)
		machine_fail(m, "%s:%u: the host %s: such hosts do not run %s", site->file,
			     site->line, what,
			     m->schedule->writers || m->schedule->nstores
				     ? "beside a guest that writes the page"
				     : "side by side");
}

HOOK_AT(u64, warpage_rdtsc, unsigned int how, const struct site *site)
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
	if (how && machine_fence_dropped(m, site, "rdtsc_ordered"))
		how = WARPAGE_TSC_PLAIN;
	if (m->sharing.pending)
		shared_settle(m);
	return reader_rdtsc(m, (enum warpage_tsc)how, site);
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

	if (m->sharing.pending)
		shared_settle(m);
	return m->phase == PHASE_GUEST ? reader_vcpu_id(m, site) : 0;
}

HOOK_AT(void, warpage_vcpu_pin, unsigned int pinned, const struct site *site)
{
	struct machine *m = the_machine;

	if (m->phase != PHASE_GUEST)
		return;
	if (m->sharing.pending)
		shared_settle(m);
	if (pinned)
		reader_pin(m, pinned == WARPAGE_PIN_ONE, site);
	else
		reader_unpin(m);
}

/* A lock is one for several hosts; to a host that is alone, and to a guest, it is a compiler barrier. */
HOOK_AT(void, warpage_lock, const void *lock, const struct site *site)
{
	struct machine *m = the_machine;

	fence(m, FENCED_COMPILER);
	if (m->phase == PHASE_HOST && m->several && !hook_beside(m))
		hosts_lock(m, lock, site);
}

HOOK_AT(void, warpage_unlock, const void *lock, const struct site *site)
{
	struct machine *m = the_machine;

	fence(m, FENCED_COMPILER);
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
	struct machine *m = the_machine;

	if (m->sharing.pending)
		shared_settle(m);
	if (!reader_counted(m, (enum loop_class) class))
		reader_loop(m, (enum loop_class) class, bound, site);
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
