/*
 * Functions as guests: how they give the time, and how they say that there is none. After the call
 * there is no loop, and but one test.
 */
#include <ctype.h>
#include <string.h>

#include "protocols/registry.h"
#include "shape/fit.h"
#include "shape/place.h"

enum gives { GIVES_STATUS, GIVES_TIME, GIVES_NOTHING, GIVES_SPEC };

struct guest_fit {
	struct shape *shape;
	int tsc, time, spec, mode, narrow; /* arguments; -1: none */
	struct time_members members;	   /* of the struct that is spec, or the result */
	enum gives gives;
	const char *success; /* C: does the result say that there is a time? */
};

bool fit_time_members(const struct c_record *record, struct time_members *members)
{
	static const struct {
		const char *name;
		unsigned int ns;
	} names[] = {{"sec", 0},     {"tv_sec", 0},    {"seconds", 0}, {"nsec", 1},
		     {"tv_nsec", 1}, {"tv_ns", 1},     {"ns", 1},      {"nanoseconds", 1},
		     {"usec", 1000}, {"tv_usec", 1000}};

	members->seconds = members->rest = NULL;
	for (unsigned int i = 0; record && i < record->nmembers; i++)
		for (size_t n = 0; n < ARRAY_SIZE(names); n++) {
			const char *name = record->members[i].name;

			if (strcmp(name, names[n].name) != 0)
				continue;
			if (!names[n].ns) {
				members->seconds = name;
			} else {
				members->rest = name;
				members->rest_ns = names[n].ns;
			}
		}
	return members->seconds && members->rest;
}

/* "now" and "time" rather than "tsc": 1; the other way about: -1. */
static int says_time(const char *name)
{
	static const char *const times[] = {"time", "now", "ns", "value", "result", "ref"};
	static const char *const ticks[] = {"tsc", "cyc", "tick", "raw"};

	for (size_t i = 0; i < ARRAY_SIZE(ticks); i++)
		if (strstr(name, ticks[i]))
			return -1;
	for (size_t i = 0; i < ARRAY_SIZE(times); i++)
		if (strstr(name, times[i]))
			return 1;
	return 0;
}

/* Where the function leaves what it has read. */
static bool find_outs(struct guest_fit *fit)
{
	struct shape *shape = fit->shape;
	const struct c_function *function = shape->function;
	int outs[3], n = 0;

	for (unsigned int i = 0; i < function->narguments; i++) {
		struct c_type type = tree_type(shape->tree, function->arguments[i].type);

		if (*shape->arguments[i] || type.pointers != 1 || type.is_const)
			continue;
		if (type.base == C_INTEGER && type.bits == 64 && n < 3)
			outs[n++] = (int)i;
		else if (type.base == C_INTEGER && strstr(function->arguments[i].name, "mode"))
			fit->mode = (int)i;
		else if (type.base == C_INTEGER && type.bits == 32 && fit->narrow < 0)
			fit->narrow = (int)i;
		else if (type.base == C_RECORD && fit->spec < 0 &&
			 fit_time_members(type.record, &fit->members))
			fit->spec = (int)i;
	}
	if (n > 2)
		return fit_fail(shape,
				"%s leaves a number in three places: say what one is, as in "
				"'%s,arg=%s=&(u64){0}'",
				function->name, shape->name, function->arguments[outs[2]].name);
	if (n == 2) {
		bool other = says_time(function->arguments[outs[0]].name) >
			     says_time(function->arguments[outs[1]].name);

		fit->tsc = outs[other];
		fit->time = outs[!other];
	} else if (n) {
		fit->time = outs[0];
	}
	return true;
}

/* Of a result that is an int: does 0 say that there is a time? */
static bool find_success(struct guest_fit *fit)
{
	const struct c_function *function = fit->shape->function;
	const char *said = fit->shape->want->success;
	bool negative = false, positive = false, zero = false;

	for (unsigned int i = 0; i < function->nreturns; i++) {
		negative |= function->returns[i].constant == -1;
		positive |= function->returns[i].constant == 1;
		zero |= function->returns[i].constant == 0;
	}
	if (!said && zero && positive && !negative && fit->spec < 0)
		return fit_fail(
			fit->shape,
			"%s returns 0 or a number: say %s,success=zero if 0 means that there "
			"is a time, else %s,success=nonzero",
			function->name, fit->shape->name, fit->shape->name);
	if (said ? *said == 'z' : fit->spec < 0 || negative) {
		fit->success = " == 0";
		fit_note(fit->shape, "a result other than 0 means no time");
	} else {
		fit->success = " != 0";
		fit_note(fit->shape, "a result of 0 means no time");
	}
	return true;
}

/* The word in the text before the function's name. */
static const char *find_word(const char *text, size_t length, const char *word, size_t word_length)
{
	for (size_t i = 0; i + word_length <= length; i++) {
		bool begins = !i || !(isalnum((unsigned char)text[i - 1]) || text[i - 1] == '_');
		char next = i + word_length < length ? text[i + word_length] : ' ';

		if (begins && !strncmp(text + i, word, word_length) &&
		    !(isalnum((unsigned char)next) || next == '_'))
			return text + i;
	}
	return NULL;
}

const char *wide_type(const struct shape *shape, size_t *length)
{
	const struct c_function *function = shape->function;
	const struct tree *tree = shape->tree;
	const char *type;
	size_t head = function->place.offset - function->begin.offset;

	if (!tree->text || !function->ours || function->begin.macro || function->end.macro ||
	    function->begin.offset > function->place.offset ||
	    function->place.offset > function->end.offset || function->end.offset >= tree->length)
		return NULL;
	*length = strlen(function->result);
	type = find_word(tree->text + function->begin.offset, head, function->result, *length);
	if (!type && !strncmp(function->result, "unsigned int", *length)) {
		*length = strlen("unsigned");
		type = find_word(tree->text + function->begin.offset, head, "unsigned", *length);
	}
	return type;
}

/* A result of 32 bits that is made of one of 64: warpage has a copy of the function return that. */
static bool find_wide(struct guest_fit *fit)
{
	struct shape *shape = fit->shape;
	const struct c_function *function = shape->function, *called;
	bool some = false;
	size_t length;

	for (unsigned int i = 0; i < function->nreturns; i++) {
		const struct c_return *one = &function->returns[i];
		struct c_type type = tree_type(shape->tree, one->type);

		if (one->constant != RETURN_OTHER ||
		    (!type.pointers && type.base == C_INTEGER && type.bits == 64))
			continue;
		return fit_fail(
			shape,
			"%s cuts the time to 32 bits before it returns it: what is cut can't "
			"be judged; name a function that gives 64 bits",
			function->name);
	}
	for (unsigned int i = 0; i < function->nreturns; i++)
		some |= function->returns[i].constant == RETURN_OTHER;
	if (!some)
		return fit_fail(
			shape,
			"%s returns nothing but constants, and leaves the time nowhere: a guest "
			"takes an u64 * for it, or returns it",
			function->name);
	if (!wide_type(shape, &length)) {
		called = function->nreturns ? tree_function(shape->tree, function->returns[0].call)
					    : NULL;
		return fit_fail(
			shape,
			"%s returns %s, the low bits of the time, which can't be judged: name "
			"%s, of 64 bits",
			function->name, function->result,
			called && called->whole ? called->name : "a function");
	}
	shape->wide = true;
	fit_note(shape, "the time is judged before it is cut to 32 bits");
	return true;
}

static bool find_result(struct guest_fit *fit)
{
	struct shape *shape = fit->shape;
	const struct c_function *function = shape->function;
	struct c_type type = tree_type(shape->tree, function->result);
	bool out = fit->time >= 0 || fit->spec >= 0;
	char spelled[SHAPE_PLACE];

	if (type.pointers)
		type.base = C_OTHER;
	if (!out && fit->narrow >= 0 &&
	    (type.bits <= 32 || says_time(function->arguments[fit->narrow].name) > 0))
		return fit_fail(
			shape,
			"%s leaves the time in %s, which has no room for 64 bits, and what is "
			"cut can't be judged: make it an u64 *",
			function->name,
			fit_spell_argument(shape, (unsigned int)fit->narrow, spelled));
	switch (type.base) {
	case C_BOOL:
		fit->gives = GIVES_STATUS;
		fit->success = " != 0";
		if (out)
			return true;
		return fit_fail(
			shape,
			"%s returns true or false, and leaves the time nowhere: a guest takes "
			"an u64 * for it, or returns it",
			function->name);
	case C_VOID:
		fit->gives = GIVES_NOTHING;
		if (out)
			return true;
		return fit_fail(shape,
				"%s returns nothing: a guest gives the time, as u64 %s(page), or "
				"bool %s(page, u64 *time)",
				function->name, function->name, function->name);
	case C_RECORD:
		fit->gives = GIVES_SPEC;
		if (fit_time_members(type.record, &fit->members) && !out)
			return true;
		break;
	case C_INTEGER:
		if (type.bits == 64 && fit->spec < 0) {
			if (fit->time >= 0 && fit->tsc < 0 &&
			    says_time(function->arguments[fit->time].name) <= 0) {
				fit->tsc = fit->time;
				fit->time = -1;
			}
			fit->gives = fit->time < 0 ? GIVES_TIME : GIVES_STATUS;
			return fit->time < 0 || find_success(fit);
		}
		fit->gives = out ? GIVES_STATUS : GIVES_TIME;
		if (type.bits >= 32)
			return out ? find_success(fit) : find_wide(fit);
		break;
	default:
		break;
	}
	return fit_fail(
		shape,
		"%s returns %s, which is no time: a guest returns it as u64, or in a struct "
		"timespec64, or leaves it in an u64 *",
		function->name, function->result);
}

/* Numbers that arguments point to. */
static void make_outs(struct guest_fit *fit)
{
	struct shape *shape = fit->shape;
	const struct {
		int argument;
		const char *name, *value;
	} outs[] = {{fit->tsc, "warpage_tsc", "0"},
		    {fit->time, "warpage_out", "0"},
		    {fit->spec, "warpage_spec", "{0}"},
		    {fit->mode, "warpage_mode", "1"}};

	for (size_t i = 0; i < ARRAY_SIZE(outs); i++) {
		if (outs[i].argument < 0)
			continue;
		fprintf(shape->locals.stream, "\t__typeof__(*(%s)0) %s = %s;\n",
			shape->function->arguments[outs[i].argument].type, outs[i].name,
			outs[i].value);
		fit_argument(shape, (unsigned int)outs[i].argument, "&%s", outs[i].name);
	}
}

/* The time in the format's units. */
static bool convert(struct guest_fit *fit, bool spec)
{
	struct shape *shape = fit->shape;
	unsigned int unit = shape->format->unit_ns, own = spec ? 1 : shape->want->unit_ns;

	if (!own || own == unit)
		fprintf(shape->after.stream, "\t*warpage_time = warpage_value;\n");
	else if (unit % own == 0)
		fprintf(shape->after.stream, "\t*warpage_time = warpage_value / %u;\n", unit / own);
	else if (own % unit == 0)
		fprintf(shape->after.stream, "\t*warpage_time = warpage_value * %u;\n", own / unit);
	else
		return fit_fail(shape, "unit=%u: the format's time is in units of %u ns", own,
				unit);
	return true;
}

/* What calls of it have shown, and what it made of that it has no time. */
static void note_unsaid(struct shape *shape)
{
	const struct shape_want *want = shape->want;
	char number[32] = "a number", option[32] = "NUMBER";

	if (want->unit_found)
		fit_note(shape, "its time is in ns, as calls of it show");
	if (!want->none_found)
		return;
	if (want->unit_found || !want->unit_ns) {
		snprintf(number, sizeof(number), "%llu", (unsigned long long)want->none);
		memcpy(option, number, sizeof(option));
	}
	fit_note(shape,
		 "on an invalid page it gives %s, which is taken for a time: none=%s says that its "
		 "callers know that for no time",
		 number, option);
}

/* From the call to the guest's answer. */
static bool answer(struct guest_fit *fit)
{
	struct shape *shape = fit->shape;
	FILE *out = shape->after.stream;
	bool spec = fit->spec >= 0 || fit->gives == GIVES_SPEC;
	bool marked = fit->gives != GIVES_STATUS && !spec;
	const char *has = fit->gives == GIVES_STATUS ? "warpage_has" : "1";

	fprintf(out, "\t%s", fit->gives == GIVES_STATUS ? "_Bool warpage_has = " : "");
	if (fit->gives == GIVES_SPEC)
		fprintf(out, "%s warpage_spec = ", shape->function->result);
	else if (fit->gives == GIVES_TIME)
		fprintf(out, "u64 warpage_value = (u64)");
	fit_call(shape, out);
	fprintf(out, "%s;\n", fit->success);
	if (spec)
		fprintf(out,
			"\tu64 warpage_value = (u64)warpage_spec.%s * "
			"1000000000 + "
			"(u64)warpage_spec.%s * %u;\n",
			fit->members.seconds, fit->members.rest, fit->members.rest_ns);
	else if (fit->gives != GIVES_TIME)
		fprintf(out, "\tu64 warpage_value = (u64)warpage_out;\n");
	if (!convert(fit, spec))
		return false;
	note_unsaid(shape);
	fprintf(out, "\t_Bool warpage_none = asked_other_clock();\n");
	/* both, and no other value, are 0 or 1 with 1 added: one test in place of two */
	if (marked) {
		fit_note(shape, "0 and U64_MAX mean no time");
		has = "(warpage_value + 1 > 1)";
	}
	if (shape->want->none_said)
		fprintf(out, "\twarpage_none |= warpage_value == %lluull;\n",
			(unsigned long long)shape->want->none);
	fprintf(out, "\treturn %s & !warpage_none%s;\n", has,
		fit->mode >= 0 ? " & (warpage_mode != 0)" : "");
	return true;
}

bool fit_guest(struct shape *shape)
{
	struct place place;
	struct guest_fit fit = {.shape = shape,
				.tsc = -1,
				.time = -1,
				.spec = -1,
				.mode = -1,
				.narrow = -1,
				.success = ""};

	if (!fit_given(shape) || !fit_page(shape, &place) || !find_outs(&fit) || !find_result(&fit))
		return false;
	make_outs(&fit);
	return fit_rest(shape) && answer(&fit);
}
