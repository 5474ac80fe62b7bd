/* Which CPU this is, by what it says of itself. */
#ifndef STRESS_CPU_ID_H
#define STRESS_CPU_ID_H

#include <stdbool.h>
#include <stddef.h>
#include <warpage/types.h>

struct cpu_id {
	char vendor[13]; /* "AuthenticAMD" */
	unsigned int family, model, stepping;
	bool hypervisor;
	char hypervisor_vendor[13]; /* "" if unknown */
	char microcode[32];	    /* as in /proc/cpuinfo, or "" */
};

/* By CPUID on the CPU at hand, and the microcode's number from the kernel. */
void cpu_id_get(struct cpu_id *id);

/* Family, model and stepping as in manuals: of the extended ones, too. For CPUID 1's EAX. */
void cpu_id_decode(u32 eax, struct cpu_id *id);

/* "AuthenticAMD family 25 model 1 stepping 1, in a VM (KVMKVMKVM)"; returns out. */
char *cpu_id_text(const struct cpu_id *id, char *out, size_t size);

#endif
