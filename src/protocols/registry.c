/*
 * Collects what DEFINE_FORMAT, DEFINE_HOST and DEFINE_GUEST left in the linker's sections. The
 * order in a section is the linker's; here it is made that of the names.
 */
#include "protocols/registry.h"

#include <stdio.h>

extern const struct format *const __start_warpage_formats[], *const __stop_warpage_formats[];
#define MEMBERS(engine)                                                                            \
	extern const struct host *const __start_##engine##_hosts[] __attribute__((weak));          \
	extern const struct host *const __stop_##engine##_hosts[] __attribute__((weak));           \
	extern const struct guest *const __start_##engine##_guests[] __attribute__((weak));        \
	extern const struct guest *const __stop_##engine##_guests[] __attribute__((weak))

MEMBERS(machine);
MEMBERS(native);
MEMBERS(gapped);

static const struct {
	const struct host *const *hosts, *const *hosts_end;
	const struct guest *const *guests, *const *guests_end;
} engines[ENGINES] = {
	[ENGINE_MACHINE] = {__start_machine_hosts, __stop_machine_hosts, __start_machine_guests,
			    __stop_machine_guests},
	[ENGINE_NATIVE] = {__start_native_hosts, __stop_native_hosts, __start_native_guests,
			   __stop_native_guests},
	[ENGINE_GAPPED] = {__start_gapped_hosts, __stop_gapped_hosts, __start_gapped_guests,
			   __stop_gapped_guests},
};

/* Each kind starts with name, format or with name alone, so one comparison of strings orders it. */
static bool before(const char *format_a, const char *a, const char *format_b, const char *b)
{
	int order = strcmp(format_a, format_b);

	return order ? order < 0 : strcmp(a, b) < 0;
}

/* The i-th of [start, stop): the one that has exactly i others before it, of equals the later ones. */
#define NTH(start, stop, i, less)                                                                  \
	do {                                                                                       \
		for (__typeof__((start) + 0) a = (start); a < (stop); a++) {                       \
			unsigned int rank = 0;                                                     \
			for (__typeof__((start) + 0) b = (start); b < (stop); b++)                 \
				rank += less(*b, *a) || (b < a && !less(*a, *b));                  \
			if (rank == (i))                                                           \
				return *a;                                                         \
		}                                                                                  \
		return NULL;                                                                       \
	} while (0)

#define LESS_FORMAT(a, b) before((a)->name, "", (b)->name, "")
#define LESS_MEMBER(a, b) before((a)->format, (a)->name, (b)->format, (b)->name)

const struct format *registry_format(unsigned int i)
{
	NTH(__start_warpage_formats, __stop_warpage_formats, i, LESS_FORMAT);
}

const struct host *registry_host(enum engine engine, unsigned int i)
{
	NTH(engines[engine].hosts, engines[engine].hosts_end, i, LESS_MEMBER);
}

const struct guest *registry_guest(enum engine engine, unsigned int i)
{
	NTH(engines[engine].guests, engines[engine].guests_end, i, LESS_MEMBER);
}

static bool same_name(const char *a, const char *b)
{
	for (; *a || *b; a++, b++)
		if (*a != *b && !((*a == '-' || *a == '_') && (*b == '-' || *b == '_')))
			return false;
	return true;
}

/* The i-th of [start, stop) as the linker left them, or NULL. */
#define RAW(start, stop, i) ((i) < (size_t)((stop) - (start)) ? (start)[i] : NULL)

const struct format *registry_raw_format(unsigned int i)
{
	return RAW(__start_warpage_formats, __stop_warpage_formats, i);
}

const struct host *registry_raw_host(enum engine engine, unsigned int i)
{
	return RAW(engines[engine].hosts, engines[engine].hosts_end, i);
}

const struct guest *registry_raw_guest(enum engine engine, unsigned int i)
{
	return RAW(engines[engine].guests, engines[engine].guests_end, i);
}

const struct format *registry_find_format(const char *name)
{
	const struct format *format;

	for (unsigned int i = 0; (format = registry_raw_format(i)); i++)
		if (same_name(format->name, name))
			return format;
	return NULL;
}

const struct host *registry_find_host(enum engine engine, const struct format *format,
				      const char *name)
{
	const struct host *host;

	for (unsigned int i = 0; (host = registry_raw_host(engine, i)); i++)
		if (same_name(host->format, format->name) && same_name(host->name, name))
			return host;
	return NULL;
}

const struct guest *registry_find_guest(enum engine engine, const struct format *format,
					const char *name)
{
	const struct guest *guest;

	for (unsigned int i = 0; (guest = registry_raw_guest(engine, i)); i++)
		if (same_name(guest->format, format->name) && same_name(guest->name, name))
			return guest;
	return NULL;
}

char *registry_spell(const char *name, char *out, size_t size)
{
	size_t i;

	for (i = 0; name[i] && i + 1 < size; i++)
		out[i] = name[i] == '_' ? '-' : name[i];
	out[i] = '\0';
	return out;
}

bool registry_find_pair(enum engine engine, const char *text, const struct format **format,
			const struct host **host, const struct guest **guest, char *why,
			size_t size)
{
	char names[3][64];
	int end = -1;

	*host = NULL;
	*guest = NULL;
	if (sscanf(text, "%63[^:]:%63[^:]:%63[^:]%n", names[0], names[1], names[2], &end) != 3 ||
	    text[end]) {
		snprintf(why, size, "'%.60s' is not FORMAT:HOST:GUEST", text);
		return false;
	}
	*format = registry_find_format(names[0]);
	if (*format) {
		*host = registry_find_host(engine, *format, names[1]);
		*guest = registry_find_guest(engine, *format, names[2]);
	}
	snprintf(why, size, "there is no %s '%s'",
		 !*format ? "format"
		 : !*host ? "host"
			  : "guest",
		 names[!*format ? 0
		       : !*host ? 1
				: 2]);
	return *host && *guest;
}

char *registry_spell_pair(const struct format *format, const struct host *host,
			  const struct guest *guest, char out[REGISTRY_PAIR])
{
	char names[REGISTRY_PAIR];

	snprintf(names, sizeof(names), "%.63s:%.63s:%.63s", format->name, host->name, guest->name);
	return registry_spell(names, out, REGISTRY_PAIR);
}

bool registry_pair(enum engine engine, unsigned int number, const struct format **format,
		   const struct host **host, const struct guest **guest)
{
	for (unsigned int h = 0; (*host = registry_host(engine, h)); h++) {
		*format = registry_find_format((*host)->format);
		for (unsigned int g = 0; (*guest = registry_guest(engine, g)); g++)
			if (same_name((*guest)->format, (*host)->format) && !number--)
				return true;
	}
	return false;
}
