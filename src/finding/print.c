/*
 * Prints a finding in two columns, host left and guests right, in the order of time, as races are
 * written in mails.
 */
#include <ctype.h>
#include <inttypes.h>
#include <stdlib.h>

#include "finding/finding.h"
#include "file/show.h"
#include "finding/value.h"
#include "protocols/registry.h"

#define LINES_MAX 2048
#define COLUMN 36 /* width of the host's column */
#define GUEST_COLUMN 44

struct line {
	u64 time;
	u32 order; /* among lines of the same time */
	u64 tsc;
	int column;		 /* 0 host, 1 and 2 the reads */
	const struct site *site; /* where in the source; NULL: nowhere */
	char text[120];
};

struct page {
	const struct finding *finding;
	struct machine *machine;
	const struct oracle *oracle;
	struct line *lines;
	unsigned int n;
};

static struct line *add_line(struct page *page, u64 time, u32 order, u64 tsc, int column)
{
	struct line *line;

	if (page->n == LINES_MAX)
		return &page->lines[LINES_MAX - 1];
	line = &page->lines[page->n++];
	*line = (struct line){.time = time, .order = order, .tsc = tsc, .column = column};
	return line;
}

static void add_host(struct page *page)
{
	const struct log *log = machine_log(page->machine);
	const struct format *format = page->finding->format;
	char place[48], value[48];

	for (unsigned int i = 0; i < log->nevents; i++) {
		const struct event *event = &log->events[i];
		const struct step *step = &log->steps[event->enter];
		struct line *line =
			add_line(page, step->start, 2u * event->enter,
				 machine_tsc(page->machine, (u16)(2 * event->enter)), 0);

		line->site = event->site;
		value_place(format, event->offset, event->size, place, sizeof(place));
		value_spell(format, event->offset, event->size, event->value, value, sizeof(value));
		snprintf(line->text, sizeof(line->text), "%-8s = %s%s", place, value,
			 step->open ? "  (any order)" : "");
	}
	for (unsigned int i = 0; i < log->nsteps; i++) {
		const struct step *step = &log->steps[i];
		const char *text = NULL;

		for (unsigned int f = 0; f < log->nfreezes; f++) {
			bool all = log->freezes[f].which == FREEZE_ALL;

			if (step->event == NO_EVENT && step->start == log->freezes[f].start)
				text = all ? "freezes all vCPUs" : "freezes all vCPUs but one";
			else if (step->event == NO_EVENT && step->start == log->freezes[f].end)
				text = "thaws them";
		}
		if (text) {
			struct line *line = add_line(page, step->start, 2 * i,
						     machine_tsc(page->machine, (u16)(2 * i)), 0);

			snprintf(line->text, sizeof(line->text), "%s", text);
		}
	}
	if (log->died) {
		const struct step *last = &log->steps[log->nsteps - 1];
		struct line *line =
			add_line(page, last->start, 2 * log->nsteps,
				 machine_tsc(page->machine, (u16)(2 * log->nsteps - 2)), 0);

		snprintf(line->text, sizeof(line->text), "dies");
	}
}

/* The generation that most of the parameters loaded are of: the others are then the odd ones. */
static unsigned int main_generation(const struct page *page, const struct finding_read *read)
{
	for (unsigned int a = 0; a < read->naccesses; a++) {
		const struct finding_access *access = &read->accesses[a];
		const struct field *field =
			value_field(page->finding->format, access->offset, access->size);

		if (access->kind == ACCESS_LOAD && field && field->role == FIELD_PARAM &&
		    !access->site->unused)
			return access->update;
	}
	return 0;
}

static bool of_generation(const struct log *log, const struct finding_access *access,
			  unsigned int k)
{
	return !memcmp(log->generations[k].page + access->offset, &access->value, access->size);
}

/* What the guest did with a sequence that had not changed: the last word is that of the last load. */
static const char *after_recheck(const struct page *page, const struct finding_read *read,
				 unsigned int index)
{
	for (unsigned int a = index + 1; a < read->naccesses; a++) {
		const struct finding_access *access = &read->accesses[a];
		const struct field *field =
			value_field(page->finding->format, access->offset, access->size);

		if (access->kind == ACCESS_RETRY ||
		    (access->kind == ACCESS_LOAD && field && field->role == FIELD_SEQUENCE))
			return "";
	}
	if (read->end == READ_FELL_BACK)
		return ": falls back";
	return read->end == READ_ACCEPTED ? ": accepted" : "";
}

static void describe_load(const struct page *page, const struct finding_read *read,
			  unsigned int index, char *out, size_t size)
{
	const struct finding *finding = page->finding;
	const struct finding_access *access = &read->accesses[index];
	const struct field *field = value_field(finding->format, access->offset, access->size);
	const struct log *log = machine_log(page->machine);
	unsigned int k = main_generation(page, read), earlier = 0;
	unsigned int update = access->update;
	char place[48], value[48], note[64] = "";
	u64 before = 0;

	for (unsigned int a = 0; a < index; a++)
		if (read->accesses[a].kind == ACCESS_LOAD &&
		    read->accesses[a].offset == access->offset) {
			earlier++;
			before = read->accesses[a].value;
		}
	value_place(finding->format, access->offset, access->size, place, sizeof(place));
	value_spell(finding->format, access->offset, access->size, access->value, value,
		    sizeof(value));
	if (field && field->role == FIELD_SEQUENCE && earlier && before == access->value)
		snprintf(note, sizeof(note), "unchanged%s", after_recheck(page, read, index));
	else if (update)
		snprintf(note, sizeof(note), "update %u", update);
	else
		snprintf(note, sizeof(note), "the start");
	if (access->site->unused)
		strcat(note, ", thrown away");
	else if (finding->violation == VIOLATION_TORN && field && field->role == FIELD_PARAM &&
		 !of_generation(log, access, k)) {
		size_t used = strlen(note);

		snprintf(note + used, sizeof(note) - used,
			 k ? "   <- not from update %u" : "   <- not from the start", k);
	}
	snprintf(out, size, "%-9s -> %-12s %s", place, value, note);
}

static void add_read(struct page *page, unsigned int r)
{
	const struct finding_read *read = &page->finding->reads[r];
	u16 position = 0;
	u64 last = 0;

	for (unsigned int a = 0; a < read->naccesses; a++) {
		const struct finding_access *access = &read->accesses[a];
		struct line *line;
		u64 time;

		if (access->kind != ACCESS_RETRY)
			position = (u16)(2 * access->step + access->late);
		time = machine_time(page->machine, position);
		line = add_line(page, time, 1000000 * (r + 1) + a,
				machine_tsc(page->machine, position), (int)r + 1);
		line->site = access->site;
		last = time;
		if (access->kind == ACCESS_LOAD)
			describe_load(page, read, a, line->text, sizeof(line->text));
		else if (access->kind == ACCESS_TSC)
			snprintf(line->text, sizeof(line->text), "%-9s -> %" PRIu64, "rdtsc",
				 access->value);
		else
			snprintf(line->text, sizeof(line->text), "tries again");
	}
	if (page->finding->nreads == 2) {
		struct line *line =
			add_line(page, last, 1000000 * (r + 1) + read->naccesses, 0, (int)r + 1);

		line->tsc = page->n > 1 ? page->lines[page->n - 2].tsc : 0;
		snprintf(line->text, sizeof(line->text),
			 read->end == READ_FELL_BACK ? "falls back" : "returns %" PRIu64,
			 read->value);
	}
}

static int by_time(const void *a, const void *b)
{
	const struct line *x = a, *y = b;

	if (x->time != y->time)
		return x->time < y->time ? -1 : 1;
	return x->order < y->order ? -1 : x->order > y->order;
}

static void shout(FILE *out, const char *text)
{
	for (; *text; text++)
		fputc(toupper((unsigned char)*text), out);
}

static void print_header(FILE *out, const struct finding *finding)
{
	char format[64], host[64], guest[64];

	shout(out, violation_name(finding->violation));
	fprintf(out, "  %s: host %s x guest %s   (model %s",
		registry_spell(finding->format->name, format, sizeof(format)),
		registry_spell(finding->host->name, host, sizeof(host)),
		registry_spell(finding->guest->name, guest, sizeof(guest)),
		model_name(finding->model));
	if (finding->word == 32)
		fprintf(out, ", word 32");
	if (finding->execution)
		fprintf(out, ", execution %" PRIu64, finding->execution);
	fprintf(out, ")\n      %s\n      %s\n\n%8s  %-*s", finding->host->file,
		finding->guest->file, "tsc", COLUMN, "line host");
	if (finding->nreads == 2)
		fprintf(out, "%-*sline second read\n", GUEST_COLUMN, "line guest, first read");
	else
		fprintf(out, "line guest 0\n");
}

/* The line of the source, with the file if that is neither the host's nor the guest's own. */
static void print_line(FILE *out, const struct finding *finding, const struct line *line)
{
	const char *file = line->column ? finding->guest->file : finding->host->file;
	int indent = line->column ? COLUMN + (line->column - 1) * GUEST_COLUMN : 0;

	fprintf(out, "%8" PRIu64 "  %*s", line->tsc, indent, "");
	if (!line->site)
		fprintf(out, "%5s%s\n", "", line->text);
	else if (!strcmp(line->site->file, file))
		fprintf(out, "%4u %s\n", line->site->line, line->text);
	else
		fprintf(out, "%4u %s  (%s)\n", line->site->line, line->text, line->site->file);
}

/* What the generations around give at the read's TSC sample. */
static void print_clocks(FILE *out, const struct page *page, const struct finding_read *read)
{
	const struct log *log = machine_log(page->machine);
	unsigned int unit_ns = page->finding->format->unit_ns;
	u16 position = 0;
	bool sampled = false;
	u64 off;

	for (unsigned int a = 0; a < read->naccesses; a++)
		if (read->accesses[a].kind == ACCESS_TSC) {
			position = (u16)(2 * read->accesses[a].step + read->accesses[a].late);
			sampled = true;
		}
	fprintf(out, "returned %" PRIu64, read->value);
	if (!sampled) {
		fprintf(out, " without a look at the TSC\n");
		return;
	}
	fprintf(out, "; at %" PRIu64, machine_tsc(page->machine, position));
	for (unsigned int k = 0; k < log->ngenerations; k++) {
		u64 ideal = oracle_ideal(page->oracle, k, position);

		if (k)
			fprintf(out, "%s update %u gives %" PRIu64, k == 1 ? "," : ",", k, ideal);
		else
			fprintf(out, " the start gives %" PRIu64, ideal);
		if (due(page->oracle, k, position))
			fprintf(out, " (due)");
	}
	fprintf(out, "\n");
	off = oracle_distance(page->oracle, read->value, position);
	if (off == U64_MAX)
		return;
	if (!off) {
		fprintf(out, "torn, and harmless here: a clock that was due gives that as well\n");
		return;
	}
	if (off <= U64_MAX / unit_ns)
		fprintf(out, "off by %" PRIu64 " ns", off * unit_ns);
	else
		fprintf(out, "off by %" PRIu64 " x %u ns", off, unit_ns);
	fprintf(out, " from the nearest clock that was due\n");
}

/* The host computes its own parameters, and its clock is not the engine's: since which update? */
static bool print_own_clock(FILE *out, const struct page *page, const struct finding_read *read)
{
	static const char *const whys[UPDATE_KINDS] = {
		[UPDATE_TSC_JUMP] = ": the TSC jumped, and it took the jump for time, or none",
		[UPDATE_FASTER] = ": it runs at another rate, or took it up at another moment",
		[UPDATE_SLOWER] = ": it runs at another rate, or took it up at another moment",
	};
	const struct log *log = machine_log(page->machine);
	const struct schedule *schedule = &page->finding->schedule;
	u16 position = 0;

	for (unsigned int a = 0; a < read->naccesses; a++)
		if (read->accesses[a].kind == ACCESS_TSC)
			position = (u16)(2 * read->accesses[a].step + read->accesses[a].late);
	for (unsigned int k = 1; k < log->ngenerations; k++) {
		s64 error = own_clock_error(page->oracle, k, position);
		enum update_kind kind = schedule->updates[k - 1].kind;

		if (!error || !due(page->oracle, k, position) ||
		    oracle_ideal(page->oracle, k, position) != read->value)
			continue;
		fprintf(out,
			"returned %" PRIu64 ", as the page said; the host's own clock is %" PRIu64
			" units %s the engine's since update %u (%s)%s\n",
			read->value, error < 0 ? -(u64)error : (u64)error,
			error < 0 ? "behind" : "ahead of", k, update_kind_name(kind),
			whys[kind] ? whys[kind] : "");
		return true;
	}
	return false;
}

static void print_reason(FILE *out, const struct page *page)
{
	const struct finding *finding = page->finding;
	const struct finding_read *read = &finding->reads[0];

	switch (finding->violation) {
	case VIOLATION_TORN:
		print_clocks(out, page, read);
		fprintf(out, "no update has all the parameters that were loaded\n");
		break;
	case VIOLATION_STALE:
		print_clocks(out, page, read);
		fprintf(out, "the parameters are of one update, but no longer due at that TSC\n");
		break;
	case VIOLATION_ARITHMETIC:
		if (finding->nreads == 2)
			fprintf(out, "the host's own clock steps back by the unit it rounds to\n");
		else if (!print_own_clock(out, page, read))
			print_clocks(out, page, read);
		break;
	case VIOLATION_STUCK:
		fprintf(out, "the host stores nothing more: the guest tries for ever\n");
		break;
	case VIOLATION_WRONG_FALLBACK:
		fprintf(out,
			read->end == READ_FELL_BACK
				? "fell back although the page was valid all the time\n"
				: "returned a time although the page was invalid all the time\n");
		break;
	case VIOLATION_BACKWARDS:
		fprintf(out,
			"the second read began after the first had ended, and returned less; ");
		fprintf(out, finding->blame == BLAME_HOST
				     ? "each value is what the host published: its own step back\n"
				     : "the first value was ahead of the second read's clock\n");
		break;
	default:
		break;
	}
}

void finding_print(FILE *out, const struct finding *finding, struct machine *machine,
		   const struct oracle *oracle, const char *path)
{
	struct page page = {.finding = finding, .machine = machine, .oracle = oracle};

	page.lines = calloc(LINES_MAX, sizeof(*page.lines));
	if (!page.lines)
		return;
	add_host(&page);
	for (unsigned int r = 0; r < finding->nreads; r++)
		add_read(&page, r);
	qsort(page.lines, page.n, sizeof(*page.lines), by_time);
	print_header(out, finding);
	for (unsigned int i = 0; i < page.n; i++)
		print_line(out, finding, &page.lines[i]);
	fprintf(out, "\n");
	print_reason(out, &page);
	if (path)
		show(out, "replay:  warpage replay %s\n", path);
	free(page.lines);
}
