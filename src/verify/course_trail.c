/* Runs a host alone, and tells what its updates store. */
#include "verify/finder.h"

#include "clock/scenario.h"
#include "clock/sequence.h"

static u64 stir(u64 hash, u64 value)
{
	run_mix(&hash, value);
	return hash;
}

/* What a store leaves in the page, as far as it may matter to who looks at it: of the sequence, what is tested. */
static u64 shape_of(const struct finder *finder, const struct event *event, const u8 *page)
{
	bool sequence = false;
	u64 shape = 0;

	for (u16 at = event->offset; at < event->offset + event->size; at++) {
		const struct field *field = field_at(finder->format, at, finder->format->nfields);

		if (field && field->role == FIELD_SEQUENCE)
			sequence = true;
		else if (field && field->role != FIELD_PARAM)
			shape = stir(shape, page[at]);
	}
	return sequence ? stir(shape, sequence_get(finder->format, page) & finder->tested) : shape;
}

/* Does a store touch a part of the sequence, but not all of it? */
static bool is_cut(const struct format *format, const struct event *event)
{
	for (unsigned int f = 0; f < format->nfields; f++) {
		const struct field *field = &format->fields[f];

		if (field->role == FIELD_SEQUENCE && event->offset < field->offset + field->size &&
		    field->offset < event->offset + event->size &&
		    (event->offset > field->offset ||
		     event->offset + event->size < field->offset + field->size))
			return true;
	}
	return false;
}

void finder_follow(struct finder *finder, u16 offset, u16 size, struct trail *trail)
{
	const struct log *log = machine_log(finder->run->machine);
	const struct event *before = NULL;
	u8 page[WARPAGE_PAGE_MAX];

	memcpy(page, log->start_page, finder->format->page_size);
	memset(trail, 0, sizeof(*trail));
	trail->nupdates = log->ngenerations - 1;
	for (unsigned int i = 0; i < log->nevents; i++) {
		const struct event *event = &log->events[i];
		unsigned int u = event->update - 1u, n = trail->updates[u].n;
		u64 *shape = &trail->updates[u].shape;

		bytes_put(page + event->offset, event->value, event->size);
		*shape = stir(*shape, (uintptr_t)event->site ^ (u64)event->offset << 48 ^
					      (u64)event->size << 56);
		if (before && before->update == event->update)
			*shape = stir(*shape, (u64)(event->region - before->region) << 32 |
						      (u64)(event->fence - before->fence));
		before = event;
		if (is_cut(finder->format, event))
			finder_give_up(finder, event->site, "the sequence is stored in pieces");
		*shape = stir(*shape, shape_of(finder, event, page));
		trail->updates[u].sequence = sequence_get(finder->format, page);
		if (event->offset >= offset + size || offset >= event->offset + event->size)
			continue;
		if (n == COURSE_STORES) {
			finder_give_up(finder, event->site,
				       "an update stores the sequence too often");
			return;
		}
		trail->updates[u].values[n] = bytes_get(page + offset, size);
		trail->updates[u].n++;
	}
	for (unsigned int u = 0; u < trail->nupdates; u++)
		if (!trail->updates[u].shape)
			finder_give_up(finder, NULL, "an update stores nothing");
}

bool finder_run_host(struct finder *finder, u64 sequence, unsigned int n)
{
	struct run *run = finder->run;

	scenario_row(finder->format, run->options->host, 0, n, &run->schedule);
	run->schedule.sequence = sequence;
	choice_exhaustive(run->schedule_choice);
	choice_begin(run->schedule_choice);
	return machine_host(run->machine, run->options->host, &run->schedule, run->schedule_choice);
}

bool course_next(struct run *run, u64 *sequence)
{
	struct course course = {0};
	struct finder finder = {.run = run, .course = &course, .format = run->options->format};
	struct trail trail;

	if (!finder_run_host(&finder, *sequence, 1))
		return false;
	finder_follow(&finder, 0, 1, &trail);
	*sequence = trail.updates[0].sequence;
	return true;
}
