/* kernel.h for real threads: what x86.h says, and nothing else. */
#ifndef WARPAGE_PRIMITIVES_H
#define WARPAGE_PRIMITIVES_H

#define WARPAGE_ENGINE native

#include <warpage/x86.h>

#define rdtsc() x86_rdtsc()
#define rdtsc_ordered() x86_rdtsc_ordered()
#define rdtsc_fenced() x86_rdtsc_fenced()
#define vcpu_id() race_vcpu()
#define vcpu_pin() barrier()
#define vcpu_unpin() barrier()
#define rdtsc_vcpu(vcpu) (*(vcpu) = vcpu_id(), rdtsc_ordered())

#endif
