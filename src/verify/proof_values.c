/* What is tried for some values alone: what a guest computes, and which clocks make a read wrong. */
#include "verify/prover.h"

#include "clock/scenario.h"

#define POINTS_UPDATES 3 /* at most, where values are tried */

/* One read at each moment of a log, which stays there, for what its clocks come to. */
static bool read_at_rest(struct prover *prover)
{
	struct run *run = prover->run;
	struct choice *reads = run->read_choice;
	u64 trace = 0;

	if (!machine_host(run->machine, prover->options->host, &run->schedule,
			  run->schedule_choice))
		return false;
	prover->verdict.runs++;
	prover->verdict.cost.logs++;
	oracle_begin(run->oracle, run->machine, prover->options->format);
	for (u16 step = 0; step < machine_steps(run->machine, 0); step++) {
		u16 taken[2] = {0, step}, partial = machine_log(run->machine)->partial;

		choice_replay(reads, taken + !partial, 1u + partial);
		choice_begin(reads);
		prover->verdict.executions++;
		prover->verdict.cost.log_maps++;
		if (!run_judge(run, machine_read(run->machine, prover->options->guest, reads),
			       &trace))
			return false;
	}
	return !verdict_violations(&prover->verdict);
}

/* The clocks of all short schedules, from one start: the guest's arithmetic knows no other part of them. */
enum proof prover_judge_points(struct prover *prover)
{
	struct run *run = prover->run;
	struct choice *choice = run->schedule_choice;
	u64 before = prover->verdict.accepted, first = 0;
	bool right = true, more = true;

	prover_by_label(prover, false, 0);
	scenario_start(prover->options->format, prover->options->host, 0, &first);
	for (unsigned int n = 1; n <= prover->options->updates && n <= POINTS_UPDATES && right;
	     n++) {
		choice_exhaustive(choice);
		do {
			choice_begin(choice);
			scenario_choose(choice, prover->options->format, prover->options->host, 1,
					n, false, &run->schedule);
			run->schedule_choices = choice->n;
			if (run->schedule.sequence == first &&
			    run->schedule.placement == prover->options->format->placements[0])
				right = read_at_rest(prover);
			choice->n = run->schedule_choices;
			more = choice_next(choice);
			run_watch(run);
			if (prover->verdict.executions > prover->most)
				return prover_refuse(prover, NULL, "it has too many executions");
		} while (right && more && !run_stopped(run));
	}
	prover->claim->points = prover->verdict.accepted - before;
	if (prover->verdict.error[0] || run_stopped(run))
		return PROOF_STOPPED;
	return right ? PROOF_HOLDS : PROOF_WRONG;
}

bool proof_clocks(const struct format *format, unsigned int i, struct schedule *schedule)
{
	static const enum update_kind kinds[][2] = {
		{UPDATE_SLOWER, UPDATE_FASTER},	      {UPDATE_FASTER, UPDATE_SLOWER},
		{UPDATE_STEP_FORWARD, UPDATE_SLOWER}, {UPDATE_SLOWER, UPDATE_STEP_FORWARD},
		{UPDATE_STEP_BACK, UPDATE_FASTER},    {UPDATE_TSC_JUMP, UPDATE_SLOWER},
		{UPDATE_PAUSE, UPDATE_FASTER},
	};
	const struct pace *pace = scenario_pace(i / ARRAY_SIZE(kinds) / 2);
	bool steep = i / ARRAY_SIZE(kinds) % 2; /* a thousand times as fast, or as slow */
	u64 rate;

	if (!pace)
		return false;
	scenario_plain_clock(format, schedule);
	schedule->tail = scenario_ticks(format, pace->tail);
	rate = schedule->rate;
	for (unsigned int u = 0; u < schedule->nupdates; u++) {
		struct update *update = &schedule->updates[u];
		enum update_kind kind = kinds[i % ARRAY_SIZE(kinds)][u % 2];
		int dies_after = update->dies_after;

		if (kind == UPDATE_STEP_BACK && format->never_back)
			kind = UPDATE_STEP_FORWARD;
		memset(update, 0, sizeof(*update));
		update->dies_after = dies_after;
		scenario_plain_update(update, kind, rate, u % 2);
		if (steep && update->rate < rate)
			update->rate = rate >> 10 ? rate >> 10 : 1;
		else if (steep && update->rate > rate)
			update->rate = schedule->rate;
		update->hold = scenario_ticks(format, pace->hold);
		update->lead = scenario_ticks(format, pace->lead);
		update->gap = scenario_ticks(format, pace->gap);
		rate = update->rate;
	}
	return true;
}
