/* A host of each shape that there is. */
#include "page.h"

struct hyperv_tsc_params {
	u64 scale;
	s64 offset;
};

static void write(struct ms_hyperv_tsc_page *page, u64 k, s64 d)
{
	page->tsc_sequence++;
	page->tsc_scale = k;
	page->tsc_offset = d;
	page->tsc_sequence++;
}

void own_params(struct ms_hyperv_tsc_page *page, const struct hyperv_tsc_params *next)
{
	write(page, next->scale, next->offset);
}

int by_value(struct ms_hyperv_tsc_page *page, int64_t tsc_ofs, uint64_t TscScale)
{
	write(page, TscScale, tsc_ofs);
	return 0;
}

void whole_page(struct ms_hyperv_tsc_page *page, const struct ms_hyperv_tsc_page *next)
{
	write(page, next->tsc_scale, next->tsc_offset);
}

void ref_page(struct ms_hyperv_tsc_page *ref, struct ms_hyperv_tsc_page *guest)
{
	write(guest, ref->tsc_scale, ref->tsc_offset);
}

struct update {
	int why;
	u64 scale;
	s64 offset;
};

void by_struct(struct ms_hyperv_tsc_page *page, const struct update *update)
{
	write(page, update->scale, update->offset);
}

static struct ms_hyperv_tsc_page *hv_page;
static u64 my_scale;
static s64 my_offset;

void by_globals(void)
{
	write(hv_page, my_scale, my_offset);
}

struct domain {
	struct {
		void *ptr;
		struct update *update;
	} arch;
};

void by_domain(struct domain *domain)
{
	struct ms_hyperv_tsc_page *page = domain->arch.ptr;

	write(page, domain->arch.update->scale, domain->arch.update->offset);
}
