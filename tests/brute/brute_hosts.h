/*
 * What the two sides of the brute-force check of several hosts share: the case, and the text of a log. A log is the
 * row of stores to the page as all see them, each with the update that it is of, and, for bytes of parameters, those
 * updates whose pages have them.
 */
#ifndef TESTS_BRUTE_HOSTS_H
#define TESTS_BRUTE_HOSTS_H

#include <stdio.h>
#include <stdlib.h>

#include "clock/generation.h"
#include "clock/scenario.h"
#include "protocols/registry.h"

#define ROW_MAX 4096

struct hosts_case {
	const struct format *format;
	const struct host *host;
	const char *model, *mutation;
	struct schedule schedule;
};

/* HOST MODEL UPDATES [MUTATION] of hyperv-tsc; exits with 2 if that makes no case. */
static inline void hosts_case_parse(int argc, char **argv, struct hosts_case *the_case)
{
	static const u64 rates[] = {0x9ac5e731, 0x4b7d1f29, 0x2391c5a7, 0x6f0e8d53};
	unsigned int n = argc > 3 ? (unsigned int)atoi(argv[3]) : 0;

	the_case->format = registry_find_format("hyperv-tsc");
	if (n && n < 4)
		the_case->host = registry_find_host(ENGINE_MACHINE, the_case->format, argv[1]);
	if (!the_case->host)
		exit(2);
	the_case->model = argv[2];
	the_case->mutation = argc > 4 ? argv[4] : "";
	the_case->schedule = (struct schedule){.sequence = 2,
					       .tsc = 10000,
					       .value = 10000,
					       .rate = rates[0],
					       .tail = 50,
					       .hosts = 2,
					       .nupdates = n};
	for (unsigned int u = 0; u < n; u++)
		the_case->schedule.updates[u] = (struct update){.kind = UPDATE_SLOWER,
								.rate = rates[u + 1],
								.hold = 100,
								.gap = 1,
								.dies_after = -1};
}

/* Add a store to the text of a log, and make it on page; nobody sees one that changes nothing. */
static inline void row_add(char *row, u8 *page, const struct format *format,
			   const struct generation *generations, unsigned int n,
			   unsigned int update, unsigned int offset, unsigned int size, u64 value)
{
	size_t used = strlen(row);
	bool parameter = false;

	if (!memcmp(page + offset, &value, size))
		return;
	memcpy(page + offset, &value, size);

	for (unsigned int f = 0; f < format->nfields; f++)
		parameter =
			parameter || (format->fields[f].role == FIELD_PARAM &&
				      offset >= format->fields[f].offset &&
				      offset < format->fields[f].offset + format->fields[f].size);
	used += (size_t)snprintf(row + used, ROW_MAX - used, " %u@%u+%u=", update, offset, size);
	if (!parameter)
		snprintf(row + used, ROW_MAX - used, "%llx", (unsigned long long)value);
	for (unsigned int k = 0; k < n && parameter; k++) {
		_Alignas(16) u8 shown[WARPAGE_PAGE_MAX];

		generation_page(format, &generations[k], shown);
		if (!memcmp(shown + offset, &value, size))
			used += (size_t)snprintf(row + used, ROW_MAX - used, "%u", k);
	}
}

static inline int rows_compare(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Print each of the texts once, in order. */
static inline void rows_print(char **rows, size_t n)
{
	qsort(rows, n, sizeof(*rows), rows_compare);
	for (size_t i = 0; i < n; i++)
		if (!i || strcmp(rows[i], rows[i - 1]))
			puts(rows[i]);
}

#endif
