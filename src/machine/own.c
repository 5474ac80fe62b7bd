/* Looks an address up in the thread-local blocks of the program and of what it loaded. */
#define _GNU_SOURCE
#include "machine/own.h"

#include <link.h>
#include <stddef.h>

#include <warpage/types.h>

struct looked_for {
	const u8 *address;
	bool found;
};

static int look_in(struct dl_phdr_info *info, size_t size, void *arg)
{
	struct looked_for *of = arg;

	(void)size;
	for (unsigned int i = 0; i < info->dlpi_phnum && info->dlpi_tls_data; i++)
		if (info->dlpi_phdr[i].p_type == PT_TLS &&
		    (size_t)(of->address - (const u8 *)info->dlpi_tls_data) <
			    info->dlpi_phdr[i].p_memsz)
			of->found = true;
	return of->found;
}

bool own_memory(const void *address)
{
	struct looked_for of = {.address = address};

	dl_iterate_phdr(look_in, &of);
	return of.found;
}
