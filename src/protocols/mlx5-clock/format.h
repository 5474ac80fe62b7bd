/* The clock page of mlx5 network cards: layout, parameters, and the readers' arithmetic. */
#ifndef MLX5_CLOCK_FORMAT_H
#define MLX5_CLOCK_FORMAT_H

#include <warpage/protocol.h>

struct mlx5_clock_page {
	u32 sign; /* bit 0: the kernel writes */
	u32 resv;
	u64 nsec, cycles, frac; /* ns and ns << shift at cycles */
	u32 mult, shift;	/* ns << shift per cycle */
	u64 mask;
	u64 overflow_period;
};

struct mlx5_clock_params {
	u64 nsec, cycles, frac;
	u32 mult;
};

DECLARE_FORMAT(mlx5_clock);

#define MLX5_CLOCK_UPDATING 1u
#define MLX5_CLOCK_SHIFT 32

/* The fields, taken by volatile loads. */
static inline void mlx5_clock_take(const struct mlx5_clock_page *page,
				   struct mlx5_clock_params *info)
{
	info->nsec = READ_ONCE(page->nsec);
	info->cycles = READ_ONCE(page->cycles);
	info->frac = READ_ONCE(page->frac);
	info->mult = READ_ONCE(page->mult);
}

/* ns at a time stamp of the card, which may lie before the page's; with products of 96 bits. */
static inline u64 mlx5_clock_at(u64 stamp, const struct mlx5_clock_params *info)
{
	u64 delta = stamp - info->cycles;

	if (delta > U64_MAX / 2) /* as much before it; rounded down, too */
		return info->nsec - (u64)(((u128)-delta * info->mult - info->frac +
					   (1ull << MLX5_CLOCK_SHIFT) - 1) >>
					  MLX5_CLOCK_SHIFT);
	return info->nsec + (u64)(((u128)delta * info->mult + info->frac) >> MLX5_CLOCK_SHIFT);
}

#endif
