/*
 * Changes one field of a record: a number by a step, or to a value at which something wraps; a choice
 * to one of the first few, mostly.
 */
#include "fuzz/mutator/mutate_record.h"

#include <string.h>

#include "input/layout.h"

#define MOVES ((INPUT_RECORD - INPUT_AT_MOVES) / 2)
#define NUMBER(class, shift, magnitude) ((magnitude) << 9 | (class) << 6 | (shift))

static const u16 boundaries[] = {
	0,			    /* the plain value */
	NUMBER(NUMBER_SHIFT, 0, 0), /* 0 */
	NUMBER(NUMBER_SHIFT, 0, 1), /* 1 */
	NUMBER(NUMBER_SHIFT, 0, 2), /* 2 */
	NUMBER(NUMBER_ONES, 0, 0),  /* all ones, of 64, 63, 32, 31 and 16 bits */
	NUMBER(NUMBER_ONES, 1, 0),
	NUMBER(NUMBER_ONES, 32, 0),
	NUMBER(NUMBER_ONES, 33, 0),
	NUMBER(NUMBER_ONES, 48, 0),
	NUMBER(NUMBER_ONES, 32, 1), /* the last even sequence before the wrap */
	NUMBER(NUMBER_ONES, 0, 1),
	NUMBER(NUMBER_SIGN, 0, 0), /* sign bits of 64 and 32 bits */
	NUMBER(NUMBER_SIGN, 32, 0),
	NUMBER(NUMBER_POWER, 32, 0),
	NUMBER(NUMBER_POWER, 33, 0), /* a 64-bit product with a 32-bit factor wraps */
	NUMBER(NUMBER_POWER, 41, 0), /* hours */
	NUMBER(NUMBER_POWER, 44, 0),
	NUMBER(NUMBER_BELOW, 33, 0),
	NUMBER(NUMBER_ADD, 0, 1), /* one more, one less */
	NUMBER(NUMBER_SUB, 0, 1),
};

static void change_number(u64 *state, u8 *at)
{
	unsigned int code = input_code(at), shift = code & 63, class = code >> 6 & 7,
		     magnitude = code >> 9;

	switch (mutate_draw(state, 8)) {
	case 0:
		shift = (shift + 1) & 63;
		break;
	case 1:
		shift = (shift - 1) & 63;
		break;
	case 2:
		magnitude = (magnitude + 1) & 127;
		break;
	case 3:
		magnitude = (magnitude - 1) & 127;
		break;
	case 4:
		class = mutate_draw(state, NUMBER_CLASSES);
		break;
	case 5:
		class = mutate_draw(state, NUMBER_CLASSES);
		shift = mutate_draw(state, 64);
		magnitude = mutate_draw(state, 4) ? mutate_draw(state, 3) : mutate_draw(state, 128);
		break;
	default:
		input_put_code(at, boundaries[mutate_draw(state, ARRAY_SIZE(boundaries))]);
		return;
	}
	input_put_code(at, (u16)NUMBER(class, shift, magnitude));
}

/* A small number is mostly right, as there are few stores to choose from. */
static u8 small(u64 *state)
{
	switch (mutate_draw(state, 8)) {
	case 0:
		return (u8)mutate_draw(state, 256);
	case 1:
		return (u8)mutate_draw(state, 32);
	default:
		return (u8)mutate_draw(state, 8);
	}
}

static void change_byte(u64 *state, u8 *at)
{
	switch (mutate_draw(state, 4)) {
	case 0:
		++*at;
		break;
	case 1:
		--*at;
		break;
	default:
		*at = small(state);
	}
}

/* Bits of *at, as a number of its own. */
static void change_bits(u64 *state, u8 *at, unsigned int shift, unsigned int bits)
{
	unsigned int mask = (1u << bits) - 1;

	*at = (u8)((*at & ~(mask << shift)) | mutate_draw(state, mask + 1) << shift);
}

static void change_moves(u64 *state, u8 *moves, unsigned int n)
{
	unsigned int i = mutate_draw(state, mutate_draw(state, 2) ? n : 2);
	u8 *move = moves + (size_t)2 * i;

	switch (mutate_draw(state, 8)) {
	case 0: /* one more */
		memmove(move + 2, move, (size_t)2 * (n - 1 - i));
		move[0] = (u8)mutate_draw(state, 6);
		move[1] = small(state);
		break;
	case 1: /* one less */
		memmove(move, move + 2, (size_t)2 * (n - 1 - i));
		memset(moves + (size_t)2 * (n - 1), 0, 2);
		break;
	case 2:
		move[0] = (u8)mutate_draw(state, 8);
		break;
	case 3:
	case 4:
		change_byte(state, move);
		break;
	case 5: /* one choice earlier or later than before */
		move[0] = (u8)(mutate_draw(state, 2) ? move[0] + 1 : move[0] - 1);
		break;
	default:
		change_byte(state, move + 1);
	}
}

void mutate_moves(u64 *state, u8 *record)
{
	change_moves(state, record + INPUT_AT_MOVES, MOVES);
}

void mutate_read(u64 *state, u8 *record)
{
	switch (mutate_draw(state, 8)) {
	case 0:
	case 1:
	case 2:
		change_byte(state, record + INPUT_AT_START);
		break;
	case 3:
		change_bits(state, record + INPUT_AT_TAG, mutate_draw(state, 2) ? 0 : 2, 2);
		break;
	default:
		mutate_moves(state, record);
	}
}

void mutate_new_read(u64 *state, u8 *record)
{
	record[INPUT_AT_TAG] = mutate_draw(state, 4) ? INPUT_READ : INPUT_READ_RUNNING;
	record[INPUT_AT_START] = small(state);
	for (unsigned int i = 0, n = mutate_draw(state, 4); i < n; i++) {
		record[INPUT_AT_MOVES + 2 * i] = (u8)mutate_draw(state, 4);
		record[INPUT_AT_MOVES + 2 * i + 1] = small(state);
	}
}

void mutate_update(u64 *state, u8 *record)
{
	static const u8 numbers[] = {INPUT_AT_RATE, INPUT_AT_LEAP, INPUT_AT_HOLD, INPUT_AT_LEAD,
				     INPUT_AT_STALL};

	switch (mutate_draw(state, 10)) {
	case 0:
	case 1:
		change_bits(state, record + INPUT_AT_TAG, 2, 3);
		break;
	case 2:
		change_bits(state, record + INPUT_AT_TAG, 5, 3);
		break;
	case 3:
		change_bits(state, record + INPUT_AT_GAP, 0, 4);
		break;
	case 4: /* a stall in the middle of the update */
		change_bits(state, record + INPUT_AT_GAP, 4, mutate_draw(state, 4) ? 3 : 4);
		change_number(state, record + INPUT_AT_STALL);
		break;
	case 5:
	case 6:
		change_moves(state, record + INPUT_AT_UPDATE_MOVES, 2);
		break;
	default:
		change_number(state, record + numbers[mutate_draw(state, ARRAY_SIZE(numbers))]);
	}
}

void mutate_setting(u64 *state, u8 *record)
{
	switch (mutate_draw(state, 8)) {
	case 0:
	case 1:
		record[INPUT_AT_TAG] ^=
			(u8)(4u << mutate_draw(state, mutate_draw(state, 8) ? 2 : 6));
		break;
	case 2:
	case 3:
		change_bits(state, record + INPUT_AT_VCPUS, 0, 3);
		break;
	case 4:
	case 5:
		change_bits(state, record + INPUT_AT_VCPUS, INPUT_TSCS_SHIFT, 2);
		break;
	case 6:
		change_bits(state, record + INPUT_AT_VCPUS, 5, 3);
		break;
	default:
		mutate_moves(state, record);
	}
}

void mutate_head(u64 *state, u8 *head)
{
	static const u8 numbers[] = {INPUT_AT_SEQUENCE, INPUT_AT_SEQUENCE,   INPUT_AT_TSC,
				     INPUT_AT_VALUE,	INPUT_AT_FIRST_RATE, INPUT_AT_TAIL};

	switch (mutate_draw(state, 10)) {
	case 0:
		input_put_code(head + INPUT_AT_HOST, (u16)mutate_draw(state, 65536));
		break;
	case 1:
		input_put_code(head + INPUT_AT_GUEST, (u16)mutate_draw(state, 65536));
		break;
	case 2:
	case 3:
		change_bits(state, head + INPUT_AT_MODEL, 0, 2);
		break;
	case 4:
		change_bits(state, head + INPUT_AT_MODEL, 2, 1);
		break;
	case 5:
		change_bits(state, head + INPUT_AT_MODEL, 3, mutate_draw(state, 4) ? 1 : 5);
		break;
	default:
		change_number(state, head + numbers[mutate_draw(state, ARRAY_SIZE(numbers))]);
	}
}
