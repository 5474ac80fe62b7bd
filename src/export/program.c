/*
 * A finding as one file of C that a plain compiler builds: the format, the host and the guest as they stand in their files,
 * the stores that each load saw as tables, and what forces them (forced/). The program runs the host's code and the
 * guest's, and judges what comes out by the format's own arithmetic: it knows no verdict.
 */
#include "export/program.h"

#include <ctype.h>
#include <inttypes.h>
#include <string.h>

#include "finding/value.h"
#include "protocols/registry.h"
#include "protocols/text.h"
#include "version/version.h"

static const struct {
	const char *file, *text;
} texts[] = {
#include "export_texts.h"
};

static const char *text_of(const char *file)
{
	for (size_t i = 0; i < ARRAY_SIZE(texts); i++)
		if (!strcmp(file, texts[i].file))
			return texts[i].text;
	return NULL;
}

/* All but the lines that include others: what those have stands above. */
static void put_text(FILE *out, const char *file, const char *text)
{
	fprintf(out, "\n/* ---- %s */\n\n", file);
	while (*text) {
		size_t length = strcspn(text, "\n");

		if (strncmp(text, "#include", strlen("#include")))
			fprintf(out, "%.*s\n", (int)length, text);
		text += length + (text[length] == '\n');
	}
}

/* What is the same for all findings. */
static void put_names(FILE *out)
{
	static const char *const files[] = {
		"include/warpage/types.h",    "src/export/forced/primitives.h",
		"include/warpage/kernel.h",   "src/export/forced/accesses.h",
		"include/warpage/protocol.h", "include/warpage/clock.h",
	};

	fputs("#include <setjmp.h>\n#include <stdbool.h>\n#include <stddef.h>\n"
	      "#include <stdint.h>\n#include <stdio.h>\n#include <stdlib.h>\n"
	      "#include <string.h>\n",
	      out);
	for (size_t i = 0; i < ARRAY_SIZE(files); i++)
		put_text(out, files[i], text_of(files[i]));
}

static void put_comment(FILE *out, const struct finding *finding)
{
	char names[3][REGISTRY_NAME];

	fprintf(out,
		"%s: %s of %s: host %s x guest %s, model %s\n *\n"
		" * One execution, forced. Built with `cc FILE`; exits with 1 where the bug shows, "
		"0 if "
		"what comes\n"
		" * out is right, and 2 if host or guest do not store or load any more what this "
		"execution has.\n"
		" *\n"
		" * The host's code runs first, and each state that it gives the page is kept. "
		"Then the "
		"guest's code\n"
		" * runs, and before each of its loads the page gets the bytes that it saw: some "
		"that "
		"the host has\n"
		" * stored, or that the page started with, as the model allows it to a CPU and its "
		"compiler; the TSC\n"
		" * is that of the execution as well. What is returned is judged by the format's "
		"arithmetic. Below\n"
		" * stand the names that protocols use, then format, host and guest as they are, "
		"then the "
		"execution.\n"
		" *\n * Made by %s.\n */\n",
		export_mark(EXPORT_C), violation_name(finding->violation),
		registry_spell(finding->format->name, names[0], sizeof(names[0])),
		registry_spell(finding->host->name, names[1], sizeof(names[1])),
		registry_spell(finding->guest->name, names[2], sizeof(names[2])),
		model_name(finding->model), version_line);
}

static void put_bytes(FILE *out, const u8 *bytes, unsigned int n)
{
	fputc('{', out);
	for (unsigned int i = 0; i < n; i++)
		fprintf(out, "%s%u", i ? ", " : "", bytes[i]);
	fputc('}', out);
}

/* The fields that such parameters are. */
static void put_fields(FILE *out, const struct format *format, const void *params)
{
	u8 page[WARPAGE_PAGE_MAX] = {0};
	char value[48];

	format->encode(page, params);
	for (unsigned int f = 0; f < format->nfields; f++) {
		const struct field *field = &format->fields[f];

		if (field->role == FIELD_PARAM)
			fprintf(out, " %s=%s", field->name,
				value_spell(format, field->offset, field->size,
					    bytes_get(page + field->offset, field->size), value,
					    sizeof(value)));
	}
}

/* What the host finds the TSC to be as it takes up an update (host_rdtsc(); a freeze comes first). */
static u64 host_tsc(const struct export *export, unsigned int k)
{
	const struct log *log = machine_log(export->machine);
	const struct update *update = &export->finding->schedule.updates[k ? k - 1 : 0];
	bool freezes = update->kind == UPDATE_TSC_JUMP || update->kind == UPDATE_PAUSE;
	u64 now = log->handed[k] - update->lead - (freezes ? 31 : 1);

	if (!k)
		return log->tsc;
	now += now + 1 < log->handed[k];
	return log->tsc + now + log->epoch[k];
}

/* The host's part: where the page starts, and what is to be published. */
static void put_schedule(FILE *out, const struct export *export)
{
	const struct finding *finding = export->finding;
	const struct format *format = finding->format;
	const struct log *log = machine_log(export->machine);
	unsigned int row = (format->params_size + 15u) / 16 * 16;

	fprintf(out,
		"\n/* ---- the execution */\n\n"
		"#define THE_FORMAT %s_the_format\n#define THE_HOST %s_the_host\n"
		"#define THE_GUEST %s_the_guest\n#define PAGE_SIZE %u\n#define PARAMS_SIZE %u\n"
		"#define PLACEMENT %u\n#define UPDATES %u\n#define CLOCKS %u\n"
		"#define BLANK %d\n",
		format->name, finding->host->name, finding->guest->name, format->page_size, row,
		finding->schedule.placement, finding->schedule.nupdates, log->ngenerations,
		finding->schedule.blank);
	fputs("\nstatic const u8 start_page[PAGE_SIZE] = ", out);
	put_bytes(out, log->start_page, format->page_size);
	fputs(";\n\n/* What the host is told to publish, and the TSC then. */\n"
	      "static const u8 params[UPDATES + 1][PARAMS_SIZE] __attribute__((aligned(16))) = {\n",
	      out);
	for (unsigned int k = 0; k < log->ngenerations; k++) {
		fprintf(out, "\t/* %s %u:", k ? "update" : "clock", k);
		put_fields(out, format, log->meant[k].params);
		fputs(" */\n\t", out);
		put_bytes(out, log->meant[k].params, format->params_size);
		fputs(",\n", out);
	}
	fputs("};\nstatic const u64 host_tsc[UPDATES + 1] = {", out);
	for (unsigned int k = 0; k < log->ngenerations; k++)
		fprintf(out, "%s%" PRIu64 "u", k ? ", " : "", host_tsc(export, k));
	fputs("};\n/* After so many stores the host is gone; -1: it is not. */\n"
	      "static const int dies_after[UPDATES + 1] = {-1",
	      out);
	for (unsigned int i = 0; i < finding->schedule.nupdates; i++)
		fprintf(out, ", %d", finding->schedule.updates[i].dies_after);
	fputs("};\n", out);
}

/* Its bytes that are parameters, a bit each, which no later load takes again: the result is made of them. */
static unsigned int params_of(const struct export *export, const struct finding_read *read,
			      unsigned int a)
{
	const struct layout *layout = &export->oracle->log->layout;
	const struct finding_access *access = &read->accesses[a];
	unsigned int set = 0;

	for (u16 b = 0; b < access->size && !access->site->unused; b++) {
		u16 at = access->offset + b;
		bool last = layout->parameters & layout_bytes(layout, at, 1);

		for (unsigned int later = a + 1; later < read->naccesses && last; later++)
			last = read->accesses[later].kind != ACCESS_LOAD ||
			       read->accesses[later].site->unused ||
			       at < read->accesses[later].offset ||
			       at >= read->accesses[later].offset + read->accesses[later].size;
		set |= (unsigned int)last << b;
	}
	return set;
}

static void put_read(FILE *out, const struct export *export, unsigned int r)
{
	const struct finding *finding = export->finding;
	const struct finding_read *read = &finding->reads[r];
	unsigned int ntscs = 0;
	char place[48];

	fprintf(out, "\nstatic const struct forced_access loads_%u[] = {\n", r);
	for (unsigned int a = 0; a < read->naccesses; a++) {
		const struct finding_access *access = &read->accesses[a];

		if (access->kind == ACCESS_LOAD)
			fprintf(out, "\t{\"%s\", %u, %u, %u, %u, 0x%x, 0x%" PRIx64 "u},\n",
				value_place(finding->format, access->offset, access->size, place,
					    sizeof(place)),
				access->barriers, access->offset, access->size, access->update,
				params_of(export, read, a), access->value);
	}
	fprintf(out, "};\nstatic const u64 tscs_%u[] = {", r);
	for (unsigned int a = 0; a < read->naccesses; a++)
		if (read->accesses[a].kind == ACCESS_TSC)
			fprintf(out, "%s%" PRIu64 "u", ntscs++ ? ", " : "",
				read->accesses[a].value);
	fputs(ntscs ? "};\n" : "0};\n", out);
}

/* The clocks that were due when the TSC was sampled last. */
static u32 due_then(const struct export *export, const struct finding_read *read)
{
	unsigned int a = read->naccesses;
	u32 set = 0;

	while (a > 0 && read->accesses[a - 1].kind != ACCESS_TSC)
		a--;
	for (unsigned int k = 0; a && k < machine_log(export->machine)->ngenerations; k++)
		if (due(export->oracle, k, finding_position(&read->accesses[a - 1])))
			set |= 1u << k;
	return set;
}

static unsigned int count(const struct finding_read *read, enum access_kind kind)
{
	unsigned int n = 0;

	for (unsigned int a = 0; a < read->naccesses; a++)
		n += read->accesses[a].kind == kind;
	return n;
}

static void put_reads(FILE *out, const struct export *export)
{
	static const char *const ends[] = {[READ_ACCEPTED] = "READ_ACCEPTED",
					   [READ_FELL_BACK] = "READ_FELL_BACK",
					   [READ_STUCK] = "READ_STUCK"};
	const struct finding *finding = export->finding;

	fputs("\nenum forced_end { READ_ACCEPTED, READ_FELL_BACK, READ_STUCK, READ_OTHER };\n\n"
	      "/* What each load sees: after so many barriers, of which bytes of the page, of "
	      "which "
	      "update. */\n"
	      "struct forced_access {\n\tconst char *name;\n"
	      "\tunsigned int barriers, offset, size, update;\n"
	      "\tunsigned int params; /* what is returned is made of these bytes, a bit each "
	      "*/\n\tu64 value;\n};\n\n"
	      "struct forced_read {\n\tconst struct forced_access *loads;\n"
	      "\tunsigned int nloads;\n\tconst u64 *tscs; /* what the TSC is, each time */\n"
	      "\tunsigned int ntscs;\n\tu32 due; /* clocks, a bit each, at the last of these */\n"
	      "\tenum forced_end end;\n\tu64 value;\n};\n",
	      out);
	for (unsigned int r = 0; r < finding->nreads; r++)
		put_read(out, export, r);
	fputs("\nstatic const struct forced_read reads[] = {\n", out);
	for (unsigned int r = 0; r < finding->nreads; r++) {
		const struct finding_read *read = &finding->reads[r];

		fprintf(out, "\t{loads_%u, %u, tscs_%u, %u, 0x%x, %s, %" PRIu64 "u},\n", r,
			count(read, ACCESS_LOAD), r, count(read, ACCESS_TSC),
			due_then(export, read), ends[read->end], read->value);
	}
	fputs("};\n", out);
}

static void put_kind(FILE *out, const struct finding *finding)
{
	fputs("\nenum forced_kind { TORN, STALE, BACKWARDS, STUCK, WRONG_FALLBACK, ARITHMETIC };\n"
	      "#define KIND ",
	      out);
	for (const char *c = violation_name(finding->violation); *c; c++)
		fputc(*c == '-' ? '_' : toupper((unsigned char)*c), out);
	fprintf(out, "\n#define VERDICT \"%s: %s\"\n", violation_name(finding->violation),
		violation_meaning(finding->violation));
}

/* Was the page one that a guest may not use, at some moment? */
static bool was_invalid(const struct log *log)
{
	for (unsigned int i = 0; i < log->nsteps; i++)
		if (log->valid[i] & LOG_INVALID)
			return true;
	return false;
}

/* What a program can't show; NULL: it can. */
static const char *beyond(const struct export *export)
{
	const struct finding *finding = export->finding;
	const struct log *log = machine_log(export->machine);
	const char *guest = protocol_text(finding->guest->file);

	if (!protocol_text(finding->host->file) || !guest || !protocol_text(finding->format->file))
		return "of a file of your own, and a program is made of what is built in alone";
	if (finding->joint.readers || !finding->nreads)
		return "of reads that act on each other, or of none";
	if (finding->schedule.writers || finding->schedule.hosts > 1)
		return "of two that store to the page";
	if (log->nvcpus > 1)
		return "of several vCPUs";
	if (finding->host->own_params && finding->violation == VIOLATION_ARITHMETIC)
		return "of a host's own clock, and a program has no other to hold it against";
	if (finding->violation == VIOLATION_WRONG_FALLBACK &&
	    finding->reads[0].end == READ_FELL_BACK && was_invalid(log))
		return "of a page that is valid at times, and a program does not know when";
	if (strstr(guest, "__asm__"))
		return "of a guest with assembly, which would run as it is";
	return NULL;
}

bool program_write(FILE *out, const struct export *export, char *why, size_t size)
{
	const struct finding *finding = export->finding;
	const char *what = beyond(export);

	if (what) {
		snprintf(why, size, "it is %s", what);
		return false;
	}
	put_comment(out, finding);
	put_names(out);
	put_text(out, "the format", protocol_text_beside(finding->format->file, "format.h"));
	put_text(out, finding->format->file, protocol_text(finding->format->file));
	put_text(out, finding->host->file, protocol_text(finding->host->file));
	put_text(out, finding->guest->file, protocol_text(finding->guest->file));
	put_schedule(out, export);
	put_reads(out, export);
	put_kind(out, finding);
	put_text(out, "what forces it", text_of("src/export/forced/run.h"));
	return true;
}
