/* Draws generations until they are separable; see plan.h. */
#include "stress/race/plan.h"

#include "choice/choice.h"
#include "clock/vcpus.h"
#include "stress/judge/mix.h"

#define TRIES 64
#define BIAS 4		    /* units: more than the roundings of two clocks together */
#define SHORT 18	    /* a step to be bridged is 1 second >> 18 at most */
#define MIDDLE (1ull << 56) /* units: every byte of a time changes where it passes this */
#define ROAM (1ull << 50)   /* units: how far from there a step may start */

static struct generation *recent(struct plan *plan, u64 number)
{
	return &plan->recent[number % PLAN_RECENT];
}

/*
 * Where to anchor a clock that is taken up at tsc. Two seconds at twice the rate still fit a
 * 64-bit product of nanoseconds and 2^32, minutes do not. What lies before half of the TSC differs
 * from it in its highest byte, too.
 */
static u64 past(struct plan *plan, u64 tsc)
{
	u64 young = plan->tsc_hz / 2;

	if (!choice_draw(&plan->random, 8) || young * 4 > tsc / 8)
		return tsc / 4 + choice_draw(&plan->random, tsc / 4);
	return tsc - young - choice_draw(&plan->random, 3 * young + 1);
}

/*
 * A step of a minute at most, or to as near as that on the other side of MIDDLE: of the time itself,
 * or of what a clock has there that counts from TSC 0.
 */
static s64 choose_step(struct plan *plan, u64 tsc, u64 now, bool back)
{
	s64 step = (s64)(plan->second + choice_draw(&plan->random, 63 * plan->second));
	u64 middle = MIDDLE;

	if (choice_draw(&plan->random, 2))
		middle += (u64)((u128)tsc * plan->nominal >> 32);
	if (choice_draw(&plan->random, 2) || now - (middle - ROAM) > 2 * ROAM)
		return back ? -step : step;
	return (s64)(middle - now) + (now < middle ? step : -step);
}

/* What a guest that keeps the last time, or the lowest bits of it, can bridge. */
static s64 choose_short_step(struct plan *plan, bool back)
{
	u64 most = plan->second >> SHORT;
	s64 step = (s64)(1 + choice_draw(&plan->random, most ? most : 1));

	return back ? -step : step;
}

/* Rates stay between half and twice the nominal one; the time keeps away from where it wraps. */
void plan_choose(struct plan *plan, u64 tsc, struct update *update)
{
	static const u8 kinds[] = {
		UPDATE_FASTER, UPDATE_SLOWER,	    UPDATE_FASTER,    UPDATE_SLOWER,  UPDATE_FASTER,
		UPDATE_SLOWER, UPDATE_STEP_FORWARD, UPDATE_STEP_BACK, UPDATE_REFRESH,
	};
	const struct generation *prev = recent(plan, plan->newest);
	u64 now = generation_time(plan->format, prev, tsc), rate = prev->rate;
	u64 more = rate + rate * (1 + choice_draw(&plan->random, 8)) / 16;
	u64 less = rate - rate * (1 + choice_draw(&plan->random, 6)) / 16;

	update->kind = kinds[choice_draw(&plan->random, ARRAY_SIZE(kinds))];
	update->rate = rate;
	update->step = 0;
	if (plan->own_params &&
	    (update->kind == UPDATE_STEP_FORWARD || update->kind == UPDATE_STEP_BACK))
		update->kind = UPDATE_SLOWER;
	if (plan->format->never_back && update->kind == UPDATE_STEP_BACK)
		update->kind = UPDATE_STEP_FORWARD;
	if (update->kind == UPDATE_FASTER && more > 2 * plan->nominal)
		update->kind = UPDATE_SLOWER;
	if (update->kind == UPDATE_SLOWER && less < plan->nominal / 2)
		update->kind = UPDATE_FASTER;
	if (update->kind == UPDATE_FASTER)
		update->rate = more;
	if (update->kind == UPDATE_SLOWER)
		update->rate = less;
	if (update->kind == UPDATE_STEP_FORWARD || update->kind == UPDATE_STEP_BACK) {
		bool far = !plan->format->never_back && now - (MIDDLE - ROAM) > 2 * ROAM;
		bool back = far && !plan->shares ? now > MIDDLE : update->kind == UPDATE_STEP_BACK;

		update->step = plan->shares ? choose_short_step(plan, back)
					    : choose_step(plan, tsc, now, back);
		if (plan->format->never_back && update->step < 0)
			update->step = -update->step;
		update->kind = update->step < 0 ? UPDATE_STEP_BACK : UPDATE_STEP_FORWARD;
	}
}

/* Make *next so that at anchor it gives at least want, and not more than BIAS above. Returns the TSC that it is made at. */
static u64 make(struct plan *plan, const struct generation *prev, u64 rate, u64 anchor, u64 want,
		struct generation *next)
{
	struct update update = {.kind = UPDATE_STEP_FORWARD, .rate = rate, .dies_after = -1};
	u64 start = past(plan, anchor);

	for (unsigned int tries = 0; tries < 4; tries++) {
		s64 excess;

		generation_next(plan->format, prev, &update, start, start, next);
		excess = (s64)(generation_time(plan->format, next, anchor) - want);
		if (excess >= 0 && excess <= BIAS)
			break;
		update.step -= excess - BIAS / 2;
	}
	return start;
}

static bool separable(struct plan *plan, u64 number, u64 tsc)
{
	u64 oldest = number >= PLAN_RECENT ? number - PLAN_RECENT + 1 : 0;
	unsigned int known = (unsigned int)(number - oldest) + 1;

	for (u64 k = oldest; k < number; k++)
		if (number - k <= 2 &&
		    !mix_separable(plan->format, recent(plan, k), recent(plan, number),
				   plan->recent, known, tsc, plan->tolerance))
			return false;
	return true;
}

const struct generation *plan_start(struct plan *plan, const struct format *format, bool own_params,
				    u64 seed, u64 tsc_hz, u64 tsc, const struct schedule *schedule)
{
	struct schedule first = {0};

	memset(plan, 0, sizeof(*plan));
	plan->format = format;
	plan->own_params = own_params;
	plan->random = seed;
	plan->second = 1000000000 / format->unit_ns;
	plan->tolerance = plan->second / 100;
	plan->tsc_hz = tsc_hz;
	plan->nominal = (u64)(((u128)plan->second << 32) / tsc_hz);
	first.value = MIDDLE - 2 * plan->second;
	first.rate = schedule ? schedule->rate : plan->nominal;
	if (schedule && schedule->value > first.value)
		first.value = schedule->value;
	first.tsc = plan->made[0] = past(plan, tsc);
	generation_first(format, &first, &plan->recent[0]);
	plan->recent[0].anchor = plan->taken[0] = tsc;
	for (unsigned int i = 0; i < 16 && !schedule; i++) { /* a trial run on a copy */
		struct plan trial = *plan;
		struct update update = {.dies_after = -1};

		trial.random += i;
		for (unsigned int n = 0; n < 16; n++) {
			plan_choose(&trial, tsc, &update);
			plan_next(&trial, tsc, tsc, 0, true, &update);
		}
		if (trial.inseparable)
			return NULL;
	}
	return &plan->recent[0];
}

const struct generation *plan_next(struct plan *plan, u64 left, u64 anchor, u64 allowance,
				   bool again, struct update *update)
{
	const struct generation *prev = recent(plan, plan->newest);
	struct generation *next = recent(plan, plan->newest + 1);
	u64 *made = &plan->made[(plan->newest + 1) % PLAN_RECENT];
	u64 *taken = &plan->taken[(plan->newest + 1) % PLAN_RECENT];
	u64 then = generation_time(plan->format, prev, left);
	u64 pause = generation_time(plan->format, prev, anchor) - then;
	bool good = false;

	if (update->kind != UPDATE_STEP_FORWARD && update->kind != UPDATE_STEP_BACK)
		update->step = 0; /* as generation_next() has it */
	for (unsigned int tries = 0; tries < TRIES && !good; tries++) {
		u64 ahead = BIAS;

		if (tries && again)
			plan_choose(plan, anchor, update);
		if (update->rate < prev->rate)
			ahead += (u64)(((u128)(prev->rate - update->rate) * allowance) >> 32) + 1;
		if (update->kind == UPDATE_REFRESH) {
			generation_next(plan->format, prev, update, anchor, anchor, next);
			*made = plan->made[plan->newest % PLAN_RECENT];
			*taken = plan->taken[plan->newest % PLAN_RECENT];
			good = true;
		} else {
			*made = make(plan, prev, update->rate, anchor,
				     then + (u64)update->step + ahead, next);
			*taken = anchor;
			good = separable(plan, plan->newest + 1, anchor);
		}
	}
	if (!good)
		plan->inseparable++;
	next->back = update->step < 0 ? -update->step : 0;
	if (update->kind == UPDATE_PAUSE)
		next->back = (s64)pause;
	next->anchor = anchor;
	plan->newest++;
	return next;
}

const struct generation *plan_begin_at(struct plan *plan, u64 tsc, u64 value)
{
	struct generation *first = &plan->recent[0], anew;

	plan->made[0] = make(plan, first, first->rate, tsc, value, &anew);
	anew.back = 0;
	anew.anchor = plan->taken[0] = tsc;
	*first = anew;
	return first;
}

void plan_params(const struct plan *plan, const struct schedule *vcpus, unsigned int vcpu,
		 void *params)
{
	const struct generation *newest = &plan->recent[plan->newest % PLAN_RECENT];
	unsigned int i = plan->newest % PLAN_RECENT;
	u64 from = vcpus->drift ? plan->taken[i] : plan->made[i];

	plan->format->anchor(params, vcpus_tsc(vcpus, vcpu, from),
			     generation_time(plan->format, newest, from),
			     vcpus_rate(vcpus, vcpu, newest->rate));
}

void plan_adopt(struct plan *plan, const void *page)
{
	generation_adopt(plan->format, recent(plan, plan->newest), page);
}
