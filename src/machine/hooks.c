/*
 * The entry points that instrumented protocol code calls: one per kind and size of access, fences,
 * the TSC. A read hook runs before its load, so the chosen value is put into the cell, to be taken
 * back at the next hook; outside of that the guest's cells hold poison.
 */
#include <warpage/primitives.h>

#include <stdio.h>

#include "machine/internal.h"

#define PLAIN true
#define MARKED false

static bool on_page(const struct machine *m, const void *address)
{
	return (uintptr_t)address - (uintptr_t)m->page < m->options.format->page_size;
}

static struct request make_request(const struct machine *m, const void *address, u32 size,
				   bool plain, const struct site *site)
{
	struct request request = {.offset = (u16)((const u8 *)address - m->page),
				  .size = (u16)size,
				  .plain = plain,
				  .site = site};

	return request;
}

static void check_end(struct machine *m, const struct request *request)
{
	if (request->offset + request->size > m->options.format->page_size)
		machine_fail(m, "%s:%u: an access reaches past the end of the page",
			     request->site->file, request->site->line);
}

static void hook_read(void *address, u32 size, bool plain, const struct site *site)
{
	struct machine *m = the_machine;
	struct request request;
	u64 value;

	if (m->phase == PHASE_HOST)
		host_settle(m);
	if (m->phase != PHASE_GUEST)
		return;
	reader_poison(m);
	if (!on_page(m, address))
		return;
	request = make_request(m, address, size, plain, site);
	check_end(m, &request);
	if (size > 8) {
		request.size = 8;
		value = reader_load(m, &request);
		memcpy(address, &value, 8);
		request.offset += 8;
		value = reader_load(m, &request);
		memcpy((u8 *)address + 8, &value, 8);
		request.offset -= 8;
	} else {
		value = reader_load(m, &request);
		memcpy(address, &value, size);
	}
	m->patched_offset = request.offset;
	m->patched_size = (u16)size;
}

/* Is this the stack of the code under test, or where the machine wants the result? */
static bool is_local(const struct machine *m, const void *address)
{
	uintptr_t here = (uintptr_t)__builtin_frame_address(0), at = (uintptr_t)address;

	return address == &m->time || (at > here - 65536 && at < here + 65536);
}

static void hook_write(void *address, u32 size, bool plain, const struct site *site)
{
	struct machine *m = the_machine;
	struct request request;

	if (m->phase == PHASE_IDLE)
		return;
	if (m->phase == PHASE_GUEST)
		reader_poison(m);
	if (m->phase == PHASE_HOST)
		host_settle(m);
	if (!on_page(m, address)) {
		if (is_local(m, address))
			return;
		if (m->phase == PHASE_GUEST)
			machine_fail(m,
				     "%s:%u: the guest writes memory that outlives the read: "
				     "such guests are not supported yet",
				     site->file, site->line);
		host_remember(m, address, size);
		return;
	}
	if (m->phase == PHASE_GUEST)
		machine_fail(m,
			     "%s:%u: the guest writes the page: such guests are not supported "
			     "yet",
			     site->file, site->line);
	request = make_request(m, address, size, plain, site);
	check_end(m, &request);
	host_announce(m, &request);
}

#define ACCESS_HOOKS(size)                                                                         \
	void warpage_read##size(void *address, const struct site *site);                           \
	void warpage_read##size(void *address, const struct site *site)                            \
	{                                                                                          \
		hook_read(address, size, PLAIN, site);                                             \
	}                                                                                          \
	void warpage_unaligned_read##size(void *address, const struct site *site);                 \
	void warpage_unaligned_read##size(void *address, const struct site *site)                  \
	{                                                                                          \
		hook_read(address, size, PLAIN, site);                                             \
	}                                                                                          \
	void warpage_volatile_read##size(void *address, const struct site *site);                  \
	void warpage_volatile_read##size(void *address, const struct site *site)                   \
	{                                                                                          \
		hook_read(address, size, MARKED, site);                                            \
	}                                                                                          \
	void warpage_unaligned_volatile_read##size(void *address, const struct site *site);        \
	void warpage_unaligned_volatile_read##size(void *address, const struct site *site)         \
	{                                                                                          \
		hook_read(address, size, MARKED, site);                                            \
	}                                                                                          \
	void warpage_write##size(void *address, const struct site *site);                          \
	void warpage_write##size(void *address, const struct site *site)                           \
	{                                                                                          \
		hook_write(address, size, PLAIN, site);                                            \
	}                                                                                          \
	void warpage_unaligned_write##size(void *address, const struct site *site);                \
	void warpage_unaligned_write##size(void *address, const struct site *site)                 \
	{                                                                                          \
		hook_write(address, size, PLAIN, site);                                            \
	}                                                                                          \
	void warpage_volatile_write##size(void *address, const struct site *site);                 \
	void warpage_volatile_write##size(void *address, const struct site *site)                  \
	{                                                                                          \
		hook_write(address, size, MARKED, site);                                           \
	}                                                                                          \
	void warpage_unaligned_volatile_write##size(void *address, const struct site *site);       \
	void warpage_unaligned_volatile_write##size(void *address, const struct site *site)        \
	{                                                                                          \
		hook_write(address, size, MARKED, site);                                           \
	}

ACCESS_HOOKS(1)
ACCESS_HOOKS(2)
ACCESS_HOOKS(4)
ACCESS_HOOKS(8)
ACCESS_HOOKS(16)

/* A block copy is a row of plain accesses, of any part, in any order. */
static void copy_from_page(struct machine *m, u8 *to, const u8 *from, size_t size,
			   const struct site *site)
{
	struct request request = make_request(m, from, (u32)size, PLAIN, site);

	check_end(m, &request);
	while (size) {
		u64 value;

		request.size = size > 8 ? 8 : (u16)size;
		value = reader_load(m, &request);
		memcpy(to, &value, request.size);
		to += request.size;
		request.offset += request.size;
		size -= request.size;
	}
}

void *warpage_memcpy(void *to, const void *from, size_t size, const struct site *site);
void *warpage_memcpy(void *to, const void *from, size_t size, const struct site *site)
{
	struct machine *m = the_machine;

	if (m->phase == PHASE_GUEST) {
		reader_poison(m);
		if (on_page(m, from)) {
			if (on_page(m, to) || !is_local(m, to))
				hook_write(to, (u32)size, PLAIN, site);
			copy_from_page(m, to, from, size, site);
			return to;
		}
	}
	for (size_t done = 0; m->phase != PHASE_IDLE && done < size && !on_page(m, to); done += 8)
		hook_write((u8 *)to + done, size - done > 8 ? 8 : (u32)(size - done), PLAIN, site);
	if (on_page(m, to) && size)
		hook_write(to, (u32)size, PLAIN, site);
	return memmove(to, from, size);
}

void *warpage_memmove(void *to, const void *from, size_t size, const struct site *site);
void *warpage_memmove(void *to, const void *from, size_t size, const struct site *site)
{
	return warpage_memcpy(to, from, size, site);
}

void *warpage_memset(void *to, int byte, size_t size, const struct site *site);
void *warpage_memset(void *to, int byte, size_t size, const struct site *site)
{
	if (size)
		hook_write(to, (u32)size, PLAIN, site);
	return memset(to, byte, size);
}

/* C11 and __atomic accesses: relaxed ones are kept in order by the compiler, as volatile ones. */
static bool acquires(int order)
{
	return order == __ATOMIC_ACQUIRE || order == __ATOMIC_CONSUME ||
	       order == __ATOMIC_ACQ_REL || order == __ATOMIC_SEQ_CST;
}

static bool releases(int order)
{
	return order == __ATOMIC_RELEASE || order == __ATOMIC_ACQ_REL || order == __ATOMIC_SEQ_CST;
}

static void full_fence(struct machine *m)
{
	if (m->phase == PHASE_HOST)
		host_fence(m, true, true);
	else if (m->phase == PHASE_GUEST)
		reader_mb(m);
}

static u64 atomic_load(const void *address, u32 size, int order, const struct site *site)
{
	struct machine *m = the_machine;
	struct request request;
	u64 value = 0;

	if (m->phase != PHASE_GUEST || !on_page(m, address)) {
		if (m->phase == PHASE_HOST)
			host_settle(m);
		memcpy(&value, address, size);
		return value;
	}
	reader_poison(m);
	request = make_request(m, address, size, MARKED, site);
	check_end(m, &request);
	if (acquires(order))
		request.acquire = !machine_fence_dropped(m, site, "acquire");
	return reader_load(m, &request);
}

static void atomic_store(void *address, u32 size, u64 value, int order, const struct site *site)
{
	struct machine *m = the_machine;
	bool release = releases(order) && m->phase == PHASE_HOST &&
		       !machine_fence_dropped(m, site, "release");

	if (release)
		m->region++; /* the compiler moves no plain store down past it */
	hook_write(address, size, MARKED, site);
	if (m->phase == PHASE_HOST && m->pending)
		m->pending_store.release = release;
	memcpy(address, &value, size);
	if (m->phase == PHASE_HOST)
		host_settle(m);
	/* on x86 the compiler fences it; a weak store-release lets later stores pass */
	if (release && order == __ATOMIC_SEQ_CST && m->options.model != MODEL_WEAK)
		full_fence(m);
}

/* A locked operation of the host is a full barrier, as on x86. */
static void modify(void *address, u32 size, u64 value, int order, const struct site *site)
{
	struct machine *m = the_machine;

	if (m->phase == PHASE_HOST && m->options.model != MODEL_WEAK)
		full_fence(m);
	atomic_store(address, size, value, order, site);
	if (m->phase == PHASE_HOST && m->options.model != MODEL_WEAK)
		full_fence(m);
}

static u64 peek(const void *address, u32 size)
{
	struct machine *m = the_machine;
	u64 value = 0;

	if (m->phase == PHASE_GUEST && on_page(m, address))
		machine_fail(m, "the guest writes the page: such guests are not supported yet");
	if (m->phase == PHASE_HOST)
		host_settle(m);
	memcpy(&value, address, size);
	return value;
}

#define MODIFY_HOOK(bits, name, expression)                                                        \
	u##bits warpage_atomic##bits##_##name(void *address, u##bits operand, int order,           \
					      const struct site *site);                            \
	u##bits warpage_atomic##bits##_##name(void *address, u##bits operand, int order,           \
					      const struct site *site)                             \
	{                                                                                          \
		u##bits old = (u##bits)peek(address, sizeof(old));                                 \
                                                                                                   \
		modify(address, sizeof(old), (u##bits)(expression), order, site);                  \
		return old;                                                                        \
	}

#define ATOMIC_HOOKS(bits)                                                                         \
	u##bits warpage_atomic##bits##_load(const void *address, int order,                        \
					    const struct site *site);                              \
	u##bits warpage_atomic##bits##_load(const void *address, int order,                        \
					    const struct site *site)                               \
	{                                                                                          \
		return (u##bits)atomic_load(address, bits / 8, order, site);                       \
	}                                                                                          \
	void warpage_atomic##bits##_store(void *address, u##bits value, int order,                 \
					  const struct site *site);                                \
	void warpage_atomic##bits##_store(void *address, u##bits value, int order,                 \
					  const struct site *site)                                 \
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
	u##bits warpage_atomic##bits##_compare_exchange_val(void *address, u##bits expected,       \
							    u##bits desired, int order,            \
							    int failure, const struct site *site); \
	u##bits warpage_atomic##bits##_compare_exchange_val(void *address, u##bits expected,       \
							    u##bits desired, int order,            \
							    int failure, const struct site *site)  \
	{                                                                                          \
		u##bits old = (u##bits)peek(address, sizeof(old));                                 \
                                                                                                   \
		(void)failure;                                                                     \
		if (old == expected)                                                               \
			modify(address, sizeof(old), desired, order, site);                        \
		return old;                                                                        \
	}

ATOMIC_HOOKS(8)
ATOMIC_HOOKS(16)
ATOMIC_HOOKS(32)
ATOMIC_HOOKS(64)

void warpage_atomic_thread_fence(int order, const struct site *site);
void warpage_atomic_thread_fence(int order, const struct site *site)
{
	struct machine *m = the_machine;

	if (m->phase == PHASE_IDLE || machine_fence_dropped(m, site, "fence"))
		return;
	if (order == __ATOMIC_SEQ_CST)
		full_fence(m);
	else if (m->phase == PHASE_HOST)
		host_fence(m, releases(order), false);
	else if (acquires(order))
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

void warpage_fence_at(unsigned int kind, const struct site *site) __asm__("warpage_fence");
void warpage_fence_at(unsigned int kind, const struct site *site)
{
	static const char *const names[] = {"barrier", "smp_rmb", "smp_wmb", "smp_mb", "lfence"};
	struct machine *m = the_machine;

	if (m->phase == PHASE_IDLE || machine_fence_dropped(m, site, names[kind]))
		return;
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
	/* a vCPU that the engine has frozen for this update stays so */
	if (m->phase == PHASE_HOST && !m->freeze_open)
		host_freeze(m, which, 0);
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
	if (kind != UPDATE_TSC_JUMP && kind != UPDATE_PAUSE)
		host_thaw(m);
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

void warpage_loop(unsigned int class, const struct site *site);
void warpage_loop(unsigned int class, const struct site *site)
{
	reader_loop(the_machine, (enum loop_class) class, site);
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
