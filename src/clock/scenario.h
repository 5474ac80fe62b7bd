/*
 * Scenarios: the schedules that verify and search draw from. What a verdict quantifies over is
 * what is listed here.
 */
#ifndef WARPAGE_SCENARIO_H
#define WARPAGE_SCENARIO_H

#include "choice/choice.h"
#include "clock/schedule.h"

/* How much time passes, in ticks: between updates, before and between stores, after the last. */
struct pace {
	const char *name;
	u64 hold, lead, gap, tail;
	bool odd; /* with clocks of which every byte changes, at times a unit per tick and more */
};

/* The i-th pace, NULL past the last: back to back, spaced, stalled for hours. */
const struct pace *scenario_pace(unsigned int i);

/* So many ticks, or fewer where they are hours and a counter of format's would wrap in them. */
u64 scenario_ticks(const struct format *format, u64 ticks);

/*
 * The i-th sequence that host may find on a page of format, false past the last: of those that the
 * format names, and those at which a counter of its width wraps.
 */
bool scenario_start(const struct format *format, const struct host *host, unsigned int i,
		    u64 *sequence);

/*
 * Is a page of format that nobody has written, all 0 but for its sequence, one that no guest may use? Then it also
 * starts so.
 */
bool scenario_blank(const struct format *format);

/* The i-th kind in the order in which they are tried, the plainest first; i < UPDATE_KINDS. */
enum update_kind scenario_kind(unsigned int i);

/*
 * Is a host told updates of this kind? One that computes its own parameters is told rates alone, and
 * has to notice a TSC that jumps. None is told to step back if the format's clock never does.
 */
bool scenario_told(const struct format *format, const struct host *host, enum update_kind kind);

/* Are several hosts told updates of this kind? Not if all vCPUs stop for it: they would have to agree. */
bool scenario_shared(enum update_kind kind);

/*
 * Make *update the plain one of a kind after a clock that runs at rate: kind, rate, step and jump,
 * which goes back or ahead. Its times stay.
 */
void scenario_plain_update(struct update *update, enum update_kind kind, u64 rate, bool back);

/*
 * The plain first clock: tsc, value and rate of *schedule. A counter of the format's wraps soon after, and its
 * time soon comes to a whole unit.
 */
void scenario_plain_clock(const struct format *format, struct schedule *schedule);

/*
 * Choose a schedule of nupdates updates, by so many hosts (one, if not more; several have no updates for which
 * all vCPUs stop): start sequence, placement, pace, the kind of each update,
 * and, if it may die, after how many stores of the last one the host does. Choice 0 everywhere is
 * the plainest. What the updates are is chosen first, and goes round with the rest: so the first schedules of an
 * enumeration have all starts, placements, paces, and kinds.
 */
void scenario_choose(struct choice *choice, const struct format *format, const struct host *host,
		     unsigned int hosts, unsigned int nupdates, bool may_die,
		     struct schedule *schedule);

/*
 * Of so many schedules that are enumerated one after the other, each has another start, placement, pace or death of
 * the host, and their updates are of kinds that go round.
 */
unsigned int scenario_round(const struct format *format, const struct host *host, bool may_die);

/* How many schedules of up to so many updates scenario_choose() makes, or most if there are more. */
u64 scenario_count(const struct format *format, const struct host *host, unsigned int hosts,
		   unsigned int nupdates, bool may_die, u64 most);

/*
 * A long row: nupdates updates, slower and faster in turn, each with every byte changed, from the i-th
 * start; false past the last.
 */
bool scenario_row(const struct format *format, const struct host *host, unsigned int i,
		  unsigned int nupdates, struct schedule *schedule);

/*
 * As scenario_choose(), but with up to UPDATES_MAX updates, and gaps, holds, steps and a possible
 * death of the host chosen one by one. For search and fuzzing: far too many to enumerate.
 */
void scenario_choose_wild(struct choice *choice, const struct format *format,
			  const struct host *host, unsigned int hosts, unsigned int max_updates,
			  bool may_die, struct schedule *schedule);

#endif
