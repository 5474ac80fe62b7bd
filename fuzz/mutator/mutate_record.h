/*
 * How the mutator changes one record (src/input/layout.h): which, and where there is room for more, is
 * for mutate.c to say. All randomness comes from *state.
 */
#ifndef WARPAGE_MUTATE_RECORD_H
#define WARPAGE_MUTATE_RECORD_H

#include "choice/choice.h"

/* A number below another one, which is not 0. */
static inline unsigned int mutate_draw(u64 *state, unsigned int below)
{
	return (unsigned int)((choice_number(state) >> 32) * below >> 32);
}

/* Change something in the head, in a setting, in an update, in a read. */
void mutate_head(u64 *state, u8 *head);
void mutate_setting(u64 *state, u8 *record);
void mutate_update(u64 *state, u8 *record);
void mutate_read(u64 *state, u8 *record);

/* Change the moves of a record that is no update. */
void mutate_moves(u64 *state, u8 *record);

/* Make a read of a record of zeros. */
void mutate_new_read(u64 *state, u8 *record);

#endif
