/*
 * Finds out what a loaded value is used for, for all values at once (struct uses of src/machine/site.h): which of
 * its bits are compared with what, and whether what is stored of it is a count that goes on. A value is followed
 * as forms (form.h), through everything that is computed from it, to comparisons, addresses and stores.
 *
 * What is made of a comparison is not followed, as it is one of two things whatever the value is. When in doubt
 * a use is odd: that costs what can be claimed for all values, never truth.
 */
#include <machine/site.h>
#include <string.h>

#include "instrument/access.h"
#include "instrument/form.h"
#include "instrument/instrument.h"
#include "instrument/ir.h"
#include "instrument/moves.h"
#include "instrument/reach.h"

#define FOLLOWED_MAX 256

struct followed {
	LLVMValueRef value;
	struct form form;
};

/* Of one load. */
struct walk {
	struct reach *reach;
	LLVMValueRef load;
	struct uses uses;
	bool counts; /* something of it is stored, and all that is stored is the whole of it */
	bool falls;
	bool compared; /* it is held against anything */
	bool data;     /* it is computed with, or so compared, for the result */
	unsigned int n;
	struct followed followed[FOLLOWED_MAX];
};

static void follow(struct walk *walk, LLVMValueRef value, struct form form);

static void add_compared(struct uses *uses, unsigned long long first, unsigned long long second)
{
	for (unsigned int i = 0; i < uses->ncompared; i++)
		if (uses->first[i] == first && uses->second[i] == second)
			return;
	if (uses->ncompared == USES_COMPARED_MAX) {
		uses->odd = 1;
		return;
	}
	uses->first[uses->ncompared] = first;
	uses->second[uses->ncompared++] = second;
}

static void add_special(struct uses *uses, unsigned long long constant)
{
	for (unsigned int i = 0; i < uses->nspecial; i++)
		if (uses->special[i] == constant)
			return;
	if (uses->nspecial == USES_SPECIAL_MAX)
		uses->odd = 1;
	else
		uses->special[uses->nspecial++] = constant;
}

/* It is looked at in a way that has no form: that is odd if anything but the time depends on it. */
static void look_oddly(struct walk *walk, unsigned int reached)
{
	if (reached)
		walk->uses.odd = 1;
	else
		walk->data = true;
}

/*
 * It is looked at in a way that has a form. That steers too if it decides nothing but whether there is a time:
 * which value was loaded matters then, as it does where another round is taken.
 */
static void look(struct walk *walk, unsigned int reached)
{
	if (reached & REACH_RETURNED)
		walk->uses.steers = 1;
}

static void compare_constant(struct walk *walk, const struct form *form,
			     unsigned long long constant)
{
	unsigned long long all = form_mask(form->width);

	walk->compared = true;
	if (!form_whole(form))
		walk->uses.tested |= form_bits(form);
	else if (!(constant & ~all))
		add_special(&walk->uses, (constant - form->add) & all);
}

static bool is_own(LLVMValueRef load)
{
	return access_own(LLVMGetOperand(access_call(load), 0));
}

/* Is the first made before the second whenever that is made? */
static bool comes_before(const struct graph *graph, LLVMValueRef first, LLVMValueRef second)
{
	LLVMBasicBlockRef block = LLVMGetInstructionParent(first);

	if (block != LLVMGetInstructionParent(second))
		return graph->dominates[graph_index(graph, block) * graph->n +
					graph_index(graph, LLVMGetInstructionParent(second))];
	ir_each_of_block(i, block) {
		if (i == first)
			return true;
		if (i == second)
			return false;
	}
	return false;
}

/* Comparing with a form of another load; false if nothing can be told of it. */
static bool compare_load(struct walk *walk, const struct form *form, const struct source *source)
{
	unsigned long long mine = form_kept(form), others = form_kept(&source->form);

	walk->compared = true;
	if (form->add || source->form.add || is_own(source->load) || is_own(walk->load))
		return false;
	/* where it is known which of the two comes first, and not of which round, the later one tells of it */
	if ((mine & others) && (form->phi || source->form.phi ||
				!comes_before(&walk->reach->graph, walk->load, source->load)))
		add_compared(&walk->uses, others, mine);
	walk->uses.tested |= mine ^ others;
	return true;
}

/* Is value computed from the TSC? What a time is, in whatever units; a sequence is not. */
static bool from_tsc(LLVMValueRef value, unsigned int *left)
{
	if (!strcmp(ir_callee(value), "warpage_rdtsc"))
		return true;
	if (!*left || !ir_computes(value))
		return false;
	(*left)--;
	for (int i = 0; i < LLVMGetNumOperands(value); i++)
		if (LLVMIsAInstruction(LLVMGetOperand(value, (unsigned int)i)) &&
		    from_tsc(LLVMGetOperand(value, (unsigned int)i), left))
			return true;
	return false;
}

static bool is_time(LLVMValueRef test)
{
	unsigned int left = 256;

	return from_tsc(test, &left);
}

/* A comparison for equality with other, on which whatever test reaches depends. */
static void compare(struct walk *walk, LLVMValueRef test, const struct form *form,
		    LLVMValueRef other)
{
	struct source sources[SOURCES_MAX];
	unsigned int n = form_plain(form) ? form_sources(other, sources) : 0;
	unsigned int reached = reach_of(walk->reach, test);
	bool odd = !n;

	for (unsigned int i = 0; i < n; i++) {
		if (!form_plain(&sources[i].form))
			odd = true;
		else if (!sources[i].load)
			compare_constant(walk, form, sources[i].form.set);
		else
			odd = !compare_load(walk, form, &sources[i]) || odd;
	}
	if (!odd)
		look(walk, reached);
	else if (reached == REACH_RETURNED && LLVMIsAConstantInt(other) && is_time(test))
		walk->data = true; /* a time that is a certain one is none */
	else
		look_oddly(walk, reached);
}

static bool tests_equality(LLVMValueRef test)
{
	return LLVMIsAICmpInst(test) &&
	       (LLVMGetICmpPredicate(test) == LLVMIntEQ || LLVMGetICmpPredicate(test) == LLVMIntNE);
}

static bool is_zero(LLVMValueRef value)
{
	return LLVMIsAConstantInt(value) && LLVMIsNull(value);
}

/* Is value looked at for nothing but whether it is 0, alone or with others? */
static bool only_tested(LLVMValueRef value, unsigned int depth)
{
	ir_each_user(user, value) {
		if (ir_is_remark(user) ||
		    (tests_equality(user) && is_zero(LLVMGetOperand(user, 1))))
			continue;
		if (depth == 8 || !LLVMIsABinaryOperator(user) ||
		    LLVMGetInstructionOpcode(user) != LLVMOr || !only_tested(user, depth + 1))
			return false;
	}
	return true;
}

/* Two values together, if 0 is all that matters of what is made of them: (a & 1) | (a ^ b). */
static bool compare_together(struct walk *walk, LLVMValueRef instruction, unsigned int mine,
			     const struct form *form)
{
	LLVMValueRef other = LLVMGetOperand(instruction, !mine);
	LLVMOpcode opcode = LLVMGetInstructionOpcode(instruction);

	if (!LLVMIsABinaryOperator(instruction) || LLVMIsAConstant(other) || !form_plain(form) ||
	    (opcode != LLVMOr && opcode != LLVMXor) || !only_tested(instruction, 0))
		return false;
	if (opcode == LLVMXor) {
		compare(walk, instruction, form, other);
		return true;
	}
	compare_constant(walk, form, 0);
	look(walk, reach_of(walk->reach, instruction));
	return true;
}

static void choose_way(struct walk *walk, LLVMValueRef branch, const struct form *form)
{
	unsigned int reached = reach_of_branch(walk->reach, branch);

	if (!LLVMIsASwitchInst(branch) || !form_plain(form)) {
		look_oddly(walk, reached);
		return;
	}
	look(walk, reached);
	for (unsigned int i = 2; i < (unsigned int)LLVMGetNumOperands(branch); i += 2)
		compare_constant(walk, form, LLVMConstIntGetZExtValue(LLVMGetOperand(branch, i)));
}

static void index_with(struct walk *walk, LLVMValueRef address, LLVMValueRef value,
		       const struct form *form)
{
	if (!form_plain(form) || form_bits(form) == form_mask(form->width) ||
	    LLVMGetOperand(address, 0) == value || !reach_only_address(address))
		walk->uses.odd = 1;
	else
		walk->uses.tested |= form_bits(form);
}

/* Is it the value plus a constant, but for some of the lowest bits, which are constants? */
static bool is_count(const struct form *form)
{
	unsigned long long low = ~form_kept(form) & form_mask(form->width);

	return !form->lost && !form->ragged && !(low & (low + 1)) && form_kept(form);
}

/* Is it some of the bytes that were loaded, as they are? Those are told of by the store. */
static bool is_part(const struct form *form)
{
	return form->lost ||
	       (!form->add && !form->set && (form->moved || form->keep != form_mask(form->width)));
}

/* Are there bytes in stored that are as a load has found them, at least where the form has some? */
static bool is_copy(LLVMValueRef call, LLVMValueRef stored, const struct form *form)
{
	unsigned int size = moves_size(stored), from;

	if (!call || !LLVMGetMetadata(call, ir_metadata(COPIES_METADATA)))
		return false;
	for (unsigned int b = 0; b < size; b++) {
		unsigned long long bits = 0xff;
		int down = 8 * ((int)b - form->moved);

		if (!form->lost)
			bits = down < 0 || down >= 64 ? 0 : form->keep >> down & 0xff;
		if (bits && !moves_source(stored, b, &from))
			return false;
	}
	return size;
}

static void store(struct walk *walk, LLVMValueRef address, LLVMValueRef value, LLVMValueRef call,
		  const struct form *form)
{
	enum place place = access_place(walk->reach->function, address);
	bool copies = is_part(form) && is_copy(call, value, form);
	LLVMTypeRef type = LLVMTypeOf(value);

	if (place == PLACE_RESULT) {
		walk->data = true;
		return;
	}
	if (place == PLACE_ELSEWHERE || (form->lost && !copies))
		walk->uses.odd = 1;
	walk->counts = true;
	if (!form->lost && !copies)
		walk->uses.fixed |= ~form_kept(form) & form_mask(form->width);
	if (place == PLACE_ELSEWHERE || copies || !is_count(form) ||
	    LLVMGetTypeKind(type) != LLVMIntegerTypeKind ||
	    !form_fits(form, LLVMGetIntTypeWidth(type)))
		walk->falls = true;
}

/* A use of value by an instruction, as that operand of it. */
static void look_at_use(struct walk *walk, LLVMValueRef user, unsigned int operand,
			LLVMValueRef value, struct form form)
{
	if (ir_is_remark(user))
		return;
	if (LLVMIsACmpInst(user)) {
		if (tests_equality(user))
			compare(walk, user, &form, LLVMGetOperand(user, !operand));
		else
			look_oddly(walk, reach_of(walk->reach, user));
	} else if (LLVMIsABranchInst(user) || LLVMIsASwitchInst(user)) {
		choose_way(walk, user, &form);
	} else if (LLVMIsAPHINode(user)) {
		form.phi = true;
		follow(walk, user, form);
	} else if (LLVMIsASelectInst(user)) {
		if (operand)
			follow(walk, user, form);
		else
			look_oddly(walk, reach_of(walk->reach, user));
	} else if (LLVMIsAGetElementPtrInst(user)) {
		index_with(walk, user, value, &form);
	} else if (LLVMIsAStoreInst(user) && !operand) {
		store(walk, LLVMGetOperand(user, 1), value, access_call(user), &form);
	} else if (!strcmp(access_atomic(user), "store") && operand == 1) {
		store(walk, LLVMGetOperand(user, 0), value, user, &form);
	} else if (ir_computes(user) && !compare_together(walk, user, operand, &form)) {
		form = form_step(form, user, value);
		if (LLVMIsATruncInst(user) && LLVMGetIntTypeWidth(LLVMTypeOf(user)) == 1 &&
		    form_plain(&form)) { /* what is made of one bit is what is made of a test */
			walk->uses.tested |= form_bits(&form);
			look(walk, reach_of(walk->reach, user));
		} else {
			follow(walk, user, form);
		}
	} else if (!ir_computes(user)) {
		walk->uses.odd = 1;
		walk->falls = true;
	}
}

static void follow(struct walk *walk, LLVMValueRef value, struct form form)
{
	for (unsigned int i = 0; i < walk->n; i++)
		if (walk->followed[i].value == value && form_equal(&walk->followed[i].form, &form))
			return;
	if (walk->n == FOLLOWED_MAX) {
		walk->uses.odd = 1;
		walk->falls = true;
		return;
	}
	walk->followed[walk->n++] = (struct followed){value, form};
	ir_each_user(user, value)
		for (unsigned int i = 0; i < (unsigned int)LLVMGetNumOperands(user); i++)
			if (LLVMGetOperand(user, i) == value)
				look_at_use(walk, user, i, value, form);
}

/* What an atomic operation stores of the value that it finds. */
static void look_at_operation(struct walk *walk, LLVMValueRef call)
{
	const char *what = access_atomic(call);
	struct uses *uses = &walk->uses;
	bool adds = !strcmp(what, "fetch_add") || !strcmp(what, "fetch_sub"), known;

	if (!*what || !strcmp(what, "load"))
		return;
	known = (adds || !strcmp(what, "fetch_and") || !strcmp(what, "fetch_or")) &&
		LLVMIsAConstantInt(LLVMGetOperand(call, 1)) &&
		access_place(walk->reach->function, LLVMGetOperand(call, 0)) == PLACE_GIVEN;
	uses->stored = 1;
	walk->counts = true;
	walk->falls = walk->falls || !adds || !known;
	if (!known)
		uses->odd = uses->steers = 1;
	uses->bytes = ~(u32)0;
}

static struct uses find_uses(struct walk *walk, LLVMValueRef call)
{
	LLVMValueRef load = access_loaded(call);
	unsigned int n = moves_size(load) ? moves_size(load) : MOVES_BYTES_MAX;
	struct uses *uses = &walk->uses;

	walk->load = load;
	*uses = (struct uses){.steers = 0};
	for (unsigned int b = 0; b < n; b++) {
		unsigned int reached = reach_of_byte(walk->reach, load, b);

		uses->steers |= !!(reached & REACH_STEERS);
		uses->stored |= !!(reached & REACH_STORED);
		uses->bytes |= (u32) !!reached << b;
	}
	walk->counts = walk->falls = walk->compared = walk->data = false;
	walk->n = 0;
	follow(walk, load, form_start(load));
	look_at_operation(walk, call);
	uses->counter = uses->stored && walk->counts && !walk->falls;
	/* the result then depends on it in two ways, of which the comparison is only one */
	if (walk->data && (walk->compared || uses->tested))
		uses->odd = 1;
	return *uses;
}

/* A constant laid out as struct uses. */
static LLVMValueRef uses_constant(const struct uses *uses)
{
	const u32 words[] = {uses->steers,    uses->stored,   uses->odd,   uses->counter,
			     uses->ncompared, uses->nspecial, uses->bytes, 0};
	LLVMValueRef members[ARRAY_SIZE(words) + 2 * USES_COMPARED_MAX + USES_SPECIAL_MAX + 2];
	LLVMTypeRef i64 = LLVMInt64Type();
	unsigned int n = 0;

	for (unsigned int i = 0; i < ARRAY_SIZE(words); i++)
		members[n++] = LLVMConstInt(LLVMInt32Type(), words[i], 0);
	for (unsigned int i = 0; i < USES_COMPARED_MAX; i++)
		members[n++] = LLVMConstInt(i64, uses->first[i], 0);
	for (unsigned int i = 0; i < USES_COMPARED_MAX; i++)
		members[n++] = LLVMConstInt(i64, uses->second[i], 0);
	for (unsigned int i = 0; i < USES_SPECIAL_MAX; i++)
		members[n++] = LLVMConstInt(i64, uses->special[i], 0);
	members[n++] = LLVMConstInt(i64, uses->tested, 0);
	members[n++] = LLVMConstInt(i64, uses->fixed, 0);
	return LLVMConstStruct(members, n, 0);
}

void uses_find(LLVMModuleRef module)
{
	unsigned int kind = ir_metadata(USES_METADATA);
	struct reach reach;
	struct walk walk = {.reach = &reach};

	ir_each_function(f, module) {
		if (LLVMIsDeclaration(f) || ir_is_called(f))
			continue;
		reach_make(&reach, f);
		ir_each(i, f) {
			LLVMValueRef constant;

			if (!LLVMIsACallInst(i) || !access_loaded(i))
				continue;
			find_uses(&walk, i);
			constant = uses_constant(&walk.uses);
			LLVMSetMetadata(i, kind, LLVMMDNode(&constant, 1));
		}
		reach_free(&reach);
	}
}
