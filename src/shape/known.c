/* Where kernels keep the clocks that their hosts publish; see known.h. */
#include "shape/known.h"

#include <string.h>

#include "protocols/registry.h"
#include "shape/fit.h"

/*
 * A member of a struct, or a member of a member, or a variable; what it is to hold: a part of the clock by pvclock's
 * name of it, or C. format: of that format's pages alone.
 */
static const struct known {
	const char *record, *member, *part, *value, *format;
} known[] = {
	/* KVM: a pair of time and TSC that all vCPUs share, and a factor for each vCPU */
	{"kvm_arch", "master_cycle_now", .part = "tsc_timestamp"},
	{"kvm_arch", "master_kernel_ns", .part = "system_time"},
	{"kvm_arch", "use_master_clock", .value = "1"},
	{"kvm_vcpu_arch", "pvclock_tsc_mul", .part = "tsc_to_system_mul"},
	{"kvm_vcpu_arch", "pvclock_tsc_shift", .part = "tsc_shift"},
	{"kvm_vcpu_arch", "hv_clock.tsc_to_system_mul", .part = "tsc_to_system_mul"},
	{"kvm_vcpu_arch", "hv_clock.tsc_shift", .part = "tsc_shift"},
	{"kvm_vcpu_arch", "hv_clock.version", .value = "*(const unsigned *)warpage_page",
	 .format = "pvclock"},
	{"kvm_vcpu_arch", "hw_tsc_khz", .value = "1000000"},
	{"kvm_vcpu_arch", "pv_time.active", .value = "1", .format = "pvclock"},
	{"kvm_vcpu_arch", "pv_time_enabled", .value = "1", .format = "pvclock"},
	{"kvm_hv", "hv_tsc_page_status", .value = "2", .format = "hyperv_tsc"},
	{NULL, "tsc_khz", .value = "1000000"},
	{NULL, "cpu_tsc_khz", .value = "1000000"},
	/* what it makes Hyper-V's page of, and others that hand over a page of the other kind */
	{"pvclock_vcpu_time_info", "tsc_timestamp", .part = "tsc_timestamp",
	 .format = "hyperv_tsc"},
	{"pvclock_vcpu_time_info", "system_time", .part = "system_time", .format = "hyperv_tsc"},
	{"pvclock_vcpu_time_info", "tsc_to_system_mul", .part = "tsc_to_system_mul",
	 .format = "hyperv_tsc"},
	{"pvclock_vcpu_time_info", "tsc_shift", .part = "tsc_shift", .format = "hyperv_tsc"},
	{"pvclock_vcpu_time_info", "flags", .value = "1", .format = "hyperv_tsc"},
	/* Xen: a stamp of each CPU, and a scale */
	{"cpu_time_stamp", "local_tsc", .part = "tsc_timestamp"},
	{"cpu_time_stamp", "local_stime", .part = "system_time"},
	{"cpu_time", "local_tsc_stamp", .part = "tsc_timestamp"},
	{"cpu_time", "stime_local_stamp", .part = "system_time"},
	{"time_scale", "mul_frac", .part = "tsc_to_system_mul"},
	{"time_scale", "shift", .part = "tsc_shift"},
	/* OpenBSD's vmm: it asks for TSC and time itself, and counts its updates */
	{"vcpu", "vc_pvclock_system_gpa", .value = "1"},
	{"vcpu", "vc_pvclock_version", .value = "*(const unsigned *)warpage_page >> 1"},
	{"vcpu", "vc_pvclock_system_tsc_mul", .value = "warpage_clock_rate_20(&warpage_clock)"},
};

static const char *const parts[] = {"tsc_timestamp", "system_time", "tsc_to_system_mul",
				    "tsc_shift"};

static int field_named(const struct format *format, const char *name)
{
	for (unsigned int f = 0; f < format->nfields; f++)
		if (format->fields[f].role == FIELD_PARAM && !strcmp(format->fields[f].name, name))
			return (int)f;
	return -1;
}

/* The clock that is handed over, as the format has it or as near as 32 bits come to it. */
static bool declare(struct shape *shape)
{
	int fields[ARRAY_SIZE(parts)], scale, offset;
	char value[ARRAY_SIZE(parts)][80];
	bool exact = true;

	if (shape->clock)
		return true;
	for (size_t i = 0; i < ARRAY_SIZE(parts); i++) {
		fields[i] = field_named(shape->format, parts[i]);
		exact = exact && fields[i] >= 0 &&
			fit_value(shape, (unsigned int)fields[i], value[i], sizeof(value[i]));
	}
	scale = field_named(shape->format, "scale");
	offset = field_named(shape->format, "offset");
	if (exact)
		fprintf(shape->locals.stream,
			"\tstruct warpage_clock warpage_clock = {%s, %s, %s, %s};\n", value[0],
			value[1], value[2], value[3]);
	else if (scale >= 0 && offset >= 0 && shape->format->fields[scale].fraction == 64 &&
		 fit_value(shape, (unsigned int)scale, value[0], sizeof(value[0])) &&
		 fit_value(shape, (unsigned int)offset, value[1], sizeof(value[1])))
		fprintf(shape->locals.stream,
			"\tstruct warpage_clock warpage_clock = warpage_clock_of(%s, %s, %u, "
			"rdtsc_ordered());\n",
			value[0], value[1], shape->format->unit_ns);
	else
		return false;
	shape->clock = exact ? CLOCK_EXACT : CLOCK_NEAR;
	return true;
}

const char *known_part(struct shape *shape, const char *name)
{
	static const char *const values[ARRAY_SIZE(parts)] = {"warpage_clock.tsc_timestamp",
							      "warpage_clock.system_time",
							      "warpage_clock.tsc_to_system_mul",
							      "warpage_clock.tsc_shift"};
	int field;

	for (size_t i = 0; i < ARRAY_SIZE(parts); i++) {
		if (strcmp(parts[i], name) != 0)
			continue;
		if (!declare(shape))
			return NULL;
		shape->told |= 1u << i;
		field = field_named(shape->format, name);
		if (field >= 0)
			shape->fed |= (u64)1 << field;
		/* all of a clock that is near the format's: the host's parameters are its own */
		if (shape->clock == CLOCK_NEAR && shape->told == (1u << ARRAY_SIZE(parts)) - 1)
			fit_own(shape);
		return values[i];
	}
	return NULL;
}

/* Is the place of that name, one of a struct of that name? */
static bool is_it(const struct shape *shape, const struct known *one, const struct place *place)
{
	unsigned int n = place->nsteps;
	const char *dot = strchr(one->member, '.'), *last = dot ? dot + 1 : one->member;
	const struct c_record *record = NULL;
	struct c_type type;

	if (!one->record)
		return place->variable && !n && !strcmp(place->variable->name, one->member);
	if (n < 1u + (dot != NULL) || strcmp(place->steps[n - 1].member->name, last) != 0)
		return false;
	if (dot && (strncmp(place->steps[n - 2].member->name, one->member,
			    (size_t)(dot - one->member)) != 0 ||
		    place->steps[n - 2].member->name[dot - one->member]))
		return false;
	n -= dot ? 2 : 1;
	if (n)
		type = tree_type(shape->tree, place->steps[n - 1].member->type);
	else
		type = tree_type(shape->tree,
				 place->variable
					 ? place->variable->type
					 : shape->function->arguments[place->argument].type);
	record = type.record;
	return record && !strcmp(record->name, one->record);
}

static bool fill(struct shape *shape, const struct place *place, void *data)
{
	(void)data;
	for (size_t i = 0; i < ARRAY_SIZE(known); i++) {
		const char *value = known[i].value;
		char spelled[SHAPE_PLACE];

		if (!is_it(shape, &known[i], place) ||
		    (known[i].format && strcmp(known[i].format, shape->format->name) != 0))
			continue;
		if (known[i].part)
			value = known_part(shape, known[i].part);
		else if (strstr(value, "warpage_clock") && !declare(shape))
			value = NULL;
		if (!value)
			return true;
		if (known[i].part)
			fit_note(shape, "%s is %s", place_spell(shape, place, spelled),
				 known[i].part);
		return place_set(shape, place, value);
	}
	return true;
}

bool known_places(struct shape *shape, const struct place *page)
{
	if (!place_walk(shape, page, fill, NULL))
		return false;
	if (!tree_has(&shape->reach.calls, "warpage_host_time") || !declare(shape))
		return true;
	fprintf(shape->locals.stream, "\twarpage_host_clock = warpage_clock;\n");
	shape->asks_time = true;
	return true;
}

static bool leads_by(const struct place *place, const char *one, const char *other)
{
	for (unsigned int i = 0; i < place->nsteps; i++)
		if (!strcmp(place->steps[i].member->name, one) ||
		    !strcmp(place->steps[i].member->name, other))
			return true;
	return false;
}

bool known_home(const struct place *place)
{
	return leads_by(place, "pv_time", "vcpu_info_area"); /* KVM's, Xen's */
}

bool known_second(const struct place *place)
{
	return leads_by(place, "time_info_guest", "time_guest_area"); /* Xen's */
}

bool known_copy(const char *member)
{
	return !strcmp(member, "pending_system_time"); /* Xen's, for a guest that is in user mode */
}

#define MEMBERS 32

/* What pvclock's fields are called in that struct; how many of a clock's are there? */
static unsigned int clock_members(const struct c_record *record, const char *names[MEMBERS])
{
	const struct format *format = registry_find_format("pvclock");
	int fields[MEMBERS];
	unsigned int n = 0, found = 0;

	for (; record && n < record->nmembers && n < MEMBERS; n++)
		names[n] = record->members[n].name;
	match_names(format, names, n, fields);
	for (unsigned int i = 0; i < n; i++) {
		names[i] = fields[i] < 0 ? NULL : format->fields[fields[i]].name;
		found += names[i] != NULL;
	}
	return found;
}

static const struct c_record *record_at(const struct shape *shape, const struct place *place)
{
	return place->nsteps || place->variable
		       ? place->type.record
		       : tree_type(shape->tree, shape->function->arguments[place->argument].type)
				 .record;
}

bool known_clock(struct shape *shape, const char *text)
{
	const char *names[MEMBERS], *value;
	struct place place;
	const struct c_record *record;

	if (!place_parse(shape, text, &place))
		return false;
	record = record_at(shape, &place);
	if (!record || !record->whole || place.type.pointers > 1 || place.nsteps == PLACE_STEPS)
		return fit_fail(shape, "clock=%s: that is no struct", text);
	if (clock_members(record, names) != ARRAY_SIZE(parts))
		return fit_fail(shape,
				"clock=%s: it is to have members for tsc_timestamp, system_time, "
				"tsc_to_system_mul and tsc_shift",
				text);
	for (unsigned int i = 0; i < record->nmembers && i < MEMBERS; i++) {
		struct place member = place;

		if (!names[i])
			continue;
		value = known_part(shape, names[i]);
		if (!value)
			return fit_fail(shape,
					"clock=%s: warpage has no clock of that kind for this "
					"format",
					text);
		member.steps[member.nsteps].member = &record->members[i];
		member.steps[member.nsteps].arrow = place.type.pointers;
		member.steps[member.nsteps++].element = false;
		member.type = tree_type(shape->tree, record->members[i].type);
		if (!place_set(shape, &member, value))
			return false;
	}
	return true;
}

static bool guess(struct shape *shape, const struct place *place, void *data)
{
	const char *names[MEMBERS];

	if (!place->type.record || !place->type.record->whole || place->type.pointers > 1 ||
	    clock_members(place->type.record, names) != ARRAY_SIZE(parts))
		return true;
	place_spell(shape, place, data);
	return false;
}

bool known_guess(struct shape *shape, const struct place *page, char out[SHAPE_PLACE])
{
	return declare(shape) && !place_walk(shape, page, guess, out);
}

static bool lead(struct shape *shape, const struct place *place, void *data)
{
	(void)data;
	if (place->nsteps && place->steps[place->nsteps - 1].arrow && place->nsteps > 1)
		place_lead(shape, place);
	return true;
}

void known_ways(struct shape *shape, const struct place *page)
{
	place_walk(shape, page, lead, NULL);
}
