/* Marked accesses, as <warpage/kernel.h> has them, each of which says so before or behind it. */
#undef READ_ONCE
#undef WRITE_ONCE
#undef smp_load_acquire
#undef smp_store_release
#define READ_ONCE(x)                                                                               \
	(*({                                                                                       \
		const volatile __typeof__(x) *forced_at = &(x);                                    \
		forced_load(forced_at, sizeof(x));                                                 \
		forced_at;                                                                         \
	}))
#define WRITE_ONCE(x, value)                                                                       \
	do {                                                                                       \
		*(volatile __typeof__(x) *)&(x) = (value);                                         \
		forced_store();                                                                    \
	} while (0)
#define smp_load_acquire(p)                                                                        \
	({                                                                                         \
		__typeof__(p) forced_at = (p);                                                     \
		forced_load(forced_at, sizeof(*forced_at));                                        \
		__atomic_load_n(forced_at, __ATOMIC_ACQUIRE);                                      \
	})
#define smp_store_release(p, value)                                                                \
	do {                                                                                       \
		__atomic_store_n((p), (value), __ATOMIC_RELEASE);                                  \
		forced_store();                                                                    \
	} while (0)
