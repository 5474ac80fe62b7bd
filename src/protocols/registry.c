/*
 * Collects what DEFINE_FORMAT, DEFINE_HOST and DEFINE_GUEST left in the linker's sections, of the program
 * and of what was loaded since. The order in a section is the linker's; here it is made that of the
 * names. And what only the whole program can tell of its protocols: names that are taken, formats that
 * are missing, members that nobody set. A program that runs has none of that.
 */
#define _GNU_SOURCE
#include "protocols/registry.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

/* One format, host or guest of a module that was loaded, under the name of its file. */
struct added {
	const struct protocol_module *module;
	enum member_kind kind;
	char name[REGISTRY_NAME], text[REGISTRY_TEXT], included[REGISTRY_TEXT];
	const char *inner; /* what the file calls it */
	union {
		struct protocol_member member;
		struct format format;
		struct host host;
		struct guest guest;
	} named[ENGINES];
};

static struct {
	struct added **added;
	unsigned int nadded;
	registry_loader *loader;
	pthread_mutex_t lock; /* of what follows */
	struct sorted {
		const struct protocol_member **members;
		size_t n;
		unsigned int nadded; /* there were so many when it was made */
	} sorted[ENGINES][MEMBER_KINDS];
} registry = {.lock = PTHREAD_MUTEX_INITIALIZER};

/* The i-th of a module, as the linker left them; NULL past the last. */
static const struct protocol_member *of_module(const struct protocol_module *module,
					       enum engine engine, enum member_kind kind, size_t i)
{
	const struct protocol_range *range = &module->members[engine][kind];

	return i < (size_t)(range->stop - range->start) ? range->start[i] : NULL;
}

const struct protocol_member *registry_member(enum engine engine, enum member_kind kind, size_t i)
{
	const struct protocol_range *range = &protocol_module.members[engine][kind];
	size_t built_in = (size_t)(range->stop - range->start);

	if (i < built_in)
		return range->start[i];
	i -= built_in;
	for (unsigned int a = 0; a < registry.nadded; a++)
		if (registry.added[a]->kind == kind && !i--)
			return &registry.added[a]->named[engine].member;
	return NULL;
}

static int compare(const struct protocol_member *a, const struct protocol_member *b)
{
	int order = strcmp(a->format, b->format);

	return order ? order : strcmp(a->name, b->name);
}

/* All of a kind, in order; of equals the one that was linked or loaded first comes first. Under the lock. */
static void sort_members(struct sorted *sorted, enum engine engine, enum member_kind kind)
{
	const struct protocol_member *member;

	sorted->n = 0;
	while (registry_member(engine, kind, sorted->n))
		sorted->n++;
	free(sorted->members);
	sorted->members = calloc(sorted->n + 1, sizeof(const struct protocol_member *));
	if (!sorted->members) {
		fputs("warpage: out of memory\n", stderr);
		exit(2);
	}
	for (size_t i = 0; i < sorted->n; i++) {
		size_t at = i;

		member = registry_member(engine, kind, i);
		for (; at && compare(sorted->members[at - 1], member) > 0; at--)
			sorted->members[at] = sorted->members[at - 1];
		sorted->members[at] = member;
	}
	sorted->nadded = registry.nadded;
}

static const void *nth(enum engine engine, enum member_kind kind, unsigned int i)
{
	struct sorted *sorted = &registry.sorted[engine][kind];
	const void *member;

	pthread_mutex_lock(&registry.lock);
	if (!sorted->members || sorted->nadded != registry.nadded)
		sort_members(sorted, engine, kind);
	member = i < sorted->n ? sorted->members[i] : NULL;
	pthread_mutex_unlock(&registry.lock);
	return member;
}

const struct format *registry_format(unsigned int i)
{
	return nth(ENGINE_MACHINE, MEMBER_FORMAT, i);
}

const struct host *registry_host(enum engine engine, unsigned int i)
{
	return nth(engine, MEMBER_HOST, i);
}

const struct guest *registry_guest(enum engine engine, unsigned int i)
{
	return nth(engine, MEMBER_GUEST, i);
}

bool registry_same_name(const char *a, const char *b)
{
	for (; *a || *b; a++, b++)
		if (*a != *b && !((*a == '-' || *a == '_') && (*b == '-' || *b == '_')))
			return false;
	return true;
}

static const void *find(enum engine engine, enum member_kind kind, const char *format,
			const char *name)
{
	const struct protocol_member *member;

	for (size_t i = 0; (member = of_module(&protocol_module, engine, kind, i)); i++)
		if (registry_same_name(member->format, format) &&
		    registry_same_name(member->name, name))
			return member;
	for (unsigned int a = 0; a < registry.nadded; a++) {
		const struct added *added = registry.added[a];

		member = &added->named[engine].member;
		if (added->kind == kind && registry_same_name(member->format, format) &&
		    (!strcmp(added->name, name) || registry_same_name(added->inner, name)))
			return member;
	}
	return NULL;
}

const struct format *registry_find_format(const char *name)
{
	return find(ENGINE_MACHINE, MEMBER_FORMAT, "", name);
}

const struct host *registry_find_host(enum engine engine, const struct format *format,
				      const char *name)
{
	return find(engine, MEMBER_HOST, format->name, name);
}

const struct guest *registry_find_guest(enum engine engine, const struct format *format,
					const char *name)
{
	return find(engine, MEMBER_GUEST, format->name, name);
}

bool registry_pair(enum engine engine, unsigned int number, const struct format **format,
		   const struct host **host, const struct guest **guest)
{
	for (unsigned int h = 0; (*host = registry_host(engine, h)); h++) {
		*format = registry_find_format((*host)->format);
		for (unsigned int g = 0; (*guest = registry_guest(engine, g)); g++)
			if (registry_same_name((*guest)->format, (*host)->format) && !number--)
				return true;
	}
	return false;
}

/* The one of a module that is called so, or its only one if the name is NULL; or NULL. */
static const struct protocol_member *only(const struct protocol_module *module, enum engine engine,
					  enum member_kind kind, const char *name)
{
	const struct protocol_member *member, *found = NULL;

	for (size_t i = 0; (member = of_module(module, engine, kind, i)); i++) {
		if (name && !registry_same_name(member->name, name))
			continue;
		if (found)
			return NULL;
		found = member;
	}
	return found;
}

/* Take it over in all engines, under its new name; a format keeps its own, which members go by. */
static bool take(struct added *added, const char *inner, char *why, size_t size)
{
	static const size_t bytes[] = {sizeof(struct format), sizeof(struct host),
				       sizeof(struct guest)};
	static const char *const kinds[] = {"format", "host", "guest"};

	for (int engine = 0; engine < ENGINES; engine++) {
		const struct protocol_member *member =
			only(added->module, (enum engine)engine, added->kind, inner);

		if (!member) {
			snprintf(why, size,
				 inner ? "%s: it defines no %s '%.60s'"
				       : "%s: it defines no %s, or several; say "
					 "which: FILE:NAME",
				 added->name, kinds[added->kind], inner);
			return false;
		}
		memcpy(&added->named[engine], member, bytes[added->kind]);
		added->inner = member->name;
		if (added->kind != MEMBER_FORMAT)
			added->named[engine].member.name = added->name;
	}
	return true;
}

bool registry_add(const struct protocol_module *module, enum member_kind kind, const char *inner,
		  const char *name, const char *text, const char *included, char *why, size_t size)
{
	struct added **more = reallocarray(registry.added, registry.nadded + 1, sizeof(*more)),
		     *added = calloc(1, sizeof(*added));

	if (more)
		registry.added = more;
	if (!more || !added) {
		free(added);
		snprintf(why, size, "out of memory");
		return false;
	}
	added->module = module;
	added->kind = kind;
	snprintf(added->name, sizeof(added->name), "%s", name);
	snprintf(added->text, sizeof(added->text), "%s", text);
	snprintf(added->included, sizeof(added->included), "%s", included);
	if (take(added, inner, why, size)) {
		registry.added[registry.nadded++] = added;
		if (registry_check(why, size))
			return true;
		registry.nadded--;
	}
	free(added);
	return false;
}

static const struct added *added_of(const void *member)
{
	for (unsigned int a = 0; a < registry.nadded; a++)
		for (int engine = 0; engine < ENGINES; engine++)
			if (&registry.added[a]->named[engine] == member)
				return registry.added[a];
	return NULL;
}

const char *registry_text(const void *member)
{
	const struct added *added = added_of(member);

	return added ? added->text : NULL;
}

const char *registry_included(const void *member)
{
	const struct added *added = added_of(member);

	return added ? added->included : NULL;
}

const char *registry_name(const void *member)
{
	const struct added *added = added_of(member);

	return added ? added->name : ((const struct protocol_member *)member)->name;
}

void registry_load_by(registry_loader *loader)
{
	registry.loader = loader;
}

bool registry_load(enum member_kind kind, const struct format *format, const char *name, char *why,
		   size_t size)
{
	if (!registry_is_file(name) || !registry.loader ||
	    find(ENGINE_MACHINE, kind, format ? format->name : "", name))
		return true;
	return registry.loader(kind, format, name, why, size);
}

/* Members of one file have the same stores, which then come more than once. */
const struct page_store *registry_page_store(unsigned int i)
{
	const struct protocol_module *module = &protocol_module;

	for (unsigned int a = 0;; a++) {
		unsigned int n = (unsigned int)(module->stores_end - module->stores);

		if (i < n)
			return module->stores + i;
		i -= n;
		if (a == registry.nadded)
			return NULL;
		module = registry.added[a]->module;
	}
}
