/* What is drawn as one line: the samples of a machine, or of a run, few enough for a page. */
#ifndef REPORT_SERIES_H
#define REPORT_SERIES_H

#include "report/history/history.h"

#define COLOURS 8
#define SERIES_MAX 32 /* that are drawn, the largest */
#define SERIES_NONE UINT32_MAX
#define SERIES_NAME_MAX 80
#define POINTS_MAX 600 /* of one series in one chart */

struct series {
	char name[SERIES_NAME_MAX], note[160];
	unsigned int colour; /* below COLOURS; the last is shared if there are more series */
	unsigned int count;
	const struct log_sample **samples; /* by time */
	bool thinned;			   /* has more samples than points */
};

struct series_set {
	struct series *items;
	unsigned int count;
	unsigned int left_out; /* machines that are not drawn */
	bool apart;	       /* each has a lane: they are machines, and race at the same time */
	u32 *of_run;	       /* index of the series that a run belongs to, or SERIES_NONE */
	unsigned int points;   /* at most so many of each series, POINTS_MAX or fewer */
};

/* A stretch of time at one value; NAN: nothing is known of it. */
struct series_step {
	double begin, end, value;
};

/*
 * One series per machine, of the SERIES_MAX with the most samples; of one machine, one per run if
 * they are few. false: out of memory.
 * series_free() in any case.
 */
bool series_make(const struct history *history, struct series_set *set);
void series_free(struct series_set *set);

/*
 * The steps of one metric, not more than set->points plus one per pause, into steps[], which has
 * room for series->count. Where samples are too many, each stretch of them is shown by its least
 * and its greatest. A pause, also one between runs, is where a step does not begin at the end of
 * the one before it. Returns their number.
 */
unsigned int series_steps(const struct series_set *set, const struct series *series,
			  enum metric metric, struct series_step *steps);

#endif
