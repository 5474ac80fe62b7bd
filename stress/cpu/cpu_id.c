/* CPUID leaves 0, 1 and 40000000h. */
#include "stress/cpu/cpu_id.h"

#include <cpuid.h>
#include <stdio.h>
#include <string.h>

void cpu_id_decode(u32 eax, struct cpu_id *id)
{
	id->family = eax >> 8 & 0xf;
	id->model = eax >> 4 & 0xf;
	id->stepping = eax & 0xf;
	if (id->family == 6 || id->family == 15)
		id->model |= eax >> 12 & 0xf0;
	if (id->family == 15)
		id->family += eax >> 20 & 0xff;
}

/* Twelve letters in three registers; what is no letter of ASCII ends them. */
static void spell(char out[13], u32 a, u32 b, u32 c)
{
	u32 words[3] = {a, b, c};

	memcpy(out, words, 12);
	out[12] = '\0';
	for (char *at = out; *at; at++)
		if (*at < ' ' || *at > '~')
			*at = '\0';
}

static void read_microcode(char *out, size_t size)
{
	FILE *file = fopen("/proc/cpuinfo", "re");
	char line[256];
	const char *value;

	out[0] = '\0';
	while (file && !out[0] && fgets(line, sizeof(line), file)) {
		line[strcspn(line, "\n")] = '\0';
		value = strchr(line, ':');
		if (!strncmp(line, "microcode", 9) && value && value[1])
			snprintf(out, size, "%.*s", (int)size - 1, value + 2);
	}
	if (file)
		fclose(file);
}

void cpu_id_get(struct cpu_id *id)
{
	u32 a = 0, b = 0, c = 0, d = 0;

	memset(id, 0, sizeof(*id));
	__get_cpuid(0, &a, &b, &c, &d);
	spell(id->vendor, b, d, c);
	if (__get_cpuid(1, &a, &b, &c, &d)) {
		cpu_id_decode(a, id);
		id->hypervisor = c >> 31;
	}
	if (id->hypervisor) {
		__cpuid(0x40000000, a, b, c, d);
		spell(id->hypervisor_vendor, b, c, d);
	}
	read_microcode(id->microcode, sizeof(id->microcode));
}

char *cpu_id_text(const struct cpu_id *id, char *out, size_t size)
{
	snprintf(out, size, "%s family %u model %u stepping %u%s%s%s%s%s%s", id->vendor, id->family,
		 id->model, id->stepping, id->microcode[0] ? ", microcode " : "", id->microcode,
		 id->hypervisor ? ", in a VM" : "", id->hypervisor_vendor[0] ? " (" : "",
		 id->hypervisor_vendor, id->hypervisor_vendor[0] ? ")" : "");
	return out;
}
