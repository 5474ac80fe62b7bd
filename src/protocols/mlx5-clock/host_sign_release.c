/*
 * sign-release: the sign with bit 0 and a full barrier, the fields, and a release of the next even sign. Right on any CPU. The fields are plain
 * stores in the kernel, and volatile here.
 */
#include "format.h"

static void publish(struct mlx5_clock_page *page, const struct mlx5_clock_params *next)
{
	u32 sign = smp_load_acquire(&page->sign);

	/* odd before the fields; pairs with the reader's second rmb */
	smp_store_mb(page->sign, sign | MLX5_CLOCK_UPDATING);
	WRITE_ONCE(page->cycles, next->cycles);
	WRITE_ONCE(page->mult, next->mult);
	WRITE_ONCE(page->nsec, next->nsec);
	WRITE_ONCE(page->frac, next->frac);
	/* the fields before even; pairs with the reader's first rmb */
	smp_store_release(&page->sign, sign + 2 * MLX5_CLOCK_UPDATING);
}

DEFINE_HOST(mlx5_clock, sign_release, .publish = publish, .legal_start = even,
	    .origin = "Linux drivers/net/ethernet/mellanox/mlx5/core/lib/clock.c, "
		      "mlx5_update_clock_info_page() (2018)",
	    .ran = "mlx5");
