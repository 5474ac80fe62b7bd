/* Where a function finds the page: as the user says, or in the one place that has the page's type. */
#include "shape/fit.h"

#include <string.h>

#include "file/text.h"
#include "protocols/registry.h"
#include "shape/known.h"

/* "--format hyperv-tsc or --format pvclock" */
static char *spell_formats(char *out, size_t size)
{
	struct text text = {.out = out, .size = size};
	const struct format *format;
	char name[64];

	for (unsigned int i = 0; (format = registry_format(i)); i++)
		text_add(&text, "%s--format %s", i ? " or " : "",
			 registry_spell(format->name, name, sizeof(name)));
	return out;
}

/* The page's place as the user gave it; a type without a known name is believed to be right. */
static bool page_given(struct shape *shape, struct place *place)
{
	char formats[400];

	if (!place_parse(shape, shape->want->page, place))
		return false;
	if (place->type.record && place->type.pointers <= 1) {
		place->object = !place->type.pointers;
		place->page = place_inside(shape, place->type.record, place->inside,
					   sizeof(place->inside));
		place->format = place->page ? place_format(shape, place->page) : NULL;
		if (!place->page)
			place->page = place->type.record;
		if (place->object && (place->nsteps || !place->variable))
			return fit_fail(shape, "page=%s: that is a page, not a pointer to one",
					shape->want->page);
	} else if (!place->type.pointers && place->type.bits != 64) {
		return fit_fail(shape, "page=%s: that is no pointer", shape->want->page);
	}
	if (!place->format && !shape->format)
		return fit_fail(shape, "%s is of no page type that warpage knows: say %s",
				shape->want->page, spell_formats(formats, sizeof(formats)));
	return true;
}

/* The only argument that could be a page of a type that has no known name; -1 if there is no such. */
static int unknown_page(const struct shape *shape)
{
	struct time_members time;
	int found = -1;

	for (unsigned int i = 0; i < shape->function->narguments; i++) {
		struct c_type type = tree_type(shape->tree, shape->function->arguments[i].type);

		if (type.base != C_RECORD || type.pointers != 1 || !type.record ||
		    !type.record->whole || !shape->function->arguments[i].used ||
		    fit_time_members(type.record, &time) ||
		    (type.is_const && shape->want->role == SHAPE_HOST))
			continue;
		if (found >= 0)
			return -1;
		found = (int)i;
	}
	return found;
}

/* An argument that is a page, or leads to one, but not as a pointer to it does. */
static bool page_elsewhere(struct shape *shape)
{
	const struct c_function *function = shape->function;
	char spelled[SHAPE_PLACE], inside[128];

	for (unsigned int i = 0; i < function->narguments; i++) {
		struct c_type type = tree_type(shape->tree, function->arguments[i].type);

		if (type.base != C_RECORD || !type.record || type.pointers == 1 ||
		    !place_inside(shape, type.record, inside, sizeof(inside)))
			continue;
		fit_spell_argument(shape, i, spelled);
		if (type.pointers)
			fit_fail(shape,
				 "%s takes %s, a pointer to a pointer: have it take a pointer to "
				 "the "
				 "page",
				 function->name, spelled);
		else
			fit_fail(shape,
				 "%s takes %s, a copy of the page: have it take a pointer to the "
				 "page, "
				 "since the copying is what has to be right",
				 function->name, spelled);
		return true;
	}
	return false;
}

/* No place was found. */
static bool page_missing(struct shape *shape, struct place *place)
{
	const struct format *other;
	int argument = unknown_page(shape);
	const char *takes = strchr(shape->function->type, '(');
	char spelled[SHAPE_PLACE], formats[400], name[64];

	if (page_elsewhere(shape))
		return false;
	if (argument >= 0 && shape->format) {
		other = place_format_any(
			tree_type(shape->tree, shape->function->arguments[argument].type).record);
		if (other)
			return fit_fail(shape, "%s takes %s, a page of %s: say --format %s",
					shape->function->name,
					fit_spell_argument(shape, (unsigned int)argument, spelled),
					registry_spell(other->name, name, sizeof(name)), name);
		*place = (struct place){.argument = argument};
		place->type = tree_type(shape->tree, shape->function->arguments[argument].type);
		place->page = place->type.record;
		return true;
	}
	if (argument >= 0)
		return fit_fail(
			shape,
			"%s takes %s, which is no page that warpage knows by its name: say %s",
			shape->function->name,
			fit_spell_argument(shape, (unsigned int)argument, spelled),
			spell_formats(formats, sizeof(formats)));
	return fit_fail(
		shape,
		"%s%s meets no page%s%s: have it take a pointer to one, or say where it finds "
		"it, as in %s,page=SOME_POINTER",
		shape->function->name, takes ? takes : "",
		shape->format ? " of " : " that warpage knows",
		shape->format ? registry_spell(shape->format->name, name, sizeof(name)) : "",
		shape->name);
}

/* Of two pages that a host is given, the one that it writes; -1 if that is not clear. */
static int page_written(const struct shape *shape, const struct place *places)
{
	static const char *const sources[] = {"new", "next", "src", "from", "ref", "in", "update"};
	bool source[2] = {false, false};

	for (unsigned int i = 0; i < 2; i++) {
		const struct c_argument *one = &shape->function->arguments[places[i].argument];

		source[i] = tree_type(shape->tree, one->type).is_const;
		for (size_t s = 0; s < ARRAY_SIZE(sources); s++)
			source[i] |= !strncmp(one->name, sources[s], strlen(sources[s]));
	}
	return source[0] == source[1] ? -1 : source[0];
}

/* Which of several places is the page's; -1 if that is not clear. */
static int page_chosen(const struct shape *shape, const struct place *places, unsigned int n)
{
	unsigned int direct = 0;

	while (direct < n && places[direct].argument >= 0 && !places[direct].nsteps)
		direct++;
	if (direct == 1 || n == 1)
		return 0;
	return direct == 2 && shape->want->role == SHAPE_HOST ? page_written(shape, places) : -1;
}

static bool ask_which(struct shape *shape, const struct place *places)
{
	char one[SHAPE_PLACE], other[SHAPE_PLACE];

	return fit_fail(shape, "%s finds a page in %s, and in %s: say %s,page=%s or %s,page=%s",
			shape->function->name, place_spell(shape, &places[0], one),
			place_spell(shape, &places[1], other), shape->name, one, shape->name,
			other);
}

/* Is what is at that address taken for another format's page? Then that is told. */
static bool is_other_page(struct shape *shape, const struct place *address)
{
	const char *cast =
		address->nsteps
			? tree_cast(shape->tree, address->steps[address->nsteps - 1].member->id)
			: NULL;
	const struct c_record *record = cast ? tree_type(shape->tree, cast).record : NULL;
	const struct format *other = record ? place_format_any(record) : NULL;
	char spelled[SHAPE_PLACE], name[64];

	if (!other || !shape->format || other == shape->format)
		return false;
	fit_fail(shape, "%s finds a page of %s in %s: say --format %s", shape->function->name,
		 registry_spell(other->name, name, sizeof(name)),
		 place_spell(shape, address, spelled), name);
	return true;
}

/* The page is at an address in the guest; of what is a page by its type, the one place has the new values. */
static bool page_at_address(struct shape *shape, struct place *address, const struct place *places,
			    unsigned int n)
{
	char spelled[SHAPE_PLACE];
	unsigned int others = 0;

	for (unsigned int i = 0; i < n; i++) {
		if (address->format && places[i].format != address->format)
			continue;
		others += !place_same(&places[i], address);
		address->format = places[i].format;
		address->page = places[i].page;
	}
	if (others > 1)
		return ask_which(shape, places);
	if (is_other_page(shape, address))
		return false;
	if (!address->format && !shape->format)
		return page_missing(shape, address);
	fit_note(shape, "the page is at %s", place_spell(shape, address, spelled));
	return true;
}

/* Of mappings, those that are known to be the clock's own, if there are such. */
static unsigned int keep_homes(struct place *places, unsigned int n)
{
	unsigned int kept = 0;
	bool some = false;

	for (unsigned int i = 0; i < n; i++)
		some |= known_home(&places[i]);
	for (unsigned int i = 0; i < n; i++)
		if (!some || known_home(&places[i]) ||
		    (!place_is_address(&places[i]) && !known_second(&places[i])))
			places[kept++] = places[i];
	return kept;
}

static bool page_found(struct shape *shape, struct place *place)
{
	struct place places[8], addresses[4];
	unsigned int n = place_search(shape, places, ARRAY_SIZE(places)), naddresses = 0;
	int chosen;

	if (shape->want->role == SHAPE_HOST)
		naddresses = place_search_address(shape, addresses, ARRAY_SIZE(addresses));
	naddresses = keep_homes(addresses, naddresses);
	n = keep_homes(places, n);
	if (naddresses > 1)
		return ask_which(shape, addresses);
	if (naddresses) {
		*place = addresses[0];
		return page_at_address(shape, place, places, n);
	}
	if (!n)
		return page_missing(shape, place);
	chosen = page_chosen(shape, places, n);
	if (chosen < 0)
		return ask_which(shape, places);
	*place = places[chosen];
	return true;
}

bool fit_page(struct shape *shape, struct place *place)
{
	if (shape->want->page ? !page_given(shape, place) : !page_found(shape, place))
		return false;
	if (place->format)
		shape->format = place->format;
	shape->page = place->page;
	return place_set_page(shape, place);
}
