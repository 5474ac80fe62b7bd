/* What check.c and check_rows.c share, and nobody else. */
#ifndef WARPAGE_ANALYSIS_CHECK_ROWS_H
#define WARPAGE_ANALYSIS_CHECK_ROWS_H

#include "analysis/alike.h"
#include "analysis/check.h"

/* From the model that allows least: what is wrong in an earlier one is worse. */
extern const enum model check_models[MODELS];

/* One model, in a row; false: no more of them. */
bool check_model(struct check *check, struct alike *alike, enum model model);

/* What else there is if the host dies, in the strongest model that is wanted. */
void check_deaths(struct check *check);

/* What each barrier bears. */
void check_barriers(struct check *check);

/* "  NAME         text", a row for people. */
void check_row_line(const struct check *check, struct outcome *row, const char *name,
		    const char *format, ...) __attribute__((format(printf, 4, 5)));

#endif
