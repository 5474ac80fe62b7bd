/* For tests: pairs, and violations of their races. */
#pragma once

#include "protocols/registry.h"
#include "stress/race/race_text.h"

#define ANCHOR 1000000000ull

static struct race_options pair_of(const char *format, const char *host, const char *guest)
{
	struct race_options pair = {.format = registry_find_format(format)};

	pair.host = registry_find_host(ENGINE_MACHINE, pair.format, host);
	pair.guest = registry_find_guest(ENGINE_MACHINE, pair.format, guest);
	assert_non_null(pair.host);
	assert_non_null(pair.guest);
	return pair;
}

/*
 * A value with the scale of one of three generations and the offset of another; shift moves all of it to
 * another TSC. With equal generations it is stale.
 */
static struct race_violation violation_of(const struct race_options *pair, unsigned int scale,
					  unsigned int offset, u64 shift)
{
	struct schedule start = {
		.tsc = ANCHOR + shift, .value = (u64)1 << 40, .rate = (u64)1 << 31};
	struct race_violation violation = {.kind = VIOLATION_TORN, .nmix = 1, .ngenerations = 3};
	struct update update = {.kind = UPDATE_STEP_FORWARD, .step = (s64)1 << 34};

	for (unsigned int g = 0; g < 3; g++) {
		struct race_generation *kept = &violation.generations[g];
		u64 anchor = start.tsc + 1000 * g;

		kept->number = 7 + g;
		kept->sequence = 2 * g + 2;
		kept->begin = anchor;
		kept->end = anchor + 100;
		if (!g) {
			generation_first(pair->format, &start, &kept->generation);
			continue;
		}
		update.rate = start.rate >> g;
		update.hold = 1000;
		generation_next(pair->format, &violation.generations[g - 1].generation, &update,
				anchor, anchor, &kept->generation);
		kept->update = update;
	}
	violation.s = violation.generations[1].begin;
	violation.e = violation.generations[2].end;
	violation.value = 12345 + shift;
	violation.npieces = 2;
	violation.pieces[0] = (struct race_piece){"scale", 8, 8, scale};
	violation.pieces[1] = (struct race_piece){"offset", 16, 8, offset};
	if (scale == offset) {
		violation.kind = VIOLATION_STALE;
		violation.npieces = violation.nmix = 0;
		violation.stale = 7 + scale;
	}
	return violation;
}
