/* Which order a compiler gives the accesses of a litmus test, and whether a CPU that keeps it does what was found. */
#include "export/litmus.h"

#include <string.h>

/* Must accesses i and j, i < j, of one thread stay in the order of the program, in the compiler? */
static bool stay(const struct litmus_thread *thread, unsigned int i, unsigned int j)
{
	const struct litmus_access *a = &thread->accesses[i], *b = &thread->accesses[j];

	for (unsigned int k = i + 1; k <= j; k++)
		if (thread->accesses[k].fenced)
			return true;
	return !(a->plain || b->plain) || a->place == b->place || a->acquire || b->release;
}

/*
 * By key, as far as the accesses may leave the order of the program. Fences stay where they are: nothing comes from one
 * side of them to the other.
 */
static void arrange(struct litmus_thread *thread, unsigned int *key)
{
	for (unsigned int i = thread->n; i-- > 0;)
		for (unsigned int j = i + 1; j < thread->n; j++)
			if (key[j] < key[i] && stay(thread, i, j))
				key[i] = key[j];
	for (unsigned int i = 1; i < thread->n; i++)
		for (unsigned int j = i; j > 0 && key[j] < key[j - 1]; j--) {
			struct litmus_access *here = &thread->accesses[j];
			struct litmus_access access = *here;
			unsigned int k = key[j];
			u8 fenced = here[-1].fenced;

			*here = here[-1];
			here->fenced = access.fenced;
			here[-1] = access;
			here[-1].fenced = fenced;
			key[j] = key[j - 1];
			key[j - 1] = k;
		}
}

/* The first load that finds the store made; the number of loads if none does. */
static unsigned int first_user(const struct litmus_access *store, const struct litmus_thread *guest)
{
	unsigned int i = 0;

	while (i < guest->n && (guest->accesses[i].place != store->place ||
				guest->accesses[i].event < store->event))
		i++;
	return i;
}

/* One after the other: each load at the first moment, after the one before it, at which it sees what it saw. */
static bool is_sequential(const struct litmus *litmus, const struct litmus_thread *host,
			  const struct litmus_thread *guest)
{
	u16 memory[LITMUS_PLACES_MAX];
	unsigned int made = 0;

	memcpy(memory, litmus->start, sizeof(memory));
	for (unsigned int i = 0; i < guest->n; i++) {
		const struct litmus_access *load = &guest->accesses[i];

		while (memory[load->place] != load->value && made < host->n) {
			const struct litmus_access *store = &host->accesses[made++];

			memory[store->place] = store->value;
		}
		if (memory[load->place] != load->value)
			return false;
	}
	return true;
}

void litmus_compile(struct litmus *litmus)
{
	struct litmus_thread *host = &litmus->compiled[0], *guest = &litmus->compiled[1];
	unsigned int key[LITMUS_ACCESSES_MAX];

	*host = litmus->host;
	*guest = litmus->guest;
	for (unsigned int i = 0; i < guest->n; i++)
		key[i] = guest->accesses[i].position;
	arrange(guest, key);
	for (unsigned int i = 0; i < host->n; i++)
		key[i] = first_user(&host->accesses[i], guest);
	arrange(host, key);
	litmus->sequential = is_sequential(litmus, host, guest);
	if (litmus->sequential)
		return;
	/* what the CPU does has to be told from the program */
	*host = litmus->host;
	*guest = litmus->guest;
}
