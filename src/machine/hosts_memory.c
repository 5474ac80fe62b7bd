/*
 * What several hosts store: kept with each of them until it drains, and laid over what all see while that
 * host runs.
 */
#include "machine/host.h"
#include "machine/hosts.h"
#include "machine/read.h"

static bool on_page(const struct machine *m, const u8 *address)
{
	return (uintptr_t)address - (uintptr_t)m->page < m->span;
}

/* What all see of a byte that is no page's; NULL: nobody has stored to it. */
static u8 *find_shared(struct hosts *hosts, const u8 *address)
{
	for (unsigned int i = 0; i < hosts->nshared; i++)
		if (hosts->shared[i].address == address)
			return &hosts->shared[i].value;
	return NULL;
}

void hosts_show(const struct task *task)
{
	for (unsigned int i = 0; i < task->nstored; i++)
		if (!task->stored[i].unlocks)
			bytes_put(task->stored[i].address, task->stored[i].value,
				  task->stored[i].size);
}

void hosts_hide(struct machine *m, const struct task *task)
{
	struct hosts *hosts = m->hosts;

	for (unsigned int i = 0; i < task->nstored; i++) {
		const struct stored *stored = &task->stored[i];

		if (stored->unlocks)
			continue;
		for (u8 *at = stored->address; at < stored->address + stored->size; at++)
			*at = on_page(m, at) ? hosts->page[at - m->page] : *find_shared(hosts, at);
	}
}

static struct stored *add(struct machine *m, u8 *address, u16 size, const struct site *site)
{
	struct task *task = m->hosts->task;
	struct stored *stored = &task->stored[task->nstored];

	if (task->nstored == STORED_MAX)
		machine_fail(m, "%s:%u: the host makes more than %d stores without a barrier",
			     site->file, site->line, STORED_MAX);
	task->nstored++;
	task->drains_asleep = false;
	*stored = (struct stored){.address = address,
				  .size = size,
				  .host = (u8)(task - m->hosts->tasks),
				  .region = m->region,
				  .fence = m->fence,
				  .site = site};
	return stored;
}

void hosts_store(struct machine *m, const struct request *request, u16 offset, u16 size, u64 value,
		 bool plain)
{
	struct stored *stored;

	hosts_unflip(m);
	/* its memory is as it is at first, and what it stores here may depend on that */
	if (m->hosts->task->kept && !m->options.stores_alone) {
		m->stored_by = m->hosts->task->kept;
		reader_refuse_store(m);
	}
	hosts_check_guard(m, request->site);
	stored = add(m, m->page + offset, size, request->site);
	stored->page = true;

	stored->value = value;
	stored->plain = plain;
	stored->release = request->release;
	stored->update = (u8)m->update;
	stored->early = !m->update;
	stored->ordinal = (u8)m->stores++;
	stored->stint = m->hosts->task->stint;
	stored->loads = (u16)m->log.nloads;
}

void hosts_release(struct machine *m, const void *lock, const struct site *site)
{
	struct stored *stored = add(m, (u8 *)(uintptr_t)lock, 0, site);

	stored->unlocks = stored->release = true;
}

void hosts_announce(struct machine *m, void *address, u32 size, const struct site *site)
{
	struct hosts *hosts = m->hosts;

	hosts_touches(hosts, site);
	hosts->announced = address;
	for (u8 *at = address; size; at++, size--) {
		if (find_shared(hosts, at))
			continue;
		if (hosts->nshared == SHARED_MAX)
			machine_fail(m, "%s:%u: the hosts change more than %d bytes of their own",
				     site->file, site->line, SHARED_MAX);
		hosts->shared[hosts->nshared].address = at;
		hosts->shared[hosts->nshared++].value = *at;
	}
}

void hosts_settle(struct machine *m)
{
	const struct request *request = &m->pending_store;
	u8 *address = m->hosts->announced;
	u16 left = request->size;

	hosts_check_guard(m, request->site);
	m->hosts->announced = NULL;
	while (left) {
		u16 size = left > 8 ? 8 : left;
		struct stored *stored = add(m, address, size, request->site);

		stored->value = bytes_get(address, size);
		stored->plain = request->plain;
		stored->release = request->release;
		address += size;
		left -= size;
	}
}

static void add_event(struct machine *m, const struct stored *stored)
{
	struct log *log = &m->log;
	struct event *event = &log->events[log->nevents];

	if (log->nevents == EVENTS_MAX)
		machine_fail(m,
			     "the hosts make more than %d stores in this schedule: use fewer "
			     "updates",
			     EVENTS_MAX);
	*event = (struct event){.offset = (u16)(stored->address - m->page),
				.size = stored->size,
				.update = stored->update,
				.ordinal = stored->ordinal,
				.host = stored->host,
				.early = stored->early,
				.guest = m->hosts->tasks[stored->host].guest ||
					 (m->schedule->nstores && stored->host),
				.stint = stored->stint,
				.loads = stored->loads,
				.plain = stored->plain,
				.release = stored->release,
				.region = (u16)m->hosts->block,
				.fence = (u16)m->hosts->block,
				.value = stored->value,
				.site = stored->site};
	log->nevents++;
}

static void unlock(struct hosts *hosts, const void *lock)
{
	for (unsigned int i = 0; i < hosts->nlocks; i++)
		if (hosts->locks[i].lock == lock)
			hosts->locks[i].owner = NULL;
	hosts->changes++;
}

void hosts_drain_one(struct machine *m, struct task *task, unsigned int i)
{
	struct stored stored = task->stored[i];
	struct hosts *hosts = m->hosts;

	hosts_touch(hosts, task,
		    &(struct touch){.address = stored.address,
				    .size = stored.size,
				    .writes = true,
				    .page = stored.page,
				    .lock = stored.unlocks});
	task->nstored--;
	memmove(&task->stored[i], &task->stored[i + 1], (task->nstored - i) * sizeof(stored));
	if (stored.unlocks) {
		unlock(hosts, stored.address);
		return;
	}
	for (unsigned int b = 0; b < stored.size; b++) {
		u8 *at = stored.address + b, byte = (u8)(stored.value >> (8 * b));
		u8 *seen = on_page(m, at) ? &hosts->page[at - m->page] : find_shared(hosts, at);

		hosts->changes += *seen != byte;
		*seen = byte;
		if (!hosts->task)
			*at = byte;
	}
	if (on_page(m, stored.address))
		add_event(m, &stored);
}

void hosts_drain(struct machine *m)
{
	struct task *task = m->hosts->task;

	while (task->nstored) {
		m->hosts->block++;
		hosts_drain_one(m, task, 0);
	}
}
