/* What is asked of host and guest, access by access, for a verdict that holds for all values. */
#include "machine/engine.h"

#include "clock/sequence.h"

void grounds_spoil(struct machine *m, const struct site *site, const char *why)
{
	struct grounds *grounds = &m->grounds;

	if (grounds->why)
		return;
	grounds->why = why;
	grounds->against = site;
}

/* Which byte of the page does encode() fill from this byte of the parameters, and with it as it is? */
static bool find_copy(struct machine *m, unsigned int byte)
{
	static const u8 values[] = {0xff, 0x01, 0x80};
	const struct layout *layout = &m->log.layout;
	struct grounds *grounds = &m->grounds;

	for (unsigned int v = 0; v < ARRAY_SIZE(values); v++) {
		_Alignas(16) u8 params[WARPAGE_PARAMS_MAX] = {0};
		u8 pages[2][WARPAGE_FIELDS_MAX];
		int found = -1;

		for (int i = 0; i < 2; i++) {
			params[byte] = i ? values[v] : 0;
			memset(m->scratch, 0, layout->format->page_size);
			layout->format->encode(m->scratch, params);
			layout_pack(layout, m->scratch, pages[i]);
		}
		for (int n = 0; n < (int)layout_each(layout); n++) {
			if (pages[0][n] == pages[1][n])
				continue;
			if (found >= 0 || pages[0][n] || pages[1][n] != values[v])
				return false;
			found = n;
		}
		if (found >= 0)
			grounds->source[found] = (s16)byte;
	}
	return true;
}

static void find_copies(struct machine *m)
{
	const struct layout *layout = &m->log.layout;
	struct grounds *grounds = &m->grounds;

	grounds->copies = true;
	for (int n = 0; n < WARPAGE_FIELDS_MAX; n++)
		grounds->source[n] = -1;
	for (unsigned int byte = 0; byte < layout->format->params_size; byte++)
		grounds->copies = grounds->copies && find_copy(m, byte);
	for (unsigned int n = 0; n < layout_each(layout); n++)
		if (layout->parameters >> n & 1 && grounds->source[n] < 0)
			grounds->copies = false;
}

void grounds_begin(struct machine *m)
{
	struct grounds *grounds = &m->grounds;

	grounds->why = NULL;
	grounds->against = NULL;
	grounds->nhost = grounds->nguest = grounds->steering = 0;
	grounds->decides = grounds->freezes = false;
	grounds->used = grounds->changed = 0;
	if (grounds->format != m->options.format) {
		grounds->format = m->options.format;
		find_copies(m);
	}
	if (!grounds->copies)
		grounds_spoil(m, NULL,
			      "the format does not put its parameters on the page byte by byte");
}

void grounds_update(struct machine *m, const void *next)
{
	m->grounds.next = next;
	m->grounds.stored = 0;
	memset(m->grounds.from, 0, sizeof(m->grounds.from));
}

/*
 * What the host makes of other fields, and stores to such: if they only ever keep their values, those are as constant
 * as the code that it is done by, in every update there may be.
 */
static void look_at_others(struct machine *m)
{
	struct grounds *grounds = &m->grounds;
	const struct log *log = &m->log;

	for (unsigned int i = 0; i < log->nevents; i++) {
		const struct event *event = &log->events[i];

		for (u16 b = 0; b < event->size; b++) {
			u16 at = event->offset + b;

			if (layout_has(&log->layout, at) &&
			    (u8)(event->value >> (8 * b)) != log->start_page[at])
				grounds->changed |= (u128)1 << log->layout.number[at];
		}
	}
	if (grounds->used & grounds->changed)
		grounds_spoil(m, grounds->used_by,
			      "the host computes with another field of the page, which changes");
}

void grounds_updated(struct machine *m)
{
	const struct grounds *grounds = &m->grounds;
	const struct layout *layout = &m->log.layout;
	const u8 *meant = m->log.pages[m->update];

	if (layout->parameters & ~grounds->stored)
		grounds_spoil(m, NULL, "the host does not store all parameters in every update");
	for (unsigned int n = 0; n < layout_each(layout); n++)
		if (layout->parameters >> n & 1 && m->page[layout->byte[n]] != meant[n])
			grounds_spoil(m, NULL, "an update does not leave the page as it was meant");
	look_at_others(m);
}

/* Note a load, once for each place. */
static void add(struct machine *m, struct ground *grounds, unsigned int *n, u16 offset, u16 size,
		const struct site *site)
{
	for (unsigned int i = 0; i < *n; i++)
		if (grounds[i].site == site && grounds[i].offset == offset &&
		    grounds[i].size == size)
			return;
	if (*n == GROUNDS_LOADS_MAX)
		grounds_spoil(m, site, "there are too many loads to look at");
	else
		grounds[(*n)++] = (struct ground){.site = site, .offset = offset, .size = size};
}

/* Is a byte of the page, and of a field, one of that set? */
static bool is_in(const struct machine *m, u128 set, uintptr_t at)
{
	const struct layout *layout = &m->log.layout;

	return at < layout->format->page_size && layout_has(layout, (u16)at) &&
	       set >> layout->number[at] & 1;
}

static bool is_sequence(const struct machine *m, uintptr_t at)
{
	return is_in(m, m->log.layout.sequence, at);
}

static bool is_parameter(const struct machine *m, uintptr_t at)
{
	return is_in(m, m->log.layout.parameters, at);
}

/* A pointer to the page, or to a struct around it: by it a kernel finds the page. */
static bool is_page_pointer(const struct machine *m, const void *address, u32 size)
{
	uintptr_t value;

	if (size != sizeof(value))
		return false;
	memcpy(&value, address, sizeof(value));
	return (uintptr_t)m->page + m->options.format->page_size - value <=
	       AROUND_MAX + (uintptr_t)m->options.format->page_size;
}

/*
 * Is this memory that is always the same, as long as no store to it spoils everything: neither the page nor what is
 * given to the host, no stack, and nothing of the machine's?
 */
static bool is_constant(const struct machine *m, const void *address)
{
	uintptr_t at = (uintptr_t)address;
	bool stack = at - (uintptr_t)__builtin_frame_address(0) + STACK_NEAR < 2 * STACK_NEAR;
	bool handed = at - (uintptr_t)m->grounds.next < m->grounds.format->params_size;

	return !stack && !handed && at - (uintptr_t)m >= sizeof(*m);
}

/* The host computes with what is not on the page. */
static void load_elsewhere(struct machine *m, const void *address, u32 size,
			   const struct site *site)
{
	const struct grounds *grounds = &m->grounds;

	if (is_page_pointer(m, address, size) || is_constant(m, address))
		return;
	grounds_spoil(m, site,
		      (uintptr_t)address - (uintptr_t)grounds->next < grounds->format->params_size
			      ? "the host computes with the parameters that it is to publish, or "
				"decides by them"
			      : "the host computes with memory that is not on the page");
}

void grounds_host_load(struct machine *m, const void *address, u32 size, const struct site *site)
{
	struct grounds *grounds = &m->grounds;
	const struct uses *uses = site->uses;
	uintptr_t at = (uintptr_t)address - (uintptr_t)m->page;
	bool sequence = false;

	if (site->number < GROUNDS_NUMBERS_MAX)
		grounds->from[site->number] = address;
	else
		grounds_spoil(m, site, "there are too many loads to look at");
	if (uses && !uses->bytes)
		return;
	if (at >= grounds->format->page_size) {
		load_elsewhere(m, address, size, site);
		return;
	}
	for (u32 b = 0; b < size; b++) {
		if (uses && !(uses->bytes >> b & 1))
			continue;
		if (is_sequence(m, at + b)) {
			sequence = true;
		} else if (is_in(m, m->log.layout.others, at + b)) {
			grounds->used |= (u128)1 << m->log.layout.number[at + b];
			grounds->used_by = site;
		} else if (!is_parameter(m, at + b)) {
			grounds_spoil(m, site,
				      "the host computes with bytes of the page that are of no "
				      "field");
		} else {
			grounds_spoil(m, site,
				      "the host computes with parameters on the page, or decides "
				      "by them");
		}
	}
	if (!sequence)
		return;
	if (!uses || uses->odd)
		grounds_spoil(m, site,
			      "the host does more with the sequence than to add, mask and compare "
			      "constants");
	else
		add(m, grounds->host, &grounds->nhost, (u16)at, (u16)size, site);
}

/* Does this byte of the page get the byte of the parameters that belongs there? */
static bool is_handed(const struct machine *m, u16 page_byte, const u8 *from)
{
	const struct grounds *grounds = &m->grounds;

	return from && (uintptr_t)from - (uintptr_t)grounds->next < grounds->format->params_size &&
	       from - grounds->next == grounds->source[m->log.layout.number[page_byte]];
}

/* A copy from the page to the page, to where it came from, or of the sequence; or of what is always the same. */
static bool is_own(const struct machine *m, u16 page_byte, const u8 *from)
{
	uintptr_t at = (uintptr_t)from - (uintptr_t)m->page;

	if (at >= m->grounds.format->page_size)
		return is_constant(m, from);
	return at == page_byte || is_sequence(m, at);
}

/* Where the byte that a store stores was loaded in this update; NULL if it is computed. */
static const u8 *loaded_from(const struct grounds *grounds, const struct site *site, u16 byte)
{
	u16 copies = site->copies && byte < COPIES_BYTES ? site->copies[byte] : 0;
	const u8 *from = copies >> 4 < GROUNDS_NUMBERS_MAX ? grounds->from[copies >> 4] : NULL;

	return copies && from ? from + (copies & 15) : NULL;
}

void grounds_host_store(struct machine *m, const void *address, u32 size, const void *copied,
			const struct site *site)
{
	const struct layout *layout = &m->log.layout;
	struct grounds *grounds = &m->grounds;
	u16 offset = (u16)((const u8 *)address - m->page);

	for (u16 b = 0; b < size; b++) {
		u16 at = offset + b;
		const u8 *from = copied ? (const u8 *)copied + b : loaded_from(grounds, site, b);

		if (!layout_has(layout, at))
			continue;
		if (is_parameter(m, at) && !is_handed(m, at, from))
			grounds_spoil(
				m, site,
				"the host stores to a parameter what is not that parameter, as "
				"it was given");
		if (!is_parameter(m, at) && from && !is_own(m, at, from))
			grounds_spoil(m, site, "the host stores a parameter where none belongs");
	}
	for (u16 n = layout->number[offset]; n < layout->number[offset + size]; n++)
		grounds->stored |= layout->parameters & (u128)1 << n;
}

void grounds_guest_load(struct machine *m, const struct request *request)
{
	struct grounds *grounds = &m->grounds;
	const struct site *site = request->site;

	const struct uses *uses = site->uses;
	bool parameter = m->log.layout.parameters &
			 layout_bytes(&m->log.layout, request->offset, request->size);

	if (site->data && parameter && (!uses || uses->odd))
		grounds->decides = true;
	if (site->data && (parameter || (uses && !uses->steers && !uses->odd)))
		return;
	if (parameter)
		grounds_spoil(m, site, "the guest goes on differently for what is in a parameter");
	else if (!uses || uses->odd)
		grounds_spoil(m, site,
			      "the guest does more with the sequence than to hold it, masked, "
			      "against itself and constants");
	else
		add(m, grounds->guest, &grounds->nguest, request->offset, request->size, site);
}

void grounds_guest_tsc(struct machine *m, const struct site *site)
{
	if (!site->data)
		grounds_spoil(m, site, "the guest goes on differently for what the TSC is");
}

void grounds_read(struct machine *m)
{
	struct grounds *grounds = &m->grounds;
	unsigned int n = 0;

	if (m->read.end != READ_ACCEPTED && m->read.end != READ_FELL_BACK)
		return;
	for (unsigned int i = 0; i < m->read.naccesses; i++)
		n += m->accesses[i].kind == ACCESS_LOAD && !m->accesses[i].site->data;
	if (n > grounds->steering)
		grounds->steering = n;
}
