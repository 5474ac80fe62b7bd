/*
 * Inputs as text, one line per record. Every bit of a record has its place in its line, so that what
 * is read back (input_parse.c) is what was written, byte for byte; what a field stands for follows as
 * a comment.
 */
#include <inttypes.h>
#include <stdlib.h>

#include "input/input_text.h"
#include "protocols/registry.h"

const char *const input_classes[NUMBER_CLASSES] = {
	[NUMBER_ADD] = "add",	  [NUMBER_SUB] = "sub",	    [NUMBER_POWER] = "power",
	[NUMBER_BELOW] = "below", [NUMBER_SHIFT] = "shift", [NUMBER_ONES] = "ones",
	[NUMBER_SIGN] = "sign",	  [NUMBER_MINUS] = "minus",
};

static void write_number(FILE *out, const char *key, const u8 *at)
{
	u16 code = input_code(at);

	if (code)
		fprintf(out, " %s=%s:%u:%u", key, input_classes[code >> 6 & 7], code & 63,
			code >> 9);
}

static void write_byte(FILE *out, const char *key, unsigned int value)
{
	if (value)
		fprintf(out, " %s=%u", key, value);
}

/* moves=3+1,0+255: after three choices answered by 0 one by 1, and the next one by 255. */
static void write_moves(FILE *out, const u8 *moves, unsigned int n)
{
	while (n && !moves[2 * n - 1] && !moves[2 * n - 2])
		n--;
	for (unsigned int i = 0; i < n; i++)
		fprintf(out, "%s%u+%u", i ? "," : " moves=", moves[2 * i], moves[2 * i + 1]);
}

static void write_head(FILE *out, const struct input_pairs *pairs, const u8 *head)
{
	u16 host_value = input_code(head + INPUT_AT_HOST);
	u16 guest_value = input_code(head + INPUT_AT_GUEST);
	const struct format *format;
	const struct host *host;
	const struct guest *guest;
	char name[3][INPUT_NAME_MAX];

	input_pairs_find(pairs, host_value, guest_value, &format, &host, &guest);
	registry_spell(format->name, name[0], INPUT_NAME_MAX);
	registry_spell(host->name, name[1], INPUT_NAME_MAX);
	registry_spell(guest ? guest->name : "none", name[2], INPUT_NAME_MAX);
	if (input_pairs_host_value(pairs, host) == host_value)
		fprintf(out, "head host=%s:%s", name[0], name[1]);
	else
		fprintf(out, "head host=0x%x", host_value);
	if (guest && input_pairs_guest_value(pairs, guest) == guest_value)
		fprintf(out, " guest=%s", name[2]);
	else
		fprintf(out, " guest=0x%x", guest_value);
	fprintf(out, " model=%s word=%u", model_name((enum model)(head[INPUT_AT_MODEL] & 3)),
		head[INPUT_AT_MODEL] & 4 ? 32 : 64);
	write_byte(out, "placement", head[INPUT_AT_MODEL] >> 3);
	if (head[INPUT_AT_CARRIED] == INPUT_CARRIED ||
	    head[INPUT_AT_CARRIED] == INPUT_CARRIED_DEATHS)
		fprintf(out, " carries=%s",
			head[INPUT_AT_CARRIED] == INPUT_CARRIED ? "all" : "all+deaths");
	else
		write_byte(out, "unused", head[INPUT_AT_CARRIED]);
	write_number(out, "sequence", head + INPUT_AT_SEQUENCE);
	write_number(out, "tsc", head + INPUT_AT_TSC);
	write_number(out, "value", head + INPUT_AT_VALUE);
	write_number(out, "rate", head + INPUT_AT_FIRST_RATE);
	write_number(out, "tail", head + INPUT_AT_TAIL);
	fprintf(out, "\n# %s: host %s, guest %s\n", name[0], name[1], name[2]);
}

static void write_update(FILE *out, const u8 *record)
{
	unsigned int kind = record[INPUT_AT_TAG] >> 2 & 7;

	fprintf(out, "update kind=%u", kind);
	write_byte(out, "dies-after", record[INPUT_AT_TAG] >> 5);
	write_byte(out, "gap", record[INPUT_AT_GAP] & 15);
	write_byte(out, "stalled", record[INPUT_AT_GAP] >> 4);
	write_number(out, "rate", record + INPUT_AT_RATE);
	write_number(out, "leap", record + INPUT_AT_LEAP);
	write_number(out, "hold", record + INPUT_AT_HOLD);
	write_number(out, "lead", record + INPUT_AT_LEAD);
	write_number(out, "stall", record + INPUT_AT_STALL);
	write_moves(out, record + INPUT_AT_UPDATE_MOVES, 2);
	fprintf(out, "\n");
}

static void write_read(FILE *out, const u8 *record)
{
	static const char *const names[] = {[INPUT_READ] = "read",
					    [INPUT_MORE] = "more",
					    [INPUT_READ_RUNNING] = "read-running"};

	fprintf(out, "%s", names[record[INPUT_AT_TAG] & 3]);
	write_byte(out, "unused", record[INPUT_AT_TAG] >> 2);
	write_byte(out, "start", record[INPUT_AT_START]);
	write_moves(out, record + INPUT_AT_MOVES, (INPUT_RECORD - INPUT_AT_MOVES) / 2);
	fprintf(out, "\n");
}

/* What the schedule turns out to be in this build, as comments. */
static void write_schedule(FILE *out, const struct input_pairs *pairs, const u8 *data, size_t size)
{
	struct schedule schedule;
	struct input_plan *plan = malloc(sizeof(*plan));
	const struct format *format;
	const struct host *host;
	const struct guest *guest;

	if (!plan)
		return;
	input_scan(plan, data, size);
	input_pairs_find(pairs, input_code(plan->key + INPUT_AT_HOST),
			 input_code(plan->key + INPUT_AT_GUEST), &format, &host, &guest);
	input_schedule(plan, format, host, true, &schedule);
	fprintf(out,
		"# start sequence=%" PRIu64 " placement=%u tsc=%" PRIu64 " value=%" PRIu64
		" rate=0x%" PRIx64 " tail=%" PRIu64 "\n",
		schedule.sequence, schedule.placement, schedule.tsc, schedule.value, schedule.rate,
		schedule.tail);
	for (unsigned int i = 0; i < schedule.nupdates; i++)
		fprintf(out,
			"# update %s rate=0x%" PRIx64 " step=%" PRId64 " jump=%" PRId64
			" hold=%" PRIu64 " lead=%" PRIu64 "\n",
			update_kind_name(schedule.updates[i].kind), schedule.updates[i].rate,
			schedule.updates[i].step, schedule.updates[i].jump,
			schedule.updates[i].hold, schedule.updates[i].lead);
	free(plan);
}

void input_write(FILE *out, const struct input_pairs *pairs, const u8 *data, size_t size)
{
	size_t at;

	fputs(INPUT_MARK, out);
	for (at = 0; at + INPUT_RECORD <= size; at += INPUT_RECORD) {
		const u8 *record = data + at;

		if (!at)
			write_head(out, pairs, record);
		else if ((record[INPUT_AT_TAG] & 3) == INPUT_UPDATE)
			write_update(out, record);
		else
			write_read(out, record);
	}
	if (at < size)
		fprintf(out, "rest ");
	for (size_t rest = at; rest < size; rest++)
		fprintf(out, "%02x%s", data[rest], rest + 1 == size ? "\n" : "");
	write_schedule(out, pairs, data, size);
	fprintf(out, "end\n");
}
