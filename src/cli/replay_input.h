/* Replays inputs of the fuzz targets: their bytes, or their text. */
#ifndef WARPAGE_REPLAY_INPUT_H
#define WARPAGE_REPLAY_INPUT_H

#include <stdbool.h>

#include "outcome/console.h"
#include "outcome/outcome.h"

struct replay_input;

/* Where an input is saved. */
struct replay_output {
	const char *bytes, *text; /* or NULL */
	bool force;		  /* whatever stands there */
};

/*
 * Make what replays inputs; it has a machine of its own, and only the machine made last may be used.
 * NULL after one line on stderr.
 */
struct replay_input *replay_input_new(void);
void replay_input_free(struct replay_input *replay);

/* Is this the text of an input? */
bool replay_is_text(const char *text, size_t length);

/*
 * Run the input, which is the contents of the file at path, and tell what it shows; full: with its text and
 * two columns, for that console. It is saved where output wants it.
 */
void replay_input(struct replay_input *replay, struct outcome *outcome, const char *path,
		  const char *text, size_t length, bool full, const struct console *console,
		  const struct replay_output *output);

#endif
