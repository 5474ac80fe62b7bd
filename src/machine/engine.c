/* The machine's life, its options, and questions about a log. */
#include "machine/engine.h"
#include "machine/hosts.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "clock/format_check.h"

struct machine *the_machine;

struct machine *machine_new(void)
{
	struct machine *machine = aligned_alloc(64, (sizeof(*machine) + 63) / 64 * 64);

	if (!machine)
		return NULL;
	memset(machine, 0, sizeof(*machine));
	machine->memo = calloc(1, sizeof(*machine->memo));
	machine->barren = calloc(1, sizeof(*machine->barren));
	machine->hosts = hosts_new();
	if (!machine->memo || !machine->barren || !machine->hosts ||
	    !fibers_make(&machine->fibers)) {
		machine_free(machine);
		return NULL;
	}
	machine->read.accesses = machine->accesses;
	the_machine = machine;
	return machine;
}

void machine_free(struct machine *machine)
{
	if (the_machine == machine)
		the_machine = NULL;
	if (machine) {
		fibers_free(&machine->fibers);
		free(machine->memo);
		free(machine->barren);
		free(machine->hosts);
	}
	free(machine);
}

/* Each format once, however often others come in between: it costs as much as hundreds of reads. */
static bool check_format(struct machine *machine, const struct format *format)
{
	for (unsigned int i = 0; i < ARRAY_SIZE(machine->checked); i++)
		if (machine->checked[i] == format)
			return true;
	if (!format_check(format, machine->why, sizeof(machine->why)))
		return false;
	machine->checked[machine->nchecked++ % ARRAY_SIZE(machine->checked)] = format;
	return true;
}

void machine_setup(struct machine *machine, const struct machine_options *options)
{
	machine->options = *options;
	machine->refused = !check_format(machine, options->format);
	if (!machine->refused && machine->laid_out != options->format) {
		layout_make(&machine->log.layout, options->format, 1);
		machine->laid_out = options->format;
	}
	memset(machine->cells, options->poison, sizeof(machine->cells));
	machine->hooks = 0;
	machine->nfences = 0;
	machine->carrying = NULL;
	machine->asked = false;
	machine->shares = NULL;
	machine->sharing.floats = machine->sharing.excludes = false;
	machine->writes = NULL;
	machine->sharing.on = false;
	machine->sharing.nhost = 0;
	if (options->by_label && !machine->refused)
		grounds_begin(machine);
	machine->error[0] = '\0';
}

void machine_escape(struct machine *machine)
{
	__builtin_longjmp(machine->escape, 1);
}

void machine_fail(struct machine *machine, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(machine->error, sizeof(machine->error), format, arguments);
	va_end(arguments);
	machine->read.end = READ_ERROR;
	machine_escape(machine);
}

const char *machine_error(const struct machine *machine)
{
	return machine->error;
}

const struct grounds *machine_grounds(const struct machine *machine)
{
	return &machine->grounds;
}

const struct log *machine_log(const struct machine *machine)
{
	return &machine->log;
}

const struct site *machine_shares(const struct machine *machine)
{
	return machine->shares;
}

const struct site *machine_writes(const struct machine *machine)
{
	return machine->writes;
}

const struct site *machine_carrying_loop(const struct machine *machine)
{
	return machine->carrying;
}

void machine_compare_models(struct machine *machine)
{
	machine->models = ~(u32)0;
}

/* In weak nearly everything is different. */
u32 machine_models_alike(const struct machine *machine)
{
	u32 weak = 1u << MODEL_WEAK;

	return machine->options.model == MODEL_WEAK ? weak : machine->models & (weak - 1);
}

u8 machine_fenced(const struct machine *machine, u16 from, u16 to)
{
	u8 fenced = machine->loose || to > FENCED_MAX ? FENCED_LOOSE : 0;

	for (unsigned int i = from; i < to && i < FENCED_MAX; i++)
		fenced |= machine->fenced[i];
	return fenced;
}

bool machine_asked_vcpu(const struct machine *machine)
{
	return machine->asked;
}

void machine_met(struct machine *machine, const struct site *site, const char *name)
{
	unsigned int i = machine->fence_next;

	/* mostly the one that came behind the last one before, too */
	if (i < machine->nfences && machine->fences[i].site == site) {
		machine->fence_next = i + 1;
		return;
	}
	for (i = 0; i < machine->nfences; i++)
		if (machine->fences[i].site == site)
			break;
	machine->fence_next = i + 1;
	if (i == machine->nfences && i < FENCES_MAX)
		machine->fences[machine->nfences++] = (struct fence_site){site, name};
}

bool machine_fence_dropped(struct machine *machine, const struct site *site, const char *name)
{
	machine_met(machine, site, name);
	return site == machine->options.dropped;
}

unsigned int machine_fences(const struct machine *machine, const struct site **sites,
			    const char **names, unsigned int max)
{
	unsigned int n = machine->nfences < max ? machine->nfences : max;

	for (unsigned int i = 0; i < n; i++) {
		sites[i] = machine->fences[i].site;
		names[i] = machine->fences[i].name;
	}
	return n;
}

/* The largest naturally aligned power of two that starts at address and fits in size. */
static u16 aligned_size(u16 address, u16 size)
{
	u16 part = 8;

	while (part > size || address % part)
		part /= 2;
	return part;
}

unsigned int machine_parts(struct machine *machine, const struct request *request, u16 width,
			   int *split_wide, struct part *parts)
{
	u16 offset = request->offset, size = request->size;
	u16 at = (u16)(offset + (machine->schedule->placement & 63));
	u16 widest = machine->options.word == 32 ? 4 : 8;
	unsigned int n = 0;

	if (request->plain && size > 4 && width) {
		widest = width;
	} else if (request->plain && size > 4 && widest == 8) {
		if (*split_wide < 0)
			*split_wide = (int)choose(machine->choice, 2, CHOOSE_SPLIT);
		if (*split_wide)
			widest = 4;
	}
	while (size) {
		u16 part = size < widest ? size : widest;
		u16 to_line = 64 - at % 64;

		if (part > to_line)
			part = to_line;
		if (machine->options.model == MODEL_WEAK && at % part)
			part = aligned_size(at, part);
		parts[n++] = (struct part){offset, part};
		offset += part;
		at += part;
		size -= part;
	}
	return n;
}

/* Any number may come from a finding. */
static const struct view *of_vcpu(const struct machine *machine, unsigned int vcpu)
{
	return &machine->views[vcpu < log_readers(&machine->log) ? view_of(&machine->log, vcpu)
								 : 0];
}

int machine_event_entry(struct machine *machine, u8 vcpu, u16 offset, u16 size, int event)
{
	const struct slot *slot = NULL;

	if (size && offset + size <= machine->log.extent)
		slot = view_slot((struct view *)of_vcpu(machine, vcpu), &machine->log, offset,
				 size);
	if (!slot)
		return -1;
	if (event < 0)
		return 0;
	for (unsigned int e = slot->n - 1u; e; e--)
		if (slot->entries[e].first <= event)
			return event_set_has(&slot->stores, (unsigned int)event) ? (int)e : -1;
	/* a store that left the page as it had started */
	return 0;
}

unsigned int machine_steps(const struct machine *machine, u8 vcpu)
{
	return of_vcpu(machine, vcpu)->nsteps;
}

static int find(const u16 *numbers, int n, u16 number)
{
	for (int i = 0; i < n; i++)
		if (numbers[i] == number)
			return i;
	return -1;
}

u16 machine_position(const struct machine *machine, u8 vcpu, u16 view_position)
{
	return of_vcpu(machine, vcpu)->position[view_position];
}

int machine_view_position(const struct machine *machine, u8 vcpu, u16 position)
{
	const struct view *view = of_vcpu(machine, vcpu);

	return vcpu >= log_readers(&machine->log)
		       ? -1
		       : find(view->position, view->npositions, position);
}

u16 machine_step(const struct machine *machine, u8 vcpu, u16 view_step)
{
	return of_vcpu(machine, vcpu)->base[view_step];
}

int machine_view_step(const struct machine *machine, u8 vcpu, u16 step)
{
	const struct view *view = of_vcpu(machine, vcpu);

	return vcpu >= log_readers(&machine->log) ? -1 : find(view->base, view->nsteps, step);
}
