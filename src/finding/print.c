/*
 * Prints a finding in two columns, host left and guests right, in the order of time, as races are
 * written in mails.
 */
#include <ctype.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdlib.h>

#include "file/show.h"
#include "file/text.h"
#include "finding/print.h"
#include "finding/value.h"
#include "protocols/registry.h"

#define SOURCE_WIDTH 72 /* of a line of the source, ... */
#define SOURCE_APART 14 /* ... which leaves room for remarks */

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

void print_add_load(struct page *page, const struct line *line, const struct finding_read *read,
		    unsigned int index)
{
	const struct finding *finding = page->finding;
	const struct finding_access *access = &read->accesses[index];
	const struct field *field = field_of(page, access);
	const struct log *log = machine_log(page->machine);
	unsigned int k = main_generation(page, read);
	char place[48], value[48], note[64];
	struct text text = {.out = note, .size = sizeof(note)};

	if (field && field->role == FIELD_SEQUENCE && is_unchanged(read, index))
		text_add(&text, "unchanged%s", after_recheck(page, read, index));
	else if (access->update == FINDING_GUEST)
		text_add(&text, "the other guest's");
	else if (access->update)
		text_add(&text, "update %u", access->update);
	else
		text_add(&text, "the start");
	if (access->site->unused)
		text_add(&text, ", thrown away");
	else if (finding->violation == VIOLATION_TORN && field && field->role == FIELD_PARAM &&
		 log_published(log, k * log->nclocks + log_clock_of(log, access->offset),
			       access->offset, access->size) != access->value)
		text_add(&text, k ? "   <- not from update %u" : "   <- not from the start", k);
	print_add_line(page, *line, "%-9s -> %-12s %s",
		       value_place(finding->format, access->offset, access->size, place,
				   sizeof(place)),
		       value_spell(finding->format, access->offset, access->size, access->value,
				   value, sizeof(value)),
		       note);
}

static void add_move(struct page *page, const struct line *at, unsigned int vcpu)
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
			print_add_line(page, line, "%-9s -> %" PRIu64, "rdtsc", access->value);
		else if (access->kind == ACCESS_VCPU)
			print_add_line(page, line, "%-9s -> %" PRIu64, "vcpu_id", access->value);
		else if (access->kind == ACCESS_MOVE)
			add_move(page, &line, (unsigned int)access->value);
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

static int count_hosts(const struct finding *finding)
{
	if (finding->schedule.writers)
		return 2;
	return finding->schedule.hosts > 1 ? (int)finding->schedule.hosts : 1;
}

static void print_header(FILE *out, const struct finding *finding)
{
	char names[3][REGISTRY_NAME];

	for (const char *c = violation_name(finding->violation); *c; c++)
		fputc(toupper((unsigned char)*c), out);
	fprintf(out, "  %s: host %s x guest %s   (model %s",
		registry_spell(finding->format->name, names[0], sizeof(names[0])),
		registry_spell(finding->host->name, names[1], sizeof(names[1])),
		registry_spell(finding->guest->name, names[2], sizeof(names[2])),
		model_name(finding->model));
	if (finding->word == 32)
		fprintf(out, ", word 32");
	if (finding->execution)
		fprintf(out, ", execution %" PRIu64, finding->execution);
	fprintf(out, ")\n      %s\n      %s\n\n%8s  ", finding->host->file, finding->guest->file,
		"tsc");
	if (count_hosts(finding) == 1)
		fprintf(out, "%-*s", COLUMN, "line host");
	else if (finding->schedule.writers)
		fprintf(out, "%-*s%-*s", COLUMN, "line host", COLUMN, "line guest that stores");
	for (int host = 0; host < (int)finding->schedule.hosts && finding->schedule.hosts > 1;
	     host++)
		fprintf(out, "line host %-*d", COLUMN - 10, host);
	for (unsigned int r = 0; r < finding->joint.readers; r++)
		fprintf(out, "line guest %u%*s", r,
			r + 1u < finding->joint.readers ? GUEST_COLUMN - 12 : 0, "");
	if (finding->joint.readers)
		fputc('\n', out);
	else if (finding->nreads == 2)
		fprintf(out, "%-*sline second read\n", GUEST_COLUMN, "line guest, first read");
	else if (!finding->nreads)
		fputc('\n', out);
	else
		fprintf(out, "line guest 0\n");
}

/* The line of the source, with the file if that is neither the host's nor the guest's own. */
static void print_line(FILE *out, const struct finding *finding, const struct line *line,
		       finding_source *source)
{
	int hosts = count_hosts(finding), read = line->column - hosts;
	int guests = (int)(finding->joint.readers ? finding->joint.readers : finding->nreads);
	bool beside = finding->schedule.writers && line->column == 1;
	const char *file = read >= 0 || beside ? finding->guest->file : finding->host->file;
	int indent = read >= 0 ? hosts * COLUMN + read * GUEST_COLUMN : line->column * COLUMN;
	int columns = hosts * COLUMN + guests * GUEST_COLUMN + SOURCE_APART, n;
	char text[SOURCE_WIDTH];

	fprintf(out, "%8" PRIu64 "  %*s", line->tsc, indent, "");
	if (!line->site)
		n = fprintf(out, "%5s%s", "", line->text);
	else if (!strcmp(line->site->file, file))
		n = fprintf(out, "%4u %s", line->site->line, line->text);
	else
		n = fprintf(out, "%4u %s  (%s)", line->site->line, line->text, line->site->file);
	if (source && line->site && source(line->site->file, line->site->line, text, sizeof(text)))
		show(out, "%*s  | %s", indent + n < columns ? columns - indent - n : 0, "", text);
	fputc('\n', out);
}

void finding_print(FILE *out, const struct finding *finding, struct machine *machine,
		   const struct oracle *oracle, const char *path, finding_source *source)
{
	struct page page = {.finding = finding, .machine = machine, .nhosts = count_hosts(finding)};

	page.lines = calloc(LINES_MAX, sizeof(*page.lines));
	if (!page.lines)
		return;
	add_host(&page);
	for (unsigned int r = 0; r < finding->nreads; r++)
		add_read(&page, r);
	if (finding->joint.readers)
		print_add_joint(&page);
	qsort(page.lines, page.n, sizeof(*page.lines), by_time);
	print_header(out, finding);
	for (unsigned int i = 0; i < page.n; i++)
		print_line(out, finding, &page.lines[i], source);
	fprintf(out, "\n");
	finding_print_reason(out, page.shown ? page.shown : finding, oracle);
	free(page.shown);
	if (path)
		show(out, "replay:  warpage replay %s\n", path);
	free(page.lines);
}
