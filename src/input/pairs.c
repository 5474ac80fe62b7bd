/*
 * Which host and which guest a value stands for, and what the reviewed matrix says of them. All is
 * looked up once: choosing a pair costs two loads.
 */
#include <stdlib.h>

#include "input/carry.h"
#include "input/known.h"
#include "oracle/oracle.h"
#include "protocols/registry.h"

#define VALUES 65536
#define MEMBERS_MAX 1024 /* hosts, or guests */
#define NOBODY 0xffff

struct input_pairs {
	unsigned int nhosts, nguests, nformats;
	struct {
		const struct host *host;
		const struct format *format;
		unsigned int number; /* of the format */
	} hosts[MEMBERS_MAX];
	const struct guest *guests[MEMBERS_MAX];
	u16 host_of[VALUES];
	u16 (*guest_of)[VALUES]; /* by the format's number */
	u8 (*known)[MODELS];	 /* by host, then by guest */
};

/* Of "format:name", spelled with hyphens. */
static u64 name_hash(const char *format, const char *name)
{
	char both[REGISTRY_PAIR], spelled[REGISTRY_PAIR];

	snprintf(both, sizeof(both), "%s:%s", format, name);
	registry_spell(both, spelled, sizeof(spelled));
	return input_hash((const u8 *)spelled, strlen(spelled));
}

static u64 weight(u64 hash, unsigned int value)
{
	hash = (hash ^ value) * 0x9e3779b97f4a7c15;
	hash = (hash ^ hash >> 32) * 0xbf58476d1ce4e5b9;
	return hash ^ hash >> 29;
}

/* Member number of a table gets the values of which its hash makes more than all before it. */
static void share_out(u16 *table, u64 *best, u64 hash, unsigned int number)
{
	for (unsigned int value = 0; value < VALUES; value++) {
		u64 mine = weight(hash, value);

		if (table[value] != NOBODY && mine <= best[value])
			continue;
		table[value] = (u16)number;
		best[value] = mine;
	}
}

static void fill_hosts(struct input_pairs *pairs, u64 *best)
{
	const struct host *host;

	memset(pairs->host_of, 0xff, sizeof(pairs->host_of)); /* NOBODY */
	for (unsigned int h = 0; h < pairs->nhosts; h++) {
		host = registry_host(ENGINE_MACHINE, h);
		pairs->hosts[h].host = host;
		pairs->hosts[h].format = registry_find_format(host->format);
		while (registry_format(pairs->hosts[h].number) != pairs->hosts[h].format)
			pairs->hosts[h].number++;
		share_out(pairs->host_of, best, name_hash(host->format, host->name), h);
	}
}

static void fill_guests(struct input_pairs *pairs, u64 *best)
{
	memset(pairs->guest_of, 0xff, pairs->nformats * sizeof(*pairs->guest_of));
	for (unsigned int g = 0; g < pairs->nguests; g++) {
		const struct guest *guest = registry_guest(ENGINE_MACHINE, g);
		unsigned int f = 0;

		pairs->guests[g] = guest;
		while (registry_format(f) != registry_find_format(guest->format))
			f++;
		share_out(pairs->guest_of[f], &best[f * VALUES],
			  name_hash(guest->format, guest->name), g);
	}
}

static void fill_known_of(struct input_pairs *pairs, unsigned int h, unsigned int g)
{
	for (int model = 0; model < MODELS; model++)
		pairs->known[h * pairs->nguests + g][model] =
			(u8)known_violations(pairs->hosts[h].format, pairs->hosts[h].host,
					     pairs->guests[g], (enum model)model);
}

static void fill_known(struct input_pairs *pairs)
{
	for (unsigned int g = 0; g < pairs->nguests; g++) {
		const struct format *format = registry_find_format(pairs->guests[g]->format);

		for (unsigned int h = 0; h < pairs->nhosts; h++)
			if (pairs->hosts[h].format == format)
				fill_known_of(pairs, h, g);
	}
}

struct input_pairs *input_pairs_new(void)
{
	struct input_pairs *pairs = calloc(1, sizeof(*pairs));
	u64 *best = NULL;

	if (!pairs)
		return NULL;
	while (registry_host(ENGINE_MACHINE, pairs->nhosts))
		pairs->nhosts++;
	while (registry_guest(ENGINE_MACHINE, pairs->nguests))
		pairs->nguests++;
	while (registry_format(pairs->nformats))
		pairs->nformats++;
	if (pairs->nhosts && pairs->nguests && pairs->nhosts <= MEMBERS_MAX &&
	    pairs->nguests <= MEMBERS_MAX) {
		best = malloc(pairs->nformats * VALUES * sizeof(*best));
		pairs->guest_of = malloc(pairs->nformats * sizeof(*pairs->guest_of));
		pairs->known =
			calloc((size_t)pairs->nhosts * pairs->nguests, sizeof(*pairs->known));
	}
	if (!best || !pairs->guest_of || !pairs->known) {
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
	free(pairs->guest_of);
	free(pairs->known);
	free(pairs);
}

void input_pairs_find(const struct input_pairs *pairs, u16 host_value, u16 guest_value,
		      const struct format **format, const struct host **host,
		      const struct guest **guest)
{
	unsigned int h = pairs->host_of[host_value];
	unsigned int g = pairs->guest_of[pairs->hosts[h].number][guest_value];

	*format = pairs->hosts[h].format;
	*host = pairs->hosts[h].host;
	*guest = g == NOBODY ? NULL : pairs->guests[g];
}

int input_pairs_host_value(const struct input_pairs *pairs, const struct host *host)
{
	for (int value = 0; value < VALUES; value++)
		if (pairs->hosts[pairs->host_of[value]].host == host)
			return value;
	return -1;
}

int input_pairs_guest_value(const struct input_pairs *pairs, const struct guest *guest)
{
	for (unsigned int f = 0; f < pairs->nformats; f++)
		for (int value = 0; value < VALUES; value++)
			if (pairs->guest_of[f][value] != NOBODY &&
			    pairs->guests[pairs->guest_of[f][value]] == guest)
				return value;
	return -1;
}

unsigned int input_pairs_number(const struct input_pairs *pairs, const struct host *host,
				const struct guest *guest)
{
	unsigned int h = 0, g = 0;

	while (h < pairs->nhosts - 1 && pairs->hosts[h].host != host)
		h++;
	while (g < pairs->nguests - 1 && pairs->guests[g] != guest)
		g++;
	return h * pairs->nguests + g;
}

u32 input_pairs_known(const struct input_pairs *pairs, const struct host *host,
		      const struct guest *guest, enum model model)
{
	unsigned int number = input_pairs_number(pairs, host, guest);

	if (pairs->hosts[number / pairs->nguests].host != host ||
	    pairs->guests[number % pairs->nguests] != guest)
		return 0;
	return pairs->known[number][model];
}
