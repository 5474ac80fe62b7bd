/* What only the whole program can tell of its protocols; see registry.h. */
#include "protocols/registry.h"

#include <stdio.h>

static bool same(const struct protocol_member *a, const struct protocol_member *b)
{
	return !strcmp(a->format, b->format) && !strcmp(a->name, b->name);
}

/* Members that must be set. */
static const struct must {
	const char *name;
	size_t offset, size;
} musts[MEMBER_KINDS][16] = {
#define MUST(type, member)                                                                         \
	{                                                                                          \
		"." #member, offsetof(struct type, member), sizeof(((struct type *)NULL)->member)  \
	}
	[MEMBER_FORMAT] = {MUST(format, origin), MUST(format, unit_ns), MUST(format, page_size),
			   MUST(format, params_size), MUST(format, fields), MUST(format, nfields),
			   MUST(format, placements), MUST(format, nplacements),
			   MUST(format, anchor), MUST(format, time), MUST(format, encode),
			   MUST(format, decode)},
	[MEMBER_HOST] = {MUST(host, publish), MUST(host, legal_start), MUST(host, origin)},
	[MEMBER_GUEST] = {MUST(guest, read), MUST(guest, origin)},
};

/* The first of them that is not, or NULL. */
static const char *lacks(const struct protocol_member *member, enum member_kind kind)
{
	static const u64 none;

	for (const struct must *must = musts[kind]; must->name; must++)
		if (kind == MEMBER_HOST && must->offset == offsetof(struct host, publish) &&
		    ((const struct host *)member)->publish_all)
			continue;
		else if (!memcmp((const char *)member + must->offset, &none, must->size))
			return must->name;
	return NULL;
}

/* "host odd-even of hyperv-tsc" */
static void spell(const struct protocol_member *member, enum member_kind kind, char *out,
		  size_t size)
{
	static const char *const kinds[] = {"format", "host", "guest"};
	char name[REGISTRY_NAME], format[REGISTRY_NAME];

	snprintf(out, size, "%s %s%s%s", kinds[kind],
		 registry_spell(member->name, name, sizeof(name)), *member->format ? " of " : "",
		 registry_spell(member->format, format, sizeof(format)));
}

static bool check_kind(enum engine engine, enum member_kind kind, char *why, size_t size)
{
	const struct protocol_member *member, *other;
	char spelled[2 * REGISTRY_NAME + 16];
	bool good = true;

	for (size_t i = 0; good && (member = registry_member(engine, kind, i)); i++) {
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
		for (size_t j = 0; good && j < i && (other = registry_member(engine, kind, j));
		     j++) {
			good = !same(member, other);
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
	bool good = check_kind(ENGINE_MACHINE, MEMBER_FORMAT, why, size);

	for (int engine = 0; good && engine < ENGINES; engine++)
		good = check_kind((enum engine)engine, MEMBER_HOST, why, size) &&
		       check_kind((enum engine)engine, MEMBER_GUEST, why, size);
	return good;
}
