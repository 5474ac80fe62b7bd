/* What check.c and check_rows.c share, and nobody else. */
#ifndef WARPAGE_ANALYSIS_CHECK_ROWS_H
#define WARPAGE_ANALYSIS_CHECK_ROWS_H

#include "analysis/check.h"

/* From the model that allows least: what is wrong in an earlier one is worse. */
extern const enum model check_models[MODELS];

/* Verdicts of the same exploration in several models. */
struct alike {
	struct verify_options options[MODELS];
	struct verdict verdicts[MODELS];
	unsigned int n;
};

void check_free_alike(struct alike *alike);

/* Is that model asked for? */
bool check_wants(const struct trial *trial, enum model model);

/* One model, in a row; false: no more of them. */
bool check_model(struct check *check, struct alike *alike, enum model model);

/* What else there is if the host dies, in the strongest model that is wanted. */
void check_deaths(struct check *check);

/* What each barrier bears. */
void check_barriers(struct check *check);

/* "  NAME         text", a row for people. */
void check_row_line(struct outcome *row, const char *name, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

#endif
