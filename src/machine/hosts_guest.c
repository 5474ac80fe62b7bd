/*
 * Guests beside the host: what reads store to the page, as the schedule has it; or one read of a guest, as a task that takes turns with the host's. Its loads are where its program has
 * them; those that lead to the result alone are no steps, as nobody sees when they are made, and what it returns is judged
 * of other reads. What it stores drains as a host's stores do.
 */
#include "machine/host.h"
#include "machine/hosts.h"

bool hosts_guest(const struct machine *m)
{
	return m->hosts->task && m->hosts->task->guest;
}

void hosts_read(struct machine *m)
{
	struct task *task = m->hosts->task;

	machine_tell_apart(m, 1u << MODEL_SC); /* others have buffers */
	task->stint++;
	m->stores = 0;
	task->edge = m->hosts->changes;
	memset(m->results, 0, sizeof(m->results));
	task->guest->read(m->page, m->results);
	host_settle(m);
	hosts_wait(m);
}

void hosts_await_store(struct machine *m, struct task *task)
{
	const struct guest_store *store = &m->schedule->stores[task->stint];

	if (task->stint == m->schedule->nstores) {
		task->turn = TURN_NONE;
		return;
	}
	task->turn = TURN_PAGE;
	task->address = m->page + store->offset;
	task->size = store->size;
	task->asleep = false;
}

void hosts_make_store(struct machine *m, struct task *task)
{
	const struct guest_store *store = &m->schedule->stores[task->stint++];
	struct stored *stored = &task->stored[task->nstored++];

	*stored = (struct stored){.address = m->page + store->offset,
				  .size = store->size,
				  .page = true,
				  .host = (u8)(task - m->hosts->tasks),
				  .stint = task->stint,
				  .value = store->value};
	m->hosts->block++;
	hosts_drain_one(m, task, 0);
	hosts_await_store(m, task);
}

u64 hosts_tsc(struct machine *m, const struct site *site)
{
	host_settle(m);
	if (!site->data && !m->options.stores_alone)
		machine_fail(
			m,
			"%s:%u: the guest writes the page, and what it does depends on the TSC: "
			"such guests are not supported yet",
			site->file, site->line);
	return m->schedule->tsc + m->hosts->handover;
}

void hosts_copy(struct machine *m, u8 *to, const u8 *from, size_t size, const struct site *site)
{
	for (size_t done = 0; done < size; done += 8) {
		u32 part = size - done > 8 ? 8 : (u32)(size - done);

		host_loads(m, from + done, part, true, site);
		memcpy(to + done, from + done, part);
	}
}

void hosts_unflip(struct machine *m)
{
	struct hosts *hosts = m->hosts;

	if (hosts->flipped)
		*hosts->flipped ^= hosts->flip.bits;
	hosts->flipped = NULL;
}

void hosts_note_load(struct machine *m, const u8 *address, u32 size, const struct site *site)
{
	struct hosts *hosts = m->hosts;
	struct log *log = &m->log;
	uintptr_t at = (uintptr_t)address - (uintptr_t)m->page;

	if (!m->schedule->writers || at >= m->span)
		return;
	for (u32 done = 0; done < size; done += 8) {
		u16 part = size - done > 8 ? 8 : (u16)(size - done);

		if (!layout_within(&log->layout, (u16)(at + done), part))
			continue;
		if (log->nloads == LOG_LOADS_MAX)
			machine_fail(
				m, "%s:%u: more than %d loads beside a guest that writes the page",
				site->file, site->line, LOG_LOADS_MAX);
		if (hosts->flip.on && hosts->flip.load == log->nloads) {
			hosts->flipped = hosts->flip.at;
			*hosts->flipped ^= hosts->flip.bits;
		}
		log->loads[log->nloads++] =
			(struct log_load){.offset = (u16)(at + done),
					  .size = part,
					  .events = (u16)log->nevents,
					  .host = (u8)(hosts->task - hosts->tasks),
					  .stint = hosts->task->stint,
					  .value = bytes_get(address + done, part),
					  .site = site};
	}
}
