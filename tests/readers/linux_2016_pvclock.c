/*
 * Linux 4.5 to 4.7: half of the protocol is a helper of asm/pvclock.h that gives time and flags out, with
 * the version as its value. The header is here as well, with its struct and its product in assembly.
 */
#include <linux/clocksource.h>
#include <asm/pvclock-abi.h>

struct pvclock_vcpu_time_info {
	u32 version, pad0;
	u64 tsc_timestamp, system_time;
	u32 tsc_to_system_mul;
	s8 tsc_shift;
	u8 flags, pad[2];
} __attribute__((__packed__));

static inline u64 pvclock_scale_delta(u64 delta, u32 mul, int shift)
{
	u64 product;
	ulong high;

	if (shift < 0)
		delta >>= -shift;
	else
		delta <<= shift;
#ifdef __x86_64__
	__asm__("mulq %[mul] ; shrd $32, %[high], %[low]"
		: [low] "=a"(product), [high] "=d"(high)
		: "0"(delta), [mul] "rm"((u64)mul));
#else
#error "a product of 96 bits is wanted"
#endif
	return product;
}

static __always_inline unsigned __pvclock_read_cycles(const struct pvclock_vcpu_time_info *page,
						      cycle_t *cycles, u8 *flags)
{
	unsigned version = page->version;
	u64 delta;

	smp_rmb(); /* the version, then the fields */
	delta = rdtsc_ordered() - page->tsc_timestamp;
	*cycles = page->system_time +
		  pvclock_scale_delta(delta, page->tsc_to_system_mul, page->tsc_shift);
	*flags = page->flags;
	return version;
}

cycle_t pvclock_clocksource_read(struct pvclock_vcpu_time_info *page)
{
	unsigned version;
	cycle_t now;
	u8 flags;

	do {
		version = __pvclock_read_cycles(page, &now, &flags);
		smp_rmb(); /* the fields, then the version */
	} while (unlikely((page->version & 1) || version != page->version));
	return now;
}
