/* info-no-recheck: the sign is looked at before the fields alone. */
#include "format.h"

static bool get_clock_info(const struct mlx5_clock_page *page, u64 *time)
{
	struct mlx5_clock_params info;
	u32 sign;
	u64 now;

	sign = READ_ONCE(page->sign);
	if (sign & MLX5_CLOCK_UPDATING)
		return false;
	smp_rmb(); /* the sign before the fields; pairs with the host's release */
	mlx5_clock_take(page, &info);
	now = rdtsc_ordered();
	*time = mlx5_clock_at(now, &info);
	return true;
}

DEFINE_GUEST(mlx5_clock, info_no_recheck, .read = get_clock_info,
	     .origin = "info-ordered without its end");
