/*
 * kernel.h for real threads that pause: the real instructions, with a call of gap_tsc() before the
 * TSC is read. The compiler puts gap_load() and gap_store() before the accesses to memory.
 */
#ifndef WARPAGE_PRIMITIVES_H
#define WARPAGE_PRIMITIVES_H

#define WARPAGE_ENGINE gapped

#include <warpage/x86.h>

void gap_tsc(void);

#define rdtsc() (gap_tsc(), x86_rdtsc())
#define rdtsc_ordered() (gap_tsc(), x86_rdtsc_ordered())
#define rdtsc_fenced() (gap_tsc(), x86_rdtsc_fenced())

#endif
