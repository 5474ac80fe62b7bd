/* Inputs by way of verify. All that one of them comes to is made anew for the next. */
#include "input/together.h"

#include <stdlib.h>

#include "input/carry.h"
#include "machine/bytes.h"
#include "verify/joint_search.h"

#define DRAWS 64	/* joint executions of an input, as of a log in a search */
#define PAIRS_MAX 65536 /* input_pairs_number() is below it */

struct together {
	struct run run;
	struct verify_options options;
	struct verdict verdict;
	struct choice host_choice, read_choice;
	struct looker looker;
	bool begun;
	struct input_plan plan; /* what it was run with last, if it was; reads do not matter */
	bool ran;
	u8 asks[PAIRS_MAX]; /* 0: not known yet; 1: no; 2: yes */
};

struct together *together_new(struct machine *machine, struct oracle *oracle)
{
	struct together *together = calloc(1, sizeof(*together));

	if (!together)
		return NULL;
	together->run = (struct run){.machine = machine,
				     .oracle = oracle,
				     .options = &together->options,
				     .verdict = &together->verdict,
				     .schedule_choice = &together->host_choice,
				     .read_choice = &together->read_choice,
				     .vcpus = 1};
	return together;
}

void together_free(struct together *together)
{
	if (!together)
		return;
	if (together->begun)
		looker_end(&together->looker);
	verdict_free(&together->verdict);
	free(together);
}

/* A violation of an input before is none of this one. */
static void forget(struct together *together)
{
	struct acting acting = together->verdict.acting;

	verdict_free(&together->verdict);
	together->verdict = (struct verdict){.acting = acting, .first = VIOLATION_NONE};
	together->looker.keeps = together->looker.less = false;
}

static void take_pair(struct together *together, const struct input_verdict *pair)
{
	together->ran = false;
	together->options = (struct verify_options){.format = pair->format,
						    .host = pair->host,
						    .guest = pair->guest,
						    .model = pair->model,
						    .word = pair->word,
						    .updates = TOGETHER_UPDATES,
						    .executions = U64_MAX};
}

bool together_asks(struct together *together, const struct input_verdict *pair, unsigned int number)
{
	u8 *asks = &together->asks[number];

	if (*asks)
		return *asks == 2;
	take_pair(together, pair);
	/* it is the same in all of them */
	together->options.model = MODEL_X86;
	together->options.word = 64;
	*asks = run_asks_vcpu(&together->run) ? 2 : 1;
	return *asks == 2;
}

bool together_can(const struct input_verdict *input, const struct schedule *schedule)
{
	return input->model != MODEL_WEAK && schedule->hosts <= 1 && !schedule->writers &&
	       vcpus_of(schedule) == 1 && !verdict_page_store(input->guest);
}

/* What is kept over reads begins at a time of 0: no clock steps back to before that. */
static void take_schedule(struct together *together, const struct schedule *schedule)
{
	struct schedule *own = &together->run.schedule;

	*own = *schedule;
	if (own->nupdates > TOGETHER_UPDATES)
		own->nupdates = TOGETHER_UPDATES;
	joint_search_late_enough(own);
}

static void add(struct input_verdict *input, const struct verdict *verdict)
{
	input->accepted += (unsigned int)verdict->accepted;
	input->fell_back += (unsigned int)verdict->fell_back;
	input->stuck += (unsigned int)verdict->stuck;
	input->overlapped += (unsigned int)verdict->overlapped;
	input->retries += (unsigned int)verdict->retries;
	input->joint = (unsigned int)verdict->acting.executions;
}

/* All that decides what it comes to, but for the retries, which are always the same. */
static bool is_as_before(const struct together *together, const struct input_verdict *input,
			 const struct input_plan *plan)
{
	const struct verify_options *options = &together->options;
	const struct input_plan *before = &together->plan;

	return together->ran && options->host == input->host && options->guest == input->guest &&
	       options->model == input->model && options->word == input->word &&
	       before->nkey == plan->nkey && bytes_same(before->key, plan->key, plan->nkey) &&
	       before->njoint == plan->njoint &&
	       bytes_same(before->joint_choices, plan->joint_choices, plan->njoint);
}

static bool run(struct together *together, const struct input_plan *plan)
{
	struct choice *hosts = &together->host_choice, first;
	u64 random = input_hash(plan->joint_choices, plan->njoint);

	choice_bytes(hosts, plan->host_choices, plan->nhost);
	choice_begin(hosts);
	choice_bytes(&first, plan->joint_choices, plan->njoint);
	choice_begin(&first);
	together->looker.first = &first;
	together->verdict.acting.executions = together->verdict.acting.blocked = 0;
	joint_forget_memory(together->looker.joint);
	looker_log(&together->looker, &random, DRAWS);
	together->looker.first = NULL;
	return !together->verdict.error[0];
}

bool together_run(struct together *together, struct input_verdict *input,
		  const struct schedule *schedule, unsigned int retries,
		  const struct input_plan *plan)
{
	if (!is_as_before(together, input, plan)) {
		take_pair(together, input);
		together->options.retries = retries;
		forget(together);
		if (!together->begun && !looker_begin(&together->looker, &together->run))
			return false;
		together->begun = true;
		run_setup(&together->run, false, retries);
		take_schedule(together, schedule);
		together->plan = *plan;
		together->ran = run(together, plan);
	}
	add(input, &together->verdict);
	return together->ran;
}

const char *together_error(const struct together *together)
{
	return together->verdict.error;
}

const struct finding *together_found(const struct together *together, enum violation violation)
{
	return together->verdict.found[violation];
}
