/* The window of a read: the generations that it may have met. For the judge's files and aiming readers. */
#ifndef STRESS_WINDOW_H
#define STRESS_WINDOW_H

#include "stress/judge/judge.h"

/* No others than the generations low to high may be seen between the reader's own stamps s and e. */
struct window {
	u64 s, e;
	u64 low, high;
};

/* The window by the host's TSC, as far as it may be off. */
static inline u64 judge_from(const struct judge *judge, const struct window *window)
{
	return window->s > judge->margin ? window->s - judge->margin : 0;
}

static inline u64 judge_to(const struct judge *judge, const struct window *window)
{
	return window->e + judge->margin;
}

/* The window that an earlier read had, in which its value may be of several generations. */
static inline struct window judge_window_of(const struct outcome *outcome)
{
	return (struct window){outcome->s, outcome->e, outcome->low, outcome->high};
}

/*
 * Entry k of the log, complete, or NULL if it has been overwritten. The pointer holds until
 * JUDGE_CACHE other generations were asked for.
 */
const struct log_entry *judge_entry(struct judge *judge, u64 k);

/* Find the window of [s, e]. Returns false, having counted n reads as unjudged, if it is lost. */
bool judge_window(struct judge *judge, u64 s, u64 e, unsigned int n, struct window *window);

/* The part of *window that lies within [s, e], which is inside of it. */
void judge_narrow(struct judge *judge, struct window *window, u64 s, u64 e);

/*
 * When is generation k certainly gone from the page: once an update is complete that began after k's own was
 * complete, and is one of those up to high. HOSTLOG_OPEN: not yet, as far as the log knows.
 */
u64 judge_gone(struct judge *judge, u64 k, u64 high);

/* f_k(tsc) of a log entry. */
u64 judge_time(const struct judge *judge, const struct log_entry *entry, u64 tsc);

/* Do the TSCs of vCPUs run at other rates, so that the clocks on their pages round apart? */
static inline bool judge_rounds(const struct judge *judge)
{
	return judge->pages && judge->pages->vcpus->drift;
}

/* The parameters of a log entry's clock on the page of vCPU, for its TSC. params is zeroed. */
void judge_params(const struct judge *judge, const struct log_entry *entry, unsigned int vcpu,
		  u8 *params);

/* The least and the most that any vCPU's page gives for f_k(tsc), each by its own TSC: one value, unless they round apart. */
struct times {
	u64 least, most;
};
struct times judge_times(const struct judge *judge, const struct log_entry *entry, u64 tsc);

/* By how much may two values be in the wrong order, as they are of pages that round apart? 0: they do not. */
u64 judge_apart(struct judge *judge, const struct outcome *a, const struct outcome *b);

/* Is value legal as generation k of the window? */
bool judge_legal_as(struct judge *judge, const struct window *window, u64 k, u64 value);

#endif
