/*
 * Takes the text of a statement in assembly apart: the fences that everybody writes, the TSC with or
 * without one, and nothing else. Anything else makes the statement unknown, and the machine blind
 * to it.
 */
#include "instrument/assembly_text.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#define INSTRUCTION_MAX 64

/* The text between the next two quotes from *at on, which moves behind them; NULL if there is none. */
static char *next_quoted(char **at)
{
	char *start = strchr(*at, '"'), *end = start ? strchr(start + 1, '"') : NULL;

	if (!end)
		return NULL;
	*end = '\0';
	*at = end + 1;
	return start + 1;
}

/* Is one of the names that end with an empty one what text is? */
static bool one_of(const char *text, const char *const *names)
{
	for (; **names; names++)
		if (!strcmp(text, *names))
			return true;
	return false;
}

static void add_fence(struct assembly *assembly, int kind)
{
	int *fence = assembly->tsc ? &assembly->after : &assembly->before;

	/* a full one does what the others do */
	if (kind > *fence && *fence != FENCE_MB)
		*fence = kind;
	if (kind == FENCE_MB)
		*fence = kind;
	assembly->hard = kind == FENCE_MB || kind == FENCE_SERIAL;
}

/* A locked instruction that changes nothing but the stack, as smp_mb() does. */
static bool is_locked(const char *text)
{
	return (!strncmp(text, "lock add", 8) || !strncmp(text, "lock or", 7)) &&
	       (strstr(text, "(%rsp)") || strstr(text, "(%esp)"));
}

/* One instruction, its words apart by one space. */
static void take_instruction(struct assembly *assembly, const char *text)
{
	static const char *const pauses[] = {"pause", "rep nop", "nop", ""};
	static const char *const shifts[] = {"shl $$32,%rdx",	 "shlq $$32,%rdx",
					     "salq $$32,%rdx",	 "shl $$0x20,%rdx",
					     "shlq $$0x20,%rdx", ""};
	static const char *const joins[] = {"or %rdx,%rax",	     "orq %rdx,%rax",
					    "leaq (%rax,%rdx),%rax", "add %rdx,%rax",
					    "addq %rdx,%rax",	     ""};

	assembly->empty = false;
	if (!strcmp(text, "lfence") || !strcmp(text, "cpuid") || !strcmp(text, "serialize")) {
		add_fence(assembly, FENCE_SERIAL);
	} else if (!strcmp(text, "mfence") || is_locked(text)) {
		add_fence(assembly, FENCE_MB);
		assembly->hard = *text == 'm';
	} else if (!strcmp(text, "sfence")) {
		add_fence(assembly, FENCE_WMB);
	} else if ((!strcmp(text, "rdtsc") || !strcmp(text, "rdtscp")) && !assembly->tsc) {
		assembly->tsc = text[5] || assembly->hard ? TSC_ORDERED : TSC_PLAIN;
		assembly->hard = false;
	} else if (assembly->tsc && one_of(text, joins)) {
		assembly->joined = true;
	} else if (!one_of(text, pauses) && !(assembly->tsc && one_of(text, shifts))) {
		assembly->known = false;
	}
}

/*
 * Instructions end at a semicolon or a line's end, which LLVM prints as \0A. A prefix may stand alone
 * ("rep; nop", "lock; addl ...").
 */
static void take_text(struct assembly *assembly, const char *text)
{
	char instruction[INSTRUCTION_MAX];
	size_t length = 0;

	for (bool more = true; more;) {
		char c = *text;

		if (c == '\\' && text[1] && text[2]) {
			char digits[] = {text[1], text[2], '\0'};

			c = (char)strtol(digits, NULL, 16);
			text += 2;
		}
		text += *text != '\0';
		more = c != '\0';
		if (c && c != ';' && c != '\n') {
			bool space = isspace((unsigned char)c);

			if (space && (!length || strchr(" ,", instruction[length - 1])))
				continue;
			if (c == ',' && length && instruction[length - 1] == ' ')
				length--;
			instruction[length] = space ? ' ' : (char)tolower((unsigned char)c);
			if (length < sizeof(instruction) - 1)
				length++;
			continue;
		}
		while (length && instruction[length - 1] == ' ')
			length--;
		instruction[length] = '\0';
		if (!strcmp(instruction, "rep") || !strcmp(instruction, "lock")) {
			instruction[length++] = ' ';
			continue;
		}
		if (length && *instruction != '#')
			take_instruction(assembly, instruction);
		length = 0;
	}
}

/* Outputs stand first, "={ax},={dx}", then inputs, then clobbers, "~{memory}". */
static void take_constraints(struct assembly *assembly, char *text)
{
	char *rest = NULL;

	for (char *one = strtok_r(text, ",", &rest); one; one = strtok_r(NULL, ",", &rest)) {
		size_t skip = strspn(one, "=&");

		if (!strcmp(one, "~{memory}"))
			assembly->memory = true;
		if (!skip)
			continue;
		if (assembly->n == ASSEMBLY_OUTPUTS_MAX) {
			assembly->known = false;
			return;
		}
		one += skip;
		assembly->outputs[assembly->n++] =
			!strcmp(one, "{ax}") || !strcmp(one, "{cx}") || !strcmp(one, "{dx}")
				? one[1]
				: 0;
	}
	/* only the TSC leaves something, and where RDTSC does */
	for (unsigned int i = 0; i < assembly->n; i++)
		if (!assembly->tsc || !assembly->outputs[i] || (assembly->joined && i))
			assembly->known = false;
}

void assembly_parse(LLVMValueRef value, struct assembly *assembly)
{
	char *printed = LLVMPrintValueToString(value), *at = printed;
	char *text = next_quoted(&at), *constraints = next_quoted(&at);

	memset(assembly, 0, sizeof(*assembly));
	assembly->before = assembly->after = FENCE_NONE;
	assembly->known = text && constraints;
	assembly->empty = true;
	if (assembly->known) {
		take_text(assembly, text);
		take_constraints(assembly, constraints);
	}
	/* without an instruction values pass, and no more is done than is clobbered */
	assembly->known = assembly->known || assembly->empty;
	if (assembly->memory && assembly->before == FENCE_NONE)
		assembly->before = FENCE_COMPILER;
	if (assembly->memory && assembly->tsc && assembly->after == FENCE_NONE)
		assembly->after = FENCE_COMPILER;
	if (!assembly->memory && assembly->before != FENCE_NONE)
		assembly->before |= FENCE_LOOSE;
	if (!assembly->memory && assembly->after != FENCE_NONE)
		assembly->after |= FENCE_LOOSE;
	LLVMDisposeMessage(printed);
}
