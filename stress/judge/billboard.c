/* Words and a sequence, all of them atomic, so that the language knows of no race. */
#include "stress/judge/billboard.h"

void billboard_write(struct billboard *board, const struct outcome *outcome)
{
	u64 sequence = atomic_load_explicit(&board->sequence, memory_order_relaxed);
	u64 words[ARRAY_SIZE(board->words)];

	memcpy(words, outcome, sizeof(words));
	atomic_store_explicit(&board->sequence, sequence + 1, memory_order_relaxed);
	atomic_thread_fence(memory_order_release); /* pairs with the reader's acquire fence */
	for (size_t i = 0; i < ARRAY_SIZE(words); i++)
		atomic_store_explicit(&board->words[i], words[i], memory_order_relaxed);
	atomic_store_explicit(&board->sequence, sequence + 2, memory_order_release);
}

void billboard_read(const struct billboard *board, struct outcome *outcome)
{
	u64 sequence = atomic_load_explicit(&board->sequence, memory_order_acquire);
	u64 words[ARRAY_SIZE(board->words)];

	for (size_t i = 0; i < ARRAY_SIZE(words); i++)
		words[i] = atomic_load_explicit(&board->words[i], memory_order_relaxed);
	atomic_thread_fence(memory_order_acquire);
	memcpy(outcome, words, sizeof(words));
	if (sequence & 1 ||
	    atomic_load_explicit(&board->sequence, memory_order_relaxed) != sequence)
		outcome->set = 0;
}
