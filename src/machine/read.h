/* Between a guest's read and its hooks: the cells, which hold poison, and stores to memory that lives on. */
#ifndef WARPAGE_READ_H
#define WARPAGE_READ_H

#include "machine/engine.h"

/* The guest loads from memory other than the page, or stores there. */
static inline void reader_touches(struct machine *machine, const struct site *site)
{
	if (site->floor && !machine->read.floor)
		machine->read.floor = site;
}

/*
 * A guest stores to memory that outlives the read: refused, unless it is touched after all else alone
 * (site.floor), or it turns out, at the next hook or when it returns, to be a pointer to the page, or to
 * one struct around it, by which kernels find it. What was there before comes back after the read.
 */
void reader_stores(struct machine *machine, void *address, u32 size, const struct site *site);
/* A guest stores to the page: what it stores is there at the next hook, or when it returns. */
void reader_writes(struct machine *machine, void *address, const struct request *request);
void reader_written(struct machine *machine);

/* Of a read that has ended: is there a guest in the log that stores the same? Then it ends no earlier than that. */
void reader_place_written(struct machine *machine);
bool reader_stored_pointer(struct machine *machine);
void reader_refuse_store(struct machine *machine) __attribute__((noreturn));

/* The read ends here. */
static inline void reader_finish(struct machine *machine, enum read_end end)
{
	machine->read.end = end;
	machine_escape(machine);
}

/* What is at address comes back after the read; false if there is too much of it. */
bool reader_keep(struct machine *machine, void *address, u32 size);

/* Is value, of the size of one, a pointer to the page, or to one struct around it? */
bool reader_points_to_page(struct machine *machine, const void *value);

/* A read of that vCPU, from that step of its view on, but not before machine->after; and then the guest. */
void reader_begin(struct machine *machine, u8 vcpu, u16 start);
void reader_run(struct machine *machine, const struct guest *guest);

/* What an access that is not seen would find, from here on. */
void reader_set_poison(struct machine *machine, u8 poison, bool restless);

/* Put poison over what the last hook left in the guest's cells. */
static inline void reader_poison(struct machine *machine)
{
	u16 size = machine->span;

	if (__builtin_expect(machine->stored != NULL, 0) && !reader_stored_pointer(machine))
		reader_refuse_store(machine);
	/* all else is poison already: whole words again */
	memset(machine->page + machine->patched_offset, machine->options.poison, 16);
	if (!machine->options.restless)
		return;
	/* whole words: the cells have room behind the page */
	for (u16 i = 0; i < size; i += 8) {
		machine->hooks = machine->hooks * 0x5851f42d4c957f2d + 0x14057b7ef767814f;
		memcpy(machine->page + i, &machine->hooks, 8);
	}
}

#endif
