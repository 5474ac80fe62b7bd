/*
 * What the instrumenter says of the loads and stores of cases/host_uses.c and cases/guest_uses.c, function by
 * function: which stores are copies, and what each loaded value is used for.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka.h wants the first four before it. */
#include <cmocka.h>
#include <llvm-c/BitReader.h>
#include <llvm-c/Core.h>
#include <llvm-c/Target.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "machine/site.h"

#define TEXT_MAX 2048

/* The members of struct site and struct uses that are looked at, by their places. */
enum {
	SITE_NUMBER = 8,
	SITE_LOOPS,
	SITE_LOOP,
	SITE_PADDING,
	SITE_COPIES,
	SITE_VARIABLE,
	SITE_USES,
};
enum {
	USES_STEERS,
	USES_STORED,
	USES_ODD,
	USES_COUNTER,
	USES_NCOMPARED,
	USES_NSPECIAL,
	USES_BYTES,
	USES_PADDING,
	USES_FIRST,
	USES_SECOND = USES_FIRST + USES_COMPARED_MAX,
	USES_SPECIAL = USES_SECOND + USES_COMPARED_MAX,
	USES_TESTED = USES_SPECIAL + USES_SPECIAL_MAX,
	USES_FIXED
};

static LLVMModuleRef hosts, guests, called;

static LLVMValueRef variable_at(LLVMValueRef pointer)
{
	while (LLVMIsAConstantExpr(pointer))
		pointer = LLVMGetOperand(pointer, 0);
	return LLVMIsAGlobalVariable(pointer) ? LLVMGetInitializer(pointer) : NULL;
}

static unsigned long long member(LLVMValueRef constant, unsigned int i)
{
	return LLVMIsNull(constant) ? 0 : LLVMConstIntGetZExtValue(LLVMGetOperand(constant, i));
}

__attribute__((format(printf, 2, 3))) static void say(char *text, const char *format, ...)
{
	size_t length = strlen(text);
	va_list list;

	va_start(list, format);
	vsnprintf(text + length, TEXT_MAX - length, format, list);
	va_end(list);
}

/* A byte of an array of numbers; all of them are 0 if there is none. */
static unsigned long long copied(LLVMValueRef copies, unsigned int byte)
{
	LLVMValueRef array = copies && !LLVMIsNull(copies) ? variable_at(copies) : NULL;

	return array ? member(array, byte) : 0;
}

/* Where the bytes of a store are from, in runs of them, with - for those that are computed. */
static void say_copies(char *text, LLVMValueRef copies, unsigned long long first, unsigned int size)
{
	for (unsigned int b = 0; b < size; b++) {
		unsigned long long from = copied(copies, b);

		if (b && from && from == copied(copies, b - 1) + 1)
			continue;
		if (from && (from & 15))
			say(text, " %llu+%llu", (from >> 4) - first + 1, from & 15);
		else if (from)
			say(text, " %llu", (from >> 4) - first + 1);
		else if (!b || copied(copies, b - 1))
			say(text, " -");
	}
}

/* The bytes of a store, by the name of what announces it; those of an atomic one are bits. */
static unsigned int size_of(const char *callee)
{
	unsigned int size = (unsigned int)strtoul(callee + strcspn(callee, "0123456789"), NULL, 10);

	return strstr(callee, "atomic") ? size / 8 : size;
}

static void say_uses(char *text, LLVMValueRef uses, unsigned int size)
{
	static const char *const words[] = {"steers", "stored", "odd", "counter"};

	if (LLVMIsNull(uses))
		return;
	if (member(uses, USES_BYTES) && ~member(uses, USES_BYTES) & ((1u << size) - 1))
		say(text, "/%llx", member(uses, USES_BYTES));
	for (unsigned int i = 0; i < 4; i++)
		if (member(uses, i))
			say(text, " %s", words[i]);
	for (unsigned int i = 0; i < member(uses, USES_NCOMPARED); i++)
		say(text, " %llx=%llx", member(uses, USES_FIRST + i),
		    member(uses, USES_SECOND + i));
	for (unsigned int i = 0; i < member(uses, USES_NSPECIAL); i++)
		say(text, " #%llx", member(uses, USES_SPECIAL + i));
	if (member(uses, USES_TESTED))
		say(text, " &%llx", member(uses, USES_TESTED));
	if (member(uses, USES_FIXED))
		say(text, " ~%llx", member(uses, USES_FIXED));
}

/* Each load with its number in the function, and what is known of it; each store, and what it is a copy of. */
static void tell(LLVMModuleRef module, const char *name, char *text)
{
	LLVMValueRef function = LLVMGetNamedFunction(module, name), site, uses, copies;
	unsigned long long first = 0, number;
	const char *callee;

	*text = '\0';
	assert_non_null(function);
	for (LLVMBasicBlockRef b = LLVMGetFirstBasicBlock(function); b;
	     b = LLVMGetNextBasicBlock(b)) {
		for (LLVMValueRef i = LLVMGetFirstInstruction(b); i;
		     i = LLVMGetNextInstruction(i)) {
			unsigned int n = LLVMIsACallInst(i) ? LLVMGetNumArgOperands(i) : 0;
			size_t length;

			site = n ? variable_at(LLVMGetOperand(i, n - 1)) : NULL;
			if (!site || LLVMGetNumOperands(site) != SITE_USES + 1)
				continue;
			callee = LLVMGetValueName2(LLVMGetCalledValue(i), &length);
			number = member(site, SITE_NUMBER);
			uses = variable_at(LLVMGetOperand(site, SITE_USES));
			if (number) {
				first = first ? first : number;
				say(text, "%s%llu", *text ? ", " : "", number - first + 1);
				if (uses)
					say_uses(text, uses, size_of(callee));
				else
					say(text, " unknown");
			} else if (strstr(callee, "write") || strstr(callee, "_store")) {
				say(text, "%sst", *text ? ", " : "");
				copies = LLVMGetOperand(site, SITE_COPIES);
				if (!LLVMIsNull(copies))
					say_copies(text, copies, first, size_of(callee));
			}
		}
	}
}

struct expectation {
	const char *function, *text;
};

static void expect(LLVMModuleRef module, const struct expectation *expectations, unsigned int n)
{
	char text[TEXT_MAX];
	bool wrong = false;

	for (unsigned int i = 0; i < n; i++) {
		tell(module, expectations[i].function, text);
		if (!strcmp(text, expectations[i].text))
			continue;
		wrong = true;
		printf("%s:\n  is       %s\n  expected %s\n", expectations[i].function, text,
		       expectations[i].text);
	}
	assert_false(wrong);
}

/*
 * A number is a load; a=b: an earlier one under the mask a is compared with it under b; # a constant that it is
 * compared with, & bits that are tested, ~ bits that are constants where a count is stored. "st 2+4 -" stores what load 2 has found from byte 4 on, and then bytes that are computed; "2/f" is a load of which
 * the bytes of the mask f do more than to be stored, if those are not all or none.
 */
static void what_hosts_do(void **state)
{
	static const struct expectation expectations[] = {
		{"odd_even", "1 stored counter #fffffffe, st, 2, st 2, 3, st 3, st"},
		{"kvm", "1 stored counter ~1, st, 2, st 2, 3, st 3, st"},
		{"skips", "1 steers stored counter #1c, st, 2, st 2, 3, st 3, st"},
		{"counts_aside",
		 "1 steers stored counter &3, st, 2, st 2, 3, st 3, 4 stored counter, st"},
		{"flags", "1/1 stored ~4, st - 1+1, 2/1 steers stored &4, 3 stored counter, st, 4, "
			  "st 4, 5, st 5"},
		{"rebases", "1 stored odd, 2 stored odd, st, 3, st 3"},
		{"half_zero", "st, 1, st 1+4, 2, st 2"},
		{"shifts", "1, st 1+4 -, 2 stored odd, st, 3, st 3+2, 4, st 4+2 -"},
		{"copies_memory", ""},
		{"image", "1 stored counter, 2, st, st 2, 3, st 3, 4, st 4"},
		{"chooses", "1 stored counter, 2 stored counter, 3 stored odd, st, 4, st 4"},
		{"branches", "1 steers stored #5, 2, st 2, 3, st 3"},
		{"atomics", "1 stored counter, st, 2, st 2"},
		{"operations", "1 stored counter, 2 stored, 3 stored, 4 stored odd, 5 steers "
			       "stored odd, 6 stored odd, 7 steers stored odd"},
		{"tries", "1 steers stored odd #4, 2, st 2, 3, st 3"},
		{"narrow", "1 stored ~fff00000, st, 2 stored ~ffffffffffff0000, st, 3, st 3"},
		{"small", "1 stored counter, st, 2, st 2, 3, st 3, 4 stored counter, st"},
		{"stores_test", "1 stored odd &6, st, 2 stored #9, st"},
		{"remembers", "1 steers stored odd, 2 steers stored odd, 3, st 3, 4, st 4, st 1, 5 "
			      "stored counter, st"},
		{"lags", "1 stored counter, 2 stored counter, 3/1 steers stored &1, st, st 2"},
		{"by_memory", "1 steers stored odd, st 1, 2 steers stored odd, st 2, 3/1 steers "
			      "&1, 4, st 4, 5, st 5"},
		{"threaded", "1/1 steers stored &1, 2 stored counter, 3 stored counter, st 3, st"},
		{"counts_up", "1 stored odd, 2 steers stored odd, st"},
		{"changes_block",
		 "1 steers stored odd, 2 steers stored odd, 3/1 steers &7, 4/1 steers &7, st, st"},
		{"composes", "1 odd, 2, 3 stored counter, st - 1+4, 4, st 2 2+3 4+5"},
		{"mixes", "1/f0 stored odd, 2/f stored odd, st 1 -, 3 stored odd, st, 4, st - 4"},
		{"changes_some", "1/20 stored odd, 2, st 2, 3, st 3, st 1+4 - 1+6, st 1"},
		{"adds_choice", "1 stored counter &1 ~1, 2, st - 2, 3, st 3, 4, st 4, st"},
		{"pieces", "1 stored counter, 2, 3, st 2+1 3, 4, st 4, st"},
		{"wide", "1, st 1, 2 stored counter, st"},
	};

	(void)state;
	expect(hosts, expectations, ARRAY_SIZE(expectations));
}

static void what_guests_do(void **state)
{
	static const struct expectation expectations[] = {
		{"whole", "1 steers #0, 2, 3, 4 steers ffffffff=ffffffff, st"},
		{"begin_retry", "1 steers &1, 2, 3, 4 steers fffffffe=ffffffff &1, st"},
		{"masked", "1/1 steers &1, 2, 3, 4/1 steers 1f=1f, st"},
		{"constants", "1/1 steers &7, 2, 3, 4 steers &7, st"},
		{"at_most", "1 steers odd, 2, 3, 4 steers odd, st"},
		{"difference", "1 steers odd, 2, 3, 4 steers odd, st"},
		{"latch", "1 steers &1, 2, 3 steers ffffffff=ffffffff, st 2"},
		{"helper", "1 steers, 2, 3, 4 steers ffffffff=ffffffff, st"},
		{"kept", "1 steers, 2, 3, 4 steers ffffffff=ffffffff, st"},
		{"switches", "1 steers #0 #7 #28, 2, 3, 4, 5, 6 steers #ffffffff, st"},
		{"either", "1 steers ffffffff=ffffffff &1, 2 steers ffffffff=ffffffff, 3, 4, 5 "
			   "steers ffffffff=ffffffff, st"},
		{"together", "1 steers, 2, 3, 4/1 steers &1, 5 steers ffffffff=ffffffff, st"},
		{"hashes", "1 steers odd, 2, 3, 4 steers odd, st"},
		{"acquires", "1 steers, 2, 3, 4 steers ffffffff=ffffffff, st"},
		{"decides_result", "1 steers, 2, 3, 4 steers ffffffff=ffffffff, st"},
		{"decides_oddly", "1 odd, 2, 3, 4 odd, st"},
		{"in_result", "1 steers odd, 2, 3, 4 steers ffffffff=ffffffff, st"},
		{"sign", "1, 2, st"},
		{"other_shift", "1 steers odd, 2, 3, 4 steers odd, st"},
		{"variable", "1 steers odd, 2 steers odd, 3, 4, st"},
		{"likely_same", "1 steers, 2, 3, 4 steers ffffffff=ffffffff, st"},
		{"many", "1 steers odd #1 #3 #5 #7 #9 #b #d #f #11 #13 #15 #17, 2, 3, st"},
		{"adjacent", "1 steers #0 #1 #ffffffff, 2, 3, st"},
		{"latch_copy", "1 steers &1, 2, 3, 4 steers ffffffff=ffffffff, st"},
		{"decides_by_difference", "1 odd, 2, 3, 4 odd, st"},
		{"no_time", "1, 2, st"},
		{"twice_the_same", "1 steers ffffffff=ffffffff #0, 2, 3, st"},
		{"divides", "1 steers, 2, 3, 4 steers ffffffff=ffffffff, st"},
		{"far_latch", "1 steers odd, 2, st 2"},
		{"table", "1/1 steers &3, 2, 3, st"},
		{"bytes", "1 steers odd, 2 steers odd, 3, 4, 5 steers ff=ff, 6 steers odd, st"},
		{"half", "1/3 steers, 2, 3, 4/3 steers ffff=ffff, st"},
	};

	(void)state;
	expect(guests, expectations, ARRAY_SIZE(expectations));
}

/* Of what calls itself nothing is said, as not the last load may be what it stores. */
static void what_is_called(void **state)
{
	static const struct expectation expectation = {"again", "1 unknown, 2 unknown, st, st"};

	(void)state;
	expect(called, &expectation, 1);
}

static LLVMTypeRef type_of_variable(LLVMModuleRef module, const char *name)
{
	return LLVMGlobalGetValueType(LLVMGetNamedGlobal(module, name));
}

/* The constants are laid out as the structs that the machine reads them by. */
static void layout(void **state)
{
	LLVMTargetDataRef data = LLVMGetModuleDataLayout(hosts);
	LLVMTypeRef site = type_of_variable(hosts, "warpage.site"),
		    uses = type_of_variable(hosts, "warpage.uses");

	(void)state;
	assert_int_equal(LLVMABISizeOfType(data, site), sizeof(struct site));
	assert_int_equal(LLVMOffsetOfElement(data, site, SITE_NUMBER),
			 offsetof(struct site, number));
	assert_int_equal(LLVMOffsetOfElement(data, site, SITE_LOOPS), offsetof(struct site, loops));
	assert_int_equal(LLVMOffsetOfElement(data, site, SITE_LOOP), offsetof(struct site, loop));
	assert_int_equal(LLVMOffsetOfElement(data, site, SITE_COPIES),
			 offsetof(struct site, copies));
	assert_int_equal(LLVMOffsetOfElement(data, site, SITE_VARIABLE),
			 offsetof(struct site, variable));
	assert_int_equal(LLVMOffsetOfElement(data, site, SITE_USES), offsetof(struct site, uses));
	assert_int_equal(LLVMABISizeOfType(data, uses), sizeof(struct uses));
	assert_int_equal(LLVMOffsetOfElement(data, uses, USES_STORED),
			 offsetof(struct uses, stored));
	assert_int_equal(LLVMOffsetOfElement(data, uses, USES_ODD), offsetof(struct uses, odd));
	assert_int_equal(LLVMOffsetOfElement(data, uses, USES_COUNTER),
			 offsetof(struct uses, counter));
	assert_int_equal(LLVMOffsetOfElement(data, uses, USES_NSPECIAL),
			 offsetof(struct uses, nspecial));
	assert_int_equal(LLVMOffsetOfElement(data, uses, USES_BYTES), offsetof(struct uses, bytes));
	assert_int_equal(LLVMOffsetOfElement(data, uses, USES_FIRST), offsetof(struct uses, first));
	assert_int_equal(LLVMOffsetOfElement(data, uses, USES_SECOND),
			 offsetof(struct uses, second));
	assert_int_equal(LLVMOffsetOfElement(data, uses, USES_FIXED), offsetof(struct uses, fixed));
	assert_int_equal(LLVMOffsetOfElement(data, uses, USES_SPECIAL),
			 offsetof(struct uses, special));
	assert_int_equal(LLVMOffsetOfElement(data, uses, USES_TESTED),
			 offsetof(struct uses, tested));
}

static LLVMModuleRef read_file(const char *path)
{
	LLVMMemoryBufferRef buffer;
	LLVMModuleRef module;
	char *message;

	if (LLVMCreateMemoryBufferWithContentsOfFile(path, &buffer, &message) ||
	    LLVMParseBitcode2(buffer, &module)) {
		fprintf(stderr, "%s cannot be read\n", path);
		return NULL;
	}
	LLVMDisposeMemoryBuffer(buffer);
	return module;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_hosts_do),
		cmocka_unit_test(what_guests_do),
		cmocka_unit_test(what_is_called),
		cmocka_unit_test(layout),
	};
	int failed;

	hosts = read_file(HOST_USES);
	guests = read_file(GUEST_USES);
	called = read_file(HOST_AGAIN);
	if (!hosts || !guests || !called)
		return 1;
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	LLVMDisposeModule(hosts);
	LLVMDisposeModule(guests);
	LLVMDisposeModule(called);
	return failed;
}
