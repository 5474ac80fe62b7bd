/* What a loaded value is compared with: constants, other loads, both at once. */
#include <string.h>

#include "instrument/access.h"
#include "instrument/ir.h"
#include "instrument/walk.h"

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
void walk_look_oddly(struct walk *walk, unsigned int reached)
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
void walk_look(struct walk *walk, unsigned int reached)
{
	if (reached & REACH_RETURNED)
		walk->uses.steers = 1;
}

void walk_compare_constant(struct walk *walk, const struct form *form, unsigned long long constant)
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
void walk_compare(struct walk *walk, LLVMValueRef test, const struct form *form, LLVMValueRef other)
{
	struct source sources[SOURCES_MAX];
	unsigned int n = form_plain(form) ? form_sources(other, sources) : 0;
	unsigned int reached = reach_of(walk->reach, test);
	bool odd = !n;

	for (unsigned int i = 0; i < n; i++) {
		if (!form_plain(&sources[i].form))
			odd = true;
		else if (!sources[i].load)
			walk_compare_constant(walk, form, sources[i].form.set);
		else
			odd = !compare_load(walk, form, &sources[i]) || odd;
	}
	if (!odd)
		walk_look(walk, reached);
	else if (reached == REACH_RETURNED && LLVMIsAConstantInt(other) && is_time(test))
		walk->data = true; /* a time that is a certain one is none */
	else
		walk_look_oddly(walk, reached);
}

bool walk_tests_equality(LLVMValueRef test)
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
		    (walk_tests_equality(user) && is_zero(LLVMGetOperand(user, 1))))
			continue;
		if (depth == 8 || !LLVMIsABinaryOperator(user) ||
		    LLVMGetInstructionOpcode(user) != LLVMOr || !only_tested(user, depth + 1))
			return false;
	}
	return true;
}

/* Two values together, if 0 is all that matters of what is made of them: (a & 1) | (a ^ b). */
bool walk_compare_together(struct walk *walk, LLVMValueRef instruction, unsigned int mine,
			   const struct form *form)
{
	LLVMValueRef other = LLVMGetOperand(instruction, !mine);
	LLVMOpcode opcode = LLVMGetInstructionOpcode(instruction);

	if (!LLVMIsABinaryOperator(instruction) || LLVMIsAConstant(other) || !form_plain(form) ||
	    (opcode != LLVMOr && opcode != LLVMXor) || !only_tested(instruction, 0))
		return false;
	if (opcode == LLVMXor) {
		walk_compare(walk, instruction, form, other);
		return true;
	}
	walk_compare_constant(walk, form, 0);
	walk_look(walk, reach_of(walk->reach, instruction));
	return true;
}
