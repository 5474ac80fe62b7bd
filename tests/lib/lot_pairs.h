/* Which pairs a test over all of them takes: all that ship, and one in so many others. */
#ifndef WARPAGE_TEST_LOT_PAIRS_H
#define WARPAGE_TEST_LOT_PAIRS_H

#include <string.h>

#include "lib/lot.h"
#include "protocols/registry.h"

static inline bool lot_ships(const char *file)
{
	return !strncmp(file, "src/", 4);
}

static inline bool lot_has(const struct host *host, const struct guest *guest, unsigned int salt,
			   unsigned int every)
{
	return (lot_ships(host->file) && lot_ships(guest->file)) ||
	       lot(host->name, guest->name, salt) % every == 0;
}

#endif
