/* Names to the left, numbers to the right; what is there is never 0 %, and what is not all never 100. */
#include "outcome/tally.h"

#include <inttypes.h>
#include <string.h>

#define NAME_WIDTH 15

/* "4.33%" of all. */
static const char *share_of(const struct tally *tally, u64 count, char *out, size_t size)
{
	double share = tally->all ? 100.0 * (double)count / (double)tally->all : 0;
	double least = 1;

	for (int i = 0; i < tally->decimals; i++)
		least /= 10;
	if (count && share < least)
		snprintf(out, size, "<%.*f%%", tally->decimals, least);
	else if (count < tally->all && share > 100 - least)
		snprintf(out, size, ">%.*f%%", tally->decimals, 100 - least);
	else
		snprintf(out, size, "%.*f%%", tally->decimals, share);
	return out;
}

void tally_head(const struct tally *tally)
{
	fprintf(tally->out, "  %-*s %14s %8s  %-11s %s\n", NAME_WIDTH, "outcomes", tally->of,
		"share", "grade", "what it means");
}

void tally_row(const struct tally *tally, const char *name, u64 count, const char *grade,
	       const char *sentence)
{
	static const struct console nowhere;
	bool wrong = count && !strcmp(grade, "forbidden");
	char share[32];

	fprintf(tally->out, "  ");
	console_put(tally->out, wrong && tally->console ? tally->console : &nowhere, PAINT_WRONG,
		    name, strlen(name));
	fprintf(tally->out, "%*s %14" PRIu64 " %8s  %-11s %s\n", NAME_WIDTH - (int)strlen(name), "",
		count, share_of(tally, count, share, sizeof(share)), grade, sentence);
}
