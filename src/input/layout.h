/*
 * An input is bytes that decide everything about a few reads: pair, model, schedule, values and every
 * choice. It is a row of records of 16 bytes, made to be mutated: the first is the head, the others
 * are told apart by the lowest two bits of their first byte. Every string of bytes is an input; what
 * is missing is 0, and 0 is the plainest value of every field, so a short input runs to completion
 * with nothing out of the ordinary. docs/fuzzing.md has the layout.
 *
 * Bytes  head               update                 read, more          setting
 * 0      host               tag, kind, death       tag, vCPU           tag, hosts, alone
 * 1      host               gap, stalled store     start               vCPUs, TSCs
 * 2-3    guest              rate                   moves ...           moves ...
 * 4      model, word, place leap (step or jump)
 * 5      carried
 * 6-7    sequence           hold
 * 8-9    tsc                lead
 * 10-11  value              stall
 * 12-13  rate               move
 * 14-15  tail               move
 *
 * A setting is more of the head: it has the tag of more, and stands right behind it. vCPU and start are of
 * no account in more.
 *
 * A move is two bytes: so many choices are answered by 0, and the next one by the second byte.
 */
#ifndef WARPAGE_INPUT_LAYOUT_H
#define WARPAGE_INPUT_LAYOUT_H

#include <warpage/types.h>

#define INPUT_RECORD 16		/* bytes */
#define INPUT_RECORDS_MAX 32	/* that count, besides a setting; more of them are of no effect */
#define INPUT_BYTES_MAX 4096	/* of an input that text can be read into */
#define INPUT_UPDATES_MAX 4	/* that count */
#define INPUT_READS_MAX 6	/* that count */
#define INPUT_SKIP_MAX 31	/* choices that one move answers by 0 */
#define INPUT_HOST_CHOICES 128	/* as many as a finding can hold */
#define INPUT_READ_CHOICES 1024 /* of all reads, one by one */
#define INPUT_JOINT_CHOICES 256 /* of the first joint execution */

enum input_tag {
	INPUT_READ,	   /* a read on a vCPU that freezes stop */
	INPUT_UPDATE,	   /* an update */
	INPUT_MORE,	   /* more moves of the record before */
	INPUT_READ_RUNNING /* a read on the vCPU that FREEZE_ALL_BUT_ONE leaves running */
};

/* Where the fields of records are: see above. */
enum {
	INPUT_AT_HOST = 0,
	INPUT_AT_GUEST = 2,
	INPUT_AT_MODEL = 4,
	INPUT_AT_CARRIED = 5,
	INPUT_AT_SEQUENCE = 6,
	INPUT_AT_TSC = 8,
	INPUT_AT_VALUE = 10,
	INPUT_AT_FIRST_RATE = 12,
	INPUT_AT_TAIL = 14,
	INPUT_AT_TAG = 0,
	INPUT_AT_GAP = 1,
	INPUT_AT_RATE = 2,
	INPUT_AT_LEAP = 4,
	INPUT_AT_HOLD = 6,
	INPUT_AT_LEAD = 8,
	INPUT_AT_STALL = 10,
	INPUT_AT_UPDATE_MOVES = 12,
	INPUT_AT_START = 1,
	INPUT_AT_MOVES = 2,
	INPUT_AT_VCPUS = 1,
};

/* Bits of a setting's first byte, besides the tag; and of a read's, where its vCPU is. */
enum { INPUT_HOSTS = 4, INPUT_ALONE = 8 };
enum { INPUT_VCPU_SHIFT = 2 };

/* The byte of a setting's vCPUs: how many (3 bits), their TSCs, and whether a campaign had said how many. */
enum {
	INPUT_VCPUS = 7,
	INPUT_TSCS_SHIFT = 3,
	INPUT_TSCS = 3 << INPUT_TSCS_SHIFT,
	INPUT_GIVEN = 32
};

/*
 * Heads that carry all that a campaign had decided for the input (carry.h) say so; any other value
 * there means nothing. Targets go by their environment alone.
 */
enum { INPUT_CARRIED = 0xa4, INPUT_CARRIED_DEATHS = 0xa5 };

/*
 * Numbers are two bytes: a class (bits 6-8), a shift S (bits 0-5) and a magnitude M (bits 9-15).
 * Boundary values are one mutation away from each other.
 */
enum input_class {
	NUMBER_ADD,   /* the plain value of the field + (M << S) */
	NUMBER_SUB,   /* the plain value - (M << S) */
	NUMBER_POWER, /* 2^S + M */
	NUMBER_BELOW, /* 2^S - 1 - M */
	NUMBER_SHIFT, /* M << S */
	NUMBER_ONES,  /* (2^64 - 1 >> S) - M */
	NUMBER_SIGN,  /* (2^63 >> S) + M */
	NUMBER_MINUS, /* -(M << S) */
	NUMBER_CLASSES
};

/* Where the setting of an input of size bytes is; NULL: it has none. */
static inline u8 *input_setting(u8 *data, size_t size)
{
	return size > INPUT_RECORD && (data[INPUT_RECORD] & 3) == INPUT_MORE ? data + INPUT_RECORD
									     : NULL;
}

static inline u16 input_code(const u8 *at)
{
	return (u16)(at[0] | at[1] << 8);
}

static inline void input_put_code(u8 *at, u16 code)
{
	at[0] = (u8)code;
	at[1] = (u8)(code >> 8);
}

#endif
