/*
 * Finds out what a loaded value is used for, for all values at once (struct uses of src/machine/site.h): which of
 * its bits are compared with what, and whether what is stored of it is a count that goes on. A value is followed
 * as forms (form.h), through everything that is computed from it, to comparisons, addresses and stores.
 *
 * What is made of a comparison is not followed, as it is one of two things whatever the value is. When in doubt
 * a use is odd: that costs what can be claimed for all values, never truth.
 */
#include <string.h>

#include "instrument/access.h"
#include "instrument/instrument.h"
#include "instrument/ir.h"
#include "instrument/moves.h"
#include "instrument/walk.h"

static void follow(struct walk *walk, LLVMValueRef value, struct form form);

static void choose_way(struct walk *walk, LLVMValueRef branch, const struct form *form)
{
	unsigned int reached = reach_of_branch(walk->reach, branch);

	if (!LLVMIsASwitchInst(branch) || !form_plain(form)) {
		walk_look_oddly(walk, reached);
		return;
	}
	walk_look(walk, reached);
	for (unsigned int i = 2; i < (unsigned int)LLVMGetNumOperands(branch); i += 2)
		walk_compare_constant(walk, form,
				      LLVMConstIntGetZExtValue(LLVMGetOperand(branch, i)));
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
		if (walk_tests_equality(user))
			walk_compare(walk, user, &form, LLVMGetOperand(user, !operand));
		else
			walk_look_oddly(walk, reach_of(walk->reach, user));
	} else if (LLVMIsABranchInst(user) || LLVMIsASwitchInst(user)) {
		choose_way(walk, user, &form);
	} else if (LLVMIsAPHINode(user)) {
		form.phi = true;
		follow(walk, user, form);
	} else if (LLVMIsASelectInst(user)) {
		if (operand)
			follow(walk, user, form);
		else
			walk_look_oddly(walk, reach_of(walk->reach, user));
	} else if (LLVMIsAGetElementPtrInst(user)) {
		index_with(walk, user, value, &form);
	} else if (LLVMIsAStoreInst(user) && !operand) {
		store(walk, LLVMGetOperand(user, 1), value, access_call(user), &form);
	} else if (!strcmp(access_atomic(user), "store") && operand == 1) {
		store(walk, LLVMGetOperand(user, 0), value, user, &form);
	} else if (ir_computes(user) && !walk_compare_together(walk, user, operand, &form)) {
		form = form_step(form, user, value);
		if (LLVMIsATruncInst(user) && LLVMGetIntTypeWidth(LLVMTypeOf(user)) == 1 &&
		    form_plain(&form)) { /* what is made of one bit is what is made of a test */
			walk->uses.tested |= form_bits(&form);
			walk_look(walk, reach_of(walk->reach, user));
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
