/*
 * The CPU: its counter, its registers, its own variables, interrupts. It is a vCPU, whose number a function
 * may ask for, and from which it may come to another where preemption is on; what is a CPU's own is a plain
 * variable all the same, and nothing interrupts it but what an engine does. Time and MSRs
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
		u32 warpage_number;                                                                \
		u64 warpage_tsc = rdtsc_vcpu(&warpage_number);                                     \
		(low) = (u32)warpage_tsc;                                                          \
		(high) = (u32)(warpage_tsc >> 32);                                                 \
		(aux) = warpage_number;                                                            \
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

#define smp_processor_id() vcpu_id()
#define raw_smp_processor_id() vcpu_id()
#define __smp_processor_id() vcpu_id()
#define __getcpu() vcpu_id()
#define VGETCPU_CPU_MASK 0xfff
#define get_cpu()                                                                                  \
	({                                                                                         \
		vcpu_pin();                                                                        \
		vcpu_id();                                                                         \
	})
#define put_cpu() vcpu_unpin()
#define preempt_disable() vcpu_pin()
#define preempt_enable() vcpu_unpin()
#define preempt_disable_notrace() vcpu_pin()
#define preempt_enable_notrace() vcpu_unpin()
#define preempt_enable_no_resched() vcpu_unpin()
#define preempt_enable_no_resched_notrace() vcpu_unpin()
#define migrate_disable() vcpu_pin()
#define migrate_enable() vcpu_unpin()
#define local_irq_disable() vcpu_pin()
#define local_irq_enable() vcpu_unpin()
#define local_irq_save(flags)                                                                      \
	({                                                                                         \
		(flags) = 0;                                                                       \
		vcpu_pin();                                                                        \
	})
#define local_irq_restore(flags)                                                                   \
	({                                                                                         \
		(void)(flags);                                                                     \
		vcpu_unpin();                                                                      \
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

/* One for each vCPU: of the number of another one that of its own is what comes. */
#define DEFINE_PER_CPU(type, name) DEFINE_PER_VCPU(type, name)
#define DEFINE_PER_CPU_ALIGNED(type, name) DEFINE_PER_VCPU(type, name)
#define DEFINE_PER_CPU_SHARED_ALIGNED(type, name) DEFINE_PER_VCPU(type, name)
#define DEFINE_PER_CPU_PAGE_ALIGNED(type, name) DEFINE_PER_VCPU(type, name)
#define DEFINE_PER_CPU_READ_MOSTLY(type, name) DEFINE_PER_VCPU(type, name)
#define DEFINE_PER_CPU_DECRYPTED(type, name) DEFINE_PER_VCPU(type, name)
#define DECLARE_PER_CPU(type, name) extern DEFINE_PER_VCPU(type, name)
#define DECLARE_PER_CPU_ALIGNED(type, name) extern DEFINE_PER_VCPU(type, name)
#define DECLARE_PER_CPU_READ_MOSTLY(type, name) extern DEFINE_PER_VCPU(type, name)
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
#define this_cpu_read(name) READ_ONCE(name)
#define __this_cpu_read(name) (name)
#define raw_cpu_read(name) (name)
#define this_cpu_read_stable(name) (name)
#define this_cpu_write(name, value) WRITE_ONCE(name, value)
#define __this_cpu_write(name, value) ((void)((name) = (value)))
#define raw_cpu_write(name, value) ((void)((name) = (value)))
#define this_cpu_add(name, n) ((void)((name) += (n)))
#define __this_cpu_add(name, n) ((void)((name) += (n)))
#define raw_cpu_add(name, n) ((void)((name) += (n)))
#define this_cpu_sub(name, n) ((void)((name) -= (n)))
#define __this_cpu_sub(name, n) ((void)((name) -= (n)))
#define this_cpu_inc(name) ((void)(name)++)
#define __this_cpu_inc(name) ((void)(name)++)
#define raw_cpu_inc(name) ((void)(name)++)
#define this_cpu_dec(name) ((void)(name)--)
#define __this_cpu_dec(name) ((void)(name)--)
#define this_cpu_add_return(name, n) ((name) += (n))
#define __this_cpu_add_return(name, n) ((name) += (n))
#define this_cpu_inc_return(name) (++(name))
#define this_cpu_xchg(name, value) WARPAGE_CPU_SWAP_(name, true, value)
#define raw_cpu_xchg(name, value) WARPAGE_CPU_SWAP_(name, true, value)
#define this_cpu_cmpxchg(name, old, value) WARPAGE_CPU_SWAP_(name, warpage_was == (old), value)
#define __this_cpu_cmpxchg(name, old, value) WARPAGE_CPU_SWAP_(name, warpage_was == (old), value)
#define raw_cpu_cmpxchg(name, old, value) WARPAGE_CPU_SWAP_(name, warpage_was == (old), value)
#define WARPAGE_CPU_SWAP_(name, swap, value)                                                       \
	({                                                                                         \
		__typeof__(name) warpage_was = (name);                                             \
                                                                                                   \
		if (swap)                                                                          \
			(name) = (value);                                                          \
		warpage_was;                                                                       \
	})
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
