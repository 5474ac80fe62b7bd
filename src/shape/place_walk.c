/* Visits places: every member that a function uses, by way of its arguments and of variables. */
#include "shape/place.h"

struct walk {
	struct shape *shape;
	const struct place *page;
	bool (*visit)(struct shape *shape, const struct place *place, void *data);
	void *data;
	struct place at;
	unsigned int arrows;
};

static bool walk(struct walk *w, struct c_type type)
{
	struct shape *shape = w->shape;
	struct place *at = &w->at;

	if (type.base != C_RECORD || !type.record || type.pointers > 1 ||
	    at->nsteps == PLACE_STEPS || w->arrows + type.pointers > 3 || place_same(at, w->page) ||
	    (type.pointers && place_format(shape, type.record)))
		return true;
	w->arrows += type.pointers;
	for (unsigned int i = 0; i < type.record->nmembers; i++) {
		const struct c_member *member = &type.record->members[i];
		struct c_type inner = tree_type(shape->tree, member->type);
		bool good;

		if (*member->name && !tree_has(&shape->reach.members, member->id))
			continue;
		at->steps[at->nsteps].member = member;
		at->steps[at->nsteps].arrow = type.pointers;
		at->steps[at->nsteps].element = inner.length;
		inner.length = 0;
		at->nsteps++;
		at->type = inner;
		good = (!*member->name || w->visit(shape, at, w->data)) && walk(w, inner);
		at->nsteps--;
		if (!good)
			return false;
	}
	w->arrows -= type.pointers;
	return true;
}

bool place_walk(struct shape *shape, const struct place *page,
		bool (*visit)(struct shape *shape, const struct place *place, void *data),
		void *data)
{
	const struct c_function *function = shape->function;
	struct walk w = {.shape = shape, .page = page, .visit = visit, .data = data};

	for (unsigned int i = 0; i < function->narguments; i++) {
		w.at = (struct place){.argument = (int)i};
		w.at.type = tree_type(shape->tree, function->arguments[i].type);
		w.arrows = 0;
		if (w.at.type.pointers == 1 && (!visit(shape, &w.at, data) || !walk(&w, w.at.type)))
			return false;
	}
	for (unsigned int i = 0; i < shape->reach.variables.n; i++) {
		w.at = (struct place){.argument = -1};
		w.at.variable = tree_variable(shape->tree, shape->reach.variables.items[i]);
		w.at.type = tree_type(shape->tree, w.at.variable->type);
		w.arrows = 0;
		if (w.at.type.length)
			continue;
		if (!visit(shape, &w.at, data) || !walk(&w, w.at.type))
			return false;
	}
	return true;
}
