/* Runs the execution that the tables above tell of, and judges it by the format's own arithmetic. */

enum { SHOWS = 1, RIGHT = 0, OTHER = 2 }; /* what main() returns */
#define STATES 4096			  /* of the page, one after each of the host's stores */
#define FOREVER 1000			  /* loads after the last that was recorded */

static union {
	u8 bytes[4096 + 64];
	u64 align;
} memory __attribute__((aligned(4096)));
static u8 *const page = memory.bytes + PLACEMENT;

static u8 states[STATES][PAGE_SIZE]; /* what the host has made of the page, ... */
static unsigned int state_update[STATES], nstates, update; /* ... and in which update */
static unsigned int stores;
static u8 published[CLOCKS][PAGE_SIZE];	  /* what each clock is on the page */
static const struct forced_read *reading; /* NULL: the host runs */
static unsigned int at_tsc, barriers, beyond;
static bool taken[512];
static jmp_buf out;

static void note_state(void)
{
	if (nstates && !memcmp(states[nstates - 1], page, PAGE_SIZE))
		return;
	if (nstates == STATES)
		abort();
	memcpy(states[nstates], page, PAGE_SIZE);
	state_update[nstates++] = update;
}

static void forced_death(void)
{
	note_state();
	longjmp(out, 1);
}

static void forced_store(void)
{
	note_state();
	if ((int)++stores == dies_after[update])
		forced_death();
}

/*
 * What loads without a mark will find until the next barrier: each byte as the first of them saw it, or, as a compiler may
 * make them in another order around a sample of the TSC, the first one later.
 */
static void fill_page(void)
{
	bool filled[PAGE_SIZE] = {false};

	for (unsigned int i = 0; i < reading->nloads; i++) {
		const struct forced_access *load = &reading->loads[i];

		for (unsigned int b = 0; b < load->size && load->barriers >= barriers; b++)
			if (!filled[load->offset + b]) {
				filled[load->offset + b] = true;
				page[load->offset + b] = (u8)(load->value >> 8 * b);
			}
	}
}

static void forced_barrier(void)
{
	if (!reading) {
		note_state();
		return;
	}
	barriers++;
	fill_page();
	/* a loop that goes round and round after all that was recorded */
	if (++beyond > FOREVER * 100)
		longjmp(out, READ_STUCK + 1);
}

static void put(const struct forced_access *load)
{
	for (unsigned int b = 0; b < load->size; b++)
		page[load->offset + b] = (u8)(load->value >> 8 * b);
}

static bool is_part(const struct forced_access *load, size_t offset, size_t size)
{
	return load->offset >= offset && load->offset + load->size <= offset + size;
}

/* A marked load: all that it was made of, in the order of the program. */
static void forced_load(const volatile void *at, size_t size)
{
	size_t offset = (size_t)((const volatile u8 *)at - page), bytes = 0;

	if (!reading || (const volatile u8 *)at < page || offset + size > PAGE_SIZE)
		return;
	for (unsigned int i = 0; i < reading->nloads && bytes < size; i++)
		if (!taken[i] && reading->loads[i].barriers == barriers &&
		    is_part(&reading->loads[i], offset, size)) {
			put(&reading->loads[i]);
			taken[i] = true;
			bytes += reading->loads[i].size;
		}
	/* of rounds that are alike the last one was recorded */
	for (unsigned int i = 0; i < reading->nloads && !bytes; i++)
		if (reading->loads[i].barriers > barriers &&
		    is_part(&reading->loads[i], offset, size)) {
			put(&reading->loads[i]);
			bytes += reading->loads[i].size;
		}
	if (!bytes && ++beyond > FOREVER)
		longjmp(out, READ_STUCK + 1);
}

static u64 forced_tsc(void)
{
	if (!reading)
		return host_tsc[update];
	if (at_tsc < reading->ntscs)
		return reading->tscs[at_tsc++];
	/* more samples than were recorded: another read */
	longjmp(out, READ_OTHER + 1);
}

/* The host's updates, one after the other; each state of the page is kept. */
static void run_host(void)
{
	memcpy(page, start_page, PAGE_SIZE);
	note_state();
	for (unsigned int k = 0; k < CLOCKS; k++)
		memcpy(published[k], start_page, PAGE_SIZE);
	for (volatile unsigned int k = 1; k <= UPDATES; k++) {
		update = k;
		stores = 0;
		if (!dies_after[k] || setjmp(out))
			break;
		THE_HOST.publish((void *)page, (const void *)params[k]);
		note_state();
		if (k < CLOCKS)
			memcpy(published[k], page, PAGE_SIZE);
	}
	for (unsigned int k = 1; k < CLOCKS && !THE_HOST.own_params; k++)
		THE_FORMAT.encode(published[k], params[k]);
}

/* Has the host left these bytes there, in an update that the guest may have seen? */
static bool stored(const struct forced_access *load)
{
	for (unsigned int b = 0; b < load->size; b++) {
		bool found = false;

		for (unsigned int s = 0; s < nstates && state_update[s] <= load->update; s++)
			found |= states[s][load->offset + b] == (u8)(load->value >> 8 * b);
		if (!found)
			return false;
	}
	return true;
}

static enum forced_end run_read(const struct forced_read *read, u64 *value)
{
	u64 results[4] = {0};
	int how;

	memcpy(page, start_page, PAGE_SIZE);
	reading = read;
	at_tsc = barriers = beyond = 0;
	memset(taken, 0, sizeof(taken));
	fill_page();
	how = setjmp(out);
	if (!how)
		how = THE_GUEST.read((const void *)page, results) ? READ_ACCEPTED + 1
								  : READ_FELL_BACK + 1;
	reading = NULL;
	*value = THE_FORMAT.whole ? results[0] * THE_FORMAT.whole + results[1] : results[0];
	return (enum forced_end)(how - 1);
}

/* Which clock has all the parameters that a read took last? -1: none has. A page that nobody had written is no clock. */
static int clock_of(const struct forced_read *read)
{
	for (int k = BLANK; k < CLOCKS; k++) {
		bool same = true;

		for (unsigned int i = 0; i < read->nloads; i++)
			for (unsigned int b = 0; b < read->loads[i].size; b++)
				same &= !(read->loads[i].params >> b & 1) ||
					published[k][read->loads[i].offset + b] ==
						(u8)(read->loads[i].value >> 8 * b);
		if (same)
			return k;
	}
	return -1;
}

static u64 forced_clock(int k, u64 tsc)
{
	u64 clock[PARAMS_SIZE / 8 + 1];

	THE_FORMAT.decode(clock, published[k]);
	return (u64)THE_FORMAT.time(clock, tsc);
}

/* Is the value that of a clock which was due when the TSC was sampled? */
static bool due_value(const struct forced_read *read, u64 value)
{
	for (int k = 0; k < CLOCKS && read->ntscs; k++)
		if (read->due >> k & 1 && forced_clock(k, read->tscs[read->ntscs - 1]) == value)
			return true;
	return false;
}

static void tell(const struct forced_read *read, enum forced_end end, u64 value)
{
	for (unsigned int i = 0; i < read->nloads; i++)
		if (read->loads[i].update)
			printf("  %-18s -> %#llx (update %u)\n", read->loads[i].name,
			       (unsigned long long)read->loads[i].value, read->loads[i].update);
		else
			printf("  %-18s -> %#llx (the start)\n", read->loads[i].name,
			       (unsigned long long)read->loads[i].value);
	if (end == READ_STUCK)
		printf("  tries for ever: the host stores nothing more\n");
	else if (end == READ_FELL_BACK)
		printf("  falls back\n");
	else
		printf("  returns %llu\n", (unsigned long long)value);
	for (int k = 0; k < CLOCKS && read->ntscs && end == READ_ACCEPTED; k++)
		printf("  at TSC %llu %s %d gives %llu%s\n",
		       (unsigned long long)read->tscs[read->ntscs - 1], k ? "update" : "clock", k,
		       (unsigned long long)forced_clock(k, read->tscs[read->ntscs - 1]),
		       read->due >> k & 1 ? " (due)" : "");
}

static bool always_valid(void)
{
	for (unsigned int s = 0; s < nstates; s++)
		if (THE_FORMAT.valid && !THE_FORMAT.valid(states[s]))
			return false;
	return true;
}

/* Is it what was found, by what has come out here? */
static bool shows(const u64 *values)
{
	switch (KIND) {
	case TORN:
		return clock_of(&reads[0]) < 0;
	case BACKWARDS:
		return values[1] < values[0];
	case STUCK:
		return reads[0].end == READ_STUCK;
	case WRONG_FALLBACK:
		return (reads[0].end == READ_FELL_BACK) == always_valid();
	default:
		return !due_value(&reads[0], values[0]);
	}
}

int main(void)
{
	u64 values[2] = {0};

	run_host();
	for (unsigned int r = 0; r < ARRAY_SIZE(reads); r++) {
		enum forced_end end;

		for (unsigned int i = 0; i < reads[r].nloads; i++)
			if (!stored(&reads[r].loads[i])) {
				printf("not this execution: the host does not store what is to be "
				       "loaded of %s\n",
				       reads[r].loads[i].name);
				return OTHER;
			}
		end = run_read(&reads[r], &values[r]);
		printf("%s\n", r ? "second read" : "read");
		if (end != reads[r].end || (end == READ_ACCEPTED && values[r] != reads[r].value)) {
			printf("not this execution: the guest loads something else, or makes "
			       "something else of it (end %d for %d, %llu for %llu)\n",
			       end, reads[r].end, (unsigned long long)values[r],
			       (unsigned long long)reads[r].value);
			return OTHER;
		}
		tell(&reads[r], end, values[r]);
	}
	if (!shows(values)) {
		printf("right: nothing is wrong with that\n");
		return RIGHT;
	}
	printf("%s\n", VERDICT);
	return SHOWS;
}
