/* A host that writes at an address in its guest, from a page that it keeps. */
#include "page.h"

struct cache {
	unsigned long hva;
	void *khva;
};

struct vcpu {
	int id;
	struct {
		struct ms_hyperv_tsc_page clock;
		struct cache *cache;
	} arch;
};

static void write_page(struct ms_hyperv_tsc_page *to, struct ms_hyperv_tsc_page *from)
{
	from->tsc_sequence = to->tsc_sequence + 2;
	__builtin_memcpy(to, from, sizeof(*to));
}

void at_address(struct vcpu *vcpu, bool force)
{
	if (!force)
		write_page((void *)vcpu->arch.cache->hva, &vcpu->arch.clock);
}

void at_argument(struct vcpu *vcpu, u64 gpa)
{
	write_page((void *)gpa, &vcpu->arch.clock);
}

void at_mapping(struct ms_hyperv_tsc_page *clock, struct cache *cache, unsigned int into)
{
	write_page(cache->khva + into, clock);
}

/* Its own page is not what is written: nothing refers to it. */
void beside(struct vcpu *vcpu, struct ms_hyperv_tsc_page *page, u64 scale, s64 offset)
{
	page->tsc_scale = scale;
	page->tsc_offset = offset;
	page->tsc_sequence += 2 + (u32)vcpu->id;
}
