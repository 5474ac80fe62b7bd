/* The page has another layout: no word before the timestamp. */
struct my_info {
	u32 version;
	u64 stamp;
	u64 ns;
	u32 mul;
	s8 shift;
} __attribute__((packed));

bool read_it(const struct my_info *page, u64 *time)
{
	*time = page->ns + rdtsc_ordered();
	return true;
}
