/* The ring: each slot is a sequence lock whose sequence is the generation's number. */
#include "stress/judge/hostlog.h"

#include <stdatomic.h>

_Static_assert(sizeof(struct log_entry) % sizeof(u64) == 0, "copied by words");
_Static_assert(offsetof(struct log_entry, end) == 0, "loaded before the rest");

static u64 word(const struct log_entry *entry, size_t i)
{
	u64 value;

	memcpy(&value, (const u8 *)entry + i * sizeof(value), sizeof(value));
	return value;
}

void hostlog_open(struct hostlog *log, const struct log_entry *entry)
{
	__typeof__(&log->slots[0]) slot = &log->slots[entry->number % HOSTLOG_SIZE];

	atomic_store_explicit(&slot->tag, 0, memory_order_relaxed);
	atomic_thread_fence(memory_order_release); /* pairs with the copy's acquire fence */
	atomic_store_explicit(&slot->words[0], HOSTLOG_OPEN, memory_order_relaxed);
	for (size_t i = 1; i < HOSTLOG_WORDS; i++)
		atomic_store_explicit(&slot->words[i], word(entry, i), memory_order_relaxed);
	atomic_store_explicit(&slot->tag, entry->number + 1, memory_order_release);
	atomic_store_explicit(&log->newest, entry->number, memory_order_release);
}

void hostlog_close(struct hostlog *log, const struct log_entry *entry)
{
	__typeof__(&log->slots[0]) slot = &log->slots[entry->number % HOSTLOG_SIZE];

	if (atomic_load_explicit(&slot->tag, memory_order_relaxed) != entry->number + 1)
		return;
	for (size_t i = 1; i < HOSTLOG_WORDS; i++)
		atomic_store_explicit(&slot->words[i], word(entry, i), memory_order_relaxed);
	atomic_store_explicit(&slot->words[0], entry->end, memory_order_release);
}

u64 hostlog_newest(const struct hostlog *log)
{
	return atomic_load_explicit(&log->newest, memory_order_acquire);
}

bool hostlog_copy(const struct hostlog *log, u64 number, struct log_entry *entry)
{
	const __typeof__(log->slots[0]) *slot = &log->slots[number % HOSTLOG_SIZE];
	u64 value;

	if (atomic_load_explicit(&slot->tag, memory_order_acquire) != number + 1)
		return false;
	/* The end first: once it is there, so is all that hostlog_close() stored before it. */
	entry->end = atomic_load_explicit(&slot->words[0], memory_order_acquire);
	for (size_t i = 1; i < HOSTLOG_WORDS; i++) {
		value = atomic_load_explicit(&slot->words[i], memory_order_relaxed);
		memcpy((u8 *)entry + i * sizeof(value), &value, sizeof(value));
	}
	atomic_thread_fence(memory_order_acquire);
	return atomic_load_explicit(&slot->tag, memory_order_relaxed) == number + 1;
}

bool hostlog_mark_torn(struct hostlog *log, u64 number)
{
	_Atomic u64 *torn = &log->slots[number % HOSTLOG_SIZE].torn;

	if (atomic_load_explicit(torn, memory_order_relaxed) == number + 1)
		return false;
	return atomic_exchange_explicit(torn, number + 1, memory_order_relaxed) != number + 1;
}
