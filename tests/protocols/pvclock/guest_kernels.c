/*
 * Readers of this page in the shapes of those that kernels have: helpers and flags of Linux and its vDSO, a shadow
 * of Xen's, acquires of FreeBSD's, what OpenBSD and OSv do. All are complete without a bound on retries.
 */
#include "format.h"

#define TSC_STABLE 1

static u8 valid_flags = TSC_STABLE;

static __always_inline unsigned int read_begin(const struct pvclock_page *src)
{
	unsigned int version = src->version & ~1u;

	virt_rmb(); /* the version before the fields; pairs with the host's last wmb */
	return version;
}

static __always_inline bool read_retry(const struct pvclock_page *src, unsigned int version)
{
	virt_rmb(); /* the fields before the recheck; pairs with the host's first wmb */
	return unlikely(version != src->version);
}

static __always_inline u64 cycles(const struct pvclock_page *src, u64 tsc)
{
	u64 offset =
		pvclock_scale(tsc - src->tsc_timestamp, src->tsc_to_system_mul, src->tsc_shift);

	return src->system_time + offset;
}

/* The flags are copied in the loop, and looked at behind it, by a mask of the file's. */
static u64 clocksource_read(const struct pvclock_page *src, bool *stable)
{
	unsigned int version;
	u64 ret;
	u8 flags;

	do {
		version = read_begin(src);
		ret = cycles(src, rdtsc_ordered());
		flags = src->flags;
	} while (read_retry(src, version));
	*stable = true;
	if ((valid_flags & TSC_STABLE) && (flags & TSC_STABLE))
		return ret;
	*stable = false;
	return ret;
}

static bool linux_read(const struct pvclock_page *page, u64 *time)
{
	bool stable;

	*time = clocksource_read(page, &stable);
	return true;
}

/* No time if the flag is not set; looked at in the loop. */
static u64 vread(const struct pvclock_page *pvti)
{
	u32 version;
	u64 ret;

	do {
		version = read_begin(pvti);
		if (unlikely(!(pvti->flags & TSC_STABLE)))
			return U64_MAX;
		ret = cycles(pvti, rdtsc_ordered());
	} while (read_retry(pvti, version));
	return ret;
}

static bool vdso_read(const struct pvclock_page *page, u64 *time)
{
	s64 now = (s64)vread(page);

	if (unlikely(now < 0))
		return false;
	*time = (u64)now;
	return true;
}

struct shadow {
	u64 tsc_timestamp, system_time;
	u32 mul, version;
	int shift;
};

/* Fields are copied to a shadow, and the time is made of that, with the TSC of then. */
static void get_values(const struct pvclock_page *src, struct shadow *dst)
{
	do {
		dst->version = READ_ONCE(src->version);
		smp_rmb(); /* the version before the fields; pairs with the host's last wmb */
		dst->tsc_timestamp = src->tsc_timestamp;
		dst->system_time = src->system_time;
		dst->mul = src->tsc_to_system_mul;
		dst->shift = src->tsc_shift;
		smp_rmb(); /* the fields before the recheck; pairs with the host's first wmb */
	} while ((READ_ONCE(src->version) & 1) | (dst->version ^ READ_ONCE(src->version)));
}

static bool xen_read(const struct pvclock_page *page, u64 *time)
{
	struct shadow shadow;
	u64 delta;

	get_values(page, &shadow);
	delta = rdtsc_ordered() - shadow.tsc_timestamp;
	if (shadow.shift < 0)
		delta >>= -shadow.shift;
	else
		delta <<= shadow.shift;
	*time = shadow.system_time + mul_u64_u32_shr(delta, shadow.mul, 32);
	return true;
}

/* Acquire loads of the version, and a fence that acquires before the recheck. */
static bool freebsd_read(const struct pvclock_page *page, u64 *time)
{
	u32 version;
	u64 ns;

	do {
		version = __atomic_load_n(&page->version, __ATOMIC_ACQUIRE) & ~1u;
		ns = page->system_time + pvclock_scale(rdtsc_ordered() - page->tsc_timestamp,
						       page->tsc_to_system_mul, page->tsc_shift);
		__atomic_thread_fence(__ATOMIC_ACQUIRE);
	} while (page->version != version);
	*time = ns;
	return true;
}

/* All fields are copied, each to a local, before the TSC is read, and the loop has helpers of its own. */
static bool read_done(const struct pvclock_page *ti, u32 version)
{
	smp_rmb(); /* the fields before the recheck; pairs with the host's first wmb */
	return ti->version == version;
}

static bool openbsd_read(const struct pvclock_page *ti, u64 *time)
{
	u64 tsc_timestamp, system_time, delta, tsc;
	u32 version, mul;
	u8 flags;
	s8 shift;

	do {
		version = ti->version & ~0x1u;
		smp_rmb(); /* the version before the fields; pairs with the host's last wmb */
		system_time = ti->system_time;
		tsc_timestamp = ti->tsc_timestamp;
		mul = ti->tsc_to_system_mul;
		shift = ti->tsc_shift;
		flags = ti->flags;
		tsc = rdtsc_ordered();
	} while (!read_done(ti, version));
	/* a TSC a little behind is none */
	if (tsc > tsc_timestamp)
		delta = tsc - tsc_timestamp;
	else
		delta = 0;
	if (shift < 0)
		delta >>= -shift;
	else
		delta <<= shift;
	*time = mul_u64_u32_shr(delta, mul, 32) + system_time;
	return !(flags & 0x80);
}

/* Waits for an even version in a loop of its own, and has barriers of the compiler alone: for x86. */
static bool osv_read(const struct pvclock_page *page, u64 *time)
{
	u32 version;
	u64 now;

	do {
		do {
			version = READ_ONCE(page->version);
		} while (version & 1);
		barrier();
		now = page->system_time + pvclock_scale(rdtsc_ordered() - page->tsc_timestamp,
							page->tsc_to_system_mul, page->tsc_shift);
		barrier();
	} while (READ_ONCE(page->version) != version);
	*time = now;
	return true;
}

DEFINE_GUEST(pvclock, kernel_linux, .read = linux_read, .origin = "tests");
DEFINE_GUEST(pvclock, kernel_vdso, .read = vdso_read, .origin = "tests");
DEFINE_GUEST(pvclock, kernel_xen, .read = xen_read, .origin = "tests");
DEFINE_GUEST(pvclock, kernel_freebsd, .read = freebsd_read, .origin = "tests");
DEFINE_GUEST(pvclock, kernel_openbsd, .read = openbsd_read, .origin = "tests");
DEFINE_GUEST(pvclock, kernel_osv, .read = osv_read, .origin = "tests");
