/*
 * What kernels say to their compiler and their linker, and what they print: names that change nothing
 * for the accesses of a function. Most stand for nothing. Part of <warpage/linux.h>.
 */
#ifndef WARPAGE_OS_COMPILER_H
#define WARPAGE_OS_COMPILER_H

#include <warpage/kernel.h>

#ifndef NULL
#define NULL ((void *)0)
#endif

#undef __always_inline
#define __always_inline inline __attribute__((__always_inline__))
#define __forceinline inline __attribute__((__always_inline__))
#define __no_inline noinline
#define __aligned(x) __attribute__((aligned(x)))
#define __packed __attribute__((packed))
#define __used __attribute__((used))
#define __unused __attribute__((unused))
#define __maybe_unused __attribute__((unused))
#define __always_unused __attribute__((unused))
#define __noreturn __attribute__((noreturn))
#define __dead2 __attribute__((noreturn))
#define __dead __attribute__((noreturn))
#define __weak __attribute__((weak))
#define __pure __attribute__((pure))
#define __pure2 __attribute__((const))
#undef __attribute_const__
#define __attribute_const__ __attribute__((const))
#define fallthrough __attribute__((fallthrough))

/* Where the linker puts it, who may trace it, what a checker makes of it: nothing here. */
#define notrace
#define noinstr
#define noinline_for_stack
#define noinline_for_tracing
#define asmlinkage
#define __visible
#define __init
#define __initdata
#define __initconst
#define __init_or_module
#define __exit
#define __cpuinit
#define __devinit
#define __latent_entropy
#define __ref
#define __cold
#define __hot
#define __cpuidle
#define __kprobes
#define __hyp_text
#define __must_check
#define __read_mostly
#define __ro_after_init
#define __bss_decrypted
#define __section(...)
#define __cacheline_aligned
#define __cacheline_aligned_in_smp
#define ____cacheline_aligned
#define ____cacheline_aligned_in_smp
#define __page_aligned_data
#define __page_aligned_bss
#define __percpu
#define __iomem
#define __user
#define __kernel
#define __force
#define __rcu
#define __private
#define __nocast
#define __bitwise
#define __no_kcsan
#define __no_kasan_or_inline __always_inline
#define __no_sanitize_address
#define __no_sanitize_thread
#define __no_sanitize_or_inline __always_inline
#define __nocfi
#define __noclone
#define __cf_check
#define cf_check
#define __printf(...)
#define __acquires(...)
#define __releases(...)
#define __must_hold(...)

/* What stands between functions; the semicolon behind it stays. */
#define WARPAGE_NOTHING_ struct warpage_nothing
#define EXPORT_SYMBOL(...) WARPAGE_NOTHING_
#define EXPORT_SYMBOL_GPL(...) WARPAGE_NOTHING_
#define EXPORT_SYMBOL_NS(...) WARPAGE_NOTHING_
#define EXPORT_SYMBOL_NS_GPL(...) WARPAGE_NOTHING_
#define EXPORT_SYMBOL_FOR_MODULES(...) WARPAGE_NOTHING_
#define EXPORT_SYMBOL_FOR_KVM_INTERNAL(...) WARPAGE_NOTHING_
#define EXPORT_PER_CPU_SYMBOL(...) WARPAGE_NOTHING_
#define EXPORT_PER_CPU_SYMBOL_GPL(...) WARPAGE_NOTHING_
#define NOKPROBE_SYMBOL(...) WARPAGE_NOTHING_
#define MODULE_LICENSE(...) WARPAGE_NOTHING_
#define MODULE_AUTHOR(...) WARPAGE_NOTHING_
#define MODULE_DESCRIPTION(...) WARPAGE_NOTHING_
#define MODULE_ALIAS(...) WARPAGE_NOTHING_
#define MODULE_DEVICE_TABLE(...) WARPAGE_NOTHING_
#define MODULE_VERSION(...) WARPAGE_NOTHING_
#define ACPI_MODULE_NAME(...) WARPAGE_NOTHING_
#define DEFINE_IDA(name) WARPAGE_NOTHING_
#define MODULE_PARM_DESC(...) WARPAGE_NOTHING_
#define MODULE_IMPORT_NS(...) WARPAGE_NOTHING_
#define module_param(...) WARPAGE_NOTHING_
#define module_init(...) WARPAGE_NOTHING_
#define module_exit(...) WARPAGE_NOTHING_
#define module_platform_driver(...) WARPAGE_NOTHING_
#define early_initcall(...) WARPAGE_NOTHING_
#define core_initcall(...) WARPAGE_NOTHING_
#define arch_initcall(...) WARPAGE_NOTHING_
#define device_initcall(...) WARPAGE_NOTHING_
#define late_initcall(...) WARPAGE_NOTHING_
#define early_param(...) WARPAGE_NOTHING_
#define __setup(...) WARPAGE_NOTHING_

#define __stringify_1(...) #__VA_ARGS__
#define __stringify(...) __stringify_1(__VA_ARGS__)
#define __PASTE_(a, b) a##b
#define __PASTE(a, b) __PASTE_(a, b)
#define BUILD_BUG_ON(condition) _Static_assert(!(condition), #condition)
#define BUILD_BUG_ON_MSG(condition, message) _Static_assert(!(condition), message)
#ifndef static_assert
#define static_assert(condition, ...) _Static_assert(condition, #condition)
#endif

/* Options of a kernel's build: a function that asks for one is read as the kernels of distributions are. */
#define CONFIG_64BIT 1
#define CONFIG_X86 1
#define CONFIG_X86_64 1
#define CONFIG_SMP 1
#define CONFIG_X86_TSC 1
#define CONFIG_PARAVIRT 1
#define CONFIG_PARAVIRT_CLOCK 1
#define CONFIG_KVM_GUEST 1
#define CONFIG_HYPERV 1
#define CONFIG_HYPERV_TIMER 1
#define CONFIG_HYPERV_TSCPAGE 1
#define CONFIG_XEN 1
#define CONFIG_XEN_GUEST 1
#define CONFIG_HYPERV_GUEST 1
#define CONFIG_KVM_XEN 1
#define CONFIG_KVM_HYPERV 1
#define CONFIG_GENERIC_GETTIMEOFDAY 1
/* Is it there, and is it 1? `arg` becomes a second argument only behind a macro that is 1. */
#define WARPAGE_COMMA_1 0,
#define WARPAGE_SECOND_(first, second, ...) second
#define WARPAGE_IS_ONE__(arg_or_not) WARPAGE_SECOND_(arg_or_not 1, 0, 0)
#define WARPAGE_IS_ONE_(value) WARPAGE_IS_ONE__(WARPAGE_COMMA_##value)
#define WARPAGE_IS_ONE(option) WARPAGE_IS_ONE_(option)
#define IS_ENABLED(option) WARPAGE_IS_ONE(option)
#define IS_BUILTIN(option) WARPAGE_IS_ONE(option)
#define IS_REACHABLE(option) WARPAGE_IS_ONE(option)
#define IS_MODULE(option) 0

/*
 * WARN() ends nothing: the read goes on, and is judged by what it returns. BUG() and panic() end the run,
 * with their line.
 */
#define BUG() kernel_stops()
#define BUG_ON(condition)                                                                          \
	do {                                                                                       \
		if (unlikely(condition))                                                           \
			BUG();                                                                     \
	} while (0)
#define WARN_ON(condition) (!!(condition))
#define WARN_ON_ONCE(condition) (!!(condition))
#define WARN(condition, ...) (!!(condition))
#define WARN_ONCE(condition, ...) (!!(condition))
#define VM_BUG_ON(condition) ((void)0)
#define KVM_BUG_ON(condition, kvm) (!!(condition))
#define ASSERT(condition) ((void)(condition))
#define ASSERT_UNREACHABLE() kernel_stops()
#define lockdep_assert_held(lock) ((void)0)
#define lockdep_assert_irqs_disabled() ((void)0)
#define might_sleep() ((void)0)

/* What is printed goes nowhere, and its arguments are not computed. */
#define printk(...) ((void)0)
#define printk_once(...) ((void)0)
#define printk_deferred(...) ((void)0)
#define pr_emerg(...) ((void)0)
#define pr_err(...) ((void)0)
#define pr_err_once(...) ((void)0)
#define pr_err_ratelimited(...) ((void)0)
#define pr_warn(...) ((void)0)
#define pr_warn_once(...) ((void)0)
#define pr_warn_ratelimited(...) ((void)0)
#define pr_notice(...) ((void)0)
#define pr_info(...) ((void)0)
#define pr_info_once(...) ((void)0)
#define pr_debug(...) ((void)0)
#define pr_debug_ratelimited(...) ((void)0)
#define dev_err(...) ((void)0)
#define dev_warn(...) ((void)0)
#define dev_info(...) ((void)0)
#define dev_dbg(...) ((void)0)
#define trace_printk(...) ((void)0)
#define gprintk(...) ((void)0)
#define gdprintk(...) ((void)0)
#define dprintk(...) ((void)0)
#define vcpu_debug(...) ((void)0)
#define vcpu_unimpl(...) ((void)0)
#define panic(...) kernel_stops()

#endif
