/*
 * Names that mean the same: the parameters of a host as kernels call them (tsc_scale, TscOffset, mult,
 * new_shift) and as a format does; and names that are misspelt.
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "shape/fit.h"

#define WORDS 8
#define WORD 16

struct words {
	char items[WORDS][WORD];
	unsigned int n;
};

static void add_word(struct words *words, const char *word)
{
	static const char *const same[][2] = {{"ofs", "offset"}, {"off", "offset"},
					      {"mult", "mul"},	 {"multiplier", "mul"},
					      {"factor", "mul"}, {"stamp", "timestamp"},
					      {"sys", "system"}, {"ns", "time"},
					      {"nsec", "time"},	 {"nanoseconds", "time"}};
	static const char *const noise[] = {"new",  "next", "host",  "hv",   "hyperv",
					    "the",  "val",  "value", "p",    "pv",
					    "frac", "ti",   "ref",   "guest"};

	for (size_t i = 0; i < ARRAY_SIZE(noise); i++)
		if (!strcmp(word, noise[i]))
			return;
	for (size_t i = 0; i < ARRAY_SIZE(same); i++)
		if (!strcmp(word, same[i][0]))
			word = same[i][1];
	if (*word && words->n < WORDS)
		strcpy(words->items[words->n++], word);
}

/* "TscScale" and "tsc_scale" are tsc and scale. */
static struct words split(const char *name)
{
	struct words words = {.n = 0};
	char word[WORD] = "";
	size_t length = 0;

	for (const char *at = name;; at++) {
		bool hump =
			isupper((unsigned char)*at) && at > name && islower((unsigned char)at[-1]);

		if (hump || *at == '_' || !*at) {
			word[length] = '\0';
			add_word(&words, word);
			length = 0;
		}
		if (!*at)
			return words;
		if (*at != '_' && length + 1 < WORD)
			word[length++] = (char)tolower((unsigned char)*at);
	}
}

static bool contains(const struct words *all, const struct words *some)
{
	for (unsigned int i = 0; i < some->n; i++) {
		bool found = false;

		for (unsigned int j = 0; j < all->n; j++)
			found |= !strcmp(some->items[i], all->items[j]);
		if (!found)
			return false;
	}
	return some->n > 0;
}

/* 0: no; 1: may be; 2: it is. */
static int alike(const char *a, const char *b)
{
	struct words one = split(a), other = split(b);
	bool more = contains(&one, &other), less = contains(&other, &one);

	return !strcmp(a, b) || (more && less) ? 2 : more || less;
}

static bool is_free(const int *fields, unsigned int n, int field)
{
	for (unsigned int i = 0; i < n; i++)
		if (fields[i] == field)
			return false;
	return true;
}

/* The only field of those free that this name may mean, -1 if there is none or another. */
static int only(const struct format *format, const char *name, const int *fields, unsigned int n,
		int least)
{
	int found = -1;

	for (unsigned int f = 0; f < format->nfields; f++) {
		if (format->fields[f].role != FIELD_PARAM || !is_free(fields, n, (int)f) ||
		    alike(name, format->fields[f].name) < least)
			continue;
		if (found >= 0)
			return -1;
		found = (int)f;
	}
	return found;
}

void match_names(const struct format *format, const char *const *names, unsigned int n, int *fields)
{
	bool more = true;

	for (unsigned int i = 0; i < n; i++)
		fields[i] = -1;
	while (more) {
		more = false;
		/* what is surely meant first; then what is left to choose from is less */
		for (int least = 2; least > 0 && !more; least--)
			for (unsigned int i = 0; i < n && !more; i++) {
				bool other = false;
				int field = fields[i] < 0 ? only(format, names[i], fields, n, least)
							  : -1;

				for (unsigned int j = 0; j < n && field >= 0; j++)
					other |= j != i && fields[j] < 0 &&
						 only(format, names[j], fields, n, least) == field;
				more = field >= 0 && !other;
				if (more)
					fields[i] = field;
			}
	}
}

/* Letters to change, add or take away. */
static unsigned int distance(const char *a, const char *b)
{
	unsigned int row[64], corner, best;
	size_t n = strlen(b);

	if (n >= ARRAY_SIZE(row))
		return 99;
	for (size_t j = 0; j <= n; j++)
		row[j] = (unsigned int)j;
	for (size_t i = 0; a[i]; i++) {
		corner = row[0]++;
		for (size_t j = 0; j < n; j++) {
			best = corner + (a[i] != b[j]);
			corner = row[j + 1];
			if (corner + 1 < best)
				best = corner + 1;
			if (row[j] + 1 < best)
				best = row[j] + 1;
			row[j + 1] = best;
		}
	}
	return row[n];
}

const char *nearest_name(const char *name, const char *const *names, unsigned int n)
{
	unsigned int best = (unsigned int)strlen(name) / 3 + 2, far;
	const char *found = NULL;

	for (unsigned int i = 0; i < n; i++) {
		far = strstr(names[i], name) ? 1 : distance(name, names[i]);
		if (far < best) {
			best = far;
			found = names[i];
		}
	}
	return found;
}
