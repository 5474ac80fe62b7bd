/*
 * Property: from the fields of one clock, whatever its anchor, value and rate, and however much time
 * has passed, every guest computes what the format's 128-bit reference gives; and products without a
 * 128-bit type (narrow.h) are those with one. Held to account where reference and TSC are from 0 to
 * 2^63 - 1.
 *
 * An input is a guest (two bytes) and the codes of four numbers (src/input/layout.h): the TSC of the
 * anchor, the value there, the rate, and the ticks since. WARPAGE_FUZZ_PROTOCOL fixes the guest.
 * Guests that tests/matrix.expected lists with "arithmetic" whatever the host are known to be wrong:
 * they are reported if fixed, or with WARPAGE_FUZZ_KNOWN=report.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <warpage/narrow.h>

#include "clock/scenario.h"
#include "file/show.h"
#include "fuzz/engine/engine.h"
#include "fuzz/engine/target.h"
#include "input/known.h"
#include "protocols/registry.h"

#define GUESTS_MAX 256
#define NUMBERS 4

static struct subject {
	const struct format *format;
	const struct host *host; /* of that format; it has nothing to do */
	const struct guest *guest;
} subjects[GUESTS_MAX];
static unsigned int nsubjects;
static struct machine *machine;
static struct choice choice;

static const struct host *any_host(const struct format *format)
{
	const struct host *host;

	for (unsigned int h = 0; (host = registry_host(ENGINE_MACHINE, h)); h++)
		if (registry_find_format(host->format) == format)
			return host;
	return NULL;
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	struct input_options options;
	const struct guest *guest;

	(void)argc;
	(void)argv;
	target_configure(&options);
	for (unsigned int g = 0; (guest = registry_guest(ENGINE_MACHINE, g)); g++) {
		const struct format *format = registry_find_format(guest->format);
		struct subject subject = {format, any_host(format), guest};

		if (options.guest ? guest != options.guest
				  : !options.known && known_arithmetic(format, guest))
			continue;
		if (subject.host && nsubjects < GUESTS_MAX)
			subjects[nsubjects++] = subject;
	}
	machine = machine_new();
	if (!machine || !nsubjects)
		target_exit(2, "no memory, or no guest that can be tested");
	return 0;
}

static void check_products(u64 a, u64 b, unsigned int shift)
{
	shift %= 128;
	if (narrow_mul_u64_u64_shr(a, b, shift) != mul_u64_u64_shr(a, b, shift) ||
	    narrow_mul_u64_u32_shr(a, (u32)b, shift % 64) !=
		    mul_u64_u32_shr(a, (u32)b, shift % 64)) {
		fprintf(stderr, "ARITHMETIC  narrow.h: 0x%" PRIx64 " * 0x%" PRIx64 " >> %u\n", a, b,
			shift);
		abort();
	}
}

/* One read at the end of a log that has no update. */
static const struct read *make_read(const struct subject *subject, const struct schedule *schedule)
{
	static const u8 late[16] = {0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1};
	struct machine_options options = {
		.format = subject->format, .model = MODEL_X86, .word = 64, .poison = 0xa5};
	const struct read *read = NULL;

	machine_setup(machine, &options);
	choice_bytes(&choice, NULL, 0);
	choice_begin(&choice);
	if (machine_host(machine, subject->host, schedule, &choice)) {
		/* there is one step to start at; a TSC may be sampled at its start or its end */
		choice_bytes(&choice, late + 1, sizeof(late) - 1);
		choice_begin(&choice);
		read = machine_read(machine, subject->guest, &choice);
	}
	if (!read || read->end == READ_ERROR) {
		show(stderr, "fuzz_arithmetic: %s: %s\n", subject->guest->name,
		     machine_error(machine));
		abort();
	}
	return read;
}

static void check_guest(const struct subject *subject, const u64 *numbers)
{
	struct schedule schedule = {0};
	const struct generation *first;
	const struct read *read;
	s128 due;

	scenario_start(subject->format, subject->host, 0, &schedule.sequence);
	schedule.placement = subject->format->placements[0];
	schedule.tsc = numbers[0];
	schedule.value = numbers[1];
	schedule.rate = numbers[2];
	schedule.tail = numbers[3];
	if (numbers[0] >> 63 || numbers[3] >> 63 || (numbers[0] + numbers[3]) >> 63)
		return; /* a TSC of centuries, which some guests take for a negative one */
	read = make_read(subject, &schedule);
	if (read->end != READ_ACCEPTED || read->tsc_position < 0)
		return;
	first = &machine_log(machine)->generations[0];
	due = subject->format->time(first->params, read->tsc);
	if (due < 0 || due >> 63 || (u64)due == read->value)
		return;
	fprintf(stderr,
		"ARITHMETIC  %s: guest %s\nanchor 0x%" PRIx64 " value 0x%" PRIx64 " rate 0x%" PRIx64
		", at TSC 0x%" PRIx64 ": returned %" PRIu64 ", the reference gives %" PRIu64 "\n",
		subject->format->name, subject->guest->name, schedule.tsc, schedule.value,
		schedule.rate, read->tsc, read->value, (u64)due);
	abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const u64 plain[NUMBERS] = {10000, 10000, (u64)1 << 31, 1000};
	u8 bytes[2 + 2 * NUMBERS] = {0};
	u64 numbers[NUMBERS];

	memcpy(bytes, data, size < sizeof(bytes) ? size : sizeof(bytes));
	for (unsigned int i = 0; i < NUMBERS; i++)
		numbers[i] = input_number(input_code(bytes + 2 + 2 * i), plain[i]);
	check_products(numbers[0], numbers[1], input_code(bytes + 6));
	check_products(numbers[3], numbers[2], input_code(bytes + 8));
	check_guest(&subjects[input_code(bytes) % nsubjects], numbers);
	feedback_flush();
	return 0;
}
