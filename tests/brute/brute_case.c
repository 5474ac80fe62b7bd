/*
 * The case and the text that both engines of the brute-force check share; see brute.h. The text of
 * equal sets of outcomes is equal.
 */
#include "brute.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#define ONE ((u64)1 << 32)

struct entry {
	struct outcome outcome;
	u8 ends[2][MOMENTS_MAX]; /* [wrong][start]: the earliest end, plus 1 */
	bool used;
};

static struct entry *entries;
static size_t nentries, size; /* size is a power of two */
static bool found_torn, found_aged, found_stuck, found_wrong, found_accepted;
static const struct brute_case *the_case;

static void __attribute__((noreturn)) usage(const char *what)
{
	fprintf(stderr,
		"%s: usage: FORMAT HOST GUEST MODEL[/32] RETRIES SCHEDULE[@TSCS] [MUTATION]\n",
		what);
	exit(2);
}

static u64 next_rate(u64 rate, int kind)
{
	if (kind == UPDATE_FASTER)
		return rate + (ONE - rate) / 2;
	return kind == UPDATE_SLOWER ? rate / 2 : rate;
}

static void add_update(struct schedule *schedule, unsigned int kind)
{
	struct update *update = &schedule->updates[schedule->nupdates++];

	*update = (struct update){
		.kind = (enum update_kind)kind,
		.hold = 1000,
		.lead = 50,
		.gap = 10,
		.dies_after = -1,
		.rate = next_rate(schedule->nupdates > 1 ? update[-1].rate : schedule->rate, kind),
		.step = kind == UPDATE_STEP_BACK ? -500 : 1000,
		.jump = kind == UPDATE_TSC_JUMP ? (schedule->nupdates % 2 ? 5000 : -3000) : 0};
}

static void add_named(struct schedule *schedule, const char *name)
{
	unsigned int kind = 0;

	while (kind < UPDATE_KINDS && strcmp(update_kind_name(kind), name))
		kind++;
	if (kind == UPDATE_KINDS)
		usage(name);
	add_update(schedule, kind);
}

/* Clocks of which no byte need be another's. */
static void add_seeded(struct brute_case *c, u64 seed)
{
	struct schedule *schedule = &c->schedule;

	schedule->tsc = 10000 + (seed * 0x9e3779b97f4a7c15 >> 20);
	schedule->value = seed * 0xd6e8feb86659fd93 >> 12;
	for (unsigned int u = 0; u < c->updates; u++) {
		add_update(schedule, u % 2 ? UPDATE_STEP_FORWARD : UPDATE_SLOWER);
		schedule->updates[u].rate = ONE / 2 + (((u + 2) * seed * 0x9e3779b97f4a7c15) >> 34);
		schedule->updates[u].step = (s64)((u + 1) * seed * 0xd6e8feb86659fd93 >> 24);
	}
}

/* The next sequence of kinds, of one update or more. */
static bool next_of_all(struct brute_case *c)
{
	unsigned int number = c->number++, all = 1;

	for (unsigned int u = 0; u < c->updates; u++)
		all *= UPDATE_KINDS;
	if (!c->updates || number == all) {
		number = 0;
		c->number = 1;
		if (c->updates++ == c->most)
			return false;
	}
	c->schedule.nupdates = 0;
	for (unsigned int u = 0; u < c->updates; u++, number /= UPDATE_KINDS)
		add_update(&c->schedule, number % UPDATE_KINDS);
	return true;
}

static bool is_told(const struct brute_case *c)
{
	for (unsigned int u = 0; u < c->schedule.nupdates; u++)
		if (!scenario_told(c->format, c->host, c->schedule.updates[u].kind))
			return false;
	return true;
}

bool brute_case_next(struct brute_case *c)
{
	char *kinds, *save = NULL;
	u64 seed;

	if (sscanf(c->kinds, "all:%u", &c->most) == 1) {
		while (next_of_all(c))
			if (is_told(c))
				return true;
		return false;
	}
	c->schedule.nupdates = 0;
	if (c->number++)
		return false;
	if (!strcmp(c->kinds, "none"))
		return true;
	if (sscanf(c->kinds, "labels:%u:%" SCNu64, &c->updates, &seed) == 2) {
		c->labels = true;
		add_seeded(c, seed);
		return true;
	}
	kinds = strdup(c->kinds);
	for (char *kind = strtok_r(kinds, ",", &save); kind; kind = strtok_r(NULL, ",", &save))
		add_named(&c->schedule, kind);
	free(kinds);
	return true;
}

/* Two vCPUs with such TSCs. */
static void put_tscs(struct schedule *schedule, const char *name)
{
	static struct choice plain;
	int kind = 0;

	while (kind < TSCS_KINDS && strcmp(vcpus_tscs_name((enum tscs)kind), name))
		kind++;
	if (kind == TSCS_KINDS)
		usage(name);
	choice_replay(&plain, NULL, 0);
	vcpus_choose(&plain, 2, 1u << kind, schedule);
}

void brute_case_parse(int argc, char **argv, struct brute_case *c)
{
	char *word, *tscs;

	memset(c, 0, sizeof(*c));
	if (argc < 7 || argc > 8)
		usage(argv[0]);
	c->format = registry_find_format(argv[1]);
	if (!c->format)
		usage(argv[1]);
	c->host = registry_find_host(ENGINE_MACHINE, c->format, argv[2]);
	if (!c->host)
		usage(argv[2]);
	c->guest = registry_find_guest(ENGINE_MACHINE, c->format, argv[3]);
	if (!c->guest)
		usage(argv[3]);
	word = strchr(argv[4], '/');
	if (word)
		*word = '\0';
	c->words = word && !strcmp(word + 1, "32");
	c->model = argv[4];
	c->retries = (unsigned int)atoi(argv[5]);
	c->mutation = argc > 7 ? argv[7] : NULL;
	c->schedule =
		(struct schedule){.tsc = 10000, .value = 10000, .rate = ONE / 2, .tail = 1000};
	if (!scenario_start(c->format, c->host, 0, &c->schedule.sequence))
		usage(argv[2]);
	c->kinds = argv[6];
	if (c->host->own_params && !strncmp(c->kinds, "labels:", 7))
		usage(argv[2]);
	tscs = strchr(c->kinds, '@');
	if (tscs)
		*tscs++ = '\0';
	if (tscs)
		put_tscs(&c->schedule, tscs);
}

void outcomes_begin(const struct brute_case *c)
{
	the_case = c;
	free(entries);
	size = 1 << 12;
	nentries = 0;
	entries = calloc(size, sizeof(*entries));
	if (!entries)
		abort();
	printf("log\n");
}

void outcomes_store(unsigned int update, unsigned int offset, unsigned int bytes, u64 value)
{
	for (unsigned int b = 0; the_case->labels && b < bytes; b++)
		if (is_parameter(the_case->format, offset + b))
			value &= ~((u64)0xff << (8 * b));
	printf("update %u stores %0*llx at %u\n", update, 2 * (int)bytes, (unsigned long long)value,
	       offset);
}

static struct entry *find(const struct outcome *outcome)
{
	const u8 *bytes = (const u8 *)outcome;
	u64 hash = 14695981039346656037u;

	for (size_t i = 0; i < sizeof(*outcome); i++)
		hash = (hash ^ bytes[i]) * 1099511628211u;
	hash ^= hash >> 32;
	while (entries[hash & (size - 1)].used &&
	       memcmp(&entries[hash & (size - 1)].outcome, outcome, sizeof(*outcome)) != 0)
		hash++;
	return &entries[hash & (size - 1)];
}

static void grow(void)
{
	struct entry *old = entries;
	size_t n = size;

	size *= 2;
	entries = calloc(size, sizeof(*entries));
	if (!entries)
		abort();
	for (size_t i = 0; i < n; i++)
		if (old[i].used)
			*find(&old[i].outcome) = old[i];
	free(old);
}

void outcomes_add(const struct outcome *outcome, unsigned int start, unsigned int end, bool wrong)
{
	struct outcome blank;
	struct entry *entry;

	if (outcome->end != OUTCOME_ACCEPTED) {
		memset(&blank, 0, sizeof(blank));
		blank.end = outcome->end;
		outcome = &blank;
	}
	entry = find(outcome);
	if (!entry->used) {
		if (++nentries > size / 2) {
			grow();
			entry = find(outcome);
		}
		entry->outcome = *outcome;
		entry->used = true;
	}
	for (int w = 0; w <= wrong; w++)
		if (!entry->ends[w][start] || entry->ends[w][start] > end + 1)
			entry->ends[w][start] = (u8)(end + 1);
	found_accepted |= outcome->end == OUTCOME_ACCEPTED;
	found_torn |= outcome->torn;
	found_aged |= outcome->aged;
	found_stuck |= outcome->end == OUTCOME_STUCK;
	found_wrong |= wrong;
}

/* A span is printed unless a narrower one is. */
static void print_spans(const u8 *ends, const char *name, FILE *out)
{
	unsigned int least = MOMENTS_MAX + 1;

	for (int start = MOMENTS_MAX; start-- > 0;) {
		if (!ends[start] || ends[start] >= least)
			continue;
		if (name)
			fprintf(out, " %s", name);
		name = NULL;
		least = ends[start];
		fprintf(out, " %d..%u", start, least - 1);
	}
}

static void print_field(const struct outcome *outcome, const struct field *field, FILE *out)
{
	bool any = false;

	for (unsigned int b = 0; b < field->size; b++)
		any = any || outcome->loaded[field->offset + b];
	if (!any || field->role == FIELD_OTHER)
		return;
	fprintf(out, " %s=", field->name);
	for (unsigned int b = field->size; b-- > 0;)
		if (outcome->loaded[field->offset + b])
			fprintf(out, "%.*s%02x", outcome->loaded[field->offset + b] - 1, "'''",
				outcome->bytes[field->offset + b]);
		else
			fprintf(out, "__");
}

static int compare(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

void outcomes_print(const struct format *format)
{
	static const char *const ends[] = {"accepted", "fell-back", "stuck"};
	char **lines = calloc(nentries + 1, sizeof(*lines));
	size_t n = 0, length;

	for (size_t i = 0; i < size && lines; i++) {
		const struct outcome *outcome = &entries[i].outcome;
		FILE *out;

		if (!entries[i].used)
			continue;
		out = open_memstream(&lines[n++], &length);
		if (!out)
			abort();
		fprintf(out, "%s%s%s", ends[outcome->end], outcome->torn ? " torn" : "",
			outcome->aged ? " aged" : "");
		for (unsigned int f = 0; f < format->nfields; f++)
			print_field(outcome, &format->fields[f], out);
		if (outcome->sampled)
			fprintf(out, " tsc=%u-%u%.*s", outcome->tsc_low, outcome->tsc_high,
				outcome->tsc_vcpu, "'''");
		print_spans(entries[i].ends[0], "span", out);
		print_spans(entries[i].ends[1], "wrong", out);
		fclose(out);
	}
	qsort(lines, n, sizeof(*lines), compare);
	for (size_t i = 0; i < n; i++) {
		puts(lines[i]);
		free(lines[i]);
	}
	free(lines);
}

void outcomes_verdict(void)
{
	printf("verdict:%s%s%s%s%s\n", found_accepted ? " accepted" : "", found_torn ? " torn" : "",
	       found_aged ? " aged" : "", found_stuck ? " stuck" : "",
	       found_wrong ? " wrong-fallback" : "");
	free(entries);
	entries = NULL;
}

bool is_parameter(const struct format *format, unsigned int byte)
{
	for (unsigned int f = 0; f < format->nfields; f++) {
		const struct field *field = &format->fields[f];

		if (field->role == FIELD_PARAM && byte >= field->offset &&
		    byte < (unsigned int)field->offset + field->size)
			return true;
	}
	return false;
}

u32 outcome_own_tsc(const struct outcome *outcome, const struct brute_case *brute_case,
		    unsigned int n)
{
	unsigned int clocks = brute_clocks(brute_case);
	u32 set = 0;

	for (unsigned int k = 0; k < n; k++)
		if (k % clocks == outcome->tsc_vcpu)
			set |= (u32)1 << k;
	return set;
}

u32 outcome_generations(const struct outcome *outcome, const struct brute_case *brute_case,
			const struct generation *generations, unsigned int n)
{
	const struct format *format = brute_case->format;
	unsigned int clocks = brute_clocks(brute_case);
	u32 set = 0;

	for (unsigned int k = 0; k < n; k++) {
		_Alignas(16) u8 page[BRUTE_PAGE_MAX];
		bool all = true;

		generation_page(format, &generations[k], page);
		for (unsigned int b = 0; b < format->page_size; b++)
			if (outcome->loaded[b] && is_parameter(format, b) &&
			    (outcome->bytes[b] != (brute_case->labels ? k : page[b]) ||
			     (clocks > 1 && outcome->loaded[b] != 1 + k % clocks)))
				all = false;
		if (all)
			set |= (u32)1 << k;
	}
	return set;
}
