/*
 * What the gapped build of the protocols calls: the compiler's thread-sanitizer pass inserts the
 * calls, cmake/protocols.cmake gives them these names. Before a plain or volatile access there is a
 * call of gap_read4() and the like, which end in gap_load() or gap_store(); atomic operations and
 * copies are done by the callee: the real ones, with a gap before each access.
 * Orders are those of the source, or stronger where x86 has no weaker instruction anyway.
 */
#include "stress/race/gap.h"

#include <warpage/kernel.h>

/* With a prototype, as nothing but the compiler's calls uses it. */
#define DEFINE(result, name, parameters)                                                           \
	result name parameters;                                                                    \
	result name parameters

DEFINE(void, gap_init, (void))
{
}

DEFINE(void, gap_atomic_thread_fence, (int order))
{
	(void)order;
	__atomic_thread_fence(__ATOMIC_SEQ_CST);
}

DEFINE(void, gap_atomic_signal_fence, (int order))
{
	(void)order;
	barrier();
}

/* The largest power of two, up to 8, that divides at and fits into n. */
static size_t chunk(const void *at, const void *from, size_t n)
{
	size_t size = 8;

	while (size > n || ((size_t)at | (size_t)from) % size)
		size /= 2;
	return size;
}

#define DEFINE_COPY(bits)                                                                          \
	static void copy##bits(void *to, const void *from)                                         \
	{                                                                                          \
		u##bits value;                                                                     \
                                                                                                   \
		gap_load(from, sizeof(value));                                                     \
		value = *(const volatile u##bits *)from;                                           \
		gap_store(to, sizeof(value));                                                      \
		*(volatile u##bits *)to = value;                                                   \
	}

DEFINE_COPY(8)
DEFINE_COPY(16)
DEFINE_COPY(32)
DEFINE_COPY(64)

DEFINE(void *, gap_memcpy, (void *to, const void *from, size_t n))
{
	u8 *t = to;
	const u8 *f = from;

	for (size_t size; n; n -= size, t += size, f += size) {
		size = chunk(t, f, n);
		if (size == 8)
			copy64(t, f);
		else if (size == 4)
			copy32(t, f);
		else if (size == 2)
			copy16(t, f);
		else
			copy8(t, f);
	}
	return to;
}

DEFINE(void *, gap_memset, (void *to, int byte, size_t n))
{
	u8 bytes[64];

	memset(bytes, byte, sizeof(bytes));
	for (size_t done = 0; done < n; done += sizeof(bytes))
		gap_memcpy((u8 *)to + done, bytes,
			   n - done < sizeof(bytes) ? n - done : sizeof(bytes));
	return to;
}

DEFINE(int, gap_memcmp, (const void *a, const void *b, size_t n))
{
	for (size_t i = 0; i < n; i++) {
		u8 one, other;

		gap_load((const u8 *)a + i, 1);
		one = ((const volatile u8 *)a)[i];
		gap_load((const u8 *)b + i, 1);
		other = ((const volatile u8 *)b)[i];
		if (one != other)
			return one - other;
	}
	return 0;
}

DEFINE(int, gap_bcmp, (const void *a, const void *b, size_t n))
{
	return gap_memcmp(a, b, n);
}

#define DEFINE_ACCESS(name, type, before, size)                                                    \
	DEFINE(void, name, (type at))                                                              \
	{                                                                                          \
		before(at, size);                                                                  \
	}

#define DEFINE_PLAIN(size)                                                                         \
	DEFINE_ACCESS(gap_read##size, const void *, gap_load, size)                                \
	DEFINE_ACCESS(gap_write##size, void *, gap_store, size)                                    \
	DEFINE_ACCESS(gap_unaligned_read##size, const void *, gap_load, size)                      \
	DEFINE_ACCESS(gap_unaligned_write##size, void *, gap_store, size)

DEFINE_PLAIN(1)
DEFINE_PLAIN(2)
DEFINE_PLAIN(4)
DEFINE_PLAIN(8)
DEFINE_PLAIN(16)

#define DEFINE_MODIFY(bits, name, operation)                                                       \
	DEFINE(u##bits, gap_atomic##bits##_##name, (u##bits * at, u##bits v, int order))           \
	{                                                                                          \
		(void)order;                                                                       \
		gap_locked(at, sizeof(*at));                                                       \
		return operation(at, v, __ATOMIC_SEQ_CST);                                         \
	}

#define DEFINE_ATOMICS(bits)                                                                       \
	DEFINE(u##bits, gap_atomic##bits##_load, (const u##bits *at, int order))                   \
	{                                                                                          \
		(void)order;                                                                       \
		gap_load(at, sizeof(*at));                                                         \
		return __atomic_load_n(at, __ATOMIC_SEQ_CST);                                      \
	}                                                                                          \
	DEFINE(void, gap_atomic##bits##_store, (u##bits * at, u##bits value, int order))           \
	{                                                                                          \
		gap_store(at, sizeof(*at));                                                        \
		if (order == __ATOMIC_SEQ_CST)                                                     \
			__atomic_store_n(at, value, __ATOMIC_SEQ_CST);                             \
		else                                                                               \
			__atomic_store_n(at, value, __ATOMIC_RELEASE);                             \
	}                                                                                          \
	DEFINE_MODIFY(bits, exchange, __atomic_exchange_n)                                         \
	DEFINE_MODIFY(bits, fetch_add, __atomic_fetch_add)                                         \
	DEFINE_MODIFY(bits, fetch_sub, __atomic_fetch_sub)                                         \
	DEFINE_MODIFY(bits, fetch_and, __atomic_fetch_and)                                         \
	DEFINE_MODIFY(bits, fetch_or, __atomic_fetch_or)                                           \
	DEFINE_MODIFY(bits, fetch_xor, __atomic_fetch_xor)                                         \
	DEFINE_MODIFY(bits, fetch_nand, __atomic_fetch_nand)                                       \
	DEFINE(u##bits, gap_atomic##bits##_compare_exchange_val,                                   \
	       (u##bits * at, u##bits old, u##bits value, int order, int failure))                 \
	{                                                                                          \
		(void)order;                                                                       \
		(void)failure;                                                                     \
		gap_locked(at, sizeof(*at));                                                       \
		__atomic_compare_exchange_n(at, &old, value, false, __ATOMIC_SEQ_CST,              \
					    __ATOMIC_SEQ_CST);                                     \
		return old;                                                                        \
	}

DEFINE_ATOMICS(8)
DEFINE_ATOMICS(16)
DEFINE_ATOMICS(32)
DEFINE_ATOMICS(64)
