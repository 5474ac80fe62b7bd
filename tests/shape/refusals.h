/* What is asked of the files in cases/, and the one line that must come. Part of test_shape.c. */
WRONG("gives_nothing",
      "wrong.c:7: gives_nothing returns nothing: a guest gives the time, as u64 "
      "gives_nothing(page), or bool gives_nothing(page, u64 *time)",
      SHAPE_GUEST),
	WRONG("no_page",
	      "wrong.c:12: no_page(u64) meets no page that warpage knows: have it take a pointer "
	      "to one, or say where it finds it, as in wrong.c:no_page,page=SOME_POINTER",
	      SHAPE_GUEST),
	WRONG("two_pages",
	      "wrong.c:17: two_pages finds a page in a, and in b: say wrong.c:two_pages,page=a or "
	      "wrong.c:two_pages,page=b",
	      SHAPE_GUEST),
	WRONG("two_globals",
	      "wrong.c:22: two_globals finds a page in one, and in other: say "
	      "wrong.c:two_globals,page=one or wrong.c:two_globals,page=other",
	      SHAPE_GUEST),
	WRONG("deep",
	      "wrong.c:27: deep takes struct ms_hyperv_tsc_page **page, a pointer to a pointer: "
	      "have it take a pointer to the page",
	      SHAPE_GUEST),
	WRONG("by_copy",
	      "wrong.c:32: by_copy takes struct ms_hyperv_tsc_page page, a copy of the page: have "
	      "it take a pointer to the page, since the copying is what has to be right",
	      SHAPE_GUEST),
	WRONG("old_style",
	      "wrong.c:37: what is int cpu that old_style takes? Say, for instance, "
	      "wrong.c:old_style,arg=cpu=0",
	      SHAPE_GUEST),
	WRONG("any_number",
	      "wrong.c:44: any_number takes any number of arguments: name a function that calls it "
	      "with those that are meant",
	      SHAPE_GUEST),
	WRONG("declared",
	      "wrong.c:49: declared is only declared here: give the file that defines it",
	      SHAPE_GUEST),
	WRONG("as_macro", "wrong.c:51: as_macro is a macro: name a function that uses it",
	      SHAPE_GUEST),
	WRONG("cut_before",
	      "wrong.c:53: cut_before cuts the time to 32 bits before it returns it: what is cut "
	      "can't be judged; name a function that gives 64 bits",
	      SHAPE_GUEST),
	WRONG("cut_by_mask",
	      "wrong.c:136: cut_by_mask cuts the time to 32 bits before it returns it: what is cut "
	      "can't be judged; name a function that gives 64 bits",
	      SHAPE_GUEST),
	WRONG("cut_by_macro",
	      "wrong.c:155: cut_by_macro cuts the time to 32 bits before it returns it: what is "
	      "cut can't be judged; name a function that gives 64 bits",
	      SHAPE_GUEST),
	WRONG("cut_twice",
	      "wrong.c:160: cut_twice cuts the time to 32 bits before it returns it: what is cut "
	      "can't be judged; name a function that gives 64 bits",
	      SHAPE_GUEST),
	WRONG("named_twice",
	      "wrong.c:148: the page is the variable twice_named, and names_it (line 143) has an "
	      "argument of that name: give one of them another name",
	      SHAPE_GUEST),
	WRONG("cut_out",
	      "wrong.c:60: cut_out leaves the time in u32 *now, which has no room for 64 bits, and "
	      "what is cut can't be judged: make it an u64 *",
	      SHAPE_GUEST),
	WRONG("as_double",
	      "wrong.c:65: as_double returns double, which is no time: a guest returns it as u64, "
	      "or in a struct timespec64, or leaves it in an u64 *",
	      SHAPE_GUEST),
	WRONG("nowhere",
	      "wrong.c:70: nowhere returns true or false, and leaves the time nowhere: a guest "
	      "takes an u64 * for it, or returns it",
	      SHAPE_GUEST),
	WRONG("unknown_type",
	      "wrong.c:75: unknown_type(struct timespec64 *, struct other *) meets no page that "
	      "warpage knows: have it take a pointer to one, or say where it finds it, as in "
	      "wrong.c:unknown_type,page=SOME_POINTER",
	      SHAPE_GUEST),
	WRONG("at_object",
	      "wrong.c:80: the page is the variable filled, which has a value to begin with (line "
	      "5): take the value away",
	      SHAPE_GUEST),
	WRONG("three",
	      "wrong.c:85: three leaves a number in three places: say what one is, as in "
	      "'wrong.c:three,arg=c=&(u64){0}'",
	      SHAPE_GUEST),
	WRONG("maybe",
	      "wrong.c:91: maybe returns 0 or a number: say wrong.c:maybe,success=zero if 0 means "
	      "that there is a time, else wrong.c:maybe,success=nonzero",
	      SHAPE_GUEST),
	WRONG("is_host",
	      "wrong.c:97: is_host returns nothing: a guest gives the time, as u64 is_host(page), "
	      "or bool is_host(page, u64 *time); it could be a host: give it in the host's place",
	      SHAPE_GUEST),
	WRONG("two_pags", "wrong.c has no function two_pags; do you mean wrong.c:two_pages?",
	      SHAPE_GUEST),
	WRONG("asks_all",
	      "wrong.c:105: asks_all: where does it find the parameters that it is to publish? Say "
	      "wrong.c:asks_all,param=scale=my_scale,param=offset=my_ofs",
	      SHAPE_HOST),
	WRONG("too_small",
	      "wrong.c:111: scale has no room for the format's scale, which has 64 bits",
	      SHAPE_HOST),
	WRONG("what_is_it",
	      "wrong.c:117: what_is_it: where does it find the parameters that it is to publish? "
	      "Say wrong.c:what_is_it,param=offset=delta",
	      SHAPE_HOST),
	WRONG("by_copy",
	      "wrong.c:32: by_copy takes struct ms_hyperv_tsc_page page, a copy of the page: have "
	      "it take a pointer to the page, since the copying is what has to be right",
	      SHAPE_HOST),
	WRONG("as_double",
	      "wrong.c:65: as_double: where does it find the parameters that it is to publish? Say "
	      "wrong.c:as_double,param=scale=PLACE,param=offset=PLACE",
	      SHAPE_HOST),
	WRONG("two_globals",
	      "wrong.c:22: 'tow' is neither an argument of two_globals nor a variable of the file",
	      SHAPE_GUEST, .want.page = "tow"),
	WRONG("two_globals",
	      "wrong.c:22: 'one->sequence': struct ms_hyperv_tsc_page has no member 'sequence'; do "
	      "you mean tsc_sequence?",
	      SHAPE_GUEST, .want.page = "one->sequence"),
	WRONG("two_globals", "wrong.c:22: page=one->reserved1: that is no pointer", SHAPE_GUEST,
	      .want.page = "one->reserved1"),
	WRONG("old_style", "wrong.c:37: arg=cpus=0: old_style has no argument of that name",
	      SHAPE_GUEST, .want.args = {"cpus=0"}),
	WRONG("old_style", "wrong.c:37: the argument cpu of old_style is given twice", SHAPE_GUEST,
	      .want.args = {"cpu=0", "cpu=1"}),
	WRONG("deep",
	      "wrong.c:27: deep(struct ms_hyperv_tsc_page **) meets no page of pvclock: have it "
	      "take a pointer to one, or say where it finds it, as in "
	      "wrong.c:deep,page=SOME_POINTER",
	      SHAPE_GUEST, .format = "pvclock"),
	WRONG("cut_before",
	      "wrong.c:53: cut_before takes struct ms_hyperv_tsc_page *page, a page of hyperv-tsc: "
	      "say --format hyperv-tsc",
	      SHAPE_GUEST, .format = "pvclock"),
	WRONG("asks_all",
	      "wrong.c:105: param=scael=my_scale: hyperv-tsc has no such parameter, but scale, "
	      "offset",
	      SHAPE_HOST, .want.params = {"scael=my_scale"}),
	WRONG("asks_all", "wrong.c:105: param=scale=my_ofs: scale is given twice", SHAPE_HOST,
	      .want.params = {"scale=my_scale", "scale=my_ofs"}),
	{.file = "two.c",
	 .want.role = SHAPE_GUEST,
	 .answer = "two.c has two functions that could be the guest: read_a (line 4), read_b (line "
		   "9): say two.c:read_a or two.c:read_b"},
	{.file = "header.c",
	 .want.role = SHAPE_GUEST,
	 .answer = "header.c has no function that could be the guest, but reader.h has: say "
		   "header.c:in_header"},
	{.file = "packed.c",
	 .want.role = SHAPE_GUEST,
	 .answer =
		 "packed.c:10: read_it takes const struct my_info *page, which is no page that "
		 "warpage knows by its name: say --format clock-bound or --format commpage or "
		 "--format fbclock1 or --format fbclock2 or --format high-low-high or --format "
		 "hyperv-tsc or --format latch or --format mlx5-clock or --format ntp-shm or "
		 "--format perf-mmap or --format pvclock or --format pvclock-wall or --format "
		 "two-counters or --format vdso-data or --format vmclock or --format xen-runstate"},
	{.file = "nothing.c",
	 .want.role = SHAPE_GUEST,
	 .answer = "nothing.c defines no function: the guest is one that reads a page"},
	{.file = "hosts.c",
	 .want.role = SHAPE_GUEST,
	 .answer = "hosts.c:17: own_params returns nothing: a guest gives the time, as u64 "
		   "own_params(page), or bool own_params(page, u64 *time); it could be a host: "
		   "give it in the host's place"},
	{.file = "guests.c",
	 .function = "asks",
	 .want.role = SHAPE_GUEST,
	 .answer = "guests.c:209: what is bool strict and struct softc *where that asks takes? "
		   "Say, for instance, guests.c:asks,arg=strict=0,arg=where=zero"},
	{.file = "one.c",
	 .want.role = SHAPE_HOST,
	 .answer = "one.c:16: read_clock: where does it find the parameters that it is to publish? "
		   "Say one.c:read_clock,param=scale=PLACE,param=offset=PLACE; it could be a "
		   "guest: give it in the guest's place"},
	{.file = "guests.c",
	 .function = "by_softc",
	 .want.role = SHAPE_GUEST,
	 .want.page = "softc.pages",
	 .answer = "guests.c:149: 'softc.pages': struct softc has no member 'pages'; do you mean "
		   "page?"},
	{.file = "guests.c",
	 .function = "by_softc",
	 .want.role = SHAPE_GUEST,
	 .want.page = "softc.unit.x",
	 .answer = "guests.c:149: 'softc.unit.x': what is before 'x' has no members"},
	WRONG("no_time",
	      "wrong.c:123: no_time returns nothing but constants, and leaves the time nowhere: a "
	      "guest takes an u64 * for it, or returns it",
	      SHAPE_GUEST),
	WRONG("into_32_bits",
	      "wrong.c:130: into_32_bits leaves the time in unsigned int *tc, which has no room "
	      "for 64 bits, and what is cut can't be judged: make it an u64 *",
	      SHAPE_GUEST),
	{.file = "clocks.c",
	 .function = "by_variable",
	 .want.role = SHAPE_HOST,
	 .answer = "clocks.c:32: by_variable: where does it find the parameters that it is to "
		   "publish? If it makes them of the clock in my_clock, say "
		   "clocks.c:by_variable,clock=my_clock"},
	{.file = "clocks.c",
	 .function = "by_pointer",
	 .want.role = SHAPE_HOST,
	 .want.clock = "state.state",
	 .answer = "clocks.c:37: clock=state.state: that is no struct"},
	{.file = "clocks.c",
	 .function = "by_pointer",
	 .want.role = SHAPE_HOST,
	 .want.clock = "state.little",
	 .answer = "clocks.c:37: clock=state.little: it is to have members for tsc_timestamp, "
		   "system_time, tsc_to_system_mul and tsc_shift"},
	{.file = "clocks.c",
	 .function = "by_pointer",
	 .want.role = SHAPE_HOST,
	 .want.clock = "state.clock",
	 .want.sets = {"state.start=2"},
	 .answer = "clocks.c:37: 'state.start': struct my_state has no member 'start'; do you mean "
		   "state?"},
	{.file = "helper.c",
	 .want.role = SHAPE_GUEST,
	 .answer = "helper.c:10: what is int cpu that reader takes? Say, for instance, "
		   "helper.c:reader,arg=cpu=0"},
