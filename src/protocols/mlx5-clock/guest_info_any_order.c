/*
 * info-any-order: the sign, the fields, the sign again, the same, by loads that are sequentially consistent. The last one orders nothing that is
 * before it: the fields may be loaded behind it, but not on x86. The library looks ten times at a sign of an update, here once.
 */
#include "format.h"

static bool get_clock_info(const struct mlx5_clock_page *page, u64 *time)
{
	struct mlx5_clock_params info;
	u32 sign;
	u64 now;

	do {
		sign = smp_load_acquire(&page->sign); /* pairs with the host's release */
		if (sign & MLX5_CLOCK_UPDATING)
			return false;
		mlx5_clock_take(page, &info);
		now = rdtsc_ordered();
	} while (smp_load_acquire(&page->sign) != sign);
	*time = mlx5_clock_at(now, &info);
	return true;
}

DEFINE_GUEST(mlx5_clock, info_any_order, .read = get_clock_info,
	     .origin =
		     "rdma-core providers/mlx5/mlx5.c, mlx5dv_get_clock_info() (2018), with a time "
		     "stamp in its loop",
	     .ran = "mlx5");
