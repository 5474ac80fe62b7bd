/* The pages of a race: one, or one for each reader in an array, all of them written alike while nobody else writes. */
#include "stress/race/engine.h"

#include <stdio.h>

#include "clock/sequence.h"
#include "clock/vcpus.h"

u8 *pages_of(const struct engine *engine, unsigned int vcpu)
{
	return engine->page + (size_t)(vcpu % engine->npages) * engine->stride;
}

void pages_encode(struct engine *engine, const void *params)
{
	for (unsigned int i = 0; i < engine->npages; i++)
		engine->options->format->encode(pages_of(engine, i), params);
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
		valid += engine->options->format->valid(pages_of(engine, i));
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
		memcpy(next + (size_t)i * size, params, size);
	vcpus_publish(host, engine->page, engine->stride, next, size, engine->npages);
}

bool pages_fit(struct engine *engine, char *why, size_t size)
{
	const struct race_options *options = engine->options;
	const struct format *format = options->format;

	engine->npages = 1;
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
	engine->npages = vcpus_pages(format, engine->nreaders);
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
