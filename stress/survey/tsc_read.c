/* Each way is one block of assembly, so that no compiler and no sanitizer puts anything into it. */
#include "stress/survey/tsc_read.h"

#include <cpuid.h>
#include <string.h>

#include "stress/cpu/stamp.h"
#include "stress/cpu/tsc.h"

#define COST_READS 200
#define COST_ATTEMPTS 10

#define DEFINE_READ(name, instructions)                                                            \
	static void probe_##name(const _Atomic u64 *number, struct probe *probes, unsigned int n)  \
	{                                                                                          \
		u64 first, last, low, high;                                                        \
                                                                                                   \
		for (unsigned int i = 0; i < n; i++) {                                             \
			__asm__ volatile("movq (%[number]), %[first]\n\t" instructions             \
					 "\n\tmovq (%[number]), %[last]"                           \
					 : [first] "=&r"(first), [last] "=&r"(last), "=&a"(low),   \
					   "=&d"(high)                                             \
					 : [number] "r"(number)                                    \
					 : "rbx", "rcx", "memory");                                \
			probes[i] = (struct probe){first, high << 32 | low, last};                 \
		}                                                                                  \
	}                                                                                          \
                                                                                                   \
	static u64 store_##name(_Atomic u64 *number, u64 value)                                    \
	{                                                                                          \
		u64 low, high;                                                                     \
                                                                                                   \
		__asm__ volatile("movq %[value], (%[number])\n\t" instructions                     \
				 : "=&a"(low), "=&d"(high)                                         \
				 : [number] "r"(number), [value] "r"(value)                        \
				 : "rbx", "rcx", "memory");                                        \
		return high << 32 | low;                                                           \
	}                                                                                          \
                                                                                                   \
	static void many_##name(void)                                                              \
	{                                                                                          \
		u64 low, high;                                                                     \
                                                                                                   \
		for (unsigned int i = 0; i < COST_READS; i++)                                      \
			__asm__ volatile(instructions                                              \
					 : "=&a"(low), "=&d"(high)::"rbx", "rcx", "memory");       \
	}

#define SERIALIZE ".byte 0x0f, 0x01, 0xe8" /* younger than some assemblers */

DEFINE_READ(plain, "rdtsc")
DEFINE_READ(lfence, "lfence\n\trdtsc")
DEFINE_READ(mfence, "mfence\n\trdtsc")
DEFINE_READ(rdtscp, "rdtscp")
DEFINE_READ(fenced, "lfence\n\trdtsc\n\tlfence")
DEFINE_READ(rdtscp_lfence, "rdtscp\n\tlfence")
DEFINE_READ(mfence_lfence, "mfence\n\tlfence\n\trdtsc")
DEFINE_READ(cpuid, "xorl %%eax, %%eax\n\tcpuid\n\trdtsc")
DEFINE_READ(serialize, SERIALIZE "\n\trdtsc")

const struct tsc_read_way tsc_reads[TSC_READS] = {
#define READ(name, spelled, title, ...)                                                            \
	{                                                                                          \
		spelled, title, {__VA_ARGS__}, probe_##name, store_##name, many_##name             \
	}
	/* late, early, unseen: Intel orders MFENCE with LFENCE alone, AMD by itself */
	[TSC_READ_PLAIN] = READ(plain, "rdtsc", "RDTSC", false, false, false),
	[TSC_READ_LFENCE] = READ(lfence, "lfence; rdtsc", "LFENCE;RDTSC", false, true, false),
	[TSC_READ_MFENCE] = READ(mfence, "mfence; rdtsc", "MFENCE;RDTSC", false, false, false),
	[TSC_READ_RDTSCP] = READ(rdtscp, "rdtscp", "RDTSCP", false, true, false),
	[TSC_READ_FENCED] =
		READ(fenced, "lfence; rdtsc; lfence", "LFENCE;RDTSC;LFENCE", true, true, false),
	[TSC_READ_RDTSCP_LFENCE] =
		READ(rdtscp_lfence, "rdtscp; lfence", "RDTSCP;LFENCE", true, true, false),
	[TSC_READ_MFENCE_LFENCE] = READ(mfence_lfence, "mfence; lfence; rdtsc",
					"MFENCE;LFENCE;RDTSC", false, true, true),
	[TSC_READ_CPUID] = READ(cpuid, "cpuid; rdtsc", "CPUID;RDTSC", false, true, true),
	[TSC_READ_SERIALIZE] =
		READ(serialize, "serialize; rdtsc", "SERIALIZE;RDTSC", false, true, true),
#undef READ
};

static bool has_serialize(void)
{
	u32 a, b, c, d;

	return __get_cpuid_count(7, 0, &a, &b, &c, &d) && d & 1u << 14;
}

const char *tsc_read_missing(enum tsc_read read)
{
	if ((read == TSC_READ_RDTSCP || read == TSC_READ_RDTSCP_LFENCE) && !tsc_has_rdtscp())
		return TSC_NO_RDTSCP;
	if (read == TSC_READ_SERIALIZE && !has_serialize())
		return "this CPU does not have it (CPUID 7, EDX bit 14)";
	return NULL;
}

double tsc_read_cost(enum tsc_read read)
{
	u64 least = U64_MAX;

	for (unsigned int i = 0; i < COST_ATTEMPTS; i++) {
		u64 begin = stamp(), ticks;

		tsc_reads[read].many();
		ticks = stamp() - begin;
		least = ticks < least ? ticks : least;
	}
	return (double)least / COST_READS;
}
