/* What the address sanitizer wants to know of fibers, in builds that have it; nothing in others. */
#ifndef WARPAGE_FIBER_SANITIZER_H
#define WARPAGE_FIBER_SANITIZER_H

#include <stddef.h>
#include <warpage/types.h>

#if defined(__SANITIZE_ADDRESS__)
#define FIBER_SANITIZER 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define FIBER_SANITIZER 1
#endif
#endif

#ifdef FIBER_SANITIZER
#include <sanitizer/asan_interface.h>
#include <sanitizer/common_interface_defs.h>
#else
static inline void __sanitizer_start_switch_fiber(void **kept, const void *stack, size_t size)
{
	(void)kept;
	(void)stack;
	(void)size;
}

static inline void __sanitizer_finish_switch_fiber(void *kept, const void **from, size_t *size)
{
	(void)kept;
	(void)from;
	(void)size;
}

static inline void __asan_unpoison_memory_region(void const volatile *memory, size_t size)
{
	(void)memory;
	(void)size;
}
#endif

/* Another stack is next. *kept is what to give to fiber_is_on_stack() back on this one; NULL: it is done with. */
static inline void fiber_leaves_stack(void **kept, const void *stack, size_t size)
{
	__sanitizer_start_switch_fiber(kept, stack, size);
}

/* It is left; *from is where, of so many bytes. */
static inline void fiber_is_on_stack(void *kept, const void **from, size_t *size)
{
	__sanitizer_finish_switch_fiber(kept, from, size);
}

/* Frames on this stack are gone without having returned. */
static inline void fiber_forgets(const void *stack, size_t size)
{
	__asan_unpoison_memory_region(stack, size);
}

#endif
