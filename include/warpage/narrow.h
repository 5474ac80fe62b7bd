/*
 * 64-bit products without a 128-bit type, for guests that do what 32-bit kernels do: four products
 * of 32 bits, and the carries between them. The same values as kernel.h's, bit for bit.
 */
#ifndef WARPAGE_NARROW_H
#define WARPAGE_NARROW_H

#include <warpage/types.h>

/* (a * b) >> shift, modulo 2^64; shift from 0 to 127. */
static inline u64 narrow_mul_u64_u64_shr(u64 a, u64 b, unsigned int shift)
{
	u64 a_low = (u32)a, a_high = a >> 32, b_low = (u32)b, b_high = b >> 32;
	u64 low = a_low * b_low, one = a_high * b_low, other = a_low * b_high;
	u64 middle = (low >> 32) + (u32)one + (u32)other;
	u64 high = a_high * b_high + (one >> 32) + (other >> 32) + (middle >> 32);

	low = (u32)low | middle << 32;
	if (!shift)
		return low;
	if (shift < 64)
		return low >> shift | high << (64 - shift);
	return high >> (shift - 64);
}

/* The same with a factor of 32 bits; shift from 0 to 63. */
static inline u64 narrow_mul_u64_u32_shr(u64 a, u32 mul, unsigned int shift)
{
	u64 low = (u64)(u32)a * mul, high = (a >> 32) * mul + (low >> 32);

	low = (u32)low | high << 32;
	high >>= 32;
	return shift ? low >> shift | high << (64 - shift) : low;
}

#endif
