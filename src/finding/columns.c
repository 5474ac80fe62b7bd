/*
 * Makes the lines of a finding's columns, host left and guests right, in the order of time, as races are written in
 * mails.
 */
#include <inttypes.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "file/text.h"
#include "finding/print.h"
#include "finding/value.h"

void print_add_line(struct page *page, struct line line, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(line.text, sizeof(line.text), format, arguments);
	va_end(arguments);
	page->n -= page->n == LINES_MAX;
	page->lines[page->n++] = line;
}

/* A line of the host's at the start of step i. */
static struct line at_step(const struct page *page, unsigned int i)
{
	return (struct line){.time = machine_log(page->machine)->steps[i].start,
			     .order = 2 * i,
			     .tsc = log_tsc(machine_log(page->machine), (u16)(2 * i))};
}

static void add_freezes(struct page *page)
{
	const struct log *log = machine_log(page->machine);

	for (unsigned int i = 0; i < log->nsteps; i++) {
		const char *text = NULL;

		for (unsigned int f = 0; f < log->nfreezes && log->steps[i].event == NO_EVENT; f++)
			if (log->steps[i].start == log->freezes[f].start)
				text = log->freezes[f].which == FREEZE_ALL
					       ? "freezes all vCPUs"
					       : "freezes all vCPUs but one";
			else if (log->steps[i].start == log->freezes[f].end)
				text = "thaws them";
		if (text)
			print_add_line(page, at_step(page, i), "%s", text);
	}
}

/* The store that a load of a host's finds: the last one of the log before it to that place. */
static s16 newest(const struct log *log, const struct log_load *load)
{
	for (unsigned int i = load->events; i-- > 0;)
		if (log->events[i].offset < load->offset + load->size &&
		    load->offset < log->events[i].offset + log->events[i].size)
			return (s16)i;
	return -1;
}

/* Of a host and a guest side by side, what each has loaded. */
static void add_loads(struct page *page)
{
	const struct log *log = machine_log(page->machine);
	const struct format *format = page->finding->format;
	char place[48], value[48];

	for (unsigned int i = 0; i < log->nloads; i++) {
		const struct log_load *load = &log->loads[i];
		struct line line =
			at_step(page, load->events ? log->events[load->events - 1].enter : 0);

		line.order++;
		line.site = load->site;
		line.column = load->host;
		line.kind = LINE_LOAD;
		line.offset = load->offset;
		line.size = load->size;
		line.value = load->value;
		line.event = newest(log, load);
		if (!load->host && log->put_back.found && load != &log->loads[log->put_back.load])
			continue;
		print_add_line(page, line, "%-8s -> %s",
			       value_place(format, load->offset, load->size, place, sizeof(place)),
			       value_spell(format, load->offset, load->size, load->value, value,
					   sizeof(value)));
	}
}

static void add_host(struct page *page)
{
	const struct log *log = machine_log(page->machine);
	const struct format *format = page->finding->format;
	char place[48], value[48];

	for (unsigned int i = 0; i < log->nevents; i++) {
		const struct event *event = &log->events[i];
		struct line line = at_step(page, event->enter);

		line.site = event->site;
		line.column = event->host;
		line.kind = LINE_STORE;
		line.offset = event->offset;
		line.size = event->size;
		line.value = event->value;
		line.event = (s16)i;
		/* whose it is shows among what the read does */
		if (event->guest && page->finding->schedule.nstores)
			continue;
		print_add_line(page, line, "%-8s = %s%s",
			       value_place(format, event->offset, event->size, place,
					   sizeof(place)),
			       value_spell(format, event->offset, event->size, event->value, value,
					   sizeof(value)),
			       log->steps[event->enter].open ? "  (any order)" : "");
	}
	add_loads(page);
	add_freezes(page);
	if (log->died) {
		struct line line = at_step(page, log->nsteps - 1);

		line.order += 2;
		print_add_line(page, line, "dies");
	}
}

/* The field of a load, or NULL. */
static const struct field *field_of(const struct page *page, const struct finding_access *access)
{
	if (access->kind != ACCESS_LOAD)
		return NULL;
	return value_field(page->finding->format, access->offset, access->size);
}

/* The generation that most of the parameters loaded are of: the others are then the odd ones. */
static unsigned int main_generation(const struct page *page, const struct finding_read *read)
{
	for (unsigned int a = 0; a < read->naccesses; a++) {
		const struct field *field = field_of(page, &read->accesses[a]);

		if (field && field->role == FIELD_PARAM && !read->accesses[a].site->unused)
			return read->accesses[a].update;
	}
	return 0;
}

/* What the guest did with a sequence that had not changed: the last word is that of the last load. */
static const char *after_recheck(const struct page *page, const struct finding_read *read,
				 unsigned int index)
{
	for (unsigned int a = index + 1; a < read->naccesses; a++) {
		const struct field *field = field_of(page, &read->accesses[a]);

		if (read->accesses[a].kind == ACCESS_RETRY ||
		    (field && field->role == FIELD_SEQUENCE))
			return "";
	}
	if (read->end == READ_FELL_BACK)
		return ": falls back";
	return read->end == READ_ACCEPTED ? ": accepted" : "";
}

/* Is the load of a field the same as the last one before it? */
static bool is_unchanged(const struct finding_read *read, unsigned int index)
{
	const struct finding_access *access = &read->accesses[index];

	for (unsigned int a = index; a-- > 0;)
		if (read->accesses[a].kind == ACCESS_LOAD &&
		    read->accesses[a].offset == access->offset)
			return read->accesses[a].value == access->value;
	return false;
}

static u8 noted(const char *text, const char *note)
{
	size_t whole = strlen(text), part = strlen(note);

	return whole > part ? (u8)(whole - part) : 0;
}

void print_add_load(struct page *page, const struct line *at, const struct finding_read *read,
		    unsigned int index)
{
	struct line line = *at;
	const struct finding *finding = page->finding;
	const struct finding_access *access = &read->accesses[index];
	const struct field *field = field_of(page, access);
	const struct log *log = machine_log(page->machine);
	unsigned int k = main_generation(page, read);
	bool blank = finding->schedule.blank; /* the start has no clock */
	char place[48], value[48], note[64];
	struct text text = {.out = note, .size = sizeof(note)};

	line.kind = LINE_LOAD;
	line.offset = access->offset;
	line.size = access->size;
	line.value = access->value;
	line.event = (s16)finding_event(log, access);
	if (field && field->role == FIELD_SEQUENCE && is_unchanged(read, index))
		text_add(&text, "unchanged%s", after_recheck(page, read, index));
	else if (access->update == FINDING_GUEST)
		text_add(&text, finding->schedule.nstores ? "a guest's" : "the other guest's");
	else if (access->update)
		text_add(&text, "update %u", access->update);
	else
		text_add(&text, blank ? "the blank page" : "the start");
	if (access->site->unused)
		text_add(&text, ", thrown away");
	else if (finding->violation == VIOLATION_TORN && field && field->role == FIELD_PARAM &&
		 log_published(log, k * log->nclocks + log_clock_of(log, access->offset),
			       access->offset, access->size) != access->value)
		line.odd = true;
	if (line.odd)
		text_add(&text,
			 k	 ? "   <- not from update %u"
			 : blank ? "   <- of no clock"
				 : "   <- not from the start",
			 k);
	print_add_line(page, line, "%-9s -> %-12s %s",
		       value_place(finding->format, access->offset, access->size, place,
				   sizeof(place)),
		       value_spell(finding->format, access->offset, access->size, access->value,
				   value, sizeof(value)),
		       note);
	page->lines[page->n - 1].note = noted(page->lines[page->n - 1].text, note);
}

void print_add_tsc(struct page *page, const struct line *at, u64 tsc)
{
	struct line line = *at;

	line.kind = LINE_TSC;
	line.value = tsc;
	print_add_line(page, line, "%-9s -> %" PRIu64, "rdtsc", tsc);
}

void print_add_move(struct page *page, const struct line *at, unsigned int vcpu)
{
	struct line line = *at;

	line.site = NULL;
	print_add_line(page, line, "migrates to vCPU %u", vcpu);
}

static void add_read(struct page *page, unsigned int r)
{
	const struct finding_read *read = &page->finding->reads[r];
	struct line line = {.order = 1000000 * (r + 1), .column = page->nhosts + (int)r};
	u16 position = (u16)(2 * read->start_step);

	if (machine_log(page->machine)->nvcpus > 1) {
		line.time = log_time(machine_log(page->machine), position);
		line.tsc = log_tsc(machine_log(page->machine), position);
		print_add_line(page, line, "begins on vCPU %u", read->vcpu);
		line.order++;
	}
	position = 0;
	for (unsigned int a = 0; a < read->naccesses; a++, line.order++) {
		const struct finding_access *access = &read->accesses[a];

		if (access->kind != ACCESS_RETRY)
			position = finding_position(access);
		line.time = log_time(machine_log(page->machine), position);
		line.tsc = log_tsc(machine_log(page->machine), position);
		line.site = access->site;
		if (access->kind == ACCESS_LOAD)
			print_add_load(page, &line, read, a);
		else if (access->kind == ACCESS_TSC)
			print_add_tsc(page, &line, access->value);
		else if (access->kind == ACCESS_VCPU)
			print_add_line(page, line, "%-9s -> %" PRIu64, "vcpu_id", access->value);
		else if (access->kind == ACCESS_MOVE)
			print_add_move(page, &line, (unsigned int)access->value);
		else
			print_add_line(page, line, "tries again");
	}
	line.site = NULL;
	if (page->finding->nreads == 2 && read->end == READ_FELL_BACK)
		print_add_line(page, line, "falls back");
	else if (page->finding->nreads == 2)
		print_add_line(page, line, "returns %" PRIu64, read->value);
}

static int by_time(const void *a, const void *b)
{
	const struct line *x = a, *y = b;

	if (x->time != y->time)
		return x->time < y->time ? -1 : 1;
	return x->order < y->order ? -1 : x->order > y->order;
}

int print_hosts(const struct finding *finding)
{
	if (finding->schedule.writers)
		return 2;
	return finding->schedule.hosts > 1 ? (int)finding->schedule.hosts : 1;
}

int print_reads(const struct finding *finding)
{
	return (int)(finding->joint.readers ? finding->joint.readers : finding->nreads);
}

char *print_column(const struct finding *finding, int column, char *out, size_t size)
{
	int hosts = print_hosts(finding), read = column - hosts;

	if (read < 0 && finding->schedule.writers)
		snprintf(out, size, column ? "guest that stores" : "host");
	else if (read < 0)
		snprintf(out, size, hosts == 1 ? "host" : "host %d", column);
	else if (finding->joint.readers || finding->nreads == 1)
		snprintf(out, size, "guest %d", read);
	else
		snprintf(out, size, read ? "second read" : "guest, first read");
	return out;
}

bool print_page(struct page *page, const struct finding *finding, struct machine *machine)
{
	*page = (struct page){.finding = finding, .machine = machine};
	page->nhosts = print_hosts(finding);
	page->lines = calloc(LINES_MAX, sizeof(*page->lines));
	if (!page->lines)
		return false;
	add_host(page);
	for (unsigned int r = 0; r < finding->nreads; r++)
		add_read(page, r);
	if (finding->joint.readers)
		print_add_joint(page);
	qsort(page->lines, page->n, sizeof(*page->lines), by_time);
	return true;
}

void print_page_free(struct page *page)
{
	free(page->shown);
	free(page->lines);
}
