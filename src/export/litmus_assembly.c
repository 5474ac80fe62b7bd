/*
 * A litmus test in assembly: the instructions of both threads in columns, side by side. Plain accesses stand as a compiler
 * may order them.
 */
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "export/litmus.h"

#define ROWS_MAX (4 * LITMUS_ACCESSES_MAX)
#define X86_LOADS 6	/* registers that litmus7 may use */
#define AARCH64_LAST 28 /* register */

enum { HOST, GUEST, THREADS };

/* The instructions of two threads, side by side. */
struct columns {
	char rows[THREADS][ROWS_MAX][96];
	unsigned int n[THREADS];
};

__attribute__((format(printf, 3, 4))) static void add_row(struct columns *columns, int thread,
							  const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(columns->rows[thread][columns->n[thread]++], sizeof(columns->rows[0][0]), format,
		  arguments);
	va_end(arguments);
}

static void put_columns(FILE *out, const struct columns *columns)
{
	unsigned int rows =
		columns->n[HOST] > columns->n[GUEST] ? columns->n[HOST] : columns->n[GUEST];
	int width[THREADS] = {2, 2};

	for (int t = 0; t < THREADS; t++)
		for (unsigned int i = 0; i < columns->n[t]; i++)
			if ((int)strlen(columns->rows[t][i]) > width[t])
				width[t] = (int)strlen(columns->rows[t][i]);
	fprintf(out, " %-*s | %-*s ;\n", width[HOST], "P0", width[GUEST], "P1");
	for (unsigned int i = 0; i < rows; i++)
		fprintf(out, " %-*s | %-*s ;\n", width[HOST],
			i < columns->n[HOST] ? columns->rows[HOST][i] : "", width[GUEST],
			i < columns->n[GUEST] ? columns->rows[GUEST][i] : "");
}

static void put_starts(FILE *out, const struct litmus *litmus)
{
	fputs("{\n", out);
	for (unsigned int p = 0; p < litmus->nplaces; p++)
		fprintf(out, "%s=%u;\n", litmus->places[p].name, litmus->start[p]);
}

/* Of more loads than there are registers each is stored to a place of its own, which nobody loads. */
static void put_x86(FILE *out, const struct litmus *litmus, struct columns *columns)
{
	static const char *const registers[X86_LOADS] = {"EAX", "EBX", "ECX", "EDX", "ESI", "EDI"};
	const struct litmus_thread *guest = &litmus->compiled[GUEST];

	put_starts(out, litmus);
	fputs("}\n", out);
	for (int t = 0; t < THREADS; t++)
		for (unsigned int i = 0; i < litmus->compiled[t].n; i++) {
			const struct litmus_access *access = &litmus->compiled[t].accesses[i];

			if (i && access->fenced & FENCED_ALL)
				add_row(columns, t, "MFENCE");
			else if (i && t == GUEST && access->fenced & FENCED_SERIAL)
				add_row(columns, t, "LFENCE");
			if (t == HOST)
				add_row(columns, t, "MOV [%s],$%u",
					litmus->places[access->place].name, access->value);
			else
				add_row(columns, t, "MOV %s,[%s]",
					guest->n > X86_LOADS ? "EAX" : registers[i],
					litmus->places[access->place].name);
			if (t == GUEST && guest->n > X86_LOADS)
				add_row(columns, t, "MOV [r%u],EAX", i);
		}
	put_columns(out, columns);
	if (guest->n > X86_LOADS) {
		litmus_put_condition(out, guest, "r", 0);
		return;
	}
	fputs("\nexists (", out);
	for (unsigned int i = 0; i < guest->n; i++)
		fprintf(out, "%s1:%s=%u", i ? " /\\ " : "", registers[i], guest->accesses[i].value);
	fputs(")\n", out);
}

/* The register that has the address of a place in each thread. */
static void put_addresses(FILE *out, const struct litmus *litmus,
			  unsigned int address[THREADS][LITMUS_PLACES_MAX], unsigned int *next)
{
	for (int t = 0; t < THREADS; t++) {
		next[t] = 1;
		for (unsigned int p = 0; p < litmus->nplaces; p++)
			if (litmus_uses(&litmus->compiled[t], p)) {
				address[t][p] = next[t]++;
				fprintf(out, "%d:X%u=%s;\n", t, address[t][p],
					litmus->places[p].name);
			}
	}
}

static bool put_aarch64(FILE *out, const struct litmus *litmus, struct columns *columns)
{
	unsigned int address[THREADS][LITMUS_PLACES_MAX], next[THREADS];

	put_starts(out, litmus);
	put_addresses(out, litmus, address, next);
	fputs("}\n", out);
	if (next[HOST] > AARCH64_LAST + 1 ||
	    next[GUEST] + litmus->compiled[GUEST].n > AARCH64_LAST + 1)
		return false;
	for (int t = 0; t < THREADS; t++)
		for (unsigned int i = 0; i < litmus->compiled[t].n; i++) {
			const struct litmus_access *access = &litmus->compiled[t].accesses[i];
			u8 fenced = i ? access->fenced : 0;
			unsigned int at = address[t][access->place];

			if (t == HOST)
				fenced &= (u8)~FENCED_SERIAL;
			if (fenced & FENCED_ALL)
				add_row(columns, t, "DMB ISH");
			else if (fenced & (FENCED_LOADS | FENCED_SERIAL))
				add_row(columns, t, "DMB ISHLD");
			if (fenced & FENCED_STORES && !(fenced & FENCED_ALL))
				add_row(columns, t, "DMB ISHST");
			if (t == HOST) {
				add_row(columns, t, "MOV W0,#%u", access->value);
				add_row(columns, t, "%s W0,[X%u]", access->release ? "STLR" : "STR",
					at);
			} else {
				add_row(columns, t, "%s W%u,[X%u]",
					access->acquire ? "LDAR" : "LDR", next[t] + i, at);
			}
		}
	put_columns(out, columns);
	litmus_put_condition(out, &litmus->compiled[GUEST], "1:X", next[GUEST]);
	return true;
}

bool litmus_assembly(FILE *out, const struct litmus *litmus, char *why, size_t size)
{
	struct columns *columns = calloc(1, sizeof(*columns));
	bool good = columns != NULL;

	snprintf(why, size, "out of memory");
	if (good && litmus->export->arch == LITMUS_X86) {
		put_x86(out, litmus, columns);
	} else if (good) {
		good = put_aarch64(out, litmus, columns);
		snprintf(why, size,
			 "it takes more registers than AArch64 has; --arch C needs none");
	}
	free(columns);
	return good;
}
