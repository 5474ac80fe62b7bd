/* What the reviewed matrix, tests/matrix.expected, says of a pair; it is compiled in. */
#ifndef WARPAGE_KNOWN_H
#define WARPAGE_KNOWN_H

#include "machine/machine.h"
#include "oracle/oracle.h"

/*
 * The violations, a bit each, that are no news of a pair in a model: those that it lists. A host whose
 * own clocks step back has VIOLATION_BACKWARDS. Torn, stale, backwards and arithmetic are degrees of
 * one flaw, and which of them a schedule shows depends on its values, where the matrix tries a few: a
 * pair that is listed with one of them, and not with backwards alone, has all four. 0 for a pair that
 * the matrix does not have.
 */
u32 known_violations(const struct format *format, const struct host *host,
		     const struct guest *guest, enum model model);

/*
 * What a read's violation counts as, in a pair of which these are known: a wrong value may be the very one that the guest
 * takes for an invalid page, so that falling back once it has loaded the parameters is no news beside wrong values.
 */
enum violation known_as(enum violation violation, const struct read *read, u32 known);

/* The cell itself, "clean" or "torn+backwards"; NULL for a pair that the matrix does not have. */
const char *known_verdict(const struct format *format, const struct host *host,
			  const struct guest *guest, enum model model);

/* Does every pair of the guest that the matrix has list "arithmetic" for model sc? */
bool known_arithmetic(const struct format *format, const struct guest *guest);

#endif
