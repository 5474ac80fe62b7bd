/* The sections of one program or shared object as a variable: see warpage/module.h. */
#include <warpage/module.h>

#define BOUND __attribute__((weak, visibility("hidden")))
#define SECTION(name)                                                                              \
	extern const struct protocol_member *const __start_##name[] BOUND;                         \
	extern const struct protocol_member *const __stop_##name[] BOUND
#define RANGE(name)                                                                                \
	{                                                                                          \
		__start_##name, __stop_##name                                                      \
	}

SECTION(warpage_formats);
SECTION(machine_hosts);
SECTION(machine_guests);
SECTION(native_hosts);
SECTION(native_guests);
SECTION(gapped_hosts);
SECTION(gapped_guests);
extern const struct page_store __start_warpage_page_stores[] BOUND;
extern const struct page_store __stop_warpage_page_stores[] BOUND;

const struct protocol_module protocol_module = {
	.members =
		{
			[ENGINE_MACHINE] = {RANGE(warpage_formats), RANGE(machine_hosts),
					    RANGE(machine_guests)},
			[ENGINE_NATIVE] = {RANGE(warpage_formats), RANGE(native_hosts),
					   RANGE(native_guests)},
			[ENGINE_GAPPED] = {RANGE(warpage_formats), RANGE(gapped_hosts),
					   RANGE(gapped_guests)},
		},
	.stores = __start_warpage_page_stores,
	.stores_end = __stop_warpage_page_stores,
};
