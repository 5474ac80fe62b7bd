/* Looks pairs up in the matrix; the build makes known_rows.h of tests/matrix.expected. */
#include "input/known.h"

#include <stdio.h>
#include <string.h>

#include "protocols/registry.h"

#define BIT(violation) ((u32)1 << (violation))
#define WRONG_VALUES (BIT(VIOLATION_TORN) | BIT(VIOLATION_STALE) | BIT(VIOLATION_ARITHMETIC))

static const struct row {
	const char *format, *host, *guest, *cells[MODELS];
} rows[] = {
#include "known_rows.h"
};

/* "torn+stale", "host-backwards", "clean" */
static u32 violations_of(const char *cell)
{
	char copy[96], *rest = copy, *name;
	u32 violations = 0;

	snprintf(copy, sizeof(copy), "%s", cell);
	while ((name = strsep(&rest, "+"))) {
		int kind =
			violation_kind_parse(strcmp(name, "host-backwards") ? name : "backwards");

		if (kind >= 0 && kind < VIOLATIONS)
			violations |= BIT(kind);
	}
	if (violations & WRONG_VALUES)
		violations |= WRONG_VALUES | BIT(VIOLATION_BACKWARDS);
	return violations;
}

const char *known_verdict(const struct format *format, const struct host *host,
			  const struct guest *guest, enum model model)
{
	for (unsigned int i = 0; i < ARRAY_SIZE(rows); i++)
		if (registry_same_name(rows[i].format, format->name) &&
		    registry_same_name(rows[i].host, host->name) &&
		    registry_same_name(rows[i].guest, guest->name))
			return rows[i].cells[model];
	return NULL;
}

u32 known_violations(const struct format *format, const struct host *host,
		     const struct guest *guest, enum model model)
{
	const char *cell = known_verdict(format, host, guest, model);

	return cell ? violations_of(cell) : 0;
}

enum violation known_as(enum violation violation, const struct read *read, u32 known)
{
	if (violation == VIOLATION_WRONG_FALLBACK && read->parameters &&
	    (known & WRONG_VALUES) == WRONG_VALUES)
		return read->generations ? VIOLATION_ARITHMETIC : VIOLATION_TORN;
	return violation;
}

bool known_arithmetic(const struct format *format, const struct guest *guest)
{
	bool any = false;

	for (unsigned int i = 0; i < ARRAY_SIZE(rows); i++) {
		if (!registry_same_name(rows[i].format, format->name) ||
		    !registry_same_name(rows[i].guest, guest->name))
			continue;
		if (!strstr(rows[i].cells[MODEL_SC], violation_name(VIOLATION_ARITHMETIC)))
			return false;
		any = true;
	}
	return any;
}
