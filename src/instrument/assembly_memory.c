/*
 * Tells assembly that computes with registers alone from assembly that may look at memory or leave
 * for other code. When in doubt it may.
 */
#include "instrument/assembly_memory.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#define TEXT_MAX 1024

/* The text of the statement, as LLVM has it: $0 is an operand, $$1 a constant, %rax a register. */
static bool take_text(LLVMValueRef assembly, char *out)
{
	char *printed = LLVMPrintValueToString(assembly), *from = strchr(printed, '"');
	size_t n = 0;
	bool whole = false;

	for (from = from ? from + 1 : NULL; from && *from && n < TEXT_MAX - 1; from++) {
		char c = *from;

		if (c == '"') {
			whole = true;
			break;
		}
		if (c == '\\' && from[1] && from[2]) {
			char digits[] = {from[1], from[2], '\0'};

			c = (char)strtol(digits, NULL, 16);
			from += 2;
		}
		out[n++] = (char)tolower((unsigned char)c);
	}
	out[n] = '\0';
	LLVMDisposeMessage(printed);
	return whole;
}

/* Does word start with one of the names that end with an empty one? */
static bool starts(const char *word, const char *const *names)
{
	for (; **names; names++)
		if (!strncmp(word, *names, strlen(*names)))
			return true;
	return false;
}

static bool is_prefix(const char *word)
{
	static const char *const prefixes[] = {"lock",	"rep",	  "repe",    "repz", "repne",
					       "repnz", "data16", "notrack", ""};

	for (const char *const *prefix = prefixes; **prefix; prefix++)
		if (!strcmp(word, *prefix))
			return true;
	return false;
}

/* Operands that are a register, a constant, or a place of the stack. */
static const char *judge_operands(char *operands)
{
	char *rest = NULL;

	if (strstr(operands, "(%rsp)") || strstr(operands, "(%esp)"))
		return strchr(operands, ':') ? "an operand in memory" : NULL;
	for (char *one = strtok_r(operands, ",", &rest); one; one = strtok_r(NULL, ",", &rest)) {
		one += strspn(one, " \t");
		if (*one && (!strchr("%$", *one) || strpbrk(one, "([") ||
			     (*one == '%' && strchr(one, ':'))))
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

	operands += strspn(operands, " \t");
	if (*word == '.')
		return "a directive of the assembler";
	if (starts(word, leaves))
		return "it goes elsewhere";
	if (starts(word, strings) && !*operands)
		return "an instruction on memory";
	return starts(word, computes) ? NULL : judge_operands(operands);
}

const char *assembly_memory(LLVMValueRef assembly)
{
	char text[TEXT_MAX], *rest = NULL;
	const char *why = NULL;

	if (!take_text(assembly, text))
		return "too long";
	for (char *one = strtok_r(text, ";\n", &rest); one && !why;
	     one = strtok_r(NULL, ";\n", &rest)) {
		char *word, *operands;

		for (;;) {
			word = one + strspn(one, " \t");
			one = word + strcspn(word, " \t");
			operands = *one ? one + 1 : one;
			*one = '\0';
			one = operands;
			if (!is_prefix(word) && (!*word || word[strlen(word) - 1] != ':'))
				break;
		}
		if (*word && *word != '#')
			why = judge_instruction(word, operands);
	}
	return why;
}

bool assembly_is_empty(LLVMValueRef assembly)
{
	char text[TEXT_MAX];

	return take_text(assembly, text) && !text[strspn(text, " \t;\n")];
}
