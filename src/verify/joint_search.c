/* Joint executions in a search; see joint_search.h. What is drawn depends on the seed of the stretch alone. */
#include "verify/joint_search.h"

#include "choice/sampler.h"

#define ALONE 32   /* logs before: what is wrong with single reads is to be told as that */
#define LEFT_MAX 8 /* logs given up in a row; each of them costs as much as there is room for */
#define DRAWS 64   /* of a log: to find out what reads can do costs more than to draw */

static bool begin(struct joint_search *search)
{
	search->begun = looker_begin(&search->looker, search->run);
	search->run->verdict->acting.single = !search->only;
	return search->begun;
}

bool joint_search_turn(struct joint_search *search)
{
	const struct verdict *verdict = search->run->verdict;

	if (search->left == LEFT_MAX)
		return false;
	if (!search->begun && (!verdict->floor || verdict->first_at || verdict->runs < ALONE ||
			       !looker_can(search->run) || !begin(search)))
		return false;
	return search->only || verdict->schedules & 1;
}

void joint_search_late_enough(struct schedule *schedule)
{
	u64 back = 0;

	for (unsigned int i = 0; i < schedule->nupdates; i++)
		if (schedule->updates[i].step < 0)
			back += 0 - (u64)schedule->updates[i].step;
	if (schedule->value < back)
		schedule->value += back;
}

bool joint_search_log(struct joint_search *search)
{
	struct run *run = search->run;
	struct acting *acting = &run->verdict->acting;
	u64 random = choice_number(&run->schedule_choice->sampler.state);

	joint_search_late_enough(&run->schedule);
	acting->schedules++;
	acting->judged = true;
	if (looker_log(&search->looker, &random, DRAWS)) {
		search->left = 0;
		return !run_exhausted(run);
	}
	if (acting->judged)
		return false;
	/* another log may have fewer ways */
	search->left++;
	acting->judged = acting->schedules > ++acting->left;
	return !run_exhausted(run);
}

bool joint_search_alone(struct joint_search *search)
{
	struct verdict *verdict = search->run->verdict;
	const struct site *shares = machine_shares(search->run->machine);

	if (search->begun || !verdict->error[0] || !shares || !looker_can(search->run))
		return false;
	verdict->error[0] = '\0';
	verdict->floor = shares;
	search->only = true;
	return begin(search);
}

void joint_search_end(struct joint_search *search)
{
	if (search->begun)
		looker_end(&search->looker);
}
