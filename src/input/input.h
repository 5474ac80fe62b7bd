/* Inputs: from bytes to a schedule, reads and choices, and to text and back. */
#ifndef WARPAGE_INPUT_H
#define WARPAGE_INPUT_H

#include <stdio.h>

#include "clock/vcpus.h"
#include "input/layout.h"
#include "machine/machine.h"

#define INPUT_MARK "warpage input 1\n" /* the first line of an input as text */

/* What code stands for where plain is the plain value. */
u64 input_number(u16 code, u64 plain);

/* The hosts and guests of the machine that inputs choose from. */
struct input_pairs;

/*
 * Collect them; NULL without memory, or if there is no host or no guest. A value of two bytes
 * belongs to the host for which a hash of both is the highest, so a new protocol takes over only its
 * share of the values, and a corpus goes on meaning what it meant. The guest is one of the host's
 * format in the same way.
 */
struct input_pairs *input_pairs_new(void);
void input_pairs_free(struct input_pairs *pairs);

/* The host and the guest of two values; *guest is NULL if its format has none. */
void input_pairs_find(const struct input_pairs *pairs, u16 host_value, u16 guest_value,
		      const struct format **format, const struct host **host,
		      const struct guest **guest);

/* The smallest value that stands for a host, or for a guest; -1 if it is none of them. */
int input_pairs_host_value(const struct input_pairs *pairs, const struct host *host);
int input_pairs_guest_value(const struct input_pairs *pairs, const struct guest *guest);

/*
 * The violations, a bit each, that tests/matrix.expected listed for a pair when this was built; 0
 * for a pair that it does not have.
 */
u32 input_pairs_known(const struct input_pairs *pairs, const struct host *host,
		      const struct guest *guest, enum model model);

/*
 * The number of a pair, below 65536: the same in all processes of one build. The pair must be one that
 * inputs choose from.
 */
unsigned int input_pairs_number(const struct input_pairs *pairs, const struct host *host,
				const struct guest *guest);

/* One read of an input: where it starts, and its choices, in input_plan.choices. */
struct input_read {
	bool running;
	u8 vcpu, start;
	u16 from, n;
};

/* An input taken apart. */
struct input_plan {
	unsigned int nkey; /* bytes of key: all that decides the host's run */
	u8 key[(INPUT_RECORDS_MAX + 1) * INPUT_RECORD];
	unsigned int nreads, nchoices, nhost, njoint;
	struct input_read reads[INPUT_READS_MAX];
	u8 choices[INPUT_READ_CHOICES];
	u8 host_choices[INPUT_HOST_CHOICES];
	u8 joint_choices[INPUT_JOINT_CHOICES];
};

/* What the setting of an input says; all 0 without one. */
struct input_setting {
	unsigned int hosts; /* 0: one */
	/*
	 * Reads are one by one, and nobody but the host stores. Else a guest that stores to the page does so
	 * beside the host, and reads of one that keeps memory are also looked at together.
	 */
	bool alone;
	unsigned int vcpus; /* 0: as the guest makes it */
	bool given;	    /* ... whatever it asks, in inputs that carry that */
	enum tscs tscs;
};

struct input_setting input_setting_of(const struct input_plan *plan);
/* The same of the first bytes of such a record, or of none (NULL). */
struct input_setting input_setting_at(const u8 *record);

/* Take an input apart: reads, choices, and the records that make the schedule. */
void input_scan(struct input_plan *plan, const u8 *data, size_t size);

/* What else decides the schedule: may the host die in it, who else stores, how many vCPUs, with which TSCs? */
struct input_scene {
	bool deaths;
	unsigned int hosts, writers; /* as in struct schedule */
	unsigned int vcpus;	     /* 0 or 1: one */
	enum tscs tscs;
};

/* The schedule that the key of a plan stands for. Hosts that others store beside live. */
void input_schedule(const struct input_plan *plan, const struct format *format,
		    const struct host *host, const struct input_scene *scene,
		    struct schedule *schedule);

/* Write an input as text: a line per record, with what it stands for in comments. */
void input_write(FILE *out, const struct input_pairs *pairs, const u8 *data, size_t size);

/*
 * Read such text back into data (INPUT_BYTES_MAX bytes): exactly the bytes that it was written from.
 * false: why[] has one line that names the file, the line at fault and what is wrong with it.
 */
bool input_parse(const struct input_pairs *pairs, const char *text, size_t length, const char *name,
		 u8 *data, size_t *size, char *why, size_t why_size);

#endif
