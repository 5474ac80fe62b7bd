/* As in hosts.c, of the other format; and the layout of a page with a struct around it. */
struct pvclock_vcpu_time_info {
	u32 version;
	u32 pad0;
	u64 tsc_timestamp;
	u64 system_time;
	u32 tsc_to_system_mul;
	s8 tsc_shift;
	u8 flags;
	u8 pad[2];
} __attribute__((packed));

struct pvclock_page {
	struct pvclock_vcpu_time_info ti;
	u32 other;
};

void publish(struct pvclock_page *to, u64 tsc, u64 ns, u32 mul, s8 shift)
{
	to->ti.version++;
	to->ti.tsc_timestamp = tsc;
	to->ti.system_time = ns;
	to->ti.tsc_to_system_mul = mul;
	to->ti.tsc_shift = shift;
	to->ti.version++;
}

void copy(struct pvclock_vcpu_time_info *page, struct pvclock_vcpu_time_info *ref)
{
	ref->version = page->version + 2;
	*page = *ref;
}
