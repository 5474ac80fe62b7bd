/* The TSCs that vCPUs may have. */
#include "clock/vcpus.h"

#include <stdio.h>
#include <string.h>

/* Every byte of the TSC changes, and more than hours of ticks lie between. */
static const struct {
	const char *name;
	s64 apart;
	u64 drift; /* more ticks a tick, 32.32 fixed point */
} kinds_of[TSCS_KINDS] = {
	[TSCS_EQUAL] = {"equal", 0, 0},
	[TSCS_AHEAD] = {"ahead", 0x0123456789abcdef, 0},
	[TSCS_BEHIND] = {"behind", -0x0fedcba987654321, 0},
	[TSCS_FASTER] = {"faster", 0x0123456789abcdef, 0x5a3c1e87},
};

const char *vcpus_tscs_name(enum tscs tscs)
{
	return kinds_of[tscs].name;
}

static bool parse_kind(const char *name, size_t length, unsigned int *kinds)
{
	for (unsigned int kind = 0; kind < TSCS_KINDS; kind++)
		if (strlen(kinds_of[kind].name) == length &&
		    !strncmp(name, kinds_of[kind].name, length)) {
			*kinds |= 1u << kind;
			return true;
		}
	return false;
}

bool vcpus_parse_tscs(const char *names, unsigned int *kinds)
{
	size_t length = strcspn(names, ",");

	while (parse_kind(names, length, kinds)) {
		names += length;
		if (!*names++)
			return true;
		length = strcspn(names, ",");
	}
	return false;
}

const char *vcpus_tscs_names(unsigned int kinds, char *out, size_t size)
{
	size_t length = 0;

	*out = '\0';
	for (unsigned int kind = 0; kind < TSCS_KINDS && length < size; kind++)
		if (!kinds || kinds >> kind & 1)
			length += (size_t)snprintf(out + length, size - length, "%s%s",
						   length ? "," : "", kinds_of[kind].name);
	return out;
}

u64 vcpus_rate(const struct schedule *schedule, unsigned int vcpu, u64 rate)
{
	if (!vcpus_apart(schedule))
		return rate;
	return (u64)(((u128)rate << 32) / (((u128)1 << 32) + (u128)schedule->drift * vcpu));
}

unsigned int vcpus_count(unsigned int vcpus, unsigned int kinds)
{
	unsigned int all = (1u << TSCS_KINDS) - 1;

	return vcpus > 1 ? (unsigned int)__builtin_popcount(kinds & all ? kinds & all : all) : 1;
}

void vcpus_give(unsigned int vcpus, enum tscs tscs, struct schedule *schedule)
{
	schedule->vcpus = vcpus > 1 ? vcpus : 0;
	schedule->apart = vcpus > 1 ? kinds_of[tscs].apart : 0;
	schedule->drift = vcpus > 1 ? kinds_of[tscs].drift : 0;
}

enum tscs vcpus_tscs(unsigned int kinds, unsigned int i)
{
	unsigned int kind = 0;

	for (;; kind++)
		if ((!kinds || kinds >> kind & 1) && !i--)
			return (enum tscs)kind;
}

void vcpus_choose(struct choice *choice, unsigned int vcpus, unsigned int kinds,
		  struct schedule *schedule)
{
	unsigned int n = vcpus_count(vcpus, kinds);

	vcpus_give(vcpus, vcpus_tscs(kinds, choose(choice, n, CHOOSE_SCHEDULE)), schedule);
}

unsigned int vcpus_updates_max(unsigned int vcpus)
{
	unsigned int most = vcpus > 1 ? 32 / vcpus - 1 : UPDATES_MAX;

	return most < UPDATES_MAX ? most : UPDATES_MAX;
}
