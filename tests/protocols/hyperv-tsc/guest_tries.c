/*
 * Guests that give up after more tries than verify plays out one by one: with what they have (torn), or
 * with the fallback (right). Counted up, down, and with a step.
 */
#include "format.h"

#define GUEST(id, LOOP, LAST)                                                                      \
	static bool read_##id(const struct hyperv_tsc_page *page, u64 *time)                       \
	{                                                                                          \
		u64 scale = 0, tsc = 0;                                                            \
		u32 sequence;                                                                      \
		s64 offset = 0;                                                                    \
                                                                                                   \
		LOOP                                                                               \
		{                                                                                  \
			sequence = READ_ONCE(page->sequence);                                      \
			smp_rmb();                                                                 \
			scale = READ_ONCE(page->scale);                                            \
			offset = READ_ONCE(page->offset);                                          \
			tsc = rdtsc_ordered();                                                     \
			smp_rmb();                                                                 \
			if (!(sequence & 1) && READ_ONCE(page->sequence) == sequence) {            \
				*time = hyperv_tsc_time(tsc, scale, offset);                       \
				return true;                                                       \
			}                                                                          \
		}                                                                                  \
		LAST;                                                                              \
	}                                                                                          \
	DEFINE_GUEST(hyperv_tsc, id, .read = read_##id, .origin = "a test")

#define TAKES_IT                                                                                   \
	*time = hyperv_tsc_time(tsc, scale, offset);                                               \
	return true
#define FALLS_BACK return false

GUEST(ten_tries, for (int i = 0; i < 10; i++), TAKES_IT);
GUEST(ten_tries_down, for (unsigned int i = 10; i--;), TAKES_IT);
GUEST(ten_tries_by_two, for (u64 i = 0; i != 20; i += 2), TAKES_IT);
GUEST(thousand_tries, for (int i = 0; i < 1000; i++), TAKES_IT);
/* a number that the code does not tell */
static unsigned int tries = 5;
GUEST(five_tries_by_variable, for (unsigned int i = 0; i < tries; i++), TAKES_IT);

GUEST(ten_tries_right, for (int i = 0; i < 10; i++), FALLS_BACK);
GUEST(thousand_tries_right, for (int i = 0; i < 1000; i++), FALLS_BACK);
