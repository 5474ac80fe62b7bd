/* A program with its arguments, run to its end: a step of compiling something. */
#ifndef WARPAGE_STEP_H
#define WARPAGE_STEP_H

#define STEP_WORDS 64

struct step {
	char *words[STEP_WORDS]; /* of text; NULL behind the last */
	unsigned int nwords;
	char text[8192];
	unsigned int used;
};

/* Add one word to it, which starts out as zeros. What does not fit makes the step fail. */
__attribute__((format(printf, 2, 3))) void step_word(struct step *step, const char *format, ...);

/*
 * Run it: stdout goes to the file out (NULL: nowhere), stderr is added to the file errors. Returns 0, or
 * what it exited with; 127 if it could not be started, which is told in errors.
 */
int step_run(struct step *step, const char *out, const char *errors);

#endif
