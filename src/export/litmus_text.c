/*
 * What stands above a litmus test, whatever its language, and the test in C, for Linux' memory model. All words that are
 * used here and in litmus_assembly.c are in tests/export/litmus.py, which knows no others.
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "export/litmus.h"
#include "finding/value.h"
#include "protocols/registry.h"
#include "version/version.h"

static const char *const arch_names[LITMUS_ARCHS] = {
	[LITMUS_C] = "C", [LITMUS_AARCH64] = "AArch64", [LITMUS_X86] = "X86"};

const char *litmus_arch_name(enum litmus_arch arch)
{
	return arch_names[arch];
}

/* What can't end a comment, nor begin something in one. */
static void put_plainly(FILE *out, const char *text)
{
	for (; *text; text++)
		fputc(strchr("*{}\"", *text) || (unsigned char)*text < ' ' ? '?' : *text, out);
}

static void put_name(FILE *out, const struct finding *finding)
{
	const char *const parts[] = {violation_name(finding->violation), finding->format->name,
				     finding->host->name, finding->guest->name};

	for (unsigned int i = 0; i < ARRAY_SIZE(parts); i++) {
		if (i)
			fputc('-', out);
		for (const char *c = parts[i]; *c; c++)
			fputc(isalnum((unsigned char)*c) ? *c : '-', out);
	}
}

/* What a value of a place is, of the field that it is in. */
static void put_numbers(FILE *out, const struct litmus *litmus)
{
	const struct format *format = litmus->export->finding->format;
	char value[48];

	for (unsigned int p = 0; p < litmus->nplaces; p++) {
		const struct litmus_place *place = &litmus->places[p];

		if (!place->numbered)
			continue;
		fprintf(out, " * %s:", place->name);
		for (unsigned int i = 0; i < place->nvalues; i++)
			fprintf(out, "%s %u is %s", i ? "," : "", i,
				value_spell(format, place->offset, place->size, place->values[i],
					    value, sizeof(value)));
		fputs("\n", out);
	}
}

static void put_verdict(FILE *out, const struct litmus *litmus)
{
	enum litmus_arch arch = litmus->export->arch;
	bool never = arch == LITMUS_X86 && !litmus->sequential;

	fprintf(out, " * says %s. %s\n", never ? "Never" : "Sometimes",
		!litmus->sequential && never
			? "A CPU that reorders loads or stores shows it; x86 is none."
		: !litmus->sequential ? "A CPU that reorders loads or stores shows it."
		: litmus->plain ? "No CPU need reorder anything: a compiler that does is enough."
				: "No CPU need reorder anything: it is an interleaving.");
	if (litmus->plain && arch == LITMUS_C)
		fputs(" * Plain accesses are in it, which a compiler may reorder up to the next "
		      "barrier: a data race.\n",
		      out);
	else if (litmus->plain)
		fputs(" * Plain accesses stand as a compiler may order them, for what was found.\n",
		      out);
}

static void put_comment(FILE *out, const struct litmus *litmus)
{
	const struct finding *finding = litmus->export->finding;
	enum violation kind = finding->violation;
	char names[3][REGISTRY_NAME];

	fprintf(out, "%s", arch_names[litmus->export->arch]);
	fputs(" warpage-", out);
	put_name(out, finding);
	fprintf(out, "\n\n(*\n * %s: %s.\n * ", violation_name(kind), violation_meaning(kind));
	put_plainly(out, registry_spell(finding->format->name, names[0], sizeof(names[0])));
	fputs(": host ", out);
	put_plainly(out, registry_spell(finding->host->name, names[1], sizeof(names[1])));
	fputs(" (P0) x guest ", out);
	put_plainly(out, registry_spell(finding->guest->name, names[2], sizeof(names[2])));
	fprintf(out, " (P1), found in model %s, in\n * ", model_name(finding->model));
	put_plainly(out, litmus->export->path);
	fputs("\n *\n"
	      " * The locations are what the read loads of the page, as the page was when it "
	      "began. "
	      "P0 has the\n"
	      " * host's stores to them, P1 the loads of the read, and the condition is what these "
	      "saw: then the\n",
	      out);
	if (kind == VIOLATION_STALE)
		fputs(" * fields are of one update, and the TSC of a time at which that was not "
		      "there. P0 advances the TSC\n"
		      " * before and after each update.\n",
		      out);
	else
		fputs(" * fields are of no single update.\n", out);
	put_numbers(out, litmus);
	fprintf(out, " *\n *\therd7 %sFILE%s\n *\n",
		litmus->export->arch == LITMUS_C ? "-conf linux-kernel.cfg " : "",
		litmus->export->arch == LITMUS_C ? "\t(in tools/memory-model of Linux)" : "");
	put_verdict(out, litmus);
	if (litmus->dies)
		fprintf(out, " * In the last update of P0 the host dies after these stores.\n");
	fprintf(out, " *\n * Not in it: what the host loads, dependencies of loads on loads%s",
		kind == VIOLATION_STALE ? "" : ", the TSC");
	if (litmus->left_out)
		fprintf(out, ",\n * %u loads of rounds that the read made in vain",
			litmus->left_out);
	fprintf(out, ".\n *\n * Made by %s.\n *)\n\n", version_line);
}

bool litmus_uses(const struct litmus_thread *thread, unsigned int place)
{
	for (unsigned int i = 0; i < thread->n; i++)
		if (thread->accesses[i].place == place)
			return true;
	return false;
}

static const char *place_name(const struct litmus *litmus, const struct litmus_access *access)
{
	return litmus->places[access->place].name;
}

void litmus_put_condition(FILE *out, const struct litmus_thread *guest, const char *word,
			  unsigned int first)
{
	fputs("\nexists (", out);
	for (unsigned int i = 0; i < guest->n; i++)
		fprintf(out, "%s%s%u=%u", i ? " /\\ " : "", word, first + i,
			guest->accesses[i].value);
	fputs(")\n", out);
}

static void put_c_fence(FILE *out, u8 fenced, bool host)
{
	bool loads = fenced & FENCED_LOADS || (!host && fenced & FENCED_SERIAL);

	if (fenced & FENCED_ALL) {
		fputs("\tsmp_mb();\n", out);
		return;
	}
	if (loads)
		fputs("\tsmp_rmb();\n", out);
	if (fenced & FENCED_STORES)
		fputs("\tsmp_wmb();\n", out);
	if (fenced && !loads && !(fenced & FENCED_STORES))
		fputs("\tbarrier();\n", out);
}

static void put_c_thread(FILE *out, const struct litmus *litmus, const struct litmus_thread *thread,
			 bool host)
{
	unsigned int update = 0;
	bool some = false;

	fprintf(out, "\nP%d(", !host);
	for (unsigned int p = 0; p < litmus->nplaces; p++)
		if (litmus_uses(thread, p)) {
			fprintf(out, "%sint *%s", some ? ", " : "", litmus->places[p].name);
			some = true;
		}
	fputs(")\n{\n", out);
	for (unsigned int i = 0; i < thread->n && !host; i++)
		fprintf(out, "\tint r%u;\n", i);
	fputs(host ? "" : "\n", out);
	for (unsigned int i = 0; i < thread->n; i++) {
		const struct litmus_access *access = &thread->accesses[i];
		const char *name = place_name(litmus, access);

		if (i)
			put_c_fence(out, access->fenced, host);
		if (access->update != update)
			fprintf(out, "\t/* update %u */\n", access->update);
		update = access->update;
		if (host)
			fprintf(out,
				access->release ? "\tsmp_store_release(%s, %u);\n"
				: access->plain ? "\t*%s = %u;\n"
						: "\tWRITE_ONCE(*%s, %u);\n",
				name, access->value);
		else
			fprintf(out,
				access->acquire ? "\tr%u = smp_load_acquire(%s);\n"
				: access->plain ? "\tr%u = *%s;\n"
						: "\tr%u = READ_ONCE(*%s);\n",
				i, name);
	}
	fputs("}\n", out);
}

static void put_c(FILE *out, const struct litmus *litmus)
{
	fputs("{\n", out);
	for (unsigned int p = 0; p < litmus->nplaces; p++)
		fprintf(out, "\tint %s = %u;\n", litmus->places[p].name, litmus->start[p]);
	fputs("}\n", out);
	put_c_thread(out, litmus, &litmus->host, true);
	put_c_thread(out, litmus, &litmus->guest, false);
	litmus_put_condition(out, &litmus->guest, "1:r", 0);
}

bool litmus_write(FILE *out, const struct export *export, char *why, size_t size)
{
	struct litmus *litmus = calloc(1, sizeof(*litmus));
	bool good;

	if (!litmus) {
		snprintf(why, size, "out of memory");
		return false;
	}
	good = litmus_make(litmus, export, why, size);
	if (good) {
		put_comment(out, litmus);
		if (export->arch == LITMUS_C)
			put_c(out, litmus);
		else
			good = litmus_assembly(out, litmus, why, size);
	}
	free(litmus);
	return good;
}
