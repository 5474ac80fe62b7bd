/* sign-plain: sign-release without its barriers, which x86 does not need. */
#include "format.h"

static void publish(struct mlx5_clock_page *page, const struct mlx5_clock_params *next)
{
	u32 sign = READ_ONCE(page->sign);

	WRITE_ONCE(page->sign, sign | MLX5_CLOCK_UPDATING);
	WRITE_ONCE(page->cycles, next->cycles);
	WRITE_ONCE(page->mult, next->mult);
	WRITE_ONCE(page->nsec, next->nsec);
	WRITE_ONCE(page->frac, next->frac);
	WRITE_ONCE(page->sign, sign + 2 * MLX5_CLOCK_UPDATING);
}

DEFINE_HOST(mlx5_clock, sign_plain, .publish = publish, .legal_start = even,
	    .origin = "sign-release for x86 alone");
