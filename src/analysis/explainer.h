/*
 * A thread with a machine of its own that explains what a race shows, and says what the machine thinks
 * of the pair, while the race goes on.
 */
#ifndef ANALYSIS_EXPLAINER_H
#define ANALYSIS_EXPLAINER_H

#include "finding/finding.h"
#include "oracle/oracle.h"
#include "outcome/console.h"
#include "outcome/outcome.h"
#include "stress/race/race.h"

struct explainer;

/*
 * The explainer of race's pair, which may change while nothing is asked. NULL: no memory, or no
 * thread.
 */
struct explainer *explainer_new(const struct race_options *race, const struct findings *findings);

/* Wait for what it was asked, and end it; NULL is allowed. */
void explainer_free(struct explainer *explainer);

/* Ask for an explanation, if it is the first violation of its kind. Returns at once. */
void explainer_ask(struct explainer *explainer, const struct race_violation *violation);

/* May a late TSC sample explain a value of this pair? As struct race_calls has it. */
u32 explainer_excuse(struct explainer *explainer, bool wait);

/* Has the machine what the violation is? As struct race_calls has it; the first one of each kind is asked about. */
enum race_has explainer_has(struct explainer *explainer, const struct race_violation *violation,
			    bool wait);

/*
 * Tell what is explained by now; with wait, once all is that was asked for. path is the finding's,
 * NULL if there is none; text is one sentence; trace the finding in columns, or NULL. false if a finding could not be saved.
 */
bool explainer_poll(struct explainer *explainer, bool wait,
		    void (*tell)(void *arg, const struct race_violation *violation,
				 const char *path, const char *text, const char *trace),
		    void *arg);

/*
 * After explainer_poll() with wait: add to each violation what became of it, and the finding, if there is
 * one; in two columns, if it is no row of a table.
 */
void explainer_tell(struct explainer *explainer, struct outcome *outcome,
		    const struct console *console);

/* After explainer_poll() with wait: its machine and oracle, as a process can use only one machine. */
struct machine *explainer_machine(struct explainer *explainer, struct oracle **oracle);

/* After explainer_poll() with wait: forget what was found, for another pair. */
void explainer_forget(struct explainer *explainer);

#endif
