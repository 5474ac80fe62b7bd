/* What goes in front of a file, and the part that a function needs; see pasted.h. */
#define _GNU_SOURCE
#include "pasted/pasted.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "file/source.h"
#include "pasted/item.h"

struct pasted *pasted_read(const char *text)
{
	struct pasted *pasted = calloc(1, sizeof(*pasted));

	if (!pasted)
		return NULL;
	pasted->text = text;
	if (items_find(pasted))
		return pasted;
	pasted_free(pasted);
	return NULL;
}

void pasted_free(struct pasted *pasted)
{
	if (!pasted)
		return;
	free(pasted->items);
	free(pasted->names);
	free(pasted);
}

/* Does an #include of it begin with one of these, which end with NULL? */
static bool includes(const struct pasted *pasted, const char *const *beginnings)
{
	for (unsigned int i = 0; i < pasted->nitems; i++) {
		const struct item *item = &pasted->items[i];
		const char *what = item->include ? strpbrk(item->start, "<\"") : NULL;

		for (const char *const *one = beginnings; what && what < item->end && *one; one++)
			if (!strncmp(what + 1, *one, strlen(*one)))
				return true;
	}
	return false;
}

const char *pasted_header(const struct pasted *pasted)
{
	static const char *const own[] = {"warpage/", "format.h", NULL};
	static const char *const linux_own[] = {"linux/", "uapi/", "vdso/", "clocksource/", NULL};
	static const char *const bsd_own[] = {"sys/", "machine/", "dev/", "uvm/",
					      "vm/",  "x86/",	  "osv/", NULL};
	static const char *const xen_own[] = {"xen/", "public/", NULL};

	if (includes(pasted, own) || strstr(pasted->text, "DEFINE_HOST(") ||
	    strstr(pasted->text, "DEFINE_GUEST("))
		return NULL;
	if (includes(pasted, linux_own))
		return "linux.h";
	if (includes(pasted, bsd_own))
		return "bsd.h";
	return includes(pasted, xen_own) ? "xen.h" : "linux.h";
}

static bool same(const struct name *a, const struct name *b)
{
	return a->length == b->length && !memcmp(a->at, b->at, a->length);
}

/* Is this name the file's own? */
static bool is_own(const struct pasted *pasted, const struct name *name)
{
	return !name->declared_only && !name->guess && !pasted->items[name->item].define;
}

/* ... and was it told so by a name before end? */
static bool told_before(const struct pasted *pasted, const struct name *end,
			const struct name *name)
{
	for (const struct name *other = pasted->names; other < end; other++)
		if (same(other, name) && is_own(pasted, other))
			return true;
	return false;
}

/* Names of a header that no #undef removes: of structs, types, and constants. */
static void rename_types(const struct pasted *pasted, const struct pasted *header, FILE *out)
{
	for (unsigned int i = 0; i < header->nnames; i++) {
		const struct name *theirs = &header->names[i];

		if (!theirs->typed || theirs->declared_only || told_before(header, theirs, theirs))
			continue;
		for (unsigned int j = 0; j < pasted->nnames; j++) {
			if (!pasted->names[j].typed || !same(&pasted->names[j], theirs))
				continue;
			fprintf(out, "#define %.*s warpage_own_%.*s\n", (int)theirs->length,
				theirs->at, (int)theirs->length, theirs->at);
			break;
		}
	}
}

/* Does a header make a macro with brackets of this name, so that no declaration of it stands? */
static bool is_call(const struct pasted *header, const struct name *name)
{
	return header->items[name->item].define && name->at[name->length] == '(';
}

/* A function that the file declares and does not define, and that is a macro elsewhere, needs no word. */
static void drop_declarations(struct pasted *pasted, const char *at, size_t length)
{
	const struct name theirs = {.at = at, .length = length};

	for (unsigned int j = 0; j < pasted->nnames; j++) {
		const struct name *name = &pasted->names[j];

		if (name->function && name->declared_only && same(name, &theirs) &&
		    !told_before(pasted, pasted->names + pasted->nnames, name))
			pasted->items[name->item].dropped = true;
	}
}

static void drop_all(struct pasted *pasted, const struct pasted *header)
{
	/* of the engine's primitives.h, which is not looked through */
	static const char *const primitives[] = {"barrier",	 "smp_rmb",  "smp_wmb",
						 "smp_mb",	 "rdtsc",    "rdtsc_ordered",
						 "rdtsc_fenced", "cpu_relax"};

	for (size_t i = 0; i < sizeof(primitives) / sizeof(primitives[0]); i++)
		drop_declarations(pasted, primitives[i], strlen(primitives[i]));
	for (unsigned int i = 0; i < header->nnames; i++)
		if (is_call(header, &header->names[i]))
			drop_declarations(pasted, header->names[i].at, header->names[i].length);
}

#define HEADER_MAX (1 << 20) /* bytes of one */
#define HEADERS_DEEP 2	     /* linux.h, and os/all.h, which has all others */

/* The one if out is given, else the other, for a header of warpage's and all that it includes. */
static void look_through(struct pasted *pasted, const char *folder, const char *name, FILE *out,
			 unsigned int depth)
{
	char path[PATH_MAX], *text;
	struct pasted *header;
	size_t length;

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	if (source_read(path, HEADER_MAX, &text, &length))
		return;
	header = pasted_read(text);
	for (unsigned int i = 0; header && i < header->nitems; i++) {
		const struct item *item = &header->items[i];
		char other[64];

		if (item->include && depth < HEADERS_DEEP &&
		    sscanf(item->start, "#include <warpage/%50[a-z0-9_/.]>", other) == 1) {
			snprintf(path, sizeof(path), "warpage/%s", other);
			look_through(pasted, folder, path, out, depth + 1);
		}
	}
	if (header && out)
		rename_types(pasted, header, out);
	else if (header)
		drop_all(pasted, header);
	pasted_free(header);
	free(text);
}

char *pasted_front(const struct pasted *pasted, const char *folder, bool host)
{
	const char *header = pasted_header(pasted);
	char *out = NULL, name[64];
	size_t size = 0;
	FILE *stream = open_memstream(&out, &size);

	if (!stream)
		return NULL;
	if (header) {
		if (host)
			fprintf(stream, "#define WARPAGE_IS_HOST\n");
		snprintf(name, sizeof(name), "warpage/%s", header);
		look_through((struct pasted *)pasted, folder, name, stream, 0);
		fprintf(stream, "#include <%s>\n", name);
		for (unsigned int i = 0; i < pasted->nnames; i++) {
			const struct name *own = &pasted->names[i];

			if (is_own(pasted, own) && !told_before(pasted, own, own))
				fprintf(stream, "#undef %.*s\n", (int)own->length, own->at);
		}
	}
	if (fclose(stream)) {
		free(out);
		return NULL;
	}
	return out;
}

void pasted_drop_declarations(struct pasted *pasted, const char *folder)
{
	const char *header = pasted_header(pasted);
	char name[64];

	if (!header)
		return;
	snprintf(name, sizeof(name), "warpage/%s", header);
	look_through(pasted, folder, name, NULL, 0);
}

/* Does a macro of the file's put that together with its argument? */
static bool pastes(const struct pasted *pasted, const struct token *macro, const char *rest,
		   size_t length)
{
	for (unsigned int i = 0; i < pasted->nnames; i++) {
		const struct name *name = &pasted->names[i];
		const struct item *item = &pasted->items[name->item];
		size_t size = (size_t)(item->end - item->start);

		if (item->define && name->length == macro->length &&
		    !memcmp(name->at, macro->at, name->length) &&
		    memmem(item->start, size, "##", 2) && memmem(item->start, size, rest, length))
			return true;
	}
	return false;
}

/* READER(lfence): such a macro makes read_lfence() of it. */
static bool makes(const struct pasted *pasted, const struct name *name, const char *function)
{
	const char *at = pasted->items[name->item].start;
	size_t length = strlen(function), rest = length - name->length;
	struct token macro = token_next(&at);

	if (!name->guess || name->length >= length)
		return false;
	return (!memcmp(function + rest, name->at, name->length) &&
		pastes(pasted, &macro, function, rest)) ||
	       (!memcmp(function, name->at, name->length) &&
		pastes(pasted, &macro, function + name->length, rest));
}

static bool defines(const struct pasted *pasted, const struct name *name, const char *function)
{
	bool same = name->length == strlen(function) && !memcmp(name->at, function, name->length);

	return (name->function && !name->declared_only && same) || makes(pasted, name, function);
}

bool pasted_has(const struct pasted *pasted, const char *function)
{
	for (unsigned int i = 0; i < pasted->nnames; i++)
		if (defines(pasted, &pasted->names[i], function))
			return true;
	return false;
}

/* Mark the items that give a name to word; were there new ones among them? */
static bool mark(const struct pasted *pasted, bool *needed, const char *at, size_t length)
{
	bool more = false;

	for (unsigned int i = 0; i < pasted->nnames; i++) {
		const struct name *name = &pasted->names[i];

		if (name->length != length || memcmp(name->at, at, length) || needed[name->item])
			continue;
		needed[name->item] = true;
		more = true;
	}
	return more;
}

static void mark_function(const struct pasted *pasted, bool *needed, const char *function)
{
	mark(pasted, needed, function, strlen(function));
	for (unsigned int i = 0; i < pasted->nnames; i++)
		if (makes(pasted, &pasted->names[i], function))
			needed[pasted->names[i].item] = true;
}

/* Mark what the words of an item name. */
static bool mark_words(const struct pasted *pasted, bool *needed, const struct item *item)
{
	const char *at = item->directive ? item->start + 1 : item->start;
	bool more = false;

	while (at < item->end) {
		struct token token = token_next(&at);

		if (token.kind == TOKEN_END || token.at >= item->end)
			break;
		if (token.kind == TOKEN_DIRECTIVE)
			at = token.at + 1; /* its words count, too */
		else if (token.kind == TOKEN_WORD)
			more |= mark(pasted, needed, token.at, token.length);
	}
	return more;
}

/* Blank out an item, but for line ends and the preprocessor's lines in it. */
static void blank(char *from, const char *end)
{
	const char *text = from;

	while (text < end) {
		struct token token = token_next(&text);
		char *until = (char *)(token.at < end ? token.at : end);

		for (; from < until; from++)
			if (*from != '\n')
				*from = ' ';
		if (token.kind == TOKEN_DIRECTIVE)
			from = (char *)text;
	}
	for (; from < end; from++)
		if (*from != '\n')
			*from = ' ';
}

char *pasted_part(const struct pasted *pasted, const char *function, const char *more)
{
	bool *needed = calloc(pasted->nitems + 1, sizeof(*needed)), *done, again;
	char *out = strdup(pasted->text);

	done = calloc(pasted->nitems + 1, sizeof(*done));
	if (!needed || !done || !out) {
		free(out);
		out = NULL;
		goto end;
	}
	if (!pasted->whole || (function && !pasted_has(pasted, function)))
		goto end;
	if (function)
		mark_function(pasted, needed, function);
	else
		memset(needed, true, pasted->nitems);
	if (more)
		mark_words(pasted, needed,
			   &(struct item){.start = more, .end = more + strlen(more)});
	do {
		again = false;
		for (unsigned int i = 0; i < pasted->nitems; i++) {
			if (!needed[i] || done[i])
				continue;
			done[i] = true;
			again |= mark_words(pasted, needed, &pasted->items[i]);
		}
	} while (again);
	for (unsigned int i = 0; i < pasted->nitems; i++)
		if ((!needed[i] || pasted->items[i].dropped) && !pasted->items[i].directive)
			blank(out + (pasted->items[i].start - pasted->text),
			      out + (pasted->items[i].end - pasted->text));
end:
	free(needed);
	free(done);
	return out;
}
