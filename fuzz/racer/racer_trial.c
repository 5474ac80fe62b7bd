/*
 * Tries a read and an update on a page at rest, where every guest comes to an end: all that can go wrong
 * is an instruction that the CPU does not have.
 */
#include "fuzz/racer/racer.h"

#include <string.h>

#include "clock/sequence.h"
#include "clock/vcpus.h"
#include "stress/cpu/crew.h"
#include "stress/cpu/stamp.h"

#define STABLE 2 /* a sequence that every guest accepts, if it stays */

struct trial {
	const struct format *format;
	const struct host *host;
	const struct guest *guest;
	struct generation clock;
	_Alignas(64) u8 page[WARPAGE_PAGE_MAX];
};

static bool read_and_update(void *arg)
{
	struct trial *trial = arg;
	u64 results[WARPAGE_RESULTS_MAX];

	trial->guest->read(trial->page, results);
	vcpus_publish(trial->host, trial->page, trial->format->page_size, trial->clock.params,
		      trial->format->params_size, 1);
	return true;
}

bool racer_has_instructions(const struct format *format, const struct host *host,
			    const struct guest *guest)
{
	const struct schedule first = {.tsc = stamp(), .value = (u64)1 << 40, .rate = (u64)1 << 32};
	struct trial trial = {.format = format, .host = host, .guest = guest};
	bool has;

	generation_first(format, &first, &trial.clock);
	generation_page(format, &trial.clock, trial.page);
	sequence_put(format, trial.page, STABLE);
	guard_install(false);
	has = guarded(read_and_update, &trial);
	guard_remove();
	return has;
}
