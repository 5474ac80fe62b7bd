/*
 * The CPU: its counter, its registers, its own variables, interrupts. There is one CPU to a function, so
 * what is its own is a plain variable, and nothing interrupts it but what an engine does. Time and MSRs
 * are another clock: a function that asks them falls back. Part of <warpage/linux.h>.
 */
#ifndef WARPAGE_OS_CPU_H
#define WARPAGE_OS_CPU_H

#include <warpage/os/memory.h>

typedef u64 cycle_t, cycles_t, tsc_t;

/* rdtsc() and rdtsc_ordered() are kernel.h's. */
#define get_cycles() rdtsc()
#define native_read_tsc() rdtsc()
#define __native_read_tsc() rdtsc()
#define paravirt_read_tsc() rdtsc()
#define rdtscll(value) ((void)((value) = rdtsc()))
#define rdtscl(value) ((void)((value) = (u32)rdtsc()))
#define rdtscp(low, high, aux)                                                                     \
	do {                                                                                       \
		u64 warpage_tsc = rdtsc_ordered();                                                 \
		(low) = (u32)warpage_tsc;                                                          \
		(high) = (u32)(warpage_tsc >> 32);                                                 \
		(aux) = 0;                                                                         \
	} while (0)
#define hv_get_raw_timer() rdtsc_ordered()
#define __arch_counter_get_cntvct() rdtsc_ordered()
#define __arch_counter_get_cntvct_stable() rdtsc_ordered()
#define __arch_counter_get_cntpct() rdtsc_ordered()
#define arch_timer_read_counter() rdtsc_ordered()
#define arch_timer_read_cntvct_el0() rdtsc_ordered()
#define arch_counter_get_cntvct() rdtsc_ordered()
#define arch_counter_enforce_ordering(value)                                                       \
	({                                                                                         \
		(void)(value);                                                                     \
		barrier();                                                                         \
	})
#define WARPAGE_REGISTER_cntvct_el0 rdtsc()
#define WARPAGE_REGISTER_cntpct_el0 rdtsc()
#define WARPAGE_REGISTER_cntvctss_el0 rdtsc_ordered()
#define read_sysreg(name) WARPAGE_REGISTER_##name

#define HV_X64_MSR_TIME_REF_COUNT 0x40000020
#define HV_REGISTER_TIME_REF_COUNT 0x40000020
#define HV_MSR_TIME_REF_COUNT 0x40000020
#define MSR_HV_TIME_REF_COUNT 0x40000020
#define rdmsr(...) WARPAGE_NTH_4_(__VA_ARGS__, WARPAGE_RDMSR_3_, , WARPAGE_RDMSR_1_, )(__VA_ARGS__)
#define WARPAGE_RDMSR_1_(msr) ((void)(msr), other_clock())
#define WARPAGE_RDMSR_3_(msr, low, high) ((void)(msr), (low) = (high) = (u32)other_clock())
#define rdmsrl(msr, value) ((void)(msr), (void)((value) = other_clock()))
#define rdmsrq(msr, value) rdmsrl(msr, value)
#define native_read_msr(msr) WARPAGE_RDMSR_1_(msr)
#define __rdmsr(msr) WARPAGE_RDMSR_1_(msr)
#define hv_get_register(msr) WARPAGE_RDMSR_1_(msr)
#define hv_get_msr(msr) WARPAGE_RDMSR_1_(msr)
#define hv_raw_get_msr(msr) WARPAGE_RDMSR_1_(msr)
#define hv_get_vpreg(msr) WARPAGE_RDMSR_1_(msr)
#define hv_get_time_ref_count(value) rdmsrl(0, value)
#define hv_read_reference_counter() other_clock()
#define wrmsrl(msr, value) ((void)(msr), (void)(value))
#define wrmsr(msr, ...) ((void)(msr))
#define check_tsc_unstable() 0

#define smp_processor_id() 0
#define raw_smp_processor_id() 0
#define __smp_processor_id() 0
#define get_cpu()                                                                                  \
	({                                                                                         \
		barrier();                                                                         \
		0;                                                                                 \
	})
#define put_cpu() barrier()
#define preempt_disable() barrier()
#define preempt_enable() barrier()
#define preempt_disable_notrace() barrier()
#define preempt_enable_notrace() barrier()
#define preempt_enable_no_resched() barrier()
#define preempt_enable_no_resched_notrace() barrier()
#define migrate_disable() barrier()
#define migrate_enable() barrier()
#define local_irq_disable() barrier()
#define local_irq_enable() barrier()
#define local_irq_save(flags)                                                                      \
	({                                                                                         \
		(flags) = 0;                                                                       \
		barrier();                                                                         \
	})
#define local_irq_restore(flags)                                                                   \
	({                                                                                         \
		(void)(flags);                                                                     \
		barrier();                                                                         \
	})
#define raw_local_irq_save(flags) local_irq_save(flags)
#define raw_local_irq_restore(flags) local_irq_restore(flags)
#define irqs_disabled() 1
#define instrumentation_begin() ((void)0)
#define instrumentation_end() ((void)0)
#define cpu_relax_lowlatency() cpu_relax()
#define need_resched() 0
#define cond_resched() ((void)0)
#define num_online_cpus() 1

#define DEFINE_PER_CPU(type, name) __typeof__(type) name
#define DEFINE_PER_CPU_ALIGNED(type, name) __typeof__(type) name
#define DEFINE_PER_CPU_SHARED_ALIGNED(type, name) __typeof__(type) name
#define DEFINE_PER_CPU_PAGE_ALIGNED(type, name) __typeof__(type) name
#define DEFINE_PER_CPU_READ_MOSTLY(type, name) __typeof__(type) name
#define DEFINE_PER_CPU_DECRYPTED(type, name) __typeof__(type) name
#define DECLARE_PER_CPU(type, name) extern __typeof__(type) name
#define DECLARE_PER_CPU_ALIGNED(type, name) extern __typeof__(type) name
#define DECLARE_PER_CPU_READ_MOSTLY(type, name) extern __typeof__(type) name
#define per_cpu(name, cpu) (*((void)(cpu), &(name)))
#define per_cpu_ptr(p, cpu) ((void)(cpu), (p))
#define this_cpu_ptr(p) (p)
#define raw_cpu_ptr(p) (p)
#define __this_cpu_ptr(p) (p)
#define get_cpu_var(name)                                                                          \
	(*({                                                                                       \
		barrier();                                                                         \
		&(name);                                                                           \
	}))
#define put_cpu_var(name) barrier()
#define get_cpu_ptr(p)                                                                             \
	({                                                                                         \
		barrier();                                                                         \
		(p);                                                                               \
	})
#define put_cpu_ptr(p) barrier()
#define __get_cpu_var(name) (name)
#define this_cpu_read(name) (name)
#define __this_cpu_read(name) (name)
#define raw_cpu_read(name) (name)
#define this_cpu_read_stable(name) (name)
#define this_cpu_write(name, value) ((void)((name) = (value)))
#define __this_cpu_write(name, value) ((void)((name) = (value)))
#define this_cpu_inc(name) ((void)(name)++)
#define this_cpu_add(name, n) ((void)((name) += (n)))
#define for_each_possible_cpu(cpu) for ((cpu) = 0; (cpu) < 1; (cpu)++)
#define for_each_online_cpu(cpu) for ((cpu) = 0; (cpu) < 1; (cpu)++)

/* Features and keys are as on a machine whose TSC can be trusted, or as the file's own variables say. */
#define boot_cpu_has(feature) 1
#define cpu_feature_enabled(feature) 1
#define static_cpu_has(feature) 1
struct static_key_false {
	bool enabled;
};
struct static_key_true {
	bool enabled;
};
struct static_key {
	bool enabled;
};
#define DEFINE_STATIC_KEY_FALSE(name) struct static_key_false name = {false}
#define DEFINE_STATIC_KEY_TRUE(name) struct static_key_true name = {true}
#define DECLARE_STATIC_KEY_FALSE(name) extern struct static_key_false name
#define static_branch_likely(key) ((key)->enabled)
#define static_branch_unlikely(key) ((key)->enabled)
#define static_key_false(key) ((key)->enabled)
#define alternative(...) ((void)0)
#define alternative_2(...) ((void)0)

#endif
