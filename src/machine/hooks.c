/*
 * The entry points that instrumented protocol code calls for plain and volatile accesses, one per
 * kind and size, and for block copies; hooks_atomic.c and hooks_order.c have the others. A read hook
 * runs before its load, so the chosen value is put into the cell, to be taken back at the next hook;
 * outside of that the guest's cells hold poison.
 */
#include "machine/hooks.h"
#include "machine/hosts.h"
#include "machine/own.h"

#define PLAIN true
#define MARKED false /* volatile or atomic */

bool hook_is_local(const struct machine *m, const void *address)
{
	uintptr_t here = (uintptr_t)__builtin_frame_address(0), at = (uintptr_t)address;
	const struct fiber *fiber = m->fibers.running;
	uintptr_t base = fiber ? (uintptr_t)fiber->stack + FIBER_STACK : m->base;

	/* what is thread-local may lie right above the stack of the thread */
	return at - (uintptr_t)m->results < sizeof(m->results) || at - here < base - here;
}

u128 hook_bytes(struct machine *m, const void *address, u32 size)
{
	uintptr_t at = (uintptr_t)address - (uintptr_t)m->page;

	if (m->log.npages > 1 || at + size > m->log.extent)
		return 0;
	return layout_bytes(&m->log.layout, (u16)at, (u16)size);
}

/*
 * Bytes that are of no field are poison for a guest: what it makes of them is another thing in another read,
 * and told as something that the format does not know.
 */
u64 hook_load_bare(struct machine *m, const struct request *request)
{
	u16 page_size = m->log.page_size;
	const u8 *cell =
		m->page + request->offset / page_size * m->stride + request->offset % page_size;
	u64 mask = 0, poison = bytes_get(cell, request->size);

	for (u16 b = 0; b < request->size; b++)
		if (layout_has(&m->log.layout, request->offset + b))
			mask |= (u64)0xff << (8 * b);
	front_begin(&m->last, 0);
	return mask ? (reader_load(m, request) & mask) | (poison & ~mask) : poison;
}

/* A load alone of such bytes, or of where they were copied to: of use to nobody, or an error. */
void hook_refuse_bare(struct machine *m, u16 offset, u16 size, const struct site *site)
{
	if (!site->unused && !layout_within(&m->log.layout, offset, size))
		machine_fail(m,
			     "%s:%u: the guest makes something of byte %u of the page, which is of "
			     "no field: name it in the format",
			     site->file, site->line, offset);
}

/* Where what the page shows was copied to. */
static void note_copy(struct machine *m, const u8 *to, const struct request *request)
{
	if (m->ncopies < COPIES_MAX)
		m->copies[m->ncopies++] =
			(struct copy){.to = to, .offset = request->offset, .size = request->size};
}

static void look_into_copies(struct machine *m, const u8 *address, u32 size,
			     const struct site *site)
{
	for (unsigned int i = m->ncopies; i-- > 0;) {
		const struct copy *copy = &m->copies[i];
		size_t at = (size_t)(address - copy->to);

		if (at >= copy->size || at + size > copy->size)
			continue;
		hook_refuse_bare(m, (u16)(copy->offset + at), (u16)size, site);
		return;
	}
}

/* What is wider than a word is a row of accesses. */
static void copy_from_page(struct machine *m, u8 *to, struct request *request)
{
	u16 left = request->size;

	while (left) {
		u64 value;

		request->size = left > 8 ? 8 : left;
		value = hook_load(m, request);
		bytes_put(to, value, request->size);
		to += request->size;
		request->offset += request->size;
		left -= request->size;
	}
}

static __always_inline void hook_read(void *address, u32 size, bool plain, const struct site *site)
{
	struct machine *m = the_machine;
	struct request request;

	hook_enter(m);
	if (m->phase != PHASE_GUEST) {
		hook_host_loads(m, address, size, plain, site);
		return;
	}
	if (!hook_on_page(m, address)) {
		front_begin(&m->last, 0);
		if (m->sharing.on && !hook_is_local(m, address))
			shared_load(m, address, size, __ATOMIC_RELAXED, site);
		else
			reader_touches(m, site);
		look_into_copies(m, address, size, site);
		return;
	}
	request = hook_request(m, address, size, plain, site);
	if (m->log.layout.bare)
		hook_refuse_bare(m, request.offset, request.size, site);
	m->patched_offset = (u16)((const u8 *)address - m->page);
	if (size > 8)
		copy_from_page(m, address, &request);
	else
		bytes_put(address, hook_load(m, &request), size);
}

void hook_write(void *address, u32 size, bool plain, const struct site *site)
{
	hook_copy(address, NULL, size, plain, site);
}

/* A host stores to memory of its own. */
static void host_writes(struct machine *m, void *address, u32 size, bool plain,
			const struct site *site)
{
	if (!hook_beside(m))
		shared_by_host(m, address, size, true);
	host_remember(m, address, size, site);
	if (!m->several)
		return;
	if (!m->schedule->writers && !m->schedule->nstores && own_memory(address))
		machine_fail(m,
			     "%s:%u: the host keeps memory of each vCPU's own (DEFINE_PER_VCPU): "
			     "such hosts do not run side by side",
			     site->file, site->line);
	hosts_announce(m, address, size, site);
	m->pending_store = (struct request){.size = (u16)size, .plain = plain, .site = site};
	m->pending = true;
}

void hook_copy(void *address, const void *from, u32 size, bool plain, const struct site *site)
{
	struct machine *m = the_machine;
	struct request request;

	if (m->phase == PHASE_IDLE)
		return;
	hook_enter(m);
	if (!hook_on_page(m, address)) {
		if (!hook_is_local(m, address) && m->sharing.on)
			shared_store(m, address, size, site);
		else if (!hook_is_local(m, address) && m->phase == PHASE_GUEST)
			reader_stores(m, address, size, site);
		else if (!hook_is_local(m, address))
			host_writes(m, address, size, plain, site);
		return;
	}
	request = hook_request(m, address, size, plain, site);
	if (m->phase == PHASE_GUEST) {
		reader_writes(m, address, &request);
		return;
	}
	if (m->options.by_label)
		grounds_host_store(m, address, size, from, site);
	m->pending_store = request;
	m->pending = true;
}

#define ACCESS_HOOKS(size)                                                                         \
	HOOK(void, warpage_read##size, void *address, const struct site *site)                     \
	{                                                                                          \
		hook_read(address, size, PLAIN, site);                                             \
	}                                                                                          \
	HOOK(void, warpage_volatile_read##size, void *address, const struct site *site)            \
	{                                                                                          \
		hook_read(address, size, MARKED, site);                                            \
	}                                                                                          \
	HOOK(void, warpage_write##size, void *address, const struct site *site)                    \
	{                                                                                          \
		hook_write(address, size, PLAIN, site);                                            \
	}                                                                                          \
	HOOK(void, warpage_volatile_write##size, void *address, const struct site *site)           \
	{                                                                                          \
		hook_write(address, size, MARKED, site);                                           \
	}

ACCESS_HOOKS(1)
ACCESS_HOOKS(2)
ACCESS_HOOKS(4)
ACCESS_HOOKS(8)
ACCESS_HOOKS(16)

/* A block copy is a row of plain accesses, of any part, in any order. */
static void copy_block(struct machine *m, u8 *to, const void *from, size_t size,
		       const struct site *site)
{
	struct request request = hook_request(m, from, (u32)size, PLAIN, site);

	note_copy(m, to, &request);
	copy_from_page(m, to, &request);
}

HOOK(void *, warpage_memcpy, void *to, const void *from, size_t size, const struct site *site)
{
	struct machine *m = the_machine;

	if (m->phase == PHASE_GUEST) {
		reader_poison(m);
		if (hook_on_page(m, from)) {
			if (hook_on_page(m, to) || !hook_is_local(m, to))
				hook_write(to, (u32)size, PLAIN, site);
			copy_block(m, to, from, size, site);
			return to;
		}
		for (size_t done = 0; m->sharing.on && !hook_is_local(m, from) && done < size;
		     done += 8)
			shared_load(m, (u8 *)from + done, size - done > 8 ? 8 : (u32)(size - done),
				    __ATOMIC_RELAXED, site);
	}
	hook_enter(m);
	if (m->phase == PHASE_HOST && hook_beside(m) && hook_on_page(m, from) &&
	    hook_is_local(m, to)) {
		hosts_copy(m, to, from, size, site);
		return to;
	}
	if (m->several)
		hook_host_loads(m, from, (u32)size, PLAIN, site);
	/* by several hosts as a whole: others must not see a part that is not made yet */
	for (size_t done = 0, step = m->several ? size : 8;
	     m->phase != PHASE_IDLE && done < size && !hook_on_page(m, to); done += step)
		hook_write((u8 *)to + done, (u32)(size - done > step ? step : size - done), PLAIN,
			   site);
	if (hook_on_page(m, to) && size)
		hook_copy(to, from, (u32)size, PLAIN, site);
	return memmove(to, from, size);
}

/* Copy what a comparison will look at to where it can be looked at. */
static const void *visible_copy(struct machine *m, const void *from, size_t size, u8 *copy,
				const struct site *site)
{
	if (m->phase != PHASE_GUEST || !hook_on_page(m, from))
		return from;
	copy_block(m, copy, from, size, site);
	return copy;
}

HOOK(int, warpage_memcmp, const void *a, const void *b, size_t size, const struct site *site)
{
	struct machine *m = the_machine;
	u8 copy_a[WARPAGE_PAGE_MAX], copy_b[WARPAGE_PAGE_MAX];

	hook_enter(m);
	hook_host_loads(m, a, (u32)size, PLAIN, site);
	hook_host_loads(m, b, (u32)size, PLAIN, site);
	a = visible_copy(m, a, size, copy_a, site);
	b = visible_copy(m, b, size, copy_b, site);
	return memcmp(a, b, size);
}

HOOK(void *, warpage_memset, void *to, int byte, size_t size, const struct site *site)
{
	if (size)
		hook_write(to, (u32)size, PLAIN, site);
	return memset(to, byte, size);
}
