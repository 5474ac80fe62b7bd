/* Where a function finds something: an argument, a variable, or a member that one of them leads to. */
#pragma once

#include "shape/shape.h"

#define PLACE_STEPS 8

struct place {
	int argument; /* its number, -1: none */
	const struct c_variable *variable;
	const struct c_function *function; /* one that gives it, which nobody defined */
	bool element;			   /* the first of an array */
	struct {
		const struct c_member *member;
		bool arrow, element;
	} steps[PLACE_STEPS];
	unsigned int nsteps;
	struct c_type type; /* of what is there */
	bool object;	    /* the page is there, not a pointer to it */
	char inside[128];   /* where it is in what the pointer leads to: "time", "" */
	const struct c_record *page;
	const struct format *format;
};

bool place_same(const struct place *a, const struct place *b);

/* "sc.page", as a user would say it. Returns out. */
char *place_spell(const struct shape *shape, const struct place *place, char out[SHAPE_PLACE]);

/* A place that a user named. false after a line in shape->why. */
bool place_parse(struct shape *shape, const char *text, struct place *place);

/*
 * The format whose page a record is by its name: shape's if it has one, or any. And where a page lies in a
 * record (inside, size bytes). NULL: it is none, there is none.
 */
const struct format *place_format(const struct shape *shape, const struct c_record *record);
const struct c_record *place_inside(const struct shape *shape, const struct c_record *record,
				    char *inside, size_t size);

/* The format whose page's type has that name; NULL: none has. */
const struct format *place_format_any(const struct c_record *record);

/* All places where the function meets a page, at most so many; those in arguments come first. */
unsigned int place_search(const struct shape *shape, struct place *places, unsigned int most);

/*
 * Where a host is told an address in its guest: gpc->khva, gpa. Those that are likeliest; that a page is
 * there is no more than likely.
 */
unsigned int place_search_address(const struct shape *shape, struct place *places,
				  unsigned int most);

/* Is it an address by its name? */
bool place_is_address(const struct place *place);

/* What stands in C for the page itself that is at this place: of an object that is made, if a pointer is. */
bool place_target(struct shape *shape, const struct place *place, char out[SHAPE_PLACE]);

/*
 * Have the place hold value (C, of that type), before the function is called: objects are made for the
 * pointers on the way. false after a line in shape->why.
 */
bool place_set(struct shape *shape, const struct place *place, const char *value);

/* The same, for a pointer to the page. */
bool place_set_page(struct shape *shape, const struct place *place);

/* An object of zeroes for an argument that is a pointer. */
bool place_zero(struct shape *shape, unsigned int argument);

/* Have all pointers on the way to the place lead to objects. */
void place_lead(struct shape *shape, const struct place *place);

/*
 * Visit every member that the function uses, by way of its arguments and of variables, and those variables; but not
 * what is in pages. false, and no more of it, if visit() says so.
 */
bool place_walk(struct shape *shape, const struct place *page,
		bool (*visit)(struct shape *shape, const struct place *place, void *data),
		void *data);
