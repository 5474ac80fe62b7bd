/*
 * The pages of a race: one, or one for each vCPU in an array, all of them written alike while nobody else writes. If TSCs are
 * apart each page has the clock for that of its vCPU.
 */
#include "stress/race/engine.h"

#include <stdio.h>

#include "choice/choice.h"
#include "clock/result.h"
#include "clock/sequence.h"

#define EXACT_TRIES 128

u8 *pages_of(const struct engine *engine, unsigned int vcpu)
{
	return engine->page + (size_t)(vcpu % engine->npages) * engine->stride;
}

/* The newest clock, which has those parameters on the first page, on another one. */
static void params_of(const struct engine *engine, unsigned int vcpu, const void *params, void *own)
{
	if (vcpu && vcpus_apart(&engine->vcpus))
		plan_params(&engine->writer.plan, &engine->vcpus, vcpu, own);
	else
		memcpy(own, params, engine->options->format->params_size);
}

void pages_encode(struct engine *engine, const void *params)
{
	_Alignas(16) u8 own[WARPAGE_PARAMS_MAX];

	for (unsigned int i = 0; i < engine->npages; i++) {
		memset(own, 0, sizeof(own));
		params_of(engine, i, params, own);
		engine->options->format->encode(pages_of(engine, i), own);
	}
}

void pages_begin_at(struct engine *engine, u64 sequence)
{
	for (unsigned int i = 0; i < engine->npages; i++)
		sequence_put(engine->options->format, pages_of(engine, i), sequence);
}

enum log_valid pages_valid(const struct engine *engine)
{
	unsigned int valid = 0;

	for (unsigned int i = 0; i < engine->npages; i++)
		valid += format_valid(engine->options->format, pages_of(engine, i));
	if (valid && valid < engine->npages)
		return LOG_VALID_SOME;
	return valid ? LOG_VALID : LOG_INVALID;
}

void pages_publish(struct engine *engine, const struct host *host, const void *params)
{
	u16 size = engine->options->format->params_size;
	u8 next[VCPUS_MAX * WARPAGE_PARAMS_MAX] __attribute__((aligned(16)));

	if (engine->npages == 1 && !host->publish_all) {
		host->publish(engine->page, params);
		return;
	}
	for (unsigned int i = 0; i < engine->npages; i++)
		params_of(engine, i, params, next + (size_t)i * size);
	vcpus_publish(host, engine->page, engine->stride, next, size, engine->npages);
}

bool pages_fit(struct engine *engine, char *why, size_t size)
{
	const struct race_options *options = engine->options;
	const struct format *format = options->format;

	engine->npages = 1;
	engine->nvcpus = engine->nreaders > 1 ? engine->nreaders : 2;
	engine->stride = options->guest->stride ? options->guest->stride : format->page_size;
	if (options->vcpus <= 1)
		return true;
	if (engine->nreaders > VCPUS_MAX) {
		snprintf(
			why, size,
			"a guest that asks which vCPU it is on has %u readers at most, one on each",
			VCPUS_MAX);
		return false;
	}
	engine->npages = vcpus_pages(format, engine->nvcpus);
	if (engine->npages > 1 && options->host->own_params) {
		snprintf(why, size,
			 "a host that computes its own parameters, for a page of each vCPU: which "
			 "clock these show together is not known in a race: use verify");
		return false;
	}
	if ((size_t)engine->npages * engine->stride <= ENGINE_PAGE_ROOM - 128)
		return true;
	snprintf(why, size, "%u pages that are %u bytes apart do not fit: %u bytes at most",
		 engine->npages, engine->stride, ENGINE_PAGE_ROOM - 128);
	return false;
}

/*
 * Does the plan's clock show the same by the TSC of each vCPU, to the unit? Some formats round apart. TSCs at other rates
 * do with any: then it is to be next to nothing, a millionth of a second, which the judge allows for as it finds it.
 */
static bool is_exact(const struct engine *engine, const struct schedule *vcpus)
{
	u64 most = vcpus->drift ? engine->writer.plan.second / 1000000 + 2 : 0;
	const struct format *format = engine->options->format;
	struct plan plan = engine->writer.plan;
	_Alignas(16) u8 own[WARPAGE_PARAMS_MAX];

	for (unsigned int i = 0; i < EXACT_TRIES; i++) {
		const struct generation *newest = &plan.recent[plan.newest % PLAN_RECENT];
		u64 tsc = newest->anchor + choice_draw(&plan.random, plan.tsc_hz), due;
		unsigned int vcpu = 1 + i % (vcpus->vcpus - 1);
		struct update update = {.dies_after = -1};

		memset(own, 0, sizeof(own));
		plan_params(&plan, vcpus, vcpu, own);
		due = generation_time(format, newest, tsc);
		if ((u64)format->time(own, vcpus_tsc(vcpus, vcpu, tsc)) - due + most > 2 * most)
			return false;
		plan_choose(&plan, newest->anchor, &update);
		plan_next(&plan, newest->anchor, newest->anchor, 0, true, &update);
	}
	return true;
}

/* Those that a schedule has; 0: it says nothing of that, or of others than there are. */
static unsigned int tscs_of(const struct schedule *schedule)
{
	struct schedule other = {0};

	for (unsigned int kind = 0; schedule && schedule->vcpus > 1 && kind < TSCS_KINDS; kind++) {
		vcpus_give(2, (enum tscs)kind, &other);
		if (other.apart == schedule->apart && other.drift == schedule->drift)
			return 1u << kind;
	}
	return 0;
}

bool pages_choose_tscs(struct engine *engine, char *why, size_t size)
{
	const struct race_options *options = engine->options;
	unsigned int asked = options->tscs ? options->tscs : tscs_of(options->schedule);
	unsigned int kinds = asked ? asked : (1u << TSCS_KINDS) - 1;
	struct schedule *vcpus = &engine->vcpus;
	u64 state = options->seed;

	memset(vcpus, 0, sizeof(*vcpus));
	engine->tscs = TSCS_EQUAL;
	if (options->vcpus <= 1)
		return true;
	vcpus_give(engine->nvcpus, TSCS_AHEAD, vcpus);
	if (!engine->migrates || engine->npages == 1 || result_count(options->format) > 1 ||
	    !is_exact(engine, vcpus))
		kinds &= 1u << TSCS_EQUAL;
	vcpus_give(engine->nvcpus, TSCS_FASTER, vcpus);
	if (kinds >> TSCS_FASTER & 1 && !is_exact(engine, vcpus))
		kinds &= ~(1u << TSCS_FASTER);
	if (!kinds) {
		snprintf(why, size,
			 "TSCs that are apart are raced where vCPUs have a page each, whose clocks "
			 "do not round apart, and readers that keep nothing pause and migrate: use "
			 "verify");
		return false;
	}
	choice_number(&state);
	engine->tscs = vcpus_tscs(
		kinds, (unsigned int)choice_draw(&state, vcpus_count(engine->nvcpus, kinds)));
	vcpus_give(engine->nvcpus, engine->tscs, vcpus);
	return true;
}
