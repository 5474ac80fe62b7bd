/* Does a function fit, and what is it called with? */
#pragma once

#include "shape/shape.h"

/* "FILE:LINE: ..." of the function into shape->why. Returns false. */
bool fit_fail(struct shape *shape, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* What this argument is called with. false if it has been given something already. */
bool fit_argument(struct shape *shape, unsigned int argument, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* Adds to what is told of what is assumed. */
void fit_note(struct shape *shape, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Everything but the page's place and what only a host or a guest has. */
bool fit_given(struct shape *shape);

/* C for the value of a field that is to be published. */
bool fit_value(struct shape *shape, unsigned int field, char *out, size_t size);

/* What the host publishes is made by itself, all of it. */
void fit_own(struct shape *shape);

/* The page's place, found and set. */
struct place;
bool fit_page(struct shape *shape, struct place *place);

/* Arguments that are still open: nobody uses them, or the user is asked. */
bool fit_rest(struct shape *shape);

/* Where the file's text names the type of the function's result; NULL if that can't be told. */
const char *wide_type(const struct shape *shape, size_t *length);

/* The call, with all its arguments. */
void fit_call(const struct shape *shape, FILE *out);

/* The members of a struct of seconds and a rest, as struct timespec has them. */
struct time_members {
	const char *seconds, *rest;
	unsigned int rest_ns; /* ns in one of rest */
};
bool fit_time_members(const struct c_record *record, struct time_members *members);

bool fit_guest(struct shape *shape);
bool fit_host(struct shape *shape);

/* "struct foo *foo", as a user sees it. */
char *fit_spell_argument(const struct shape *shape, unsigned int argument, char out[SHAPE_PLACE]);

/* The numbers of the format's parameters that these names mean, each one its own; -1 for none. */
void match_names(const struct format *format, const char *const *names, unsigned int n,
		 int *fields);

/* The one of n names that is spelled most like this one; NULL if none is near. */
const char *nearest_name(const char *name, const char *const *names, unsigned int n);
