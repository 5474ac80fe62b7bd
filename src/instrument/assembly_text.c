/*
 * Takes the text of a statement in assembly apart: the fences that everybody writes, the TSC with or
 * without one, and nothing else. Anything else makes the statement unknown, and the machine blind
 * to it: that is let pass if it computes with registers alone. When in doubt it may look at memory.
 */
#include "instrument/assembly_text.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#define INSTRUCTION_MAX 1024

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

/* Is word one of the names that end with an empty one, or does it begin with one? */
static bool among(const char *word, const char *const *names, bool whole)
{
	for (; **names; names++)
		if (whole ? !strcmp(word, *names) : !strncmp(word, *names, strlen(*names)))
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
	if (kind == FENCE_SERIAL)
		assembly->then = TSC_ORDERED;
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
		if (*text == 'm' && assembly->then != TSC_ORDERED)
			assembly->then = TSC_BEHIND_MFENCE;
	} else if (!strcmp(text, "sfence")) {
		add_fence(assembly, FENCE_WMB);
	} else if ((!strcmp(text, "rdtsc") || !strcmp(text, "rdtscp")) && !assembly->tsc) {
		assembly->tsc = text[5] ? TSC_ORDERED : assembly->then ? assembly->then : TSC_PLAIN;
		assembly->then = TSC_NONE;
	} else if (assembly->tsc && among(text, joins, true)) {
		assembly->joined = true;
	} else if (!among(text, pauses, true) && !(assembly->tsc && among(text, shifts, true))) {
		assembly->known = false;
	}
}

/* Operands that are a register, a constant, or a place of the stack. */
static const char *judge_operands(char *operands)
{
	char *rest = NULL;

	if (strstr(operands, "(%rsp)") || strstr(operands, "(%esp)"))
		return strchr(operands, ':') ? "an operand in memory" : NULL;
	for (char *one = strtok_r(operands, ",", &rest); one; one = strtok_r(NULL, ",", &rest)) {
		if (!strchr("%$", *one) || strpbrk(one, "([") || (*one == '%' && strchr(one, ':')))
			return "an operand in memory";
	}
	return NULL;
}

/* One instruction, without its prefixes. */
static const char *judge_instruction(char *word, char *operands)
{
	static const char *const strings[] = {"movs", "lods", "stos", "scas", "cmps",
					      "ins",  "outs", "xlat", ""};
	static const char *const leaves[] = {"call",   "j",	"ret",	  "iret",   "syscall",
					     "sys",    "int",	"vm",	  "hlt",    "loop",
					     "xbegin", "xsave", "xrstor", "fxsave", "fxrstor",
					     "lcall",  "ljmp",	""};
	static const char *const computes[] = {"lea", "nop", ""};

	if (*word == '.')
		return "a directive of the assembler";
	if (among(word, leaves, false))
		return "it goes elsewhere";
	if (among(word, strings, false) && !*operands)
		return "an instruction on memory";
	return among(word, computes, false) ? NULL : judge_operands(operands);
}

/* Why an instruction may look at memory, or leave for code elsewhere; NULL if it does not. */
static const char *judge(char *instruction)
{
	static const char *const prefixes[] = {"lock",	"rep",	  "repe",    "repz", "repne",
					       "repnz", "data16", "notrack", ""};
	char *word = instruction, *operands;

	if (strlen(instruction) == INSTRUCTION_MAX - 1)
		return "too long";
	for (;; word = operands) {
		size_t length = strcspn(word, " ");

		operands = word + length + (word[length] != '\0');
		word[length] = '\0';
		if (!among(word, prefixes, true) && (!length || word[length - 1] != ':'))
			break;
	}
	return *word && *word != '#' ? judge_instruction(word, operands) : NULL;
}

/* The next character, of which LLVM prints some as \0A; 0 at the end. */
static char next_character(const char **text)
{
	const char *at = *text;

	if (*at == '\\' && at[1] && at[2]) {
		char digits[] = {at[1], at[2], '\0'};

		*text += 3;
		return (char)strtol(digits, NULL, 16);
	}
	*text += *at != '\0';
	return *at;
}

/*
 * The next instruction, in small letters and one space between its words. Instructions end at a
 * semicolon or a line's end. A prefix may stand alone ("rep; nop", "lock; addl ..."). false at the end.
 */
static bool next_instruction(const char **text, char out[INSTRUCTION_MAX])
{
	size_t n = 0;

	for (;;) {
		char c = next_character(text);
		bool space = isspace((unsigned char)c);

		if (c && c != ';' && c != '\n') {
			if (space && (!n || strchr(" ,", out[n - 1])))
				continue;
			if (c == ',' && n && out[n - 1] == ' ')
				n--;
			out[n] = space ? ' ' : (char)tolower((unsigned char)c);
			n += n < INSTRUCTION_MAX - 1;
			continue;
		}
		while (n && out[n - 1] == ' ')
			n--;
		out[n] = '\0';
		if (c && (!strcmp(out, "rep") || !strcmp(out, "lock")))
			out[n++] = ' ';
		else if (n || !c)
			return n;
	}
}

static void take_text(struct assembly *assembly, const char *text)
{
	char instruction[INSTRUCTION_MAX];

	while (next_instruction(&text, instruction)) {
		if (*instruction == '#')
			continue;
		take_instruction(assembly, instruction);
		if (!assembly->unseen)
			assembly->unseen = judge(instruction);
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
	if (!assembly->known)
		assembly->unseen = "too long";
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
