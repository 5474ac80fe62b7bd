/*
 * Forms: which bits of a loaded value are in what is computed from it. Only what keeps bits in their places
 * has one, and sums with constants, as carries go upwards alone; all else is lost.
 */
#include "instrument/form.h"

#include "instrument/access.h"
#include "instrument/ir.h"
#include "instrument/moves.h"

#define VISITS_MAX 256

unsigned long long form_mask(unsigned int width)
{
	return width >= 64 ? ~0ull : (1ull << width) - 1;
}

/* The bits of an integer; 0 of what is none, or of more than 64. */
static unsigned int width_of(LLVMValueRef value)
{
	LLVMTypeRef type = LLVMTypeOf(value);
	unsigned int width =
		LLVMGetTypeKind(type) == LLVMIntegerTypeKind ? LLVMGetIntTypeWidth(type) : 0;

	return width <= 64 ? width : 0;
}

struct form form_start(LLVMValueRef value)
{
	unsigned int width = width_of(value);
	struct form form = {.width = width, .keep = form_mask(width), .lost = !width};

	if (width && LLVMIsAConstantInt(value)) {
		form.keep = 0;
		form.set = LLVMConstIntGetZExtValue(value);
	} else if (LLVMIsAConstant(value)) {
		form.lost = true;
	}
	return form;
}

unsigned long long form_kept(const struct form *form)
{
	return form->keep & ~form->set;
}

unsigned long long form_bits(const struct form *form)
{
	unsigned long long kept = form_kept(form);

	return form->add && kept ? form_mask(64 - (unsigned int)__builtin_clzll(kept)) : kept;
}

bool form_plain(const struct form *form)
{
	return !form->lost && !form->ragged && !form->moved && !form->among;
}

bool form_fits(const struct form *form, unsigned int width)
{
	if (form->lost || form->ragged || !form->among)
		return form_plain(form) && width == form->width;
	return form->moved >= 0 && 8 * (unsigned int)form->moved + form->width <= width;
}

bool form_whole(const struct form *form)
{
	return form_plain(form) && form->keep == form_mask(form->width) && !form->set;
}

bool form_equal(const struct form *a, const struct form *b)
{
	if (a->lost || b->lost)
		return a->lost && b->lost;
	return a->width == b->width && a->add == b->add && a->keep == b->keep && a->set == b->set &&
	       a->ragged == b->ragged && a->phi == b->phi && a->moved == b->moved &&
	       a->among == b->among;
}

/*
 * The sum with a constant. Where all bits from one on are kept, and what is set lies below them, the part of
 * the constant above that bit may as well be added before.
 */
static void add(struct form *form, unsigned long long constant, unsigned int width)
{
	unsigned long long all = form_mask(form->width), kept = form_kept(form),
			   low = kept ? (kept & -kept) - 1 : all;

	if ((kept | low) != all || (form->set & ~low)) {
		form->lost = true;
		return;
	}
	constant += form->set;
	form->add = (form->add + (constant & ~low)) & all;
	form->keep = kept;
	form->set = constant & low;
	form->ragged = form->ragged || width > form->width;
}

static void extend_sign(struct form *form, unsigned int from)
{
	if (!form->ragged && ((form->keep | form->set) & 1ull << (from - 1))) {
		form->ragged = from == form->width;
		form->lost = from != form->width;
	}
}

static bool is_expectation(LLVMValueRef instruction)
{
	return ir_calls(instruction, "llvm.expect");
}

bool form_steps(LLVMValueRef instruction, LLVMValueRef *operand)
{
	LLVMValueRef first, second;

	if (!LLVMIsAInstruction(instruction))
		return false;
	if (is_expectation(instruction) || LLVMIsAFreezeInst(instruction) ||
	    LLVMIsATruncInst(instruction) || LLVMIsAZExtInst(instruction) ||
	    LLVMIsASExtInst(instruction) || LLVMIsABitCastInst(instruction)) {
		*operand = LLVMGetOperand(instruction, 0);
		return true;
	}
	if (!LLVMIsABinaryOperator(instruction))
		return false;
	first = LLVMGetOperand(instruction, 0);
	second = LLVMGetOperand(instruction, 1);
	*operand = LLVMIsAConstantInt(second) ? first : second;
	switch (LLVMGetInstructionOpcode(instruction)) {
	case LLVMAdd:
	case LLVMAnd:
	case LLVMOr:
		return LLVMIsAConstantInt(first) || LLVMIsAConstantInt(second);
	case LLVMSub:
	case LLVMShl:
	case LLVMLShr:
		*operand = first;
		return LLVMIsAConstantInt(second);
	default:
		return false;
	}
}

/* Bits of a value, as bits of what was loaded. */
static unsigned long long unmoved(const struct form *form, unsigned long long bits)
{
	int by = 8 * form->moved;

	if (by <= -64 || by >= 64)
		return 0;
	return by < 0 ? bits << -by : bits >> by;
}

/* Of a value of so many bits, no more than those. */
static void cut(struct form *form, unsigned long long bits)
{
	form->keep &= unmoved(form, bits);
	form->set &= unmoved(form, bits);
}

static void shift(struct form *form, LLVMValueRef instruction, unsigned int width)
{
	unsigned long long by = LLVMConstIntGetZExtValue(LLVMGetOperand(instruction, 1));
	bool down = LLVMGetInstructionOpcode(instruction) == LLVMLShr;

	/* nothing but bytes, of a value that has no others */
	form->lost = form->ragged || by % 8 || by >= width || width_of(instruction) % 8;
	if (form->lost)
		return;
	cut(form, down ? ~form_mask((unsigned int)by) : form_mask(width - (unsigned int)by));
	form->moved += (int)(down ? -(long long)by : (long long)by) / 8;
}

/* Is nothing but zeros or'ed to the bytes of the form, which is moved up or not at all? */
static bool joins(const struct form *form, LLVMValueRef instruction, LLVMValueRef other)
{
	unsigned int first = (unsigned int)form->moved, n = form->width / 8;

	if (form->ragged || form->moved < 0 || form->width % 8 ||
	    8 * (first + n) > width_of(instruction))
		return false;
	for (unsigned int b = first; b < first + n; b++)
		if (!moves_zero(other, b))
			return false;
	return true;
}

struct form form_step(struct form form, LLVMValueRef instruction, LLVMValueRef value)
{
	unsigned int width = width_of(instruction);
	unsigned long long constant = 0;
	LLVMValueRef operand, other = NULL;

	if (LLVMIsABinaryOperator(instruction))
		other = LLVMGetOperand(instruction, LLVMGetOperand(instruction, 0) == value);
	form.lost = form.lost || !width || !width_of(value);
	if (!form.lost && other && !LLVMIsAConstant(other) &&
	    LLVMGetInstructionOpcode(instruction) == LLVMOr && joins(&form, instruction, other)) {
		form.among = true;
		return form;
	}
	form.lost = form.lost || !form_steps(instruction, &operand) || operand != value;
	if (form.lost)
		return form;
	if (other)
		constant = LLVMConstIntGetZExtValue(other);
	switch (LLVMGetInstructionOpcode(instruction)) {
	case LLVMTrunc:
		cut(&form, form_mask(width));
		form.ragged = form.ragged && width > form.width;
		break;
	case LLVMLShr:
	case LLVMShl:
		shift(&form, instruction, width);
		break;
	case LLVMSExt:
		form.lost = form.moved || form.among;
		extend_sign(&form, width_of(value));
		break;
	case LLVMAdd:
		form.lost = form.moved || form.among;
		add(&form, constant, width);
		break;
	case LLVMSub:
		form.lost = form.moved || form.among;
		add(&form, -constant, width);
		break;
	case LLVMAnd:
		cut(&form, constant);
		form.ragged = form.ragged && (constant & ~form_mask(form.width));
		break;
	case LLVMOr:
		form.lost = form.moved || form.among;
		form.set |= constant;
		break;
	default:
		break;
	}
	return form;
}

/* The steps that lead from a value to the one that is asked about. */
struct trail {
	LLVMValueRef step;
	const struct trail *next;
};

struct visit {
	LLVMValueRef value;
	const struct trail *trail;
	bool phi;
};

struct search {
	struct source *sources;
	unsigned int n, nvisits, ntrails;
	bool full;
	struct trail trails[VISITS_MAX];
	struct visit visits[VISITS_MAX];
};

static bool is_visited(struct search *search, const struct visit *visit)
{
	for (unsigned int i = 0; i < search->nvisits; i++)
		if (search->visits[i].value == visit->value &&
		    search->visits[i].trail == visit->trail && search->visits[i].phi == visit->phi)
			return true;
	search->full = search->full || search->nvisits == VISITS_MAX;
	if (!search->full)
		search->visits[search->nvisits++] = *visit;
	return search->full;
}

static void add_source(struct search *search, const struct visit *visit)
{
	struct source source = {.form = form_start(visit->value)};
	LLVMValueRef value = visit->value;

	if (!LLVMIsAConstant(value)) {
		source.load = value;
		source.form.lost = source.form.lost || !access_call(value);
	}
	for (const struct trail *trail = visit->trail; trail; trail = trail->next) {
		source.form = form_step(source.form, trail->step, value);
		value = trail->step;
	}
	source.form.phi = visit->phi;
	search->full = search->full || search->n == SOURCES_MAX;
	if (!search->full)
		search->sources[search->n++] = source;
}

static void look_back(struct search *search, LLVMValueRef value, const struct trail *trail,
		      bool phi)
{
	struct visit visit = {value, trail, phi};
	struct trail *further;
	LLVMValueRef operand;

	if (is_visited(search, &visit))
		return;
	if (LLVMIsAPHINode(value)) {
		for (unsigned int i = 0; i < LLVMCountIncoming(value); i++)
			look_back(search, LLVMGetIncomingValue(value, i), trail, true);
	} else if (LLVMIsASelectInst(value)) {
		look_back(search, LLVMGetOperand(value, 1), trail, phi);
		look_back(search, LLVMGetOperand(value, 2), trail, phi);
	} else if (form_steps(value, &operand)) {
		further = &search->trails[search->ntrails++]; /* one a visit, at most */
		*further = (struct trail){value, trail};
		look_back(search, operand, further, phi);
	} else {
		add_source(search, &visit);
	}
}

unsigned int form_sources(LLVMValueRef value, struct source sources[SOURCES_MAX])
{
	struct search search = {.sources = sources};

	look_back(&search, value, NULL, false);
	return search.full ? 0 : search.n;
}
