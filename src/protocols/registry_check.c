/*
 * What only the whole program can tell of its protocols: names that are taken, formats that are
 * missing, members that nobody set. A program that runs has none of that.
 */
#include <stdio.h>

#include "protocols/registry.h"

enum kind { KIND_FORMAT, KIND_HOST, KIND_GUEST };

struct member {
	const char *kind, *name, *format, *file; /* format: NULL for a format itself */
	const char *lacks;			 /* a member that must be set, or NULL */
};

static bool is_member(struct member *member, enum engine engine, enum kind kind, unsigned int i)
{
	const struct format *format = kind == KIND_FORMAT ? registry_raw_format(i) : NULL;
	const struct host *host = kind == KIND_HOST ? registry_raw_host(engine, i) : NULL;
	const struct guest *guest = kind == KIND_GUEST ? registry_raw_guest(engine, i) : NULL;

	if (format)
		*member = (struct member){"format", format->name, NULL, format->file,
					  !format->origin			? ".origin"
					  : !format->unit_ns			? ".unit_ns"
					  : !format->page_size			? ".page_size"
					  : !format->params_size		? ".params_size"
					  : !format->fields || !format->nfields ? ".fields"
					  : !format->starts || !format->nstarts ? ".starts"
					  : !format->placements || !format->nplacements
						  ? ".placements"
					  : !format->anchor ? ".anchor"
					  : !format->time   ? ".time"
					  : !format->encode ? ".encode"
					  : !format->decode ? ".decode"
					  : !format->valid  ? ".valid"
							    : NULL};
	if (host)
		*member = (struct member){"host", host->name, host->format, host->file,
					  !host->publish       ? ".publish"
					  : !host->legal_start ? ".legal_start"
					  : !host->origin      ? ".origin"
							       : NULL};
	if (guest)
		*member = (struct member){"guest", guest->name, guest->format, guest->file,
					  !guest->read	   ? ".read"
					  : !guest->origin ? ".origin"
							   : NULL};
	return format || host || guest;
}

/* "host odd-even of hyperv-tsc" */
static const char *spell(const struct member *member, char *out, size_t size)
{
	char name[64], format[64];

	snprintf(out, size, "%s %s%s%s", member->kind,
		 registry_spell(member->name, name, sizeof(name)), member->format ? " of " : "",
		 member->format ? registry_spell(member->format, format, sizeof(format)) : "");
	return out;
}

static bool same(const struct member *a, const struct member *b)
{
	return !strcmp(a->name, b->name) && (!a->format || !strcmp(a->format, b->format));
}

static bool check(const struct member *member, char *why, size_t size)
{
	char spelled[160];

	spell(member, spelled, sizeof(spelled));
	if (member->lacks)
		snprintf(why, size, "%s: the %s has no %s", member->file, spelled, member->lacks);
	else if (member->format && !registry_find_format(member->format))
		snprintf(why, size, "%s: the %s: there is no DEFINE_FORMAT(%s, ...)", member->file,
			 spelled, member->format);
	else
		return true;
	return false;
}

static bool check_kind(enum engine engine, enum kind kind, char *why, size_t size)
{
	struct member member, other;
	char spelled[160];

	for (unsigned int i = 0; is_member(&member, engine, kind, i); i++) {
		if (!check(&member, why, size))
			return false;
		for (unsigned int j = 0; j < i && is_member(&other, engine, kind, j); j++) {
			if (!same(&member, &other))
				continue;
			snprintf(why, size, "the %s is defined twice, in %s and in %s: rename one",
				 spell(&member, spelled, sizeof(spelled)), other.file, member.file);
			return false;
		}
	}
	return true;
}

bool registry_check(char *why, size_t size)
{
	bool good = check_kind(ENGINE_MACHINE, KIND_FORMAT, why, size);

	for (int engine = 0; good && engine < ENGINES; engine++)
		good = check_kind((enum engine)engine, KIND_HOST, why, size) &&
		       check_kind((enum engine)engine, KIND_GUEST, why, size);
	return good;
}
