/*
 * Which host and which guest a value stands for, and what the reviewed matrix says of them. All is
 * looked up once: choosing a pair costs two loads.
 */
#include <stdlib.h>

#include "input/input.h"
#include "input/known.h"
#include "oracle/oracle.h"
#include "protocols/registry.h"

#define VALUES 65536
#define MEMBERS_MAX 254 /* hosts, or guests */
#define NOBODY 255

struct input_pairs {
	unsigned int nhosts, nguests, nformats;
	const struct host **hosts;
	const struct guest **guests;
	const struct format **formats; /* of the hosts */
	u8 *host_of;		       /* by value */
	u8 *guest_of;		       /* by the format's number, then by value */
	unsigned int *format_number;   /* of the hosts */
	u8 (*known)[MODELS];	       /* by host, then by guest */
};

static u64 name_hash(const char *format, const char *name)
{
	u64 hash = 0xcbf29ce484222325;

	for (const char *at = format; *at; at++)
		hash = (hash ^ (u8)(*at == '_' ? '-' : *at)) * 0x100000001b3;
	hash = (hash ^ ':') * 0x100000001b3;
	for (const char *at = name; *at; at++)
		hash = (hash ^ (u8)(*at == '_' ? '-' : *at)) * 0x100000001b3;
	return hash;
}

static u64 weight(u64 hash, unsigned int value)
{
	hash = (hash ^ value) * 0x9e3779b97f4a7c15;
	hash = (hash ^ hash >> 32) * 0xbf58476d1ce4e5b9;
	return hash ^ hash >> 29;
}

/* Member number of a table gets the values of which its hash makes more than all before it. */
static void share_out(u8 *table, u64 *best, u64 hash, unsigned int number)
{
	for (unsigned int value = 0; value < VALUES; value++) {
		u64 mine = weight(hash, value);

		if (table[value] != NOBODY && mine <= best[value])
			continue;
		table[value] = (u8)number;
		best[value] = mine;
	}
}

static bool same_format(const char *name, const struct format *format)
{
	return registry_find_format(name) == format;
}

static bool allocate(struct input_pairs *pairs)
{
	while (registry_host(ENGINE_MACHINE, pairs->nhosts))
		pairs->nhosts++;
	while (registry_guest(ENGINE_MACHINE, pairs->nguests))
		pairs->nguests++;
	while (registry_format(pairs->nformats))
		pairs->nformats++;
	if (!pairs->nhosts || !pairs->nguests || pairs->nhosts > MEMBERS_MAX ||
	    pairs->nguests > MEMBERS_MAX)
		return false;
	pairs->hosts = calloc(pairs->nhosts, sizeof(*pairs->hosts));
	pairs->guests = calloc(pairs->nguests, sizeof(*pairs->guests));
	pairs->formats = calloc(pairs->nhosts, sizeof(*pairs->formats));
	pairs->format_number = calloc(pairs->nhosts, sizeof(*pairs->format_number));
	pairs->known = calloc((size_t)pairs->nhosts * pairs->nguests, sizeof(*pairs->known));
	pairs->host_of = malloc(VALUES);
	pairs->guest_of = malloc((size_t)pairs->nformats * VALUES);
	return pairs->hosts && pairs->guests && pairs->formats && pairs->format_number &&
	       pairs->known && pairs->host_of && pairs->guest_of;
}

static void fill_hosts(struct input_pairs *pairs, u64 *best)
{
	memset(pairs->host_of, NOBODY, VALUES);
	for (unsigned int h = 0; h < pairs->nhosts; h++) {
		const struct host *host = registry_host(ENGINE_MACHINE, h);

		pairs->hosts[h] = host;
		pairs->formats[h] = registry_find_format(host->format);
		while (registry_format(pairs->format_number[h]) != pairs->formats[h])
			pairs->format_number[h]++;
		share_out(pairs->host_of, best, name_hash(host->format, host->name), h);
	}
}

static void fill_guests(struct input_pairs *pairs, u64 *best)
{
	for (unsigned int g = 0; g < pairs->nguests; g++)
		pairs->guests[g] = registry_guest(ENGINE_MACHINE, g);
	memset(pairs->guest_of, NOBODY, (size_t)pairs->nformats * VALUES);
	for (unsigned int f = 0; f < pairs->nformats; f++)
		for (unsigned int g = 0; g < pairs->nguests; g++)
			if (same_format(pairs->guests[g]->format, registry_format(f)))
				share_out(pairs->guest_of + (size_t)f * VALUES, best,
					  name_hash(pairs->guests[g]->format,
						    pairs->guests[g]->name),
					  g);
}

static void fill_known(struct input_pairs *pairs)
{
	for (unsigned int h = 0; h < pairs->nhosts; h++)
		for (unsigned int g = 0; g < pairs->nguests; g++)
			for (int model = 0; model < MODELS; model++)
				pairs->known[h * pairs->nguests + g][model] =
					(u8)known_violations(pairs->formats[h], pairs->hosts[h],
							     pairs->guests[g], (enum model)model);
}

struct input_pairs *input_pairs_new(void)
{
	struct input_pairs *pairs = calloc(1, sizeof(*pairs));
	u64 *best = malloc(VALUES * sizeof(*best));

	if (!pairs || !best || !allocate(pairs)) {
		free(best);
		input_pairs_free(pairs);
		return NULL;
	}
	fill_hosts(pairs, best);
	fill_guests(pairs, best);
	fill_known(pairs);
	free(best);
	return pairs;
}

void input_pairs_free(struct input_pairs *pairs)
{
	if (!pairs)
		return;
	free(pairs->hosts);
	free(pairs->guests);
	free(pairs->formats);
	free(pairs->format_number);
	free(pairs->known);
	free(pairs->host_of);
	free(pairs->guest_of);
	free(pairs);
}

void input_pairs_find(const struct input_pairs *pairs, u16 host_value, u16 guest_value,
		      const struct format **format, const struct host **host,
		      const struct guest **guest)
{
	unsigned int h = pairs->host_of[host_value];
	u8 g = pairs->guest_of[(size_t)pairs->format_number[h] * VALUES + guest_value];

	*format = pairs->formats[h];
	*host = pairs->hosts[h];
	*guest = g == NOBODY ? NULL : pairs->guests[g];
}

int input_pairs_host_value(const struct input_pairs *pairs, const struct host *host)
{
	for (int value = 0; value < VALUES; value++)
		if (pairs->hosts[pairs->host_of[value]] == host)
			return value;
	return -1;
}

int input_pairs_guest_value(const struct input_pairs *pairs, const struct guest *guest)
{
	for (unsigned int at = 0; at < pairs->nformats * VALUES; at++)
		if (pairs->guest_of[at] != NOBODY && pairs->guests[pairs->guest_of[at]] == guest)
			return (int)(at % VALUES);
	return -1;
}

unsigned int input_pairs_number(const struct input_pairs *pairs, const struct host *host,
				const struct guest *guest)
{
	unsigned int h = 0, g = 0;

	while (h < pairs->nhosts - 1 && pairs->hosts[h] != host)
		h++;
	while (g < pairs->nguests - 1 && pairs->guests[g] != guest)
		g++;
	return h * pairs->nguests + g;
}

u32 input_pairs_known(const struct input_pairs *pairs, const struct host *host,
		      const struct guest *guest, enum model model)
{
	unsigned int number = input_pairs_number(pairs, host, guest);

	if (pairs->hosts[number / pairs->nguests] != host ||
	    pairs->guests[number % pairs->nguests] != guest)
		return 0;
	return pairs->known[number][model];
}
