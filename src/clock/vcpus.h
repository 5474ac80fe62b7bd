/*
 * The vCPUs of a schedule: how many, and how their TSCs stand to the host's. vCPU 0's is the host's. Each
 * vCPU may have a page of its own; that of a TSC that is apart says the same time of another TSC.
 */
#ifndef WARPAGE_CLOCK_VCPUS_H
#define WARPAGE_CLOCK_VCPUS_H

#include "choice/choice.h"
#include "clock/schedule.h"

enum tscs {
	TSCS_EQUAL,
	TSCS_AHEAD,  /* by more than any interval is long, */
	TSCS_BEHIND, /* ... or behind by that, */
	TSCS_FASTER, /* ... or ahead and at another rate */
	TSCS_KINDS
};

/* "equal", "ahead", ... */
const char *vcpus_tscs_name(enum tscs tscs);

/* "equal", "ahead,behind": sets a bit for each. false if there is none of such a name. */
bool vcpus_parse_tscs(const char *names, unsigned int *kinds);

/* The names of those kinds, a bit each (0: all), as above; returns out. */
const char *vcpus_tscs_names(unsigned int kinds, char *out, size_t size);

/* How many vCPUs a schedule has, and whether their TSCs differ. */
static inline unsigned int vcpus_of(const struct schedule *schedule)
{
	return schedule->vcpus ? schedule->vcpus : 1;
}

static inline bool vcpus_apart(const struct schedule *schedule)
{
	return vcpus_of(schedule) > 1 && (schedule->apart || schedule->drift);
}

/* The TSC of a vCPU when the host's is tsc. */
static inline u64 vcpus_tsc(const struct schedule *schedule, unsigned int vcpu, u64 tsc)
{
	if (!vcpu || !vcpus_apart(schedule))
		return tsc;
	return tsc + vcpu * (u64)schedule->apart +
	       (u64)(((u128)tsc * schedule->drift * vcpu) >> 32);
}

/* How many pages of format they have: one for all of them, or one each. */
static inline unsigned int vcpus_pages(const struct format *format, unsigned int vcpus)
{
	return format->per_vcpu ? vcpus : 1;
}

/* The rate of a clock by the TSC of a vCPU that runs at rate by the host's. */
u64 vcpus_rate(const struct schedule *schedule, unsigned int vcpu, u64 rate);

/*
 * Give a schedule vcpus vCPUs, and choose their TSCs among those kinds, a bit each (0: all). One vCPU
 * leaves the schedule as it is, and asks nothing.
 */
void vcpus_choose(struct choice *choice, unsigned int vcpus, unsigned int kinds,
		  struct schedule *schedule);

/* The same with TSCs of that kind; and the i-th of those kinds, of which there are more than i. */
void vcpus_give(unsigned int vcpus, enum tscs tscs, struct schedule *schedule);
enum tscs vcpus_tscs(unsigned int kinds, unsigned int i);

/* How many answers there are to that. */
unsigned int vcpus_count(unsigned int vcpus, unsigned int kinds);

/* At most so many updates in a schedule of so many vCPUs: the clocks of all of them have a bit each. */
unsigned int vcpus_updates_max(unsigned int vcpus);

/* Have the host bring n pages, size bytes apart, to the parameters at params, which are stride apart. */
static inline void vcpus_publish(const struct host *host, u8 *pages, u16 size, const u8 *params,
				 size_t stride, unsigned int n)
{
	void *all[VCPUS_MAX];

	for (unsigned int i = 0; i < n; i++)
		all[i] = pages + i * size;
	if (host->publish_all) {
		host->publish_all(all, params, n);
		return;
	}
	for (unsigned int i = 0; i < n; i++)
		host->publish(all[i], params + i * stride);
}

#endif
