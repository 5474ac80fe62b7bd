/*
 * The pages that the kernel maps into every process behind the vDSO's data. Where they lie differs
 * from kernel to kernel, and one that is not in use faults; so every page there is looked at with
 * the fault caught, and taken only if it is recognised and its time agrees with the kernel's.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "protocols/registry.h"
#include "stress/cpu/crew.h"
#include "stress/live/source/lane.h"

#define PAGE 4096
#define PAGES_MAX 32

struct candidates {
	unsigned int n;
	struct {
		const u8 *page;
		char name[32];
	} pages[PAGES_MAX];
};

/* All readable pages of the mappings [vvar] and [vvar_vclock], the latter's first. */
static void find_candidates(struct candidates *candidates)
{
	static const char *const names[] = {"[vvar_vclock]", "[vvar]"};
	char line[512], name[64];
	uintptr_t from, to;

	candidates->n = 0;
	for (unsigned int i = 0; i < ARRAY_SIZE(names); i++) {
		FILE *maps = fopen("/proc/self/maps", "re");

		while (maps && fgets(line, sizeof(line), maps)) {
			if (sscanf(line, "%" SCNxPTR "-%" SCNxPTR " r%*s %*s %*s %*s %63s", &from,
				   &to, name) != 3 ||
			    strcmp(name, names[i]))
				continue;
			for (unsigned int n = 0; from < to && candidates->n < PAGES_MAX;
			     from += PAGE, n++) {
				candidates->pages[candidates->n].page = (const u8 *)from;
				snprintf(candidates->pages[candidates->n++].name, 32,
					 "%.20s page %u", name, n);
			}
		}
		if (maps)
			fclose(maps);
	}
}

bool live_lane_page(struct live_lane *lane, const char *name, const char *format, const void *page)
{
	lane->kind = LIVE_PAGE;
	lane->format =
		strcmp(format, "vmclock") ? registry_find_format(format) : &live_vmclock_format;
	if (!lane->format)
		return false;
	snprintf(lane->name, sizeof(lane->name), "%s", name);
	lane->page = lane->pages = page;
	lane->step = strcmp(lane->format->name, "hyperv_tsc") ? 2 : 1;
	for (unsigned int f = 0; f < lane->format->nfields; f++)
		if (lane->format->fields[f].role == FIELD_SEQUENCE)
			lane->sequence = (const u32 *)(lane->page + lane->format->fields[f].offset);
	return lane->sequence;
}

unsigned int live_open_page(const struct live_source *source, struct live_opening *opening)
{
	char reason[LIVE_WHY] = "";
	struct live_lane *lane = opening->lanes;
	struct candidates candidates;
	unsigned int there = 0;

	find_candidates(&candidates);
	if (!candidates.n) {
		snprintf(opening->why, opening->size,
			 "/proc/self/maps shows no [vvar]: the kernel has no vDSO here "
			 "(vdso=0?), or /proc is not mounted");
		return 0;
	}
	for (unsigned int i = 0; i < candidates.n; i++) {
		struct live_look look = {source->recognise, lane, false, reason, sizeof(reason)};

		memset(lane, 0, sizeof(*lane));
		if (!live_lane_page(lane, candidates.pages[i].name, source->format,
				    candidates.pages[i].page)) {
			snprintf(opening->why, opening->size, "the format %s is not in this build",
				 source->format);
			return 0;
		}
		if (guarded(live_look, &look))
			return 1;
		there += look.there;
	}
	snprintf(opening->why, opening->size,
		 "none of the %u pages behind the vDSO's data is one (%u fault); %s", candidates.n,
		 candidates.n - there, source->cure);
	return 0;
}
