/* Reads that are made again: what each access is to see stands in a script, a finding's read. */
#include "machine/reader.h"

bool reader_prescribed(struct machine *m)
{
	/* of a guest that gave up by itself the rounds at the end are not all prescribed */
	if (m->script && !m->script_left && m->script_retries && m->bound)
		m->staying = true;
	return m->script && !m->settled && !m->staying;
}

const struct access *reader_scripted(struct machine *m, enum access_kind kind, u16 offset, u16 size)
{
	for (unsigned int i = 0; i < m->nscript; i++) {
		const struct access *access = &m->script[i];

		if (m->script_used[i] || access->kind != kind)
			continue;
		if (kind == ACCESS_LOAD && (access->offset != offset || access->size != size))
			continue;
		m->script_used[i] = true;
		m->script_at = i + 1;
		m->script_left--;
		return access;
	}
	machine_fail(m, "the guest makes an access that the finding does not have");
}

/* The next load at one of these places of the read that is being repeated, or NULL. */
static const struct access *next_load(const struct machine *m, u16 offset, u16 other)
{
	for (unsigned int i = 0; i < m->nscript; i++)
		if (!m->script_used[i] && m->script[i].kind == ACCESS_LOAD &&
		    (m->script[i].offset == offset || m->script[i].offset == other))
			return &m->script[i];
	return NULL;
}

u16 reader_scripted_width(const struct machine *m, u16 offset)
{
	const struct access *access = next_load(m, offset, offset);

	return access && access->size <= 4 ? 4 : 8;
}

bool reader_scripted_back(const struct machine *m, const struct part *parts)
{
	const struct access *access = next_load(m, parts[0].offset, parts[1].offset);

	return access && access->offset == parts[1].offset;
}
