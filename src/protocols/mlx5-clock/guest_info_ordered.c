/* info-ordered: info-any-order with the barrier that it lacks. */
#include "format.h"

static bool get_clock_info(const struct mlx5_clock_page *page, u64 *time)
{
	struct mlx5_clock_params info;
	u32 sign;
	u64 now;

	do {
		sign = READ_ONCE(page->sign);
		if (sign & MLX5_CLOCK_UPDATING)
			return false;
		smp_rmb(); /* the sign before the fields; pairs with the host's release */
		mlx5_clock_take(page, &info);
		now = rdtsc_ordered();
		smp_rmb(); /* the fields before the recheck; pairs with the host's full barrier */
	} while (READ_ONCE(page->sign) != sign);
	*time = mlx5_clock_at(now, &info);
	return true;
}

DEFINE_GUEST(mlx5_clock, info_ordered, .read = get_clock_info,
	     .origin = "info-any-order for other CPUs than x86");
