/*
 * Functions as they stand, through the real compiler: what is found in cases/, what is made of it when it
 * is called, and the one line that is told when nothing can be.
 */
#define _GNU_SOURCE
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
/* cmocka.h wants the first three before it. */
#include <cmocka.h>

#include "protocols/registry.h"
#include "shape_bench.h"

/* A question, and who answers it: a function that fits, or a line. */
struct question {
	const char *file, *function;
	struct shape_want want;
	const char *answer;
	const char *format; /* --format */
};

static struct bench bench;
static char why[SHAPE_WHY];

static struct shape *ask(const struct question *question, struct shape_want *want)
{
	*want = question->want;
	want->function = question->function;
	if (question->format)
		want->format = registry_find_format(question->format);
	assert_true(bench_look(&bench, question->file));
	return shape_choose(bench.tree, want, why, sizeof(why));
}

/* Half a unit a tick, and 1000000: 1002048 at 4096. */
static const struct {
	u32 sequence, reserved;
	u64 scale;
	s64 offset;
} page = {2, 0, (u64)1 << 63, 1000000}, invalid = {0, 0, (u64)1 << 63, 1000000};

#define GUEST(name, ...)                                                                           \
	{                                                                                          \
		.file = "guests.c", .function = name, .want.role = SHAPE_GUEST, __VA_ARGS__        \
	}

static void guests_are_called(void **context)
{
	static const struct question guests[] = {
		GUEST("sentinel"),
		GUEST("zero"),
		GUEST("as_signed"),
		GUEST("by_bool"),
		GUEST("by_errno"),
		GUEST("by_one", .want.success = "nonzero"),
		GUEST("hands_tsc"),
		GUEST("both"),
		GUEST("time_first"),
		GUEST("by_global"),
		GUEST("by_global", .want.page = "the_page"),
		GUEST("by_object"),
		GUEST("by_bytes"),
		GUEST("by_wrapped_bytes"),
		GUEST("by_extern"),
		GUEST("by_getter"),
		GUEST("by_shared"),
		GUEST("by_device"),
		GUEST("by_softc"),
		GUEST("by_softc", .want.page = "softc->page"),
		GUEST("by_softc", .want.page = "softc.page"),
		GUEST("narrow"),
		GUEST("narrow", .want.page = "tc.priv.page"),
		GUEST("cut_last"),
		GUEST("by_spec"),
		GUEST("in_ns", .want.unit_ns = 1),
		GUEST("unused"),
		GUEST("asks", .want.args = {"strict=true", "where=zero"}),
		GUEST("with_flags"),
		GUEST("by_function"),
		GUEST("own_type", .format = "hyperv-tsc"),
		GUEST("made_here"),
		GUEST("optional"),
		{.file = "one.c", .want.role = SHAPE_GUEST, .answer = "read_clock"},
		{.file = "two.c", .want.role = SHAPE_GUEST, .function = "read_a"},
		{.file = "header.c", .want.role = SHAPE_GUEST, .function = "in_header"},
	};

	(void)context;
	for (size_t i = 0; i < ARRAY_SIZE(guests); i++) {
		struct shape_want want;
		struct shape *shape = ask(&guests[i], &want);
		const struct guest *guest;
		u64 time = 0;

		if (!shape)
			fail_msg("%s", why);
		assert_string_equal(shape->function->name,
				    guests[i].answer ? guests[i].answer : guests[i].function);
		assert_string_equal(shape->format->name, "hyperv_tsc");
		guest = bench_load(shape, "./it.c", why, sizeof(why));
		if (!guest)
			fail_msg("%s: %s", shape->function->name, why);
		assert_string_equal(guest->name, "./it.c");
		assert_string_equal(guest->format, "hyperv_tsc");
		if (!guest->read(&page, &time) || time != 1002048)
			fail_msg("%s: %llu", shape->function->name, (unsigned long long)time);
		if (guest->read(&invalid, &time))
			fail_msg("%s: there is no time", shape->function->name);
		shape_free(shape);
	}
}

/* A struct by itself has no way to say that there is no time. */
static void a_struct_is_a_time(void **context)
{
	const struct question question = GUEST("spec");
	struct shape_want want;
	struct shape *shape = ask(&question, &want);
	const struct guest *guest = bench_load(shape, "it", why, sizeof(why));
	u64 time;

	(void)context;
	assert_true(guest->read(&page, &time));
	assert_int_equal(time, 1002048);
	shape_free(shape);
}

#define HOST(name, ...)                                                                            \
	{                                                                                          \
		.file = "hosts.c", .function = name, .want.role = SHAPE_HOST, __VA_ARGS__          \
	}

static void hosts_are_called(void **context)
{
	static const struct question hosts[] = {
		HOST("own_params"),
		HOST("by_value"),
		HOST("by_value", .want.params = {"scale=TscScale", "offset=tsc_ofs"}),
		HOST("whole_page"),
		HOST("ref_page"),
		HOST("by_struct"),
		HOST("by_globals", .want.params = {"scale=my_scale", "offset=my_offset"}),
		HOST("by_domain", .want.params = {"scale=domain->arch.update->scale",
						  "offset=domain->arch.update->offset"}),
		HOST("by_domain", .want.page = "domain->arch.ptr",
		     .want.params = {"scale=domain->arch.update->scale",
				     "offset=domain->arch.update->offset"}),
	};
	static const char *const kvm[] = {"at_address", "at_argument", "at_mapping", "beside"};
	const struct {
		u64 scale;
		s64 offset;
	} next = {0x0123456789abcdef, -77};

	(void)context;
	for (size_t i = 0; i < ARRAY_SIZE(hosts) + ARRAY_SIZE(kvm); i++) {
		struct question question = {.file = "kvm.c", .want.role = SHAPE_HOST};
		struct shape_want want;
		struct shape *shape;
		__typeof__(page) written = page, expected = {4, 0, next.scale, next.offset};
		const struct host *host;

		if (i < ARRAY_SIZE(hosts))
			question = hosts[i];
		else
			question.function = kvm[i - ARRAY_SIZE(hosts)];
		shape = ask(&question, &want);
		if (!shape)
			fail_msg("%s", why);
		host = bench_load(shape, "it", why, sizeof(why));
		if (!host)
			fail_msg("%s: %s", shape->function->name, why);
		host->publish((void *)&written, &next);
		if (memcmp(&written, &expected, sizeof(written)) != 0)
			fail_msg("%s", shape->function->name);
		assert_true(host->legal_start(2) && !host->legal_start(0) && !host->legal_start(1));
		shape_free(shape);
	}
}

static void pvclock_hosts(void **context)
{
	static const char *const functions[] = {"publish", "copy"};
	const struct {
		u64 tsc_timestamp, system_time;
		u32 mul;
		s8 shift;
	} next = {1, 2, 3, -4};
	const struct {
		u32 version, pad;
		u64 tsc_timestamp, system_time;
		u32 mul;
		s8 shift;
		u8 flags, rest[2];
	} before = {.version = 6, .flags = 1}, after = {8, 0, 1, 2, 3, -4, 1, {0, 0}};

	(void)context;
	for (size_t i = 0; i < ARRAY_SIZE(functions); i++) {
		const struct question question = {
			.file = "pvclock.c", .want.role = SHAPE_HOST, .function = functions[i]};
		struct shape_want want;
		struct shape *shape = ask(&question, &want);
		__typeof__(before) written = before;
		const struct host *host = bench_load(shape, "it", why, sizeof(why));

		assert_non_null(host);
		host->publish((void *)&written, &next);
		assert_memory_equal(&written, &after, sizeof(written));
		assert_true(host->legal_start(0) && !host->legal_start(1));
		shape_free(shape);
	}
}

#define CLOCK(name, ...)                                                                           \
	{                                                                                          \
		.file = "clocks.c", .function = name, .want.role = SHAPE_HOST, __VA_ARGS__         \
	}

/* They are given the clock in ns, at the TSC of 4096, and what they make of it is their own. */
static void hosts_make_their_parameters(void **context)
{
	static const struct question questions[] = {
		CLOCK("by_variable", .want.clock = "my_clock"),
		CLOCK("by_pointer", .want.clock = "state.clock",
		      .want.sets = {"state.state=1 + 1", "state->little.tsc_timestamp=0"}),
		CLOCK("by_member", .want.clock = "state.inside"),
	};
	const struct {
		u64 scale;
		s64 offset;
	} next = {(u64)1 << 62, 1000};

	(void)context;
	for (size_t i = 0; i < ARRAY_SIZE(questions); i++) {
		struct shape_want want;
		struct shape *shape = ask(&questions[i], &want);
		__typeof__(page) written = page;
		const struct host *host;

		if (!shape)
			fail_msg("%s", why);
		host = bench_load(shape, "it", why, sizeof(why));
		if (!host)
			fail_msg("%s: %s", questions[i].function, why);
		assert_true(host->own_params);
		host->publish((void *)&written, &next);
		assert_int_equal(written.sequence, 4);
		assert_true(written.scale == next.scale);
		assert_int_equal(written.offset, next.offset);
		shape_free(shape);
	}
}

static void starts(void **context)
{
	static const struct {
		const char *start;
		bool zero, one;
	} said[] = {{"any", true, true},
		    {"even", true, false},
		    {"not-zero", false, true},
		    {"even-not-zero", false, false}};

	(void)context;
	for (size_t i = 0; i < ARRAY_SIZE(said); i++) {
		const struct question question = HOST("by_value", .want.start = said[i].start);
		struct shape_want want;
		struct shape *shape = ask(&question, &want);
		const struct host *host = bench_load(shape, "it", why, sizeof(why));

		assert_int_equal(host->legal_start(0), said[i].zero);
		assert_int_equal(host->legal_start(1), said[i].one);
		shape_free(shape);
	}
}

static void other_layouts_are_refused(void **context)
{
	const struct question question = {
		.file = "packed.c", .want.role = SHAPE_GUEST, .format = "pvclock"};
	struct shape_want want;
	struct shape *shape = ask(&question, &want);

	(void)context;
	assert_non_null(shape);
	assert_null(bench_load(shape, "it", why, sizeof(why)));
	assert_ptr_equal(strstr(why, "packed.c:2:"), why);
	assert_non_null(strstr(
		why,
		": error: struct my_info is not laid out as a pvclock page: it has nothing of 8 "
		"bytes at offset 8, where tsc_timestamp is"));
	assert_null(strstr(strchr(why, '\n') + 1, "error: "));
	shape_free(shape);
}

#define WRONG(name, line, ...)                                                                     \
	{                                                                                          \
		.file = "wrong.c", .function = name, .answer = line, .want.role = __VA_ARGS__      \
	}

static const struct question refusals[] = {
#include "refusals.h"
};

static void one_line_says_what_to_do(void **context)
{
	bool good = true;

	(void)context;
	for (size_t i = 0; i < ARRAY_SIZE(refusals); i++) {
		struct shape_want want;
		struct shape *shape = ask(&refusals[i], &want);

		if (shape) {
			print_error("%s fits\n", shape->function->name);
			shape_free(shape);
		}
		if (shape || strcmp(why, refusals[i].answer) != 0)
			print_error("is:      %s\ninstead: %s\n", shape ? "" : why,
				    refusals[i].answer);
		good = good && !shape && !strcmp(why, refusals[i].answer);
	}
	assert_true(good);
}

/* What they say is to be given is enough. */
static void what_is_asked_for_is_enough(void **context)
{
	const struct question answered[] = {
		WRONG("asks_all", NULL, SHAPE_HOST,
		      .want.params = {"scale=my_scale", "offset=my_ofs"}),
		WRONG("what_is_it", NULL, SHAPE_HOST, .want.params = {"offset=delta"}),
		WRONG("two_pages", NULL, SHAPE_GUEST, .want.page = "a", .want.args = {"b=zero"}),
		WRONG("two_globals", NULL, SHAPE_GUEST, .want.page = "one"),
		WRONG("old_style", NULL, SHAPE_GUEST, .want.args = {"cpu=0"}),
		WRONG("maybe", NULL, SHAPE_GUEST, .want.success = "zero"),
		WRONG("three", NULL, SHAPE_GUEST, .want.args = {"c=&(u64){0}"},
		      .want.success = "zero"),
	};

	(void)context;
	for (size_t i = 0; i < ARRAY_SIZE(answered); i++) {
		struct shape_want want;
		struct shape *shape = ask(&answered[i], &want);

		if (!shape)
			fail_msg("%s", why);
		if (!bench_load(shape, "it", why, sizeof(why)))
			fail_msg("%s: %s", shape->function->name, why);
		shape_free(shape);
	}
}

static void options(void **context)
{
	static const struct {
		const char *key, *value;
		bool good;
	} said[] = {
		{"page", "tc.priv", true},    {"param", "scale=my_scale", true},
		{"arg", "cpu=0", true},	      {"start", "any", true},
		{"success", "nonzero", true}, {"unit", "1", true},
		{"arg", "cpu", false},	      {"arg", "=0", false},
		{"param", "scale=", false},   {"start", "odd", false},
		{"success", "yes", false},    {"unit", "0", false},
		{"unit", "1x", false},	      {"pages", "x", false},
		{"clock", "my_clock", true},  {"set", "vcpu.on=1", true},
		{"set", "vcpu.on", false},    {"set", "=1", false},
	};
	struct shape_want want = {.role = SHAPE_GUEST};

	(void)context;
	for (size_t i = 0; i < ARRAY_SIZE(said); i++)
		assert_int_equal(shape_option(&want, said[i].key, said[i].value, why, sizeof(why)),
				 said[i].good);
	assert_string_equal(want.page, "tc.priv");
	assert_string_equal(want.params[0], "scale=my_scale");
	assert_null(want.params[1]);
	assert_string_equal(want.args[0], "cpu=0");
	assert_string_equal(want.start, "any");
	assert_string_equal(want.success, "nonzero");
	assert_int_equal(want.unit_ns, 1);
	assert_string_equal(want.clock, "my_clock");
	assert_string_equal(want.sets[0], "vcpu.on=1");
	for (size_t i = 1; i < SHAPE_LIST; i++)
		assert_true(shape_option(&want, "arg", "cpu=0", why, sizeof(why)));
	assert_false(shape_option(&want, "arg", "cpu=0", why, sizeof(why)));
}

/* What clang was given may be a copy; users hear of their file. */
static void files_are_called_as_users_know_them(void **context)
{
	const struct question question = WRONG("gives_nothing", NULL, SHAPE_GUEST);
	struct shape_want want = {.role = SHAPE_GUEST, .function = "gives_nothing"};
	struct shape *shape = ask(&question, &want);

	(void)context;
	assert_null(shape);
	bench.tree->path = "mine.c";
	assert_null(shape_choose(bench.tree, &want, why, sizeof(why)));
	assert_ptr_equal(strstr(why, "mine.c:7: gives_nothing returns nothing"), why);
	want.function = "two_globals";
	want.page = "one";
	shape = shape_choose(bench.tree, &want, why, sizeof(why));
	assert_string_equal(((const struct guest *)bench_load(shape, "it", why, sizeof(why)))->file,
			    "mine.c");
	shape_free(shape);
	bench_done(&bench);
}

static void broken_trees(void **context)
{
	(void)context;
	assert_null(tree_read("{\"inner\": [", 11, "x.c", NULL, 0, why, sizeof(why)));
	assert_ptr_equal(strstr(why, "x.c: clang's tree of it can't be read: "), why);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(guests_are_called),
		cmocka_unit_test(a_struct_is_a_time),
		cmocka_unit_test(hosts_are_called),
		cmocka_unit_test(pvclock_hosts),
		cmocka_unit_test(hosts_make_their_parameters),
		cmocka_unit_test(starts),
		cmocka_unit_test(other_layouts_are_refused),
		cmocka_unit_test(one_line_says_what_to_do),
		cmocka_unit_test(what_is_asked_for_is_enough),
		cmocka_unit_test(options),
		cmocka_unit_test(files_are_called_as_users_know_them),
		cmocka_unit_test(broken_trees),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
