/*
 * Sequence counters, latches and locks of Linux. A lock keeps hosts apart that run side by side; to a host that is
 * alone, and to guests, it orders nothing and waits for nobody. One that may be read by several keeps out nobody at
 * all. Part of <warpage/linux.h>.
 */
#ifndef WARPAGE_OS_SEQUENCE_H
#define WARPAGE_OS_SEQUENCE_H

#include <warpage/os/memory.h>

typedef struct seqcount {
	unsigned int sequence;
} seqcount_t, seqcount_latch_t, seqcount_spinlock_t, seqcount_raw_spinlock_t, seqcount_rwlock_t,
	seqcount_mutex_t;
typedef struct {
	int taken;
} spinlock_t, raw_spinlock_t, arch_spinlock_t, rwlock_t;
struct mutex {
	int taken;
};
typedef struct {
	seqcount_t seqcount;
	spinlock_t lock;
} seqlock_t;

#define SEQCNT_ZERO(name)                                                                          \
	{                                                                                          \
		0                                                                                  \
	}
#define SEQCNT_LATCH_ZERO(name)                                                                    \
	{                                                                                          \
		0                                                                                  \
	}
#define SEQCNT_SPINLOCK_ZERO(name, lock)                                                           \
	{                                                                                          \
		0                                                                                  \
	}
#define SEQCNT_RAW_SPINLOCK_ZERO(name, lock)                                                       \
	{                                                                                          \
		0                                                                                  \
	}
#define __SEQLOCK_UNLOCKED(name)                                                                   \
	{                                                                                          \
		{0},                                                                               \
		{                                                                                  \
			0                                                                          \
		}                                                                                  \
	}
#define __SPIN_LOCK_UNLOCKED(name)                                                                 \
	{                                                                                          \
		0                                                                                  \
	}
#define DEFINE_SEQLOCK(name) seqlock_t name
#define DEFINE_SPINLOCK(name) spinlock_t name
#define DEFINE_RAW_SPINLOCK(name) raw_spinlock_t name
#define DEFINE_RWLOCK(name) rwlock_t name
#define DEFINE_MUTEX(name) struct mutex name
#define seqcount_init(s) WRITE_ONCE((s)->sequence, 0)
#define seqlock_init(s) seqcount_init(&(s)->seqcount)

/* Wait for an even value, or take it as it comes; what is read behind it comes later. */
#define __read_seqcount_begin(s)                                                                   \
	({                                                                                         \
		unsigned int warpage_begin;                                                        \
		while ((warpage_begin = READ_ONCE((s)->sequence)) & 1)                             \
			cpu_relax();                                                               \
		warpage_begin;                                                                     \
	})
#define read_seqcount_begin(s)                                                                     \
	({                                                                                         \
		unsigned int warpage_even = __read_seqcount_begin(s);                              \
		smp_rmb();                                                                         \
		warpage_even;                                                                      \
	})
#define raw_read_seqcount_begin(s) read_seqcount_begin(s)
#define raw_read_seqcount(s)                                                                       \
	({                                                                                         \
		unsigned int warpage_any = READ_ONCE((s)->sequence);                               \
		smp_rmb();                                                                         \
		warpage_any;                                                                       \
	})
#define raw_seqcount_begin(s) (raw_read_seqcount(s) & ~1u)
#define __read_seqcount_retry(s, begin) (READ_ONCE((s)->sequence) != (begin))
#define read_seqcount_retry(s, begin)                                                              \
	({                                                                                         \
		smp_rmb();                                                                         \
		__read_seqcount_retry(s, begin);                                                   \
	})
#define raw_seqcount_retry(s, begin) read_seqcount_retry(s, begin)
#define raw_write_seqcount_begin(s)                                                                \
	do {                                                                                       \
		WRITE_ONCE((s)->sequence, (s)->sequence + 1);                                      \
		smp_wmb();                                                                         \
	} while (0)
#define raw_write_seqcount_end(s)                                                                  \
	do {                                                                                       \
		smp_wmb();                                                                         \
		WRITE_ONCE((s)->sequence, (s)->sequence + 1);                                      \
	} while (0)
#define raw_write_seqcount_barrier(s)                                                              \
	do {                                                                                       \
		raw_write_seqcount_begin(s);                                                       \
		WRITE_ONCE((s)->sequence, (s)->sequence + 1);                                      \
	} while (0)
#define write_seqcount_begin(s) raw_write_seqcount_begin(s)
#define write_seqcount_end(s) raw_write_seqcount_end(s)
#define write_seqcount_invalidate(s)                                                               \
	do {                                                                                       \
		smp_wmb();                                                                         \
		WRITE_ONCE((s)->sequence, (s)->sequence + 2);                                      \
	} while (0)

/* A latch: the low bit says which of two copies is at rest. The address of a copy depends on it. */
#define raw_read_seqcount_latch(s) READ_ONCE((s)->sequence)
#define read_seqcount_latch(s) raw_read_seqcount_latch(s)
#define raw_read_seqcount_latch_retry(s, begin) read_seqcount_retry(s, begin)
#define read_seqcount_latch_retry(s, begin) read_seqcount_retry(s, begin)
#define raw_write_seqcount_latch(s)                                                                \
	do {                                                                                       \
		smp_wmb();                                                                         \
		WRITE_ONCE((s)->sequence, (s)->sequence + 1);                                      \
		smp_wmb();                                                                         \
	} while (0)
#define write_seqcount_latch_begin(s) raw_write_seqcount_latch(s)
#define write_seqcount_latch(s) raw_write_seqcount_latch(s)
#define write_seqcount_latch_end(s) smp_wmb()

#define read_seqbegin(s) read_seqcount_begin(&(s)->seqcount)
#define read_seqretry(s, begin) read_seqcount_retry(&(s)->seqcount, begin)
#define write_seqlock(s)                                                                           \
	do {                                                                                       \
		WARPAGE_TAKE_(&(s)->lock);                                                         \
		write_seqcount_begin(&(s)->seqcount);                                              \
	} while (0)
#define write_sequnlock(s)                                                                         \
	do {                                                                                       \
		write_seqcount_end(&(s)->seqcount);                                                \
		WARPAGE_GIVE_(&(s)->lock);                                                         \
	} while (0)
#define write_seqlock_irqsave(s, flags)                                                            \
	({                                                                                         \
		(void)(flags);                                                                     \
		write_seqlock(s);                                                                  \
	})
#define write_sequnlock_irqrestore(s, flags)                                                       \
	({                                                                                         \
		(void)(flags);                                                                     \
		write_sequnlock(s);                                                                \
	})

#define WARPAGE_LOCKS_(lock)                                                                       \
	({                                                                                         \
		(void)(lock);                                                                      \
		barrier();                                                                         \
	})
#define WARPAGE_SAVES_(does, lock, flags)                                                          \
	({                                                                                         \
		(flags) = 0;                                                                       \
		does(lock);                                                                        \
	})
#define WARPAGE_RESTORES_(does, lock, flags)                                                       \
	({                                                                                         \
		(void)(flags);                                                                     \
		does(lock);                                                                        \
	})
#define spin_lock(lock) WARPAGE_TAKE_(lock)
#define spin_unlock(lock) WARPAGE_GIVE_(lock)
#define spin_lock_irq(lock) WARPAGE_TAKE_(lock)
#define spin_unlock_irq(lock) WARPAGE_GIVE_(lock)
#define spin_lock_irqsave(lock, flags) WARPAGE_SAVES_(WARPAGE_TAKE_, lock, flags)
#define spin_unlock_irqrestore(lock, flags) WARPAGE_RESTORES_(WARPAGE_GIVE_, lock, flags)
#define raw_spin_lock(lock) WARPAGE_TAKE_(lock)
#define raw_spin_unlock(lock) WARPAGE_GIVE_(lock)
#define raw_spin_lock_irqsave(lock, flags) WARPAGE_SAVES_(WARPAGE_TAKE_, lock, flags)
#define raw_spin_unlock_irqrestore(lock, flags) WARPAGE_RESTORES_(WARPAGE_GIVE_, lock, flags)
#define read_lock(lock) WARPAGE_LOCKS_(lock)
#define read_unlock(lock) WARPAGE_LOCKS_(lock)
#define read_lock_irqsave(lock, flags) WARPAGE_SAVES_(WARPAGE_LOCKS_, lock, flags)
#define read_unlock_irqrestore(lock, flags) WARPAGE_RESTORES_(WARPAGE_LOCKS_, lock, flags)
#define write_lock(lock) WARPAGE_TAKE_(lock)
#define write_unlock(lock) WARPAGE_GIVE_(lock)
#define mutex_lock(lock) WARPAGE_TAKE_(lock)
#define mutex_unlock(lock) WARPAGE_GIVE_(lock)

/* Given back where its scope ends. */
static __always_inline void warpage_guard_ends(const void **lock)
{
	WARPAGE_GIVE_(*lock);
}
#define WARPAGE_GLUED_(a, b) a##b
#define WARPAGE_GUARD_NAME_(n) WARPAGE_GLUED_(warpage_guard_, n)
#define WARPAGE_GUARDS_(guarded)                                                                   \
	const void *WARPAGE_GUARD_NAME_(__LINE__)                                                  \
		__attribute__((cleanup(warpage_guard_ends), unused)) = ({                          \
			const void *warpage_taken = (guarded);                                     \
			WARPAGE_TAKE_(warpage_taken);                                              \
			warpage_taken;                                                             \
		})
#define guard(kind) WARPAGE_GUARDS_
#define scoped_guard(kind, lock) if (WARPAGE_LOCKS_(lock), 1)
#define rcu_read_lock() barrier()
#define rcu_read_unlock() barrier()
#define rcu_dereference(p) READ_ONCE(p)
#define rcu_assign_pointer(p, value) smp_store_release(&(p), value)
#define srcu_read_lock(s) 0
#define srcu_read_unlock(s, index) ((void)(index))

#endif
