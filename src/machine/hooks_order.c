/* Entry points for fences, the TSC, loops, and what only a host may call. */
#include "machine/hooks.h"

#include <warpage/primitives.h>

void hook_full_fence(struct machine *m)
{
	if (m->phase == PHASE_HOST)
		host_fence(m, true, true);
	else if (m->phase == PHASE_GUEST)
		reader_mb(m);
}

void warpage_atomic_thread_fence(int order, const struct site *site);
void warpage_atomic_thread_fence(int order, const struct site *site)
{
	struct machine *m = the_machine;

	if (m->phase == PHASE_IDLE || machine_fence_dropped(m, site, "fence"))
		return;
	if (order == __ATOMIC_SEQ_CST)
		hook_full_fence(m);
	else if (m->phase == PHASE_HOST)
		host_fence(m, hook_releases(order), false);
	else if (hook_acquires(order))
		reader_rmb(m);
	else
		reader_compiler_barrier(m);
}

void warpage_atomic_signal_fence(int order, const struct site *site);
void warpage_atomic_signal_fence(int order, const struct site *site)
{
	struct machine *m = the_machine;

	(void)order;
	(void)site;
	if (m->phase == PHASE_HOST)
		host_fence(m, false, false);
	else if (m->phase == PHASE_GUEST)
		reader_compiler_barrier(m);
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

void warpage_fence_at(unsigned int kind, const struct site *site) __asm__("warpage_fence");
void warpage_fence_at(unsigned int kind, const struct site *site)
{
	static const char *const names[] = {"barrier", "smp_rmb", "smp_wmb", "smp_mb", "lfence"};
	struct machine *m = the_machine;

	if (m->phase == PHASE_IDLE || machine_fence_dropped(m, site, names[kind & ~FENCE_LOOSE]))
		return;
	if (kind & FENCE_LOOSE) {
		loose_fence(m, kind & ~FENCE_LOOSE);
		return;
	}
	if (m->phase == PHASE_HOST) {
		host_fence(m, kind == FENCE_WMB || kind == FENCE_MB, kind == FENCE_MB);
		return;
	}
	if (kind == FENCE_MB || kind == FENCE_SERIAL)
		reader_mb(m);
	else if (kind == FENCE_RMB)
		reader_rmb(m);
	else
		reader_compiler_barrier(m);
}

u64 warpage_rdtsc_at(unsigned int ordered, const struct site *site) __asm__("warpage_rdtsc");
u64 warpage_rdtsc_at(unsigned int ordered, const struct site *site)
{
	struct machine *m = the_machine;

	if (m->phase == PHASE_HOST)
		return host_rdtsc(m);
	if (m->phase == PHASE_IDLE)
		return 0;
	if (ordered && machine_fence_dropped(m, site, "rdtsc_ordered"))
		ordered = 0;
	return reader_rdtsc(m, ordered, site);
}

void warpage_freeze_at(unsigned int which, const struct site *site) __asm__("warpage_freeze");
void warpage_freeze_at(unsigned int which, const struct site *site)
{
	struct machine *m = the_machine;

	(void)site;
	if (m->phase != PHASE_HOST)
		return;
	if (!m->freeze_open)
		host_freeze(m, which, 0);
	/* those that the engine has frozen for this update are the host's from here on */
	else if (which == FREEZE_ALL)
		m->host_froze = true;
}

void warpage_thaw_at(const struct site *site) __asm__("warpage_thaw");
void warpage_thaw_at(const struct site *site)
{
	struct machine *m = the_machine;
	enum update_kind kind;

	(void)site;
	if (m->phase != PHASE_HOST)
		return;
	kind = m->schedule->updates[m->update - 1].kind;
	if (m->host_froze || (kind != UPDATE_TSC_JUMP && kind != UPDATE_PAUSE))
		host_thaw(m);
	m->host_froze = false;
}

void warpage_die_at(const struct site *site) __asm__("warpage_die");
void warpage_die_at(const struct site *site)
{
	struct machine *m = the_machine;

	(void)site;
	if (m->phase != PHASE_HOST)
		return;
	host_settle(m);
	m->log.died = true;
	machine_escape(m);
}

void warpage_loop(unsigned int class, unsigned int bound, const struct site *site);
void warpage_loop(unsigned int class, unsigned int bound, const struct site *site)
{
	reader_loop(the_machine, (enum loop_class) class, bound, site);
}

void warpage_loaded(unsigned int n, const struct site *site);
void warpage_loaded(unsigned int n, const struct site *site)
{
	(void)site;
	if (the_machine->phase == PHASE_GUEST)
		reader_loaded(the_machine, n);
}

void warpage_depends(unsigned int n, const struct site *site);
void warpage_depends(unsigned int n, const struct site *site)
{
	(void)site;
	if (the_machine->phase == PHASE_GUEST)
		reader_depends(the_machine, n);
}
