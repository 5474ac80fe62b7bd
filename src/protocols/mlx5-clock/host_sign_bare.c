/* sign-bare: the even sign stands while the fields change. */
#include "format.h"

static void publish(struct mlx5_clock_page *page, const struct mlx5_clock_params *next)
{
	u32 sign = READ_ONCE(page->sign);

	WRITE_ONCE(page->cycles, next->cycles);
	WRITE_ONCE(page->mult, next->mult);
	WRITE_ONCE(page->nsec, next->nsec);
	WRITE_ONCE(page->frac, next->frac);
	/* the fields before the sign; pairs with the reader's first rmb */
	smp_store_release(&page->sign, sign + 2 * MLX5_CLOCK_UPDATING);
}

DEFINE_HOST(mlx5_clock, sign_bare, .publish = publish, .legal_start = even,
	    .origin = "sign-release without its bit");
