/* What src/pasted tells of a file's text: its own names, its kernel, and the part that a function needs. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "pasted/pasted.h"

static char *front_of(const char *text)
{
	struct pasted *pasted = pasted_read(text);
	char *front;

	assert_non_null(pasted);
	front = pasted_front(pasted, SOURCE "/include", false);
	assert_non_null(front);
	pasted_free(pasted);
	return front;
}

/* Does what goes in front of text have that line? */
static bool has_line(const char *text, const char *line)
{
	char *front = front_of(text), *at = front;
	size_t length = strlen(line);
	bool found = false;

	for (; (at = strstr(at, line)); at++)
		found |= (at == front || at[-1] == '\n') && at[length] == '\n';
	free(front);
	return found;
}

static bool undefines(const char *text, const char *name)
{
	char line[80];

	snprintf(line, sizeof(line), "#undef %s", name);
	return has_line(text, line);
}

static bool renames(const char *text, const char *name)
{
	char line[120];

	snprintf(line, sizeof(line), "#define %s warpage_own_%s", name, name);
	return has_line(text, line) && undefines(text, name);
}

static void header(void **state)
{
	static const char *const all[][2] = {
		{"int f(void);", "linux.h"},
		{"#include <linux/types.h>\n#include <xen/xen.h>\n", "linux.h"},
		{"#include <sys/param.h>\n#include <xen/hypervisor.h>\n", "bsd.h"},
		{"#  include <machine/cpufunc.h>\n", "bsd.h"},
		{"#include <xen/sched.h>\n#include <asm/time.h>\n", "xen.h"},
		{"/* #include <sys/param.h> */\n#include \"x86.h\"\n", "linux.h"},
		{"#include \"format.h\"\n", NULL},
		{"#include <warpage/protocol.h>\n", NULL},
	};

	(void)state;
	for (unsigned int i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		struct pasted *pasted = pasted_read(all[i][0]);
		const char *header = pasted_header(pasted);

		assert_int_equal(!header, !all[i][1]);
		if (header)
			assert_string_equal(header, all[i][1]);
		pasted_free(pasted);
	}
}

/* The time that a host asks for is the one that it is to publish; a guest is told of none. */
static void hosts(void **state)
{
	struct pasted *pasted = pasted_read("u64 f(void) { return ktime_get_ns(); }");

	(void)state;
	for (int host = 0; host < 2; host++) {
		char *front = pasted_front(pasted, SOURCE "/include", host);

		assert_non_null(front);
		assert_int_equal(strstr(front, "#define WARPAGE_IS_HOST\n") == front, host);
		free(front);
	}
	pasted_free(pasted);
}

static void own_functions(void **state)
{
	(void)state;
	assert_true(undefines("static inline u64 rdtsc(void)\n{\n\treturn 0;\n}\n", "rdtsc"));
	assert_true(undefines("static u64 __init notrace\nmin(u64 a) {}\n", "min"));
	assert_true(undefines("u64 mb(void) __attribute__((noinline)) { asm(\"\"); }", "mb"));
	assert_true(undefines("__attribute__((noinline)) static u64 mb(void) {}", "mb"));
	assert_true(undefines("MODULE_LICENSE(\"GPL\")\nstatic u64 mb(void) {}", "mb"));
	assert_true(undefines("#define A(x) \\\n\t{ x\nstatic u64 mb(void) {}", "mb"));
	assert_true(undefines("static char c = '{';\nstatic u64 mb(void) {}", "mb"));
	assert_true(undefines("static const char *s = \"\\\"{\";\nstatic u64 mb(void) {}", "mb"));
	assert_true(undefines("static DEFINE_PER_CPU(struct vcpu_info *, xen_vcpu);", "xen_vcpu"));
	assert_true(undefines("static struct vcpu_info *a, *xen_vcpu = 0, b[2];", "xen_vcpu"));
	assert_true(undefines("static u64 rmb __read_mostly;", "rmb"));
	assert_true(undefines("static u64 rmb __aligned(8) = 3;", "rmb"));
	assert_true(undefines("static union { u64 a; } rmb __mine __aligned(8) __used;", "rmb"));
	assert_true(undefines("extern u8 pvclock_page\n\t__attribute__((visibility(\"hidden\")));",
			      "pvclock_page"));
	/* what it only declares, calls, or defines by #define, is not its own */
	assert_false(undefines("extern u64 rdtsc(void);\nu64 mb(void);", "rdtsc"));
	assert_false(undefines("extern u64 rdtsc(void);\nu64 mb(void);", "mb"));
	assert_false(undefines("static u64 f(void) { return rdtsc(); }", "rdtsc"));
	assert_false(undefines("#define rmb() barrier()\n", "rmb"));
	assert_false(undefines("extern struct pvclock_vsyscall_time_info pvclock_page\n"
			       "\t__attribute__((visibility(\"hidden\")));",
			       "pvclock_page"));
	assert_false(undefines("HYPERV_TSC_TIMECOUNT(lfence);", "lfence"));
	assert_false(undefines("/* static u64 mb(void) {} */ // static u64 mb(void) {}\n", "mb"));
}

static void own_types(void **state)
{
	static const char page[] = "struct pvclock_vcpu_time_info {\n\tu32 version;\n} __packed;\n";

	(void)state;
	assert_true(renames(page, "pvclock_vcpu_time_info"));
	assert_true(renames("typedef unsigned long long u64;", "u64"));
	assert_true(renames("typedef struct {\n\tint counter;\n} atomic64_t;", "atomic64_t"));
	assert_true(renames("struct timespec64 { long s, ns; };\n", "timespec64"));
	/* uses are none, and what no header of warpage's has needs no other name */
	assert_false(
		renames("static struct pvclock_vcpu_time_info page;\n", "pvclock_vcpu_time_info"));
	assert_false(renames("struct pvclock_vcpu_time_info *f(void) { return 0; }\n",
			     "pvclock_vcpu_time_info"));
	assert_false(renames("struct my_page { u32 version; };\n", "my_page"));
	assert_false(renames("static u64 system_time(void) { return 0; }\n", "system_time"));
}

/* What a macro of the file's makes of its argument is a function of that file. */
static void made_functions(void **state)
{
	static const char text[] =
		"#define READER(fence) static int read_##fence(void) { fence(); }\n"
		"#define OTHER(x) static int other_x(void) { }\n"
		"READER(slow);\nREADER(fast);\nOTHER(fast);\n"
		"static unknown_t unknown;\n";
	struct pasted *pasted = pasted_read(text);
	char *part = pasted_part(pasted, "read_fast", NULL);

	(void)state;
	assert_true(pasted_has(pasted, "read_fast"));
	assert_false(pasted_has(pasted, "read_other"));
	assert_false(pasted_has(pasted, "other_slow"));
	assert_non_null(strstr(part, "READER(fast)"));
	assert_null(strstr(part, "READER(slow)"));
	assert_null(strstr(part, "unknown_t"));
	free(part);
	pasted_free(pasted);
}

static void parts(void **state)
{
	static const char text[] = "#include <linux/types.h>\n"
				   "static irqreturn_t isr(int irq)\n{\n\treturn IRQ_HANDLED;\n}\n"
				   "EXPORT_SYMBOL_GPL(isr);\n"
				   "#define SHIFT shift_of()\n"
				   "static int shift_of(void);\n"
				   "#ifdef CONFIG_X\nstatic int x; // \"\n#endif\n"
				   "enum { FIRST = 3, SECOND };\n"
				   "struct pair { int a; };\n"
				   "static struct pair *pairs;\n"
				   "static int wanted(int *p)\n{\n\treturn *p << SHIFT;\n}\n"
				   "static int shift_of(void)\n{\n\treturn SECOND + pairs->a;\n}\n"
				   "static struct pair *unneeded;\n"
				   "static int other(void) { return wanted(0); }\n";
	static const char *const kept[] = {"#define SHIFT",   "int shift_of(void);",
					   "FIRST = 3",	      "struct pair {",
					   "pair *pairs",     "int wanted",
					   "return SECOND +", "#ifdef CONFIG_X",
					   "pair *unneeded",  "#endif"};
	static const char *const gone[] = {"irqreturn_t", "EXPORT", "int x", "other"};
	struct pasted *pasted = pasted_read(text);
	char *part = pasted_part(pasted, "wanted", ",page=unneeded->a");

	(void)state;
	assert_int_equal(strlen(part), strlen(text));
	for (unsigned int i = 0; i < sizeof(kept) / sizeof(kept[0]); i++)
		assert_ptr_equal(strstr(part, kept[i]) - part, strstr(text, kept[i]) - text);
	for (unsigned int i = 0; i < sizeof(gone) / sizeof(gone[0]); i++)
		assert_null(strstr(part, gone[i]));
	for (size_t i = 0; i < strlen(text); i++)
		assert_int_equal(text[i] == '\n', part[i] == '\n');
	free(part);
	pasted_free(pasted);
}

/* A declaration of what is a macro of the header's goes; but not of what the file has, or nobody. */
static void declarations(void **state)
{
	static const char text[] =
		"extern u64 get_cycles(void);\n"
		"extern u64 rdtsc(void);\n"
		"extern struct page *page_of(void);\n"
		"static u64 rdtsc(void) { return 0; }\n"
		"u64 f(void) { return get_cycles() + rdtsc() + rdtsc_ordered() + page_of()->x; }\n";
	struct pasted *pasted = pasted_read(text);
	char *part;

	(void)state;
	pasted_drop_declarations(pasted, SOURCE "/include");
	part = pasted_part(pasted, "f", NULL);
	assert_null(strstr(part, "extern u64 get_cycles"));
	assert_null(strstr(part, "u64 rdtsc_ordered"));
	assert_non_null(strstr(part, "extern u64 rdtsc"));
	assert_non_null(strstr(part, "*page_of(void)"));
	assert_non_null(strstr(part, "return get_cycles() +"));
	free(part);
	part = pasted_part(pasted, NULL, NULL);
	assert_null(strstr(part, "extern u64 get_cycles"));
	assert_non_null(strstr(part, "u64 f(void) {"));
	free(part);
	pasted_free(pasted);
}

/* Where the text is beyond it, all of it stays. */
static void beyond(void **state)
{
	static const char *const all[] = {
		"MAKE(f)\n{\n",
		"static int g(void) {}\nMAKE(f);\n",
		"",
		"}}}};;;;((((",
		"/* f",
		"\"f",
		"#define f \\",
		"#",
	};

	(void)state;
	for (unsigned int i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		struct pasted *pasted = pasted_read(all[i]);
		char *part = pasted_part(pasted, "f", NULL), *front;

		assert_string_equal(part, all[i]);
		front = pasted_front(pasted, SOURCE "/include", false);
		assert_non_null(front);
		free(front);
		free(part);
		pasted_free(pasted);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(header),	cmocka_unit_test(own_functions),
		cmocka_unit_test(own_types),	cmocka_unit_test(made_functions),
		cmocka_unit_test(parts),	cmocka_unit_test(beyond),
		cmocka_unit_test(declarations), cmocka_unit_test(hosts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
