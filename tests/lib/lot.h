/* Draws lots among pairs, by their names alone: the same pairs are taken whatever others there are. */
#ifndef WARPAGE_TEST_LOT_H
#define WARPAGE_TEST_LOT_H

/* FNV-1a of both names, with 32 bits. */
static inline unsigned int lot(const char *host, const char *guest, unsigned int salt)
{
	unsigned int hash = 2166136261u ^ salt;

	for (; *host; host++)
		hash = (hash ^ (unsigned char)*host) * 16777619u;
	for (; *guest; guest++)
		hash = (hash ^ (unsigned char)*guest) * 16777619u;
	return hash;
}

#endif
