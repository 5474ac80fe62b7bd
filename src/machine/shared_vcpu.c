/*
 * On which vCPU a read of several makes its accesses to shared memory. What tells it where it is, as its vCPU's own memory
 * does, ties it to that, and pins do; all else it may do on one where no other reader is, so that it takes nobody's place.
 * Ways that differ in nothing but where such things are done are left out.
 */
#include "machine/shared_vcpu.h"

#include "machine/own.h"
#include "machine/read.h"
#include "machine/reader.h"
#include "machine/reader_order.h"
#include "machine/reader_vcpu.h"
#include "machine/shared_order.h"

bool shared_is_another(const struct machine *m)
{
	if (m->log.nvcpus == 1 || m->read.end == READ_WAITS || m->read.end == READ_ERROR)
		return false;
	if (m->sharing.expects)
		return true;
	return m->sharing.knows ? m->moves && !m->told : m->read.vcpu != 0;
}

static bool is_own(struct machine *m, const u8 *address)
{
	struct sharing *s = &m->sharing;

	for (unsigned int i = 0; i < s->nown; i++)
		if (s->own[i].address == address)
			return s->own[i].own;
	if (s->nown == OWN_PLACES)
		s->nown = 0;
	s->own[s->nown] = (struct own_place){address, own_memory(address)};
	return s->own[s->nown++].own;
}

/* The read is on its vCPU for certain. What it has stored anywhere was made before it came there. */
static void is_told(struct machine *m, const struct site *site)
{
	struct sharing *s = &m->sharing;

	if (s->loose_pin)
		reader_finish(m, READ_CUT);
	if (s->stores > s->tied && m->options.model != MODEL_SC) {
		s->excludes = true;
		shared_fence(m, true, site);
	}
	s->knows = s->pin_told = true;
	s->expects = false;
}

void shared_come_to(struct machine *m, const void *address, const struct site *site)
{
	if (m->log.nvcpus == 1)
		return;
	if (!is_own(m, address)) {
		reader_offer_move(m, ACCESS_VCPU, 0, false);
		return;
	}
	reader_is_told(m);
	is_told(m, site);
}

u8 shared_vcpu(struct machine *m, const void *address)
{
	struct sharing *s = &m->sharing;

	return m->log.nvcpus == 1 || s->pinned || s->tie || (address && is_own(m, address))
		       ? m->vcpu
		       : SHARED_ANYWHERE;
}

bool shared_ties(struct machine *m, const void *address)
{
	struct sharing *s = &m->sharing;

	if (m->log.nvcpus == 1 || m->options.model == MODEL_SC)
		return false;
	if (shared_vcpu(m, address) != SHARED_ANYWHERE)
		return true;
	s->tie = s->excludes && !s->loose_pin && choose(m->choice, 2, CHOOSE_VCPU);
	s->expects = s->expects || s->tie;
	return s->tie;
}

void shared_leave(struct machine *m, unsigned int vcpu, const struct site *site)
{
	if (!m->sharing.on)
		return;
	m->sharing.to = (u8)(1 + vcpu);
	shared_fence(m, true, site);
	order_fence(m, false, true);
	m->sharing.to = 0;
}

/* It comes behind what has kept it away: that was a switch. */
static void arrive_on(struct machine *m, enum shared_kind kind, const struct site *site)
{
	const struct front *front = &shared_arrive(m, kind, NULL, 0, 0, site)->front;

	if (front->position || front->seen.some)
		reader_serialise(m, false);
}

/* Where it stays is of no matter to others as long as nothing tells it: it may be where nobody else comes. */
void shared_pin(struct machine *m, const struct site *site)
{
	struct sharing *s = &m->sharing;

	if (!s->on || m->log.nvcpus == 1)
		return;
	s->loose_pin = choose(m->choice, 2, CHOOSE_VCPU);
	if (s->loose_pin) {
		if (s->tied)
			shared_fence(m, true, site);
		return;
	}
	s->excludes = true;
	is_told(m, site);
	s->pin_told = false;
	s->pin_stays = s->tied;
	arrive_on(m, SHARED_PIN, site);
	s->pinned = true;
}

void shared_here(struct machine *m, const struct site *site)
{
	struct sharing *s = &m->sharing;

	if (!s->on || m->log.nvcpus == 1)
		return;
	is_told(m, site);
	if (s->excludes && !m->pins)
		arrive_on(m, SHARED_HERE, site);
}

void shared_unpin(struct machine *m)
{
	struct sharing *s = &m->sharing;

	if (!s->on || m->log.nvcpus == 1)
		return;
	if (s->pinned && !s->pin_told && !s->tied)
		reader_finish(m, READ_CUT);
	s->expects = s->expects || (s->pinned && !s->pin_told && !s->pin_stays);
	if (s->pinned)
		s->unpinned = m->view->position[reader_latest(m)];
	s->pinned = s->loose_pin = false;
}
