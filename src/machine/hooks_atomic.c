/*
 * Entry points for C11 and __atomic accesses. Relaxed ones are kept in order by the compiler, as
 * volatile ones are. A release holds back what is before it, and only that: the compiler may move a
 * plain store that follows to before it. An acquiring operation holds back what follows.
 */
#include "machine/hooks.h"
#include "machine/hosts.h"

static u64 atomic_load(const void *address, u32 size, int order, const struct site *site)
{
	struct machine *m = the_machine;
	struct request request;

	hook_enter(m);
	hook_host_loads(m, address, size, false, site);
	if (m->phase != PHASE_GUEST || !hook_on_page(m, address)) {
		front_begin(&m->last, 0);
		if (m->sharing.on && !hook_is_local(m, address))
			shared_load(m, (void *)address, size, order, site);
		else if (m->phase == PHASE_GUEST)
			reader_touches(m, site);
		return bytes_get(address, size);
	}
	request = hook_request(m, address, size, false, site);
	hook_refuse_bare(m, request.offset, request.size, site);
	if (hook_acquires(order))
		request.acquire = !machine_fence_dropped(m, site, "acquire");
	return hook_load(m, &request);
}

/* Returns: is it a release? */
static bool make_store(void *address, u32 size, u64 value, int order, const struct site *site)
{
	struct machine *m = the_machine;
	bool shared = m->sharing.on && !hook_on_page(m, address) && !hook_is_local(m, address);
	bool release = hook_releases(order) && m->phase == PHASE_HOST &&
		       !machine_fence_dropped(m, site, "release");

	if (shared) {
		hook_enter(m);
		shared_store_ordered(m, address, size, value, order, site);
		return release;
	}
	hook_write(address, size, false, site);
	if (m->phase == PHASE_HOST && m->pending)
		m->pending_store.release = release;
	memcpy(address, &value, size);
	if (m->phase == PHASE_HOST)
		host_settle(m);
	return release;
}

static void atomic_store(void *address, u32 size, u64 value, int order, const struct site *site)
{
	struct machine *m = the_machine;
	bool release;

	if (m->sharing.on && order == __ATOMIC_SEQ_CST && hook_on_page(m, address)) {
		hook_enter(m);
		shared_fence(m, true, site);
		m->sharing.at_once = true;
	}
	release = make_store(address, size, value, order, site);
	/* on x86 it is made with an XCHG; a weak store-release lets later stores pass */
	if (release && order == __ATOMIC_SEQ_CST && m->options.model != MODEL_WEAK)
		host_drain(m);
}

/*
 * A locked operation of the host drains its stores on x86, whatever order it names; what the
 * compiler may move across it is a matter of that order.
 */
static void modify(void *address, u32 size, u64 value, int order, const struct site *site)
{
	struct machine *m = the_machine;

	if (m->sharing.on && !hook_on_page(m, address) && !hook_is_local(m, address)) {
		shared_modified(m, address, size, value, order);
		return;
	}
	if (m->sharing.on && hook_on_page(m, address))
		m->sharing.at_once = m->sharing.locked = true;
	make_store(address, size, value, order, site);
	if (m->phase != PHASE_HOST)
		return;
	if (m->options.model != MODEL_WEAK)
		host_drain_at_once(m);
	if (hook_acquires(order) && hook_on_page(m, address) &&
	    layout_within(&m->log.layout, (u16)((u8 *)address - m->page), (u16)size))
		host_acquired(m);
}

/* A comparison failed: nothing is stored. */
static void keep(void *address, u32 size, int order, const struct site *site)
{
	struct machine *m = the_machine;

	if (m->sharing.on && !hook_on_page(m, address) && !hook_is_local(m, address))
		shared_kept(m, address, size, order, site);
}

static u64 peek(void *address, u32 size, int order, const struct site *site)
{
	struct machine *m = the_machine;

	hook_enter(m);
	if (m->phase == PHASE_GUEST && hook_on_page(m, address)) {
		struct request request = hook_request(m, address, size, false, site);

		hook_refuse_bare(m, request.offset, request.size, site);
		if (m->sharing.on)
			shared_fence(m, true, site);
		if (hook_releases(order))
			front_join(&m->cursor, &m->plain);
		request.acquire = hook_acquires(order);
		return hook_load(m, &request);
	}
	if (m->sharing.on && !hook_is_local(m, address))
		shared_modify(m, address, size, order, site);
	else if (m->phase == PHASE_GUEST)
		reader_touches(m, site);
	if (!m->sharing.on || hook_is_local(m, address))
		m->sharing.full = m->sharing.weak = false;
	if (m->several && m->phase == PHASE_HOST && !hook_is_local(m, address))
		hosts_locked(m, address, size, site);
	else
		hook_host_loads(m, address, size, false, site);
	return bytes_get(address, size);
}

#define MODIFY_HOOK(bits, name, expression)                                                        \
	HOOK(u##bits, warpage_atomic##bits##_##name, void *address, u##bits operand, int order,    \
	     const struct site *site)                                                              \
	{                                                                                          \
		u##bits old = (u##bits)peek(address, sizeof(old), order, site);                    \
                                                                                                   \
		modify(address, sizeof(old), (u##bits)(expression), order, site);                  \
		return old;                                                                        \
	}

#define ATOMIC_HOOKS(bits)                                                                         \
	HOOK(u##bits, warpage_atomic##bits##_load, const void *address, int order,                 \
	     const struct site *site)                                                              \
	{                                                                                          \
		return (u##bits)atomic_load(address, bits / 8, order, site);                       \
	}                                                                                          \
	HOOK(void, warpage_atomic##bits##_store, void *address, u##bits value, int order,          \
	     const struct site *site)                                                              \
	{                                                                                          \
		atomic_store(address, bits / 8, value, order, site);                               \
	}                                                                                          \
	MODIFY_HOOK(bits, exchange, operand)                                                       \
	MODIFY_HOOK(bits, fetch_add, old + operand)                                                \
	MODIFY_HOOK(bits, fetch_sub, old - operand)                                                \
	MODIFY_HOOK(bits, fetch_and, old &operand)                                                 \
	MODIFY_HOOK(bits, fetch_or, old | operand)                                                 \
	MODIFY_HOOK(bits, fetch_xor, old ^ operand)                                                \
	MODIFY_HOOK(bits, fetch_nand, ~(old & operand))                                            \
	HOOK(u##bits, warpage_atomic##bits##_compare_exchange_val, void *address,                  \
	     u##bits expected, u##bits desired, int order, int failure, const struct site *site)   \
	{                                                                                          \
		u##bits old = (u##bits)peek(address, sizeof(old), order, site);                    \
                                                                                                   \
		if (old == expected)                                                               \
			modify(address, sizeof(old), desired, order, site);                        \
		else                                                                               \
			keep(address, sizeof(old), failure, site);                                 \
		return old;                                                                        \
	}

ATOMIC_HOOKS(8)
ATOMIC_HOOKS(16)
ATOMIC_HOOKS(32)
ATOMIC_HOOKS(64)
