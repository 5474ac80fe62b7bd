/*
 * The brute-force engine's own entry points for instrumented code: every access to the page, fence
 * and TSC read becomes a call of brute.c. The host's loads find the host's own page; what a guest
 * loads is put into its page just before. Not modelled, and refused: locked operations of hosts,
 * guests that write the page.
 */
#include "brute.h"

#include "machine/site.h"

/* A write hook runs before its store. */
static struct brute_access announced;

static bool on_page(const void *address)
{
	return (uintptr_t)address - (uintptr_t)brute_page < brute_page_size;
}

static u16 offset_of(const void *address)
{
	return (u16)((const u8 *)address - brute_page);
}

void brute_settle(void)
{
	struct brute_access access = announced;

	announced.size = 0;
	while (access.size) {
		u16 left = access.size;
		u64 value = 0;

		access.size = left > 8 ? 8 : left;
		memcpy(&value, brute_page + access.offset, access.size);
		brute_store(&access, value);
		access.offset += access.size;
		access.size = left - access.size;
	}
}

static void read_hook(void *address, u16 size, bool plain, bool acquire)
{
	struct brute_access access = {.size = size, .plain = plain, .acquire = acquire};
	u64 value;

	if (brute_phase == BRUTE_HOST)
		brute_settle();
	if (brute_phase != BRUTE_GUEST)
		return;
	if (!on_page(address)) {
		brute_outside_load(address, size, acquire);
		return;
	}
	if (size > 8)
		brute_fail("a load of 16 bytes");
	access.offset = offset_of(address);
	value = brute_load(&access);
	memcpy(address, &value, size);
}

static void write_hook(void *address, u16 size, bool plain, bool release)
{
	if (brute_phase == BRUTE_HOST)
		brute_settle();
	if (brute_phase == BRUTE_GUEST && on_page(address))
		brute_page_store(address, size);
	else if (brute_phase == BRUTE_GUEST)
		brute_outside_store(address, size, release);
	if (brute_phase != BRUTE_HOST || !on_page(address))
		return;
	announced = (struct brute_access){
		.offset = offset_of(address), .size = size, .plain = plain, .release = release};
}

#define HOOK(name, size, call)                                                                     \
	void name(void *address, const struct site *site);                                         \
	void name(void *address, const struct site *site)                                          \
	{                                                                                          \
		(void)site;                                                                        \
		call;                                                                              \
	}

#define HOOKS(size)                                                                                \
	HOOK(warpage_read##size, size, read_hook(address, size, true, false))                      \
	HOOK(warpage_volatile_read##size, size, read_hook(address, size, false, false))            \
	HOOK(warpage_write##size, size, write_hook(address, size, true, false))                    \
	HOOK(warpage_volatile_write##size, size, write_hook(address, size, false, false))

HOOKS(1)
HOOKS(2)
HOOKS(4)
HOOKS(8)
HOOKS(16)

#define ATOMIC_HOOKS(bits)                                                                         \
	u##bits warpage_atomic##bits##_load(u##bits *address, int order, const struct site *site); \
	u##bits warpage_atomic##bits##_load(u##bits *address, int order, const struct site *site)  \
	{                                                                                          \
		(void)site;                                                                        \
		read_hook(address, sizeof(*address), false, order != __ATOMIC_RELAXED);            \
		return *address;                                                                   \
	}                                                                                          \
	void warpage_atomic##bits##_store(u##bits *address, u##bits value, int order,              \
					  const struct site *site);                                \
	void warpage_atomic##bits##_store(u##bits *address, u##bits value, int order,              \
					  const struct site *site)                                 \
	{                                                                                          \
		(void)site;                                                                        \
		if (order == __ATOMIC_SEQ_CST)                                                     \
			brute_fail("a sequentially consistent store");                             \
		write_hook(address, sizeof(*address), false, order == __ATOMIC_RELEASE);           \
		*address = value;                                                                  \
	}

ATOMIC_HOOKS(8)
ATOMIC_HOOKS(16)
ATOMIC_HOOKS(32)
ATOMIC_HOOKS(64)

static bool the_next_is_full;

static bool acquires(int order)
{
	return order != __ATOMIC_RELAXED && order != __ATOMIC_RELEASE;
}

static u64 modify(void *address, u16 size, enum brute_modify_kind kind, u64 operand, u64 expected,
		  int order, int failure)
{
	struct brute_modify all = {.address = address,
				   .size = size,
				   .kind = kind,
				   .operand = operand,
				   .expected = expected,
				   .acquire = acquires(order),
				   .release = order >= __ATOMIC_RELEASE,
				   .full = the_next_is_full,
				   .kept_acquire = acquires(failure)};

	if (brute_phase != BRUTE_GUEST)
		brute_fail("a locked operation of a host");
	the_next_is_full = false;
	return brute_modify(&all);
}

#define MODIFY_HOOK(bits, name, kind, sign)                                                        \
	u##bits warpage_atomic##bits##_##name(u##bits *address, u##bits operand, int order,        \
					      const struct site *site);                            \
	u##bits warpage_atomic##bits##_##name(u##bits *address, u##bits operand, int order,        \
					      const struct site *site)                             \
	{                                                                                          \
		(void)site;                                                                        \
		return (u##bits)modify(address, sizeof(operand), kind, (u64)(sign operand), 0,     \
				       order, order);                                              \
	}

#define MODIFY_HOOKS(bits)                                                                         \
	MODIFY_HOOK(bits, exchange, BRUTE_EXCHANGE, +)                                             \
	MODIFY_HOOK(bits, fetch_add, BRUTE_ADD, +)                                                 \
	MODIFY_HOOK(bits, fetch_sub, BRUTE_ADD, -)                                                 \
	u##bits warpage_atomic##bits##_compare_exchange_val(u##bits *address, u##bits expected,    \
							    u##bits desired, int order,            \
							    int failure, const struct site *site); \
	u##bits warpage_atomic##bits##_compare_exchange_val(u##bits *address, u##bits expected,    \
							    u##bits desired, int order,            \
							    int failure, const struct site *site)  \
	{                                                                                          \
		(void)site;                                                                        \
		return (u##bits)modify(address, sizeof(desired), BRUTE_SWAP_IF, desired, expected, \
				       order, failure);                                            \
	}

MODIFY_HOOKS(8)
MODIFY_HOOKS(32)
MODIFY_HOOKS(64)

/* A guest copies plain words, of which any may be split. */
static void copy_block(u8 *to, const u8 *from, size_t size)
{
	struct brute_access access = {.plain = true};
	u64 value;

	for (size_t done = 0; done < size; done += access.size) {
		access.offset = offset_of(from + done);
		access.size = size - done > 8 ? 8 : (u16)(size - done);
		value = brute_load(&access);
		memcpy(to + done, &value, access.size);
	}
}

void *warpage_memcpy(void *to, const void *from, size_t size, const struct site *site);
void *warpage_memcpy(void *to, const void *from, size_t size, const struct site *site)
{
	(void)site;
	if (brute_phase == BRUTE_GUEST && on_page(from)) {
		copy_block(to, from, size);
		return to;
	}
	write_hook(to, (u16)size, true, false);
	return memmove(to, from, size);
}

void *warpage_memset(void *to, int byte, size_t size, const struct site *site);
void *warpage_memset(void *to, int byte, size_t size, const struct site *site)
{
	(void)site;
	write_hook(to, (u16)size, true, false);
	return memset(to, byte, size);
}

void warpage_atomic_thread_fence(int order, const struct site *site);
void warpage_atomic_thread_fence(int order, const struct site *site)
{
	bool full = order == __ATOMIC_SEQ_CST, both = full || order == __ATOMIC_ACQ_REL;
	bool releases = both || order == __ATOMIC_RELEASE;

	(void)site;
	if (brute_phase == BRUTE_HOST)
		brute_host_op(full ? BRUTE_FULL : releases ? BRUTE_WMB : BRUTE_BARRIER);
	else
		brute_guest_fence(both || order == __ATOMIC_ACQUIRE || order == __ATOMIC_CONSUME,
				  full, full);
	if (brute_phase == BRUTE_GUEST && releases)
		brute_guest_before_stores(true);
}

/* Two hosts are played by brute_hosts.c; what a lock orders of one host's stores is not modelled. */
void warpage_lock(const void *lock)
{
	(void)lock;
	brute_fail("a lock");
}

void warpage_unlock(const void *lock)
{
	(void)lock;
	brute_fail("a lock");
}

int warpage_memcmp(const void *a, const void *b, size_t size, const struct site *site);
int warpage_memcmp(const void *a, const void *b, size_t size, const struct site *site)
{
	(void)site;
	if (brute_phase == BRUTE_GUEST && (on_page(a) || on_page(b)))
		brute_fail("a block that is compared");
	return memcmp(a, b, size);
}

/* The names that kernel.h declares lack the site that the instrumenter adds. */
void warpage_fence_at(unsigned int kind, const struct site *site) __asm__("warpage_fence");
void warpage_fence_at(unsigned int kind, const struct site *site)
{
	static const enum brute_op ops[] = {[FENCE_COMPILER] = BRUTE_BARRIER,
					    [FENCE_RMB] = BRUTE_BARRIER,
					    [FENCE_WMB] = BRUTE_WMB,
					    [FENCE_MB] = BRUTE_FULL,
					    [FENCE_SERIAL] = BRUTE_BARRIER};
	bool full = kind == FENCE_MB || kind == FENCE_SERIAL;

	(void)site;
	if (kind >= ARRAY_SIZE(ops))
		brute_fail("a fence that the compiler does not keep");
	if (brute_phase == BRUTE_HOST)
		brute_host_op(ops[kind]);
	else
		brute_guest_fence(full || kind == FENCE_RMB, full, kind == FENCE_MB);
	if (brute_phase == BRUTE_GUEST && kind == FENCE_WMB)
		brute_guest_before_stores(false);
}

u64 warpage_rdtsc_at(unsigned int ordered, const struct site *site) __asm__("warpage_rdtsc");
u64 warpage_rdtsc_at(unsigned int ordered, const struct site *site)
{
	(void)site;
	if (brute_phase != BRUTE_HOST)
		return brute_guest_tsc(ordered);
	brute_settle();
	return brute_host_tsc();
}

u32 warpage_vcpu_id_at(const struct site *site) __asm__("warpage_vcpu_id");
u32 warpage_vcpu_id_at(const struct site *site)
{
	(void)site;
	return brute_phase == BRUTE_GUEST ? brute_guest_vcpu() : 0;
}

void warpage_vcpu_pin_at(unsigned int pinned, const struct site *site) __asm__("warpage_vcpu_pin");
void warpage_vcpu_pin_at(unsigned int pinned, const struct site *site)
{
	(void)site;
	if (brute_phase == BRUTE_GUEST)
		brute_guest_pin(pinned);
}

void warpage_freeze_at(unsigned int which, const struct site *site) __asm__("warpage_freeze");
void warpage_freeze_at(unsigned int which, const struct site *site)
{
	(void)site;
	brute_host_freeze(which == FREEZE_ALL);
}

void warpage_thaw_at(const struct site *site) __asm__("warpage_thaw");
void warpage_thaw_at(const struct site *site)
{
	(void)site;
	brute_host_thaw();
}

void warpage_die_at(const struct site *site) __asm__("warpage_die");
void warpage_die_at(const struct site *site)
{
	(void)site;
	brute_settle();
	brute_die();
}

void warpage_loop(unsigned int class, unsigned int bound, const struct site *site);
void warpage_loop(unsigned int class, unsigned int bound, const struct site *site)
{
	(void)bound;
	(void)site;
	if (brute_phase == BRUTE_GUEST && class != LOOP_COUNTED)
		brute_guest_retry();
}

void warpage_full_at(const struct site *site) __asm__("warpage_full");
void warpage_full_at(const struct site *site)
{
	(void)site;
	the_next_is_full = true;
}

void warpage_ordered(const struct site *site);
void warpage_ordered(const struct site *site)
{
	(void)site;
	if (brute_phase == BRUTE_GUEST)
		brute_guest_ordered();
}

void warpage_steady(const struct site *site);
void warpage_steady(const struct site *site)
{
	(void)site;
}

void warpage_may_fail(const struct site *site);
void warpage_may_fail(const struct site *site)
{
	(void)site;
}

void warpage_loaded(unsigned int n, const struct site *site);
void warpage_loaded(unsigned int n, const struct site *site)
{
	(void)site;
	if (brute_phase == BRUTE_GUEST)
		brute_guest_loaded(n);
}

void warpage_depends(unsigned int n, const struct site *site);
void warpage_depends(unsigned int n, const struct site *site)
{
	(void)site;
	if (brute_phase == BRUTE_GUEST)
		brute_guest_depends(n);
}
