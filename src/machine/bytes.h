/*
 * Values of a few bytes in memory, little-endian. Whole words of the usual sizes: a copy of any size
 * is a call, and stalls the load behind it.
 */
#ifndef WARPAGE_BYTES_H
#define WARPAGE_BYTES_H

#include <string.h>

#include <warpage/types.h>

/* The lowest size bytes, 1 to 8. */
static inline u64 bytes_mask(unsigned int size)
{
	return ~(u64)0 >> (64 - 8 * size);
}

/* The value of size bytes, 1 to 8, at from. */
static inline u64 bytes_get(const void *from, unsigned int size)
{
	u64 value = 0;
	u32 half;

	if (size == 8) {
		memcpy(&value, from, 8);
	} else if (size == 4) {
		memcpy(&half, from, 4);
		value = half;
	} else if (size == 1) {
		value = *(const u8 *)from;
	} else {
		memcpy(&value, from, size);
	}
	return value;
}

/* Make the size bytes, 1 to 8, at to those of value. */
static inline void bytes_put(void *to, u64 value, unsigned int size)
{
	u32 half = (u32)value;

	if (size == 8)
		memcpy(to, &value, 8);
	else if (size == 4)
		memcpy(to, &half, 4);
	else if (size == 1)
		*(u8 *)to = (u8)value;
	else
		memcpy(to, &value, size);
}

/*
 * Are n bytes the same? memcmp() is watched by libFuzzer, which takes what it is asked about for words
 * to try.
 */
static inline bool bytes_same(const void *a, const void *b, size_t n)
{
	const u8 *left = a, *right = b;

	for (; n >= 8; n -= 8, left += 8, right += 8)
		if (bytes_get(left, 8) != bytes_get(right, 8))
			return false;
	for (; n; n--)
		if (*left++ != *right++)
			return false;
	return true;
}

#endif
