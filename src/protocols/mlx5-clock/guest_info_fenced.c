/* info-fenced: info-ordered with a TSC that no CPU samples after the recheck. */
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
		now = rdtsc_fenced();
		smp_rmb(); /* the fields before the recheck; pairs with the host's full barrier */
	} while (READ_ONCE(page->sign) != sign);
	*time = mlx5_clock_at(now, &info);
	return true;
}

DEFINE_GUEST(mlx5_clock, info_fenced, .read = get_clock_info,
	     .origin = "info-ordered, with the TSC ordered on both sides as Intel's SDM has it");
