/*
 * What the gapped build of the protocols calls. The compiler's thread-sanitizer pass inserts the
 * calls, cmake/protocols.cmake gives them these names; gap_tsc() comes from primitives.h. Before a
 * plain or volatile access there is a call of gap_read4() and the like, which end in gap_load() or
 * gap_store(); atomic operations and copies are done by the callee.
 */
#ifndef STRESS_GAP_HOOKS_H
#define STRESS_GAP_HOOKS_H

#include <warpage/types.h>

/* A load from at, a store to at, or a sample of the TSC comes next. */
void gap_load(const void *at);
void gap_store(void *at);
void gap_tsc(void);

#define GAP_PLAIN(size)                                                                            \
	void gap_read##size(const void *at);                                                       \
	void gap_write##size(void *at);                                                            \
	void gap_unaligned_read##size(const void *at);                                             \
	void gap_unaligned_write##size(void *at)

GAP_PLAIN(1);
GAP_PLAIN(2);
GAP_PLAIN(4);
GAP_PLAIN(8);
GAP_PLAIN(16);

void gap_init(void);
void *gap_memcpy(void *to, const void *from, size_t n);
void *gap_memset(void *to, int byte, size_t n);
int gap_memcmp(const void *a, const void *b, size_t n);
int gap_bcmp(const void *a, const void *b, size_t n);
void gap_atomic_thread_fence(int order);
void gap_atomic_signal_fence(int order);

#define GAP_MODIFY(bits, name) u##bits gap_atomic##bits##_##name(u##bits *at, u##bits v, int order)

#define GAP_ATOMICS(bits)                                                                          \
	u##bits gap_atomic##bits##_load(const u##bits *at, int order);                             \
	void gap_atomic##bits##_store(u##bits *at, u##bits value, int order);                      \
	GAP_MODIFY(bits, exchange);                                                                \
	GAP_MODIFY(bits, fetch_add);                                                               \
	GAP_MODIFY(bits, fetch_sub);                                                               \
	GAP_MODIFY(bits, fetch_and);                                                               \
	GAP_MODIFY(bits, fetch_or);                                                                \
	GAP_MODIFY(bits, fetch_xor);                                                               \
	GAP_MODIFY(bits, fetch_nand);                                                              \
	u##bits gap_atomic##bits##_compare_exchange_val(u##bits *at, u##bits old, u##bits value,   \
							int order, int failure)

GAP_ATOMICS(8);
GAP_ATOMICS(16);
GAP_ATOMICS(32);
GAP_ATOMICS(64);

#endif
