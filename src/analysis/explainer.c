/*
 * Has the machine do what a race showed, once for each kind of violation, in a thread of its own,
 * so that the race goes on to be watched meanwhile. Only that thread touches the machine while it
 * runs; explanations change hands under the lock.
 */
#include <pthread.h>
#include <stdlib.h>

#include "analysis/explain.h"
#include "analysis/explainer.h"
#include "analysis/trace.h"
#include "file/show.h"
#include "outcome/put.h"
#include "protocols/registry.h"
#include "verify/verify.h"

enum state { NONE, ASKED, DONE, TOLD };

struct explanation {
	enum state state;
	enum explained explained;
	struct race_violation violation;
	struct finding finding;
	char path[512];
	bool known;  /* the path is of another finding of the same bug */
	char *trace; /* the finding in columns, as a file has it; NULL: there is none */
};

/* Has the machine that? */
struct question {
	enum state state;
	enum race_has has;
	struct race_violation violation;
};

struct explainer {
	const struct race_options *race;
	const struct findings *findings;
	struct machine *machine;
	struct oracle oracle;
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t changed;
	bool over;
	enum state excuse_state;
	u32 excuse; /* as struct race_calls has it */
	struct question questions[VIOLATION_KINDS];
	struct explanation explanations[VIOLATION_KINDS];
};

static struct explanation *find(struct explainer *explainer, enum state state)
{
	for (unsigned int kind = 0; kind < VIOLATION_KINDS; kind++)
		if (explainer->explanations[kind].state == state)
			return &explainer->explanations[kind];
	return NULL;
}

static u32 find_excuse(struct explainer *explainer)
{
	const struct race_options *race = explainer->race;

	struct verify_options asked = explain_asked(race);

	return verify_late(explainer->machine, &explainer->oracle, &asked);
}

/* Under the lock, which is let go meanwhile. */
static void answer_excuse(struct explainer *explainer)
{
	u32 excuse;

	pthread_mutex_unlock(&explainer->lock);
	excuse = find_excuse(explainer);
	pthread_mutex_lock(&explainer->lock);
	explainer->excuse = excuse;
	explainer->excuse_state = DONE;
	pthread_cond_broadcast(&explainer->changed);
}

static struct question *find_question(struct explainer *explainer)
{
	for (unsigned int kind = 0; kind < VIOLATION_KINDS; kind++)
		if (explainer->questions[kind].state == ASKED)
			return &explainer->questions[kind];
	return NULL;
}

/* Under the lock, which is let go meanwhile. */
static void answer(struct explainer *explainer, struct question *question)
{
	enum race_has has;

	pthread_mutex_unlock(&explainer->lock);
	has = explain_has(explainer->race, &question->violation, explainer->machine,
			  &explainer->oracle);
	pthread_mutex_lock(&explainer->lock);
	question->has = has;
	question->state = DONE;
	pthread_cond_broadcast(&explainer->changed);
}

/* A finding that replays, in columns; NULL if it does not, or for want of memory. For the explainer's thread alone. */
static char *print(struct explainer *explainer, struct finding *finding)
{
	char *text = NULL, why[256];
	size_t size;
	FILE *out;

	if (finding_replay(finding, explainer->machine, &explainer->oracle, 0xa5, why,
			   sizeof(why)) < 0)
		return NULL;
	out = open_memstream(&text, &size);
	if (!out)
		return NULL;
	finding_print(out, finding, explainer->machine, &explainer->oracle, NULL, NULL);
	fclose(out);
	return text;
}

static void *explain_on(void *arg)
{
	struct explainer *explainer = arg;
	struct explanation *asked;
	struct question *question;

	pthread_mutex_lock(&explainer->lock);
	for (;;) {
		enum explained explained;

		while (!(asked = find(explainer, ASKED)) && explainer->excuse_state != ASKED &&
		       !find_question(explainer) && !explainer->over)
			pthread_cond_wait(&explainer->changed, &explainer->lock);
		if (explainer->excuse_state == ASKED) {
			answer_excuse(explainer);
			continue;
		}
		question = find_question(explainer);
		if (question) {
			answer(explainer, question);
			continue;
		}
		if (!asked)
			break;
		pthread_mutex_unlock(&explainer->lock);
		explained = explain(explainer->race, &asked->violation, explainer->findings,
				    &asked->finding, explainer->machine, &explainer->oracle,
				    asked->path, sizeof(asked->path), &asked->known);
		if (explained == EXPLAINED_ERROR)
			show(stderr, "warpage stress: %s\n", asked->path);
		if (explained == EXPLAINED)
			asked->trace = print(explainer, &asked->finding);
		pthread_mutex_lock(&explainer->lock);
		asked->explained = explained;
		asked->state = DONE;
		pthread_cond_broadcast(&explainer->changed);
	}
	pthread_mutex_unlock(&explainer->lock);
	return NULL;
}

struct explainer *explainer_new(const struct race_options *race, const struct findings *findings)
{
	struct explainer *explainer = calloc(1, sizeof(*explainer));

	if (!explainer)
		return NULL;
	explainer->race = race;
	explainer->findings = findings;
	explainer->machine = machine_new();
	pthread_mutex_init(&explainer->lock, NULL);
	pthread_cond_init(&explainer->changed, NULL);
	if (explainer->machine && oracle_init(&explainer->oracle) &&
	    !pthread_create(&explainer->thread, NULL, explain_on, explainer))
		return explainer;
	oracle_free(&explainer->oracle);
	machine_free(explainer->machine);
	free(explainer);
	return NULL;
}

void explainer_free(struct explainer *explainer)
{
	if (!explainer)
		return;
	pthread_mutex_lock(&explainer->lock);
	explainer->over = true;
	pthread_cond_broadcast(&explainer->changed);
	pthread_mutex_unlock(&explainer->lock);
	pthread_join(explainer->thread, NULL);
	explainer_forget(explainer);
	oracle_free(&explainer->oracle);
	machine_free(explainer->machine);
	free(explainer);
}

void explainer_ask(struct explainer *explainer, const struct race_violation *violation)
{
	struct explanation *explanation = &explainer->explanations[violation->kind];

	if (violation->kind >= VIOLATIONS || violation->tentative)
		return;
	pthread_mutex_lock(&explainer->lock);
	if (explanation->state == NONE) {
		explanation->state = ASKED;
		explanation->violation = *violation;
		pthread_cond_broadcast(&explainer->changed);
	}
	pthread_mutex_unlock(&explainer->lock);
}

u32 explainer_excuse(struct explainer *explainer, bool wait)
{
	u32 excuse = RACE_EXCUSE_UNKNOWN;

	pthread_mutex_lock(&explainer->lock);
	if (explainer->excuse_state == NONE) {
		explainer->excuse_state = ASKED;
		pthread_cond_broadcast(&explainer->changed);
	}
	while (wait && explainer->excuse_state == ASKED)
		pthread_cond_wait(&explainer->changed, &explainer->lock);
	if (explainer->excuse_state == DONE)
		excuse = explainer->excuse;
	pthread_mutex_unlock(&explainer->lock);
	return excuse;
}

enum race_has explainer_has(struct explainer *explainer, const struct race_violation *violation,
			    bool wait)
{
	struct question *question = &explainer->questions[violation->kind];
	enum race_has has = RACE_HAS_LATER;

	pthread_mutex_lock(&explainer->lock);
	if (question->state == NONE) {
		question->state = ASKED;
		question->violation = *violation;
		pthread_cond_broadcast(&explainer->changed);
	}
	while (wait && question->state == ASKED)
		pthread_cond_wait(&explainer->changed, &explainer->lock);
	if (question->state == DONE)
		has = question->has;
	pthread_mutex_unlock(&explainer->lock);
	return has;
}

static const char *sentence(const struct explanation *explanation, char *out, size_t size)
{
	return explain_sentence(explanation->explained, &explanation->violation, explanation->path,
				out, size);
}

bool explainer_poll(struct explainer *explainer, bool wait,
		    void (*tell)(void *arg, const struct race_violation *violation,
				 const char *path, const char *text, const char *trace),
		    void *arg)
{
	struct explanation *done;
	bool saved = true;
	char text[768];

	pthread_mutex_lock(&explainer->lock);
	while (wait && (find(explainer, ASKED) || explainer->excuse_state == ASKED))
		pthread_cond_wait(&explainer->changed, &explainer->lock);
	while ((done = find(explainer, DONE))) {
		done->state = TOLD;
		saved &= done->explained != EXPLAINED_ERROR;
		tell(arg, &done->violation,
		     done->explained == EXPLAINED && done->path[0] ? done->path : NULL,
		     sentence(done, text, sizeof(text)), done->trace);
	}
	pthread_mutex_unlock(&explainer->lock);
	return saved;
}

void explainer_tell(struct explainer *explainer, struct outcome *outcome,
		    const struct console *console)
{
	for (unsigned int i = 0; i < outcome->nviolations; i++) {
		struct outcome_violation *violation = outcome->violations[i];
		struct explanation *explanation =
			&explainer->explanations[violation_kind_parse(violation->kind)];
		char text[768], why[256];
		bool replayed;
		FILE *out;

		if (explanation->state != TOLD)
			continue;
		put_text(violation->more, "explained", sentence(explanation, text, sizeof(text)));
		if (explanation->explained == EXPLAINED)
			snprintf(violation->finding, sizeof(violation->finding), "%s",
				 explanation->path);
		replayed = explanation->explained == EXPLAINED &&
			   finding_replay(&explanation->finding, explainer->machine,
					  &explainer->oracle, 0xa5, why, sizeof(why)) >= 0;
		if (replayed)
			trace_add(outcome, violation, &explanation->finding, explainer->machine);
		if (outcome->row)
			continue;
		out = said_more(&violation->text);
		fprintf(out, "\n%s\n\n", text);
		if (!replayed)
			continue;
		finding_print(out, &explanation->finding, explainer->machine, &explainer->oracle,
			      explanation->path[0] ? explanation->path : NULL, console);
		finding_print_known(out, explanation->known);
		fprintf(out, "\n");
	}
}

struct machine *explainer_machine(struct explainer *explainer, struct oracle **oracle)
{
	*oracle = &explainer->oracle;
	return explainer->machine;
}

void explainer_forget(struct explainer *explainer)
{
	for (unsigned int kind = 0; kind < VIOLATION_KINDS; kind++) {
		explainer->explanations[kind].state = explainer->questions[kind].state = NONE;
		free(explainer->explanations[kind].trace);
		explainer->explanations[kind].trace = NULL;
	}
	explainer->excuse_state = NONE;
}
