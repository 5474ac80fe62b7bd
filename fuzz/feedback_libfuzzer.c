/*
 * Feedback for libFuzzer: its extra counters, which it clears before each input and takes for
 * coverage after it.
 */
#include "fuzz/engine.h"

__attribute__((section("__libfuzzer_extra_counters"),
	       used)) static uint8_t counters[FEEDBACK_COUNTERS];

uint8_t *feedback_counters(void)
{
	return counters;
}

void feedback_flush(void)
{
}
