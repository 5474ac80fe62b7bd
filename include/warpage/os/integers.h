/*
 * Integers as kernels write them: types, limits, byte order, products, quotients. What has no width of
 * its own is that of x86-64. Part of <warpage/linux.h>.
 */
#ifndef WARPAGE_OS_INTEGERS_H
#define WARPAGE_OS_INTEGERS_H

#include <warpage/kernel.h>

/* The fourth of the arguments: what stands behind three, or with an empty one more behind two. */
#define WARPAGE_NTH_4_(a, b, c, nth, ...) nth

typedef u8 __u8, u_int8_t, u_char, uchar_t;
typedef u16 __u16, u_int16_t, u_short, ushort_t, __le16, __be16;
typedef u32 __u32, u_int32_t, u_int, uint, uint_t, __le32, __be32;
typedef u64 __u64, u_int64_t, __le64, __be64;
typedef s8 __s8;
typedef s16 __s16;
typedef s32 __s32;
typedef s64 __s64;
typedef unsigned long ulong, u_long, ulong_t, vaddr_t, paddr_t, vm_offset_t, vm_paddr_t;
typedef long ssize_t, off_t, loff_t;
typedef s64 __kernel_time64_t, time64_t, longlong_t;
typedef long time_t, __kernel_long_t;
typedef int pid_t, clockid_t;
typedef unsigned int gfp_t;
typedef u64 phys_addr_t, dma_addr_t, gpa_t, gfn_t, hpa_t, hva_t, paddr64_t;
typedef char *caddr_t;
typedef bool boolean_t;
typedef int bool_t;

#define B_TRUE true
#define B_FALSE false
#ifndef TRUE
#define TRUE 1
#define FALSE 0
#endif

#define S8_MAX ((s8)0x7f)
#define U8_MAX ((u8)0xff)
#define S16_MAX ((s16)0x7fff)
#define U16_MAX ((u16)0xffff)
#define S32_MAX ((s32)0x7fffffff)
#define S32_MIN (-S32_MAX - 1)
#define U32_MAX ((u32)0xffffffff)
#define S64_MAX ((s64)(U64_MAX >> 1))
#define S64_MIN (-S64_MAX - 1)
#ifndef INT_MAX
#define INT_MAX 0x7fffffff
#define INT_MIN (-INT_MAX - 1)
#define UINT_MAX 0xffffffffu
#define LONG_MAX 0x7fffffffffffffffl
#define LONG_MIN (-LONG_MAX - 1)
#define ULONG_MAX 0xfffffffffffffffful
#endif
#ifndef LLONG_MAX
#define LLONG_MAX 0x7fffffffffffffffll
#define ULLONG_MAX 0xffffffffffffffffull
#endif

#define BITS_PER_LONG 64
#define BITS_PER_LONG_LONG 64
#define BITS_PER_BYTE 8
#define PAGE_SHIFT 12
#define PAGE_SIZE (1ul << PAGE_SHIFT)
#define PAGE_MASK (~(PAGE_SIZE - 1))
#define HV_HYP_PAGE_SHIFT 12
#define HV_HYP_PAGE_SIZE 4096
#define L1_CACHE_BYTES 64
#define SMP_CACHE_BYTES 64
#define CACHE_LINE_SIZE 64
#define _AC(x, suffix) (x##suffix)
#define _UL(x) (x##ul)
#define UL(x) (x##ul)
#define ULL(x) (x##ull)
#define BIT(n) (1ul << (n))
#define BIT_ULL(n) (1ull << (n))
#define _BITUL(n) (1ul << (n))
#define GENMASK(high, low) ((~0ul >> (63 - (high))) & (~0ul << (low)))
#define GENMASK_ULL(high, low) ((~0ull >> (63 - (high))) & (~0ull << (low)))
#define upper_32_bits(x) ((u32)((u64)(x) >> 32))
#define lower_32_bits(x) ((u32)(x))
#define ALIGN(x, to) (((x) + (__typeof__(x))(to)-1) & ~((__typeof__(x))(to)-1))
#define PTR_ALIGN(p, to) ((__typeof__(p))ALIGN((unsigned long)(p), (to)))
#define IS_ALIGNED(x, to) (((x) & ((to)-1)) == 0)
#define roundup(x, to) (((x) + (to)-1) / (to) * (to))
#define DIV_ROUND_UP(n, by) (((n) + (by)-1) / (by))
#define DIV_ROUND_CLOSEST_ULL(n, by) (((u64)(n) + (by) / 2) / (by))

#ifndef offsetof
#define offsetof(type, member) __builtin_offsetof(type, member)
#endif
#define container_of(pointer, type, member) ((type *)((char *)(pointer)-offsetof(type, member)))
#define sizeof_field(type, member) sizeof(((type *)0)->member)

#define WARPAGE_PICK_(a, b, type, is)                                                              \
	({                                                                                         \
		type warpage_a = (a), warpage_b = (b);                                             \
		warpage_a is warpage_b ? warpage_a : warpage_b;                                    \
	})
#define min(a, b) WARPAGE_PICK_(a, b, __typeof__((a) + (b)), <)
#define max(a, b) WARPAGE_PICK_(a, b, __typeof__((a) + (b)), >)
#define min_t(type, a, b) WARPAGE_PICK_(a, b, type, <)
#define max_t(type, a, b) WARPAGE_PICK_(a, b, type, >)
#define clamp(x, low, high) min(max(x, low), high)
#define clamp_val(x, low, high) min_t(__typeof__(x), max_t(__typeof__(x), x, low), high)
#define swap(a, b)                                                                                 \
	do {                                                                                       \
		__typeof__(a) warpage_was = (a);                                                   \
		(a) = (b);                                                                         \
		(b) = warpage_was;                                                                 \
	} while (0)

/* Pages are little-endian, and so is x86-64. */
#define le16_to_cpu(x) ((u16)(x))
#define le32_to_cpu(x) ((u32)(x))
#define le64_to_cpu(x) ((u64)(x))
#define cpu_to_le16(x) ((__le16)(x))
#define cpu_to_le32(x) ((__le32)(x))
#define cpu_to_le64(x) ((__le64)(x))
#define le16_to_cpup(p) le16_to_cpu(*(p))
#define le32_to_cpup(p) le32_to_cpu(*(p))
#define le64_to_cpup(p) le64_to_cpu(*(p))
#define le16toh(x) le16_to_cpu(x)
#define le32toh(x) le32_to_cpu(x)
#define le64toh(x) le64_to_cpu(x)
#define htole16(x) cpu_to_le16(x)
#define htole32(x) cpu_to_le32(x)
#define htole64(x) cpu_to_le64(x)
#define be16_to_cpu(x) __builtin_bswap16(x)
#define be32_to_cpu(x) __builtin_bswap32(x)
#define be64_to_cpu(x) __builtin_bswap64(x)
#define cpu_to_be16(x) __builtin_bswap16(x)
#define cpu_to_be32(x) __builtin_bswap32(x)
#define cpu_to_be64(x) __builtin_bswap64(x)

/* Products of 96 and 128 bits; besides those of kernel.h. */
#define mul_u32_u32(a, b) ((u64)(u32)(a) * (u32)(b))
#define mul_u64_u64_div_u64(a, b, by) ((u64)((u128)(u64)(a) * (u64)(b) / (u64)(by)))
#define mul_u64_u32_div(a, b, by) ((u64)((u128)(u64)(a) * (u32)(b) / (u32)(by)))
/* The high word of a * b + (c << shift), shifted; the rest of the sum is left in *high. */
#define mul_u64_u64_shr_add_u64(high, a, b, shift, c)                                              \
	({                                                                                         \
		u128 warpage_sum = (((u128)(u64)(a) * (u64)(b)) >> (shift)) + (u64)(c);            \
		*(high) = (__typeof__(*(high)))(warpage_sum >> 64);                                \
		(u64) warpage_sum;                                                                 \
	})

#define div_u64(n, by) ((u64)(n) / (u32)(by))
#define div_s64(n, by) ((s64)(n) / (s32)(by))
#define div64_u64(n, by) ((u64)(n) / (u64)(by))
#define div64_s64(n, by) ((s64)(n) / (s64)(by))
#define div64_ul(n, by) ((u64)(n) / (unsigned long)(by))
#define div_u64_rem(n, by, rest)                                                                   \
	({                                                                                         \
		u64 warpage_n = (n);                                                               \
		u32 warpage_by = (by);                                                             \
		*(rest) = (u32)(warpage_n % warpage_by);                                           \
		warpage_n / warpage_by;                                                            \
	})
#define div64_u64_rem(n, by, rest)                                                                 \
	({                                                                                         \
		u64 warpage_n = (n), warpage_by = (by);                                            \
		*(rest) = warpage_n % warpage_by;                                                  \
		warpage_n / warpage_by;                                                            \
	})
/* n becomes the quotient; the value is the rest. */
#define do_div(n, by)                                                                              \
	({                                                                                         \
		u32 warpage_by = (u32)(by), warpage_rest = (u32)((u64)(n) % warpage_by);           \
		(n) = (u64)(n) / warpage_by;                                                       \
		warpage_rest;                                                                      \
	})
/* The same quotient and rest, which kernels find by subtraction. */
#define __iter_div_u64_rem(n, by, rest)                                                            \
	({                                                                                         \
		u64 warpage_n = (n);                                                               \
		u32 warpage_by = (by);                                                             \
		*(rest) = warpage_n % warpage_by;                                                  \
		(u32)(warpage_n / warpage_by);                                                     \
	})
#define iter_div_u64_rem(n, by, rest) __iter_div_u64_rem(n, by, rest)
#define fls(x) ((x) ? 32 - __builtin_clz(x) : 0)
#define fls64(x) ((x) ? 64 - __builtin_clzll(x) : 0)
#define __ffs(x) __builtin_ctzl(x)

#endif
