/*
 * kernel.h for real threads that pause: the real instructions, with a call of gap_tsc() before the
 * TSC is read, which is that of the vCPU that the caller is on. The compiler puts gap_load() and gap_store() before the accesses to memory.
 */
#ifndef WARPAGE_PRIMITIVES_H
#define WARPAGE_PRIMITIVES_H

#define WARPAGE_ENGINE gapped

#include <warpage/x86.h>

void gap_tsc(void);
u64 gap_own_tsc(u64 tsc);
u32 gap_vcpu(void);
void gap_pin(void);
void gap_unpin(void);
u64 gap_rdtsc_vcpu(u32 *vcpu);

#define rdtsc() (gap_tsc(), gap_own_tsc(x86_rdtsc()))
#define rdtsc_ordered() (gap_tsc(), gap_own_tsc(x86_rdtsc_ordered()))
#define rdtsc_fenced() (gap_tsc(), gap_own_tsc(x86_rdtsc_fenced()))
#define vcpu_id() gap_vcpu()
#define vcpu_pin() gap_pin()
#define vcpu_unpin() gap_unpin()
#define rdtsc_vcpu(vcpu) gap_rdtsc_vcpu(vcpu)

#endif
