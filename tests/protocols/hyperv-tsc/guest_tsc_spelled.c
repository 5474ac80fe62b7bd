/* The ordered TSC in the ways in which it is written elsewhere: all of them are rdtsc_ordered(). */
#include "format.h"

/* hv-ordered with TSC in the place of rdtsc_ordered() */
#define GUEST(id, TSC)                                                                             \
	static bool read_##id(const struct hyperv_tsc_page *page, u64 *time)                       \
	{                                                                                          \
		u32 sequence, low = 0, high = 0, aux = 0;                                          \
		u64 scale, tsc;                                                                    \
		s64 offset;                                                                        \
                                                                                                   \
		(void)low, (void)high, (void)aux;                                                  \
		do {                                                                               \
			sequence = READ_ONCE(page->sequence);                                      \
			if (!sequence)                                                             \
				return false;                                                      \
			smp_rmb();                                                                 \
			scale = READ_ONCE(page->scale);                                            \
			offset = READ_ONCE(page->offset);                                          \
			TSC;                                                                       \
			smp_rmb();                                                                 \
		} while (READ_ONCE(page->sequence) != sequence);                                   \
		*time = hyperv_tsc_time(tsc, scale, offset);                                       \
		return true;                                                                       \
	}                                                                                          \
	DEFINE_GUEST(hyperv_tsc, id, .read = read_##id, .origin = "a test")

#define JOIN tsc = (u64)high << 32 | low

GUEST(tsc_lfence_builtin, __builtin_ia32_lfence(); tsc = __builtin_ia32_rdtsc());
GUEST(tsc_lfence_name, __builtin_ia32_lfence(); tsc = rdtsc());
GUEST(tsc_mfence_name, __builtin_ia32_mfence(); tsc = rdtsc());
GUEST(tsc_rdtscp_builtin, tsc = __builtin_ia32_rdtscp(&aux));
GUEST(tsc_asm_lfence, __asm__ volatile("lfence; rdtsc" : "=a"(low), "=d"(high)::"memory"); JOIN);
GUEST(tsc_asm_loose, __asm__ volatile("lfence\n\trdtsc" : "=a"(low), "=d"(high)); JOIN);
GUEST(tsc_asm_apart, __asm__ volatile("lfence" ::
					      : "memory");
      __asm__ volatile("rdtsc"
		       : "=a"(low), "=d"(high));
      JOIN);
GUEST(tsc_asm_rdtscp, __asm__ volatile("rdtscp" : "=a"(low), "=d"(high)::"ecx"); JOIN);
GUEST(tsc_asm_rdtscp_aux, __asm__ volatile("rdtscp" : "=a"(low), "=d"(high), "=c"(aux)); JOIN);
GUEST(tsc_asm_joined, __asm__ volatile("lfence; rdtsc; shl $32, %%rdx; or %%rdx, %%rax"
				       : "=a"(tsc)::"rdx", "memory"));

/* Fenced on both sides: not even late. */
GUEST(tsc_fenced, tsc = rdtsc_ordered(); __builtin_ia32_lfence());
GUEST(tsc_asm_fenced, __asm__ volatile("rdtscp; lfence"
				       : "=a"(low), "=d"(high)::"ecx", "memory");
      JOIN);
GUEST(tsc_asm_fenced_loose, __asm__ volatile("lfence; rdtsc; lfence"
					     : "=a"(low), "=d"(high));
      JOIN);

/* Not one of them: nothing orders the TSC after the loads, or a load stands between. */
GUEST(tsc_asm_plain, __asm__ volatile("rdtsc" : "=a"(low), "=d"(high)::"memory"); JOIN);
GUEST(tsc_late_load, __builtin_ia32_lfence(); offset = READ_ONCE(page->offset);
      tsc = __builtin_ia32_rdtsc());

/* Ordered by MFENCE, which Intel's manual does not promise ... */
GUEST(tsc_asm_mfence, __asm__ volatile("mfence; rdtsc" : "=a"(low), "=d"(high)::"memory"); JOIN);
GUEST(tsc_asm_mfence_apart, __asm__ volatile("mfence" ::: "memory"); tsc = rdtsc());
GUEST(tsc_between_mb, smp_mb(); tsc = rdtsc(); smp_mb());
GUEST(tsc_plain_behind_mb, smp_mb(); tsc = rdtsc());
GUEST(tsc_mfence_behind, tsc = rdtsc_ordered(); __builtin_ia32_mfence());

/* ... and with LFENCE or RDTSCP besides. */
GUEST(tsc_asm_lfence_mfence, __asm__ volatile("lfence; mfence; rdtsc"
					      : "=a"(low), "=d"(high)::"memory");
      JOIN);
GUEST(tsc_asm_mfence_lfence, __asm__ volatile("mfence; lfence; rdtsc"
					      : "=a"(low), "=d"(high)::"memory");
      JOIN);
GUEST(tsc_ordered_behind_mb, smp_mb(); tsc = rdtsc_ordered());
