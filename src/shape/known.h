/*
 * Hosts that are told no parameters: they make them of a clock that their kernel keeps somewhere. What is known of the
 * places where kernels do; and clocks that names, or the user, tell of.
 */
#pragma once

#include "shape/place.h"

/* Fill all places that are known, of those that the function uses. false after a line in shape->why. */
bool known_places(struct shape *shape, const struct place *page);

/* Does that place lead to a mapping that is known to be the clock's own? Or to one of a second page of a guest's? */
bool known_home(const struct place *place);
bool known_second(const struct place *place);

/* Is a member of that name a host's own copy of a page, whatever its type? */
bool known_copy(const char *member);

/* A place that the user says has the clock. */
bool known_clock(struct shape *shape, const char *place);

/* A place that looks like one by the names in it; false if there is none, or no clock for this format. */
bool known_guess(struct shape *shape, const struct place *page, char out[SHAPE_PLACE]);

/* The clock's part that a name of pvclock's stands for, as C. The clock is declared then; NULL: there is none. */
const char *known_part(struct shape *shape, const char *name);

/* Pointers that the function follows lead to zeroes, if they led nowhere before. */
void known_ways(struct shape *shape, const struct place *page);
