/*
 * Linux 2.6.26 to 3.x, arch/x86/kernel/pvclock.c: copies the page to a shadow until that is at rest, then
 * reads the TSC, then holds the shadow's version against the page once more.
 */
#include <linux/kernel.h>
#include <linux/percpu.h>
#include <asm/pvclock.h>

struct pvclock_shadow_time {
	u32 version, mul;
	int shift;
	u64 stamp, base;
};

static inline u64 scale_delta(u64 delta, u32 mul, int shift)
{
	u64 product;

	delta = shift < 0 ? delta >> -shift : delta << shift;
	__asm__("mul %%rdx ; shrd $32,%%rdx,%%rax" : "=a"(product) : "0"(delta), "d"((u64)mul));
	return product;
}

static unsigned int pvclock_get_time_values(struct pvclock_shadow_time *shadow,
					    struct pvclock_vcpu_time_info *page)
{
	do {
		shadow->version = page->version;
		rmb(); /* the version, then the fields */
		shadow->stamp = page->tsc_timestamp;
		shadow->base = page->system_time;
		shadow->mul = page->tsc_to_system_mul;
		shadow->shift = page->tsc_shift;
		rmb(); /* the fields, then the version */
	} while ((page->version & 1) || shadow->version != page->version);
	return shadow->version;
}

cycle_t pvclock_clocksource_read(struct pvclock_vcpu_time_info *page)
{
	struct pvclock_shadow_time shadow;
	unsigned int version;
	cycle_t now;

	do {
		version = pvclock_get_time_values(&shadow, page);
		barrier();
		now = shadow.base +
		      scale_delta(native_read_tsc() - shadow.stamp, shadow.mul, shadow.shift);
		barrier();
	} while (version != page->version);
	return now;
}
