/*
 * Tells what happens to single bytes of values. Where LLVM has put bytes of several loads into one value, by shifts
 * and masks, each is still known by its place.
 */
#include "instrument/moves.h"

#include <string.h>

#include "instrument/access.h"
#include "instrument/ir.h"

#define LOOKS_MAX 512 /* at values, for one byte */

enum kind { KIND_COMPUTED, KIND_ZERO, KIND_LOADED };

/* What a byte of a value is. */
struct byte {
	enum kind kind;
	LLVMValueRef load;
	unsigned int from;
};

static struct byte look(LLVMValueRef value, unsigned int byte, unsigned int *left);

unsigned int moves_size(LLVMValueRef value)
{
	LLVMTypeRef type = LLVMTypeOf(value);
	unsigned int bits =
		LLVMGetTypeKind(type) == LLVMIntegerTypeKind ? LLVMGetIntTypeWidth(type) : 0;

	return bits % 8 || bits > 8 * MOVES_BYTES_MAX ? 0 : bits / 8;
}

/* A byte of a constant, or -1. */
static int constant_byte(LLVMValueRef value, unsigned int byte)
{
	if (!LLVMIsAConstantInt(value))
		return -1;
	if (LLVMIsNull(value))
		return 0;
	return moves_size(value) && moves_size(value) <= 8
		       ? (int)(LLVMConstIntGetZExtValue(value) >> (8 * byte) & 0xff)
		       : -1;
}

/* By so many bytes a shift moves; -1 if it is not a constant number of them. */
static int bytes_shifted(LLVMValueRef shift)
{
	LLVMValueRef by = LLVMGetOperand(shift, 1);
	unsigned long long bits;

	if (!LLVMIsAConstantInt(by) || (!LLVMIsNull(by) && moves_size(by) > 8))
		return -1;
	bits = LLVMConstIntGetZExtValue(by);
	return bits % 8 || bits >= 8ull * moves_size(shift) ? -1 : (int)(bits / 8);
}

static bool is_zero(LLVMValueRef value, unsigned int byte, unsigned int *left)
{
	return look(value, byte, left).kind == KIND_ZERO;
}

static int move(LLVMValueRef instruction, unsigned int operand, unsigned int byte,
		unsigned int *left)
{
	unsigned int size = moves_size(instruction);
	LLVMValueRef other;
	int by;

	if (!size || !LLVMIsAInstruction(instruction) ||
	    !moves_size(LLVMGetOperand(instruction, operand)))
		return MOVES_COMPUTES;
	switch (LLVMGetInstructionOpcode(instruction)) {
	case LLVMTrunc:
	case LLVMZExt:
	case LLVMBitCast:
	case LLVMFreeze:
		return byte < size ? (int)byte : MOVES_DROPS;
	case LLVMLShr:
	case LLVMShl:
		by = operand ? -1 : bytes_shifted(instruction);
		if (by < 0)
			return MOVES_COMPUTES;
		if (LLVMGetInstructionOpcode(instruction) == LLVMLShr)
			return (int)byte < by ? MOVES_DROPS : (int)byte - by;
		return (int)byte + by < (int)size ? (int)byte + by : MOVES_DROPS;
	case LLVMAnd:
		switch (constant_byte(LLVMGetOperand(instruction, !operand), byte)) {
		case 0:
			return MOVES_DROPS;
		case 0xff:
			return (int)byte;
		default:
			return MOVES_COMPUTES;
		}
	case LLVMOr:
		other = LLVMGetOperand(instruction, !operand);
		return is_zero(other, byte, left) ? (int)byte : MOVES_COMPUTES;
	default:
		return MOVES_COMPUTES;
	}
}

/* The byte of this operand that becomes the byte of instruction, or -1. */
static int origin(LLVMValueRef instruction, unsigned int operand, unsigned int byte,
		  unsigned int *left)
{
	LLVMOpcode opcode = LLVMGetInstructionOpcode(instruction);
	int from = (int)byte;

	if (opcode == LLVMLShr)
		from += bytes_shifted(instruction);
	else if (opcode == LLVMShl)
		from -= bytes_shifted(instruction);
	if (from < 0 || from >= (int)moves_size(LLVMGetOperand(instruction, operand)) ||
	    move(instruction, operand, (unsigned int)from, left) != (int)byte)
		return -1;
	return from;
}

/* If no byte of an operand becomes that byte: is it 0? */
static bool is_left_zero(LLVMValueRef instruction, unsigned int byte, unsigned int *left)
{
	switch (LLVMGetInstructionOpcode(instruction)) {
	case LLVMZExt:
		return byte >= moves_size(LLVMGetOperand(instruction, 0));
	case LLVMLShr:
	case LLVMShl:
		return bytes_shifted(instruction) >= 0;
	case LLVMAnd:
		return !constant_byte(LLVMGetOperand(instruction, 0), byte) ||
		       !constant_byte(LLVMGetOperand(instruction, 1), byte);
	case LLVMOr:
		return is_zero(LLVMGetOperand(instruction, 0), byte, left) &&
		       is_zero(LLVMGetOperand(instruction, 1), byte, left);
	default:
		return false;
	}
}

static bool is_loaded(LLVMValueRef value)
{
	/* what another atomic operation finds is looked at by itself, and not as a load is */
	return access_call(value) &&
	       (LLVMIsALoadInst(value) || !strcmp(access_atomic(value), "load"));
}

static struct byte look(LLVMValueRef value, unsigned int byte, unsigned int *left)
{
	struct byte computed = {.kind = KIND_COMPUTED}, zero = {.kind = KIND_ZERO};
	int from;

	if (!*left || byte >= moves_size(value))
		return computed;
	--*left;
	if (LLVMIsAConstant(value))
		return constant_byte(value, byte) ? computed : zero;
	if (!LLVMIsAInstruction(value))
		return computed;
	if (is_loaded(value))
		return (struct byte){.kind = KIND_LOADED, .load = value, .from = byte};
	if (!LLVMIsACastInst(value) && !LLVMIsABinaryOperator(value) && !LLVMIsAFreezeInst(value))
		return computed;
	if (!moves_size(LLVMGetOperand(value, 0)))
		return computed;
	for (unsigned int i = 0; i < (unsigned int)LLVMGetNumOperands(value); i++) {
		if (LLVMIsAConstant(LLVMGetOperand(value, i)))
			continue;
		from = origin(value, i, byte, left);
		if (from >= 0)
			return look(LLVMGetOperand(value, i), (unsigned int)from, left);
	}
	return is_left_zero(value, byte, left) ? zero : computed;
}

int moves_to(LLVMValueRef instruction, unsigned int operand, unsigned int byte)
{
	unsigned int left = LOOKS_MAX;

	return move(instruction, operand, byte, &left);
}

bool moves_zero(LLVMValueRef value, unsigned int byte)
{
	unsigned int left = LOOKS_MAX;

	return is_zero(value, byte, &left);
}

LLVMValueRef moves_source(LLVMValueRef value, unsigned int byte, unsigned int *from)
{
	unsigned int left = LOOKS_MAX;
	struct byte source = look(value, byte, &left);

	*from = source.from;
	return source.kind == KIND_LOADED ? source.load : NULL;
}
