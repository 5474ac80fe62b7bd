/*
 * Runs a host, alone, over all updates of a schedule: hands it each generation, freezes the vCPUs
 * around it if the update asks for that, and starts and ends the log.
 */
#include <stdio.h>

#include "clock/scenario.h"
#include "clock/sequence.h"
#include "clock/vcpus.h"
#include "machine/host.h"
#include "machine/hosts.h"

static void forget_variables(struct machine *m)
{
	while (m->nundo) {
		const struct undo *undo = &m->undo[--m->nundo];

		*undo->address = undo->value;
	}
}

/* What the fields of generation k are on a page. */
static void note_page(struct machine *m, unsigned int k)
{
	const struct format *format = m->options.format;

	memset(m->scratch, 0, format->page_size);
	format->encode(m->scratch, m->log.generations[k].params);
	layout_pack(&m->log.layout, m->scratch, m->log.pages[k]);
}

static void adopt(struct machine *m, unsigned int k, const struct generation *meant)
{
	const struct format *format = m->options.format;
	struct generation *generation = &m->log.generations[k];

	generation_adopt(format, generation, m->page + log_clock(&m->log, k) * m->log.page_size);
	note_page(m, k);
	m->log.host_error[k] = (s64)(generation_time(format, generation, meant->anchor) -
				     generation_time(format, meant, meant->anchor));
}

void host_add_generation(struct machine *m, const struct generation *meant, u64 handed, u64 left)
{
	struct log *log = &m->log;
	unsigned int k = log->ngenerations++;

	log->generations[k] = log->meant[k] = *meant;
	note_page(m, k);
	log->handed[k] = handed;
	log->epoch[k] = m->jumps;
	log->left[k] = left;
	log->host_error[k] = 0;
	log->meant_back[k] = (u64)meant->back;
	if (k >= log->nclocks)
		log->meant_back[k] += log->meant_back[k - log->nclocks];
}

/* How far next is behind prev at tsc, or 0. */
static s64 loss_at(const struct format *format, const struct generation *prev,
		   const struct generation *next, u64 tsc)
{
	s64 loss = (s64)(generation_time(format, prev, tsc) - generation_time(format, next, tsc));

	return loss > 0 ? loss : 0;
}

/*
 * The next clock for each TSC, as update has it, anchored when the host's TSC is anchor; or before, if it was stopped in between.
 * What that clock has lost at anchor against the one before is a step that was meant.
 */
static void next_clocks(struct machine *m, struct generation *meant, u64 left, u64 anchor)
{
	const struct schedule *schedule = m->schedule;
	struct update update = schedule->updates[m->update - 1];
	u64 rate = update.rate, behind = update.behind < m->handover ? update.behind : m->handover;

	if (update.kind == UPDATE_TSC_JUMP || update.kind == UPDATE_PAUSE)
		behind = 0; /* all vCPUs stand still meanwhile */

	for (unsigned int c = 0; c < m->log.nclocks; c++) {
		struct generation prev = meant[c];
		u64 own_left = vcpus_tsc(schedule, c, left);

		update.rate = vcpus_rate(schedule, c, rate);
		generation_next(m->options.format, &prev, &update,
				vcpus_tsc(schedule, c, left - behind),
				vcpus_tsc(schedule, c, anchor - behind), &meant[c]);
		if (behind)
			meant[c].back = loss_at(m->options.format, &prev, &meant[c], own_left);
		host_add_generation(m, &meant[c], m->handover, own_left);
	}
}

/* Have the host bring all pages to these clocks. */
static void publish(struct machine *m, const struct host *host, const struct generation *meant)
{
	_Alignas(16) u8 params[VCPUS_MAX * WARPAGE_PARAMS_MAX];
	const struct log *log = &m->log;
	u16 stride = m->options.format->params_size;

	if (log->npages == 1) {
		vcpus_publish(host, m->page, log->page_size, meant->params, stride, 1);
		return;
	}
	for (unsigned int i = 0; i < log->npages; i++)
		memcpy(params + i * stride, meant[log->nclocks == 1 ? 0 : i].params, stride);
	vcpus_publish(host, m->page, log->page_size, params, stride, log->npages);
}

/* One update: freeze if its kind asks for it, hand over the generation, thaw. */
static noinline void run_update(struct machine *m, const struct host *host,
				struct generation *meant)
{
	const struct schedule *schedule = m->schedule;
	const struct update *update = &schedule->updates[m->update - 1];
	struct log *log = &m->log;
	bool freezes = update->kind == UPDATE_TSC_JUMP || update->kind == UPDATE_PAUSE;
	u64 frozen_tsc, lead = update->lead + (freezes ? 32 : 1);

	m->handover += update->hold;
	if (m->handover < m->now + lead + 8)
		m->handover = m->now + lead + 8;
	m->now = m->handover - lead;
	m->stores = 0;
	m->host_froze = false;
	if (freezes) {
		host_freeze(m, FREEZE_ALL, 0);
		frozen_tsc = schedule->tsc + m->now + m->jumps;
		if (update->kind == UPDATE_TSC_JUMP) {
			/* the time goes on while the TSC is moved: its old reading is ahead */
			frozen_tsc = schedule->tsc + m->handover + m->jumps;
			m->jumps += (u64)update->jump;
			log->freezes[log->nfreezes - 1].jump = (u64)update->jump;
		}
	} else {
		frozen_tsc = schedule->tsc + m->handover + m->jumps;
	}
	next_clocks(m, meant, frozen_tsc, schedule->tsc + m->handover + m->jumps);
	m->region++;
	m->host_fenced |= FENCED_COMPILER;
	if (m->options.by_label)
		grounds_update(m, meant->params);
	publish(m, host, meant);
	host_drain(m);
	if (m->options.by_label)
		grounds_updated(m);
	m->region++;
	for (unsigned int c = 0; host->own_params && c < log->nclocks; c++)
		adopt(m, m->update * log->nclocks + c, &meant[c]);
	if (m->freeze_open && freezes)
		host_thaw(m);
}

/* One of the pages, with the first clock on it and all else as the host keeps it; or with nothing. */
static void start_one(struct machine *m, u8 *page, const struct generation *first)
{
	const struct format *format = m->options.format;
	const struct layout *layout = &m->log.layout;

	generation_page(format, first, page);
	for (unsigned int n = 0; n < layout_each(layout); n++)
		if (m->left >> n & 1)
			page[layout->byte[n]] = m->others[n];
	if (m->schedule->blank)
		memset(page, 0, format->page_size);
	sequence_put(format, page, m->schedule->sequence);
}

static void start_page(struct machine *m, struct generation *first)
{
	const struct format *format = m->options.format;
	struct log *log = &m->log;

	log->ngenerations = 0;
	for (unsigned int c = 0; c < log->nclocks; c++) {
		generation_first_of(format, m->schedule, c, &first[c]);
		host_add_generation(m, &first[c], 0, 0);
	}
	for (unsigned int i = 0; i < log->npages; i++)
		start_one(m, m->page + i * log->page_size, &first[log->nclocks == 1 ? 0 : i]);
	memcpy(log->start_page, m->page, log->extent);
}

/* The vCPUs of the schedule, their pages and clocks. false: there are too many. */
static bool lay_out(struct machine *m)
{
	const struct format *format = m->options.format;
	struct log *log = &m->log;

	log->schedule = m->schedule;
	log->nvcpus = vcpus_of(m->schedule);
	log->npages = vcpus_pages(format, log->nvcpus);
	log->nclocks = vcpus_apart(m->schedule) ? log->npages : 1;
	log->page_size = format->page_size;
	log->extent = (u16)(log->npages * format->page_size);
	m->stride = log->page_size;
	m->span = log->extent;
	if (log->layout.npages != log->npages)
		layout_make(&log->layout, format, log->npages);
	if (log->layout.npages == log->npages &&
	    (m->schedule->nupdates + 1) * log->nclocks <= GENERATIONS_MAX)
		return true;
	if (log->layout.npages != log->npages)
		snprintf(m->error, sizeof(m->error),
			 "%u pages of %u bytes each, of which fields are %u, are more than the %u, "
			 "and %u, that warpage runs",
			 log->npages, log->page_size,
			 layout_count(&log->layout) / log->layout.npages, WARPAGE_PAGE_MAX,
			 WARPAGE_FIELDS_MAX);
	else
		snprintf(m->error, sizeof(m->error),
			 "with %u vCPUs a schedule has at most %u updates", log->nvcpus,
			 vcpus_updates_max(log->nvcpus));
	return false;
}

/*
 * All updates of the schedule, or those before the host leaves through m->escape. A function of its
 * own, without objects in its frame (so run_update() stays out): with those, the address sanitizer
 * finds the frame by a register that __builtin_longjmp() does not restore.
 */
static noinline void run_updates(struct machine *m, const struct host *host,
				 struct generation *meant)
{
	if (__builtin_setjmp(m->escape))
		return;
	if (m->several) {
		hosts_play(m, host, meant);
		hosts_place(m);
		return;
	}
	for (m->update = 1; m->update <= m->schedule->nupdates; m->update++)
		run_update(m, host, meant);
	m->update = m->schedule->nupdates;
}

/* From the start page to what the host leaves, but for what is made of the log then. */
static void play(struct machine *m, const struct host *host, const struct schedule *schedule,
		 struct choice *choice)
{
	struct log *log = &m->log;
	struct generation meant[VCPUS_MAX];

	m->error[0] = '\0';
	m->choice = choice;
	m->schedule = schedule;
	m->escape = m->landing;
	m->base = (uintptr_t)__builtin_frame_address(0);
	if (!lay_out(m))
		return;
	m->page = m->host_page + schedule->placement;
	m->now = TIME_START;
	m->handover = TIME_START;
	m->jumps = 0;
	m->region = m->fence = 0;
	m->host_fenced = 0;
	m->unseen = 0;
	m->rounds = 0;
	m->split_plain = -1;
	m->freeze_open = false;
	m->pending = false;
	log->nevents = log->nfreezes = 0;
	log->tsc = schedule->tsc;
	log->partial = log->died = log->asleep = log->lost = false;
	log->several = schedule->hosts > 1;
	m->several = log->several || schedule->writers || schedule->nstores;
	m->host_loads = 0;
	log->nloads = 0;
	log->put_back.found = false;
	log->by_label = m->options.by_label;
	forget_variables(m);
	start_page(m, meant);
	log->own_clock = host->own_params;
	m->phase = PHASE_HOST;
	run_updates(m, host, meant);
	m->pending = false;
	if (log->died && m->freeze_open)
		log->freezes[log->nfreezes - 1].end = m->now + 1;
	if (m->update && !m->several)
		host_drain(m);
	if (m->freeze_open && !m->error[0])
		log->freezes[log->nfreezes - 1].end = ++m->now;
	m->phase = PHASE_IDLE;
	/* reads find memory as the file has it */
	if (schedule->writers || schedule->nstores)
		forget_variables(m);
}

/* Bytes of other fields that do not depend on the parameters: the format leaves them, or makes them constants. */
static u128 constant_bytes(struct machine *m)
{
	const struct layout *layout = &m->log.layout;
	u8 pages[2][WARPAGE_FIELDS_MAX];
	u128 constant = 0;

	for (int i = 0; i < 2; i++) {
		_Alignas(16) u8 params[WARPAGE_PARAMS_MAX];

		memset(params, -i, sizeof(params));
		memset(m->scratch, 0, layout->format->page_size);
		layout->format->encode(m->scratch, params);
		layout_pack(layout, m->scratch, pages[i]);
	}
	for (unsigned int n = 0; n < layout_each(layout); n++)
		constant |= (u128)(pages[0][n] == pages[1][n]) << n;
	return constant & layout->others;
}

/*
 * Flags and the like belong to the state that a host keeps a page in, so they are on it from the start,
 * as they are after an update. Bytes that go with the parameters are the format's.
 */
static void rehearse(struct machine *m, const struct host *host)
{
	const struct format *format = m->options.format;
	struct schedule schedule = {.placement = format->placements[0], .nupdates = 1};
	bool by_label = m->options.by_label;

	m->left = 0;
	m->rehearsed = host;
	m->around = 0;
	m->rehearsed_format = format;
	scenario_plain_clock(format, &schedule);
	if (!scenario_start(format, host, 0, &schedule.sequence))
		return;
	schedule.updates[0] = (struct update){
		.kind = UPDATE_REFRESH, .rate = schedule.rate, .gap = 1, .dies_after = -1};
	choice_replay(&m->rehearsal, NULL, 0);
	choice_begin(&m->rehearsal);
	/* no start that a host has is as the one before this */
	m->options.by_label = false;
	play(m, host, &schedule, &m->rehearsal);
	m->options.by_label = by_label;
	if (m->error[0] || m->log.died)
		return;
	m->left = constant_bytes(m);
	layout_pack(&m->log.layout, m->page, m->others);
}

/* Are all fields what the events have left there? */
static bool same_fields(const struct machine *m)
{
	const struct format *format = m->options.format;

	for (unsigned int at = 0; at < m->log.extent; at += format->page_size)
		for (unsigned int f = 0; f < format->nfields; f++)
			if (!bytes_same(m->log.end_page + at + format->fields[f].offset,
					m->page + at + format->fields[f].offset,
					format->fields[f].size))
				return false;
	return true;
}

static bool may_be_several(struct machine *m, const struct host *host,
			   const struct schedule *schedule)
{
	const char *why = host->own_params	   ? "computes its own parameters"
			  : vcpus_of(schedule) > 1 ? "has pages of several vCPUs"
						   : NULL;
	bool beside = schedule->writers || schedule->nstores;

	if (beside && (!m->options.writer || schedule->hosts > 1 || m->options.model == MODEL_WEAK))
		why = "is to run beside a guest that writes the page, which it does alone, and not "
		      "in weak";

	for (unsigned int u = 0; u < schedule->nupdates && !why; u++) {
		if (!scenario_shared(schedule->updates[u].kind))
			why = "is told an update for which all vCPUs stop";
		else if (schedule->updates[u].dies_after >= 0)
			why = "dies";
	}
	if (why)
		snprintf(m->error, sizeof(m->error), "%s: the host %s: such hosts do not run %s",
			 host->file, why,
			 beside ? "beside a guest that writes the page" : "side by side");
	return !why;
}

bool machine_host(struct machine *m, const struct host *host, const struct schedule *schedule,
		  struct choice *choice)
{
	struct log *log = &m->log;

	m->error[0] = '\0';
	if (m->refused) {
		snprintf(m->error, sizeof(m->error), "%s", m->why);
		return false;
	}
	if (m->rehearsed != host || m->rehearsed_format != m->options.format)
		rehearse(m, host);
	if ((schedule->hosts > 1 || schedule->writers || schedule->nstores) &&
	    !may_be_several(m, host, schedule))
		return false;
	play(m, host, schedule, choice);
	if (m->error[0])
		return false;
	if (log->asleep)
		return true;
	log_finish(log, m->options.format, m->options.model, schedule->tail);
	/* what the events leave must be what the page holds: nothing was stored past the hooks */
	if (!log->died && !same_fields(m)) {
		snprintf(m->error, sizeof(m->error),
			 "the host stored to the page in a way that the machine did not see "
			 "(through a function of elsewhere?): use the accesses of kernel.h");
		return false;
	}
	view_make(&m->views[0], log, 0);
	if (log->partial)
		view_make(&m->views[1], log, 1);
	return true;
}
