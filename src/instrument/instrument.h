/*
 * The instrumenter: a build-time program that prepares a protocol file, in LLVM bitcode, for the
 * machine. It runs LLVM's thread-sanitizer instrumentation over barely optimised code (so that the
 * accesses are those of the source), tells loops apart, and gives every call into the machine its
 * call site as a last argument.
 */
#ifndef WARPAGE_INSTRUMENT_H
#define WARPAGE_INSTRUMENT_H

#include <llvm-c/Core.h>
#include <stdbool.h>

/*
 * Classify every loop of function and insert warpage_loop(class) on each edge that goes back to a
 * loop's head. Call it on code without critical edges, before the accesses are instrumented.
 */
void loops_mark(LLVMModuleRef module, LLVMValueRef function);

#define DEPENDENCIES_LOADS_MAX 64

/* For each of the loads, in order, the earlier ones that its address is computed from, a bit each. */
struct dependencies {
	unsigned int nloads;
	unsigned long long kept[DEPENDENCIES_LOADS_MAX];
};

/* Find out which address dependencies of module the compiler leaves in; its loads get numbers. */
void dependencies_find(LLVMModuleRef module, struct dependencies *dependencies);

/*
 * Before each load whose address was computed from the value of an earlier load of the same
 * function, insert warpage_depends(n), and after the earlier load warpage_loaded(n). Call it
 * before the accesses are instrumented.
 */
void dependencies_mark(LLVMValueRef function, const struct dependencies *dependencies);

/*
 * Find out which loads of module come before every store behind them (ordered.c). Then behind each of them in
 * function insert warpage_ordered(), before a load of what nothing stores to warpage_steady(), and before a compare-and-swap that may
 * fail for no reason warpage_may_fail(). Before the accesses are instrumented.
 */
void ordered_find(LLVMModuleRef module);
void ordered_mark(LLVMValueRef function);

/*
 * Is everything that module does visible to the machine? If not, up to three lines on stderr name the
 * lines at fault. Call it once helpers are inlined, before all others.
 */
bool visible_all(LLVMModuleRef module);

/* Make block copies between a local and other memory a row of plain accesses, as the machine takes them. */
void blocks_split(LLVMValueRef function);

/* No access to a local that nobody else can see is volatile; before locals become values. */
void pieces_quiet(LLVMValueRef function);

/* Once they have: accesses to such locals that are memory still become accesses to single bytes. */
void pieces_split(LLVMValueRef function);

/* Give what is computed with a choice of constants one form or the other. */
void pieces_spread(LLVMValueRef function);

/* Once locals are values: what of such a copy nobody looks at is not copied, as any compiler has it. */
void blocks_drop(LLVMValueRef function);

/* Remove copies into locals that nothing looks at. Call it before the marks below. */
void dead_remove(LLVMValueRef function);

/*
 * Give fences that are written in inline assembly, or by the compiler's builtins, to the machine,
 * and so the TSC where a builtin reads it. Call it before the others.
 */
void assembly_mark(LLVMValueRef function);

/* Remove accesses whose values reach nothing but other such accesses (statistics.c). */
void statistics_remove(LLVMModuleRef module);

/* Is it a guest's read, which nothing in the file calls: does its second argument get the time? */
bool result_wanted(LLVMValueRef function);

/* Make the time that such a function returns a local of it, until the end. */
void result_localise(LLVMValueRef function);

/* Make values of what are values, and decide what is decided; no access to other memory changes. */
void settle_values(LLVMModuleRef module);
#define PLACE_METADATA "warpage.place" /* a number, the same on copies of one call */

/*
 * Find the variables that are kept over reads and touched only once a read looks at the page and the TSC no
 * more (floor.c). Call it once values are settled, before the marks below.
 */
void floor_find(LLVMModuleRef module);

/* Is this global variable one of those? */
bool floor_is(LLVMValueRef variable);

/* The one that this instruction loads from or stores to; NULL if it does neither. */
LLVMValueRef floor_touched(LLVMValueRef instruction);

/* Does no way from this instruction of a guest lead to a look at the page or the TSC? */
bool floor_comes_last(LLVMValueRef instruction);

/*
 * Find the loads and TSC reads of function whose values steer nothing, and leave a mark on them
 * that sites_add() turns into site.data. Call it before the accesses are instrumented.
 */
void steering_mark(LLVMValueRef function);
#define STEERING_METADATA "warpage.data"

/* Is this value used for nothing but values that are used for nothing? */
bool steering_unused(LLVMValueRef value);

/*
 * The call for the load that a read by function begins with (leads.c), or NULL; of instrumented code. *all: loads of
 * variables of the file come after it, too.
 */
LLVMValueRef leads_find(LLVMValueRef function, bool *all);

/* Add the calls that announce accesses to locals which blocks are copied to or from (locals.c). */
void locals_announce(LLVMModuleRef module);

/* Number the loads of instrumented code, and find the stores of bytes that they have found (copies.c). */
void copies_find(LLVMModuleRef module);
#define NUMBER_METADATA "warpage.number"
#define COPIES_METADATA "warpage.copies" /* on the call of a store: struct site's copies */

/* Leave on the call of each load what is done with its value, a constant struct uses; after copies_find(). */
void uses_find(LLVMModuleRef module);
#define USES_METADATA "warpage.uses"

/* The name of what a loop carries, on its calls of warpage_loop(). */
#define VARIABLE_METADATA "warpage.variable"

/*
 * Number the retry loops of function, from *nloops on, that carry at most a count over (past.c), and leave on each
 * call in them a mark of which of these loops it is in, a bit each.
 */
void past_mark(LLVMValueRef function, unsigned int *nloops);
#define LOOPS_METADATA "warpage.loops"
#define LOOP_METADATA "warpage.loop" /* where one comes round: its bit, from 1 on */

/*
 * Redirect every call of an instrumentation hook, of memcpy and its like, and of the machine's
 * primitives to warpage_*, with a pointer to a constant struct site as one more argument.
 */
void sites_add(LLVMModuleRef module);

/* Is this one of the functions whose calls sites_add() redirects? */
bool sites_known(const char *callee);

#endif
