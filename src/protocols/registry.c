/*
 * Collects what DEFINE_FORMAT, DEFINE_HOST and DEFINE_GUEST left in the linker's sections. The
 * order in a section is the linker's; here it is made that of the names. And what only the whole
 * program can tell of its protocols: names that are taken, formats that are missing, members that
 * nobody set. A program that runs has none of that.
 */
#include "protocols/registry.h"

#include <stdio.h>

enum kind { KIND_FORMAT, KIND_HOST, KIND_GUEST, KINDS };

#define SECTION(name)                                                                              \
	extern const struct protocol_member *const __start_##name[] __attribute__((weak));         \
	extern const struct protocol_member *const __stop_##name[] __attribute__((weak))

SECTION(warpage_formats);
SECTION(machine_hosts);
SECTION(machine_guests);
SECTION(native_hosts);
SECTION(native_guests);
SECTION(gapped_hosts);
SECTION(gapped_guests);

static const struct {
	const struct protocol_member *const *start, *const *stop;
} sections[ENGINES][KINDS] = {
#define KIND(name)                                                                                 \
	{                                                                                          \
		__start_##name, __stop_##name                                                      \
	}
	[ENGINE_MACHINE] = {KIND(warpage_formats), KIND(machine_hosts), KIND(machine_guests)},
	[ENGINE_NATIVE] = {KIND(warpage_formats), KIND(native_hosts), KIND(native_guests)},
	[ENGINE_GAPPED] = {KIND(warpage_formats), KIND(gapped_hosts), KIND(gapped_guests)},
};

/* The i-th as the linker left them; NULL past the last. */
static const struct protocol_member *get(enum engine engine, enum kind kind, size_t i)
{
	const struct protocol_member *const *start = sections[engine][kind].start;

	return i < (size_t)(sections[engine][kind].stop - start) ? start[i] : NULL;
}

static int compare(const struct protocol_member *a, const struct protocol_member *b)
{
	int order = strcmp(a->format, b->format);

	return order ? order : strcmp(a->name, b->name);
}

/* The one that has exactly i others before it, of equals the later ones. */
static const void *nth(enum engine engine, enum kind kind, unsigned int i)
{
	const struct protocol_member *one, *other;

	for (size_t a = 0; (one = get(engine, kind, a)); a++) {
		unsigned int rank = 0;

		for (size_t b = 0; (other = get(engine, kind, b)); b++)
			rank += compare(other, one) < (b < a);
		if (rank == i)
			return one;
	}
	return NULL;
}

const struct format *registry_format(unsigned int i)
{
	return nth(ENGINE_MACHINE, KIND_FORMAT, i);
}

const struct host *registry_host(enum engine engine, unsigned int i)
{
	return nth(engine, KIND_HOST, i);
}

const struct guest *registry_guest(enum engine engine, unsigned int i)
{
	return nth(engine, KIND_GUEST, i);
}

static bool same_name(const char *a, const char *b)
{
	for (; *a || *b; a++, b++)
		if (*a != *b && !((*a == '-' || *a == '_') && (*b == '-' || *b == '_')))
			return false;
	return true;
}

static const void *find(enum engine engine, enum kind kind, const char *format, const char *name)
{
	const struct protocol_member *member;

	for (size_t i = 0; (member = get(engine, kind, i)); i++)
		if (same_name(member->format, format) && same_name(member->name, name))
			return member;
	return NULL;
}

const struct format *registry_find_format(const char *name)
{
	return find(ENGINE_MACHINE, KIND_FORMAT, "", name);
}

const struct host *registry_find_host(enum engine engine, const struct format *format,
				      const char *name)
{
	return find(engine, KIND_HOST, format->name, name);
}

const struct guest *registry_find_guest(enum engine engine, const struct format *format,
					const char *name)
{
	return find(engine, KIND_GUEST, format->name, name);
}

char *registry_spell(const char *name, char *out, size_t size)
{
	size_t i;

	for (i = 0; name[i] && i + 1 < size; i++)
		out[i] = name[i] == '_' ? '-' : name[i];
	out[i] = '\0';
	return out;
}

bool registry_find_pair(enum engine engine, const char *text, const struct format **format,
			const struct host **host, const struct guest **guest, char *why,
			size_t size)
{
	char names[3][64];
	int end = -1;

	*host = NULL;
	*guest = NULL;
	if (sscanf(text, "%63[^:]:%63[^:]:%63[^:]%n", names[0], names[1], names[2], &end) != 3 ||
	    text[end]) {
		snprintf(why, size, "'%.60s' is not FORMAT:HOST:GUEST", text);
		return false;
	}
	*format = registry_find_format(names[0]);
	if (*format) {
		*host = registry_find_host(engine, *format, names[1]);
		*guest = registry_find_guest(engine, *format, names[2]);
	}
	snprintf(why, size, "there is no %s '%s'",
		 !*format ? "format"
		 : !*host ? "host"
			  : "guest",
		 names[!*format ? 0
		       : !*host ? 1
				: 2]);
	return *host && *guest;
}

char *registry_spell_pair(const struct format *format, const struct host *host,
			  const struct guest *guest, char out[REGISTRY_PAIR])
{
	char names[REGISTRY_PAIR];

	snprintf(names, sizeof(names), "%.63s:%.63s:%.63s", format->name, host->name, guest->name);
	return registry_spell(names, out, REGISTRY_PAIR);
}

bool registry_pair(enum engine engine, unsigned int number, const struct format **format,
		   const struct host **host, const struct guest **guest)
{
	for (unsigned int h = 0; (*host = registry_host(engine, h)); h++) {
		*format = registry_find_format((*host)->format);
		for (unsigned int g = 0; (*guest = registry_guest(engine, g)); g++)
			if (same_name((*guest)->format, (*host)->format) && !number--)
				return true;
	}
	return false;
}

/* Members that must be set. */
static const struct must {
	const char *name;
	size_t offset, size;
} musts[KINDS][16] = {
#define MUST(type, member)                                                                         \
	{                                                                                          \
		"." #member, offsetof(struct type, member), sizeof(((struct type *)NULL)->member)  \
	}
	[KIND_FORMAT] = {MUST(format, origin), MUST(format, unit_ns), MUST(format, page_size),
			 MUST(format, params_size), MUST(format, fields), MUST(format, nfields),
			 MUST(format, starts), MUST(format, nstarts), MUST(format, placements),
			 MUST(format, nplacements), MUST(format, anchor), MUST(format, time),
			 MUST(format, encode), MUST(format, decode), MUST(format, valid)},
	[KIND_HOST] = {MUST(host, publish), MUST(host, legal_start), MUST(host, origin)},
	[KIND_GUEST] = {MUST(guest, read), MUST(guest, origin)},
};

/* The first of them that is not, or NULL. */
static const char *lacks(const struct protocol_member *member, enum kind kind)
{
	static const u64 none;

	for (const struct must *must = musts[kind]; must->name; must++)
		if (!memcmp((const char *)member + must->offset, &none, must->size))
			return must->name;
	return NULL;
}

/* "host odd-even of hyperv-tsc" */
static void spell(const struct protocol_member *member, enum kind kind, char *out, size_t size)
{
	static const char *const kinds[] = {"format", "host", "guest"};
	char name[64], format[64];

	snprintf(out, size, "%s %s%s%s", kinds[kind],
		 registry_spell(member->name, name, sizeof(name)), *member->format ? " of " : "",
		 registry_spell(member->format, format, sizeof(format)));
}

static bool check_kind(enum engine engine, enum kind kind, char *why, size_t size)
{
	const struct protocol_member *member, *other;
	char spelled[160];
	bool good = true;

	for (size_t i = 0; good && (member = get(engine, kind, i)); i++) {
		spell(member, kind, spelled, sizeof(spelled));
		good = false;
		if (lacks(member, kind))
			snprintf(why, size, "%s: the %s has no %s", member->file, spelled,
				 lacks(member, kind));
		else if (*member->format && !registry_find_format(member->format))
			snprintf(why, size, "%s: the %s: there is no DEFINE_FORMAT(%s, ...)",
				 member->file, spelled, member->format);
		else
			good = true;
		for (size_t j = 0; good && j < i && (other = get(engine, kind, j)); j++) {
			good = compare(member, other);
			if (!good)
				snprintf(why, size,
					 "the %s is defined twice, in %s and in %s: rename one",
					 spelled, other->file, member->file);
		}
	}
	return good;
}

bool registry_check(char *why, size_t size)
{
	bool good = check_kind(ENGINE_MACHINE, KIND_FORMAT, why, size);

	for (int engine = 0; good && engine < ENGINES; engine++)
		good = check_kind((enum engine)engine, KIND_HOST, why, size) &&
		       check_kind((enum engine)engine, KIND_GUEST, why, size);
	return good;
}
