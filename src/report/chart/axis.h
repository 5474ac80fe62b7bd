/* Time from left to right, shared by all charts. Long pauses between runs are drawn short. */
#ifndef REPORT_AXIS_H
#define REPORT_AXIS_H

#include <stdio.h>

#include "report/history/history.h"

#define AXIS_PARTS_MAX 8

/* Between two parts nobody ran; within a part time is in proportion, and equally so in all. */
struct axis {
	unsigned int count;
	struct {
		double begin, end;  /* seconds since 1970 */
		double left, right; /* coordinates */
	} parts[AXIS_PARTS_MAX];
};

/* For all runs of the history, drawn from left to right. false: out of memory. */
bool axis_make(const struct history *history, double left, double right, struct axis *axis);

/* Where a time is drawn. */
double axis_x(const struct axis *axis, double unix_time);

/* Draw breaks, ticks and labels below bottom; grid lines go up to top. */
void axis_draw(FILE *out, const struct axis *axis, double top, double bottom);

/* The parts as "left right begin end;..." for the script of the page. */
void axis_data(FILE *out, const struct axis *axis);

#endif
