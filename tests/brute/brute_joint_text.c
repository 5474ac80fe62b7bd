/* Joint executions as text, equal for equal ones; see brute_joint.h. */
#include "brute_joint.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TABLE ((size_t)1 << 16)

struct row {
	char *text;
	u16 before;
	bool twice;
};

static struct row rows[TABLE];
static size_t nrows;
static u64 met[TABLE * 64]; /* executions as they were added, with their starts */
static size_t nmet;
static bool loose_halves, several, apart;
unsigned int joint_migrations;

u8 joint_case_parse(int argc, char **argv, struct brute_case *brute_case)
{
	static const char *const known[] = {"1", "2", "11", "12", "21", "22"};
	unsigned int i = 0;

	while (argc > 1 && i < ARRAY_SIZE(known) && strcmp(argv[1], known[i]) != 0)
		i++;
	if (argc < 2 || i == ARRAY_SIZE(known)) {
		fprintf(stderr,
			"%s: 1 or 2, the reads of each reader, perhaps with how often one may "
			"migrate, and a case\n",
			argv[0]);
		exit(2);
	}
	joint_migrations = argv[1][1] ? (unsigned int)(argv[1][1] - '0') : 0;
	brute_case_parse(argc - 1, argv + 1, brute_case);
	brute_case_next(brute_case);
	brute_case->schedule.value = JOINT_VALUE;
	several = vcpus_of(&brute_case->schedule) > 1;
	apart = vcpus_apart(&brute_case->schedule);
	loose_halves = brute_case->words && !strcmp(brute_case->model, "weak");
	return (u8)(*argv[1] - '0');
}

const u8 *joint_lowest(const u8 *first)
{
	return several ? (const u8 *)((uintptr_t)first & ~(uintptr_t)(JOINT_OWN - 1)) : first;
}

/* Where a read is if the readers change places. */
static unsigned int turn(unsigned int read, bool turned)
{
	return turned ? (read + JOINT_EACH) % JOINT_READS : read;
}

static void put_name(FILE *out, u8 name, bool turned)
{
	if (name == JOINT_INITIAL)
		fputs("-", out);
	else
		fprintf(out, "%c%u", 'a' + (int)turn((name - 1u) / JOINT_OPS, turned),
			(name - 1u) % JOINT_OPS);
}

static void put_op(FILE *out, const struct joint_op *op, bool named, bool turned)
{
	static const char letters[] = "?tLSM";

	if (op->kind == JOINT_FENCE || op->kind >= JOINT_PIN)
		return;
	if (op->kind == JOINT_TSC || op->kind == JOINT_VCPU) {
		fprintf(out, " %c%llu", op->kind == JOINT_TSC ? 't' : 'v',
			(unsigned long long)op->value);
		if (op->kind == JOINT_TSC && apart)
			fprintf(out, ".%u", op->vcpu);
		return;
	}
	if (op->kind == JOINT_PAGE) {
		fprintf(out, " %u=%llx", op->place, (unsigned long long)op->value);
		return;
	}
	fprintf(out, " %c%u+%u=%llx", letters[op->kind], op->place, op->size,
		(unsigned long long)op->value);
	if (op->kind != JOINT_STORE && named) {
		fputs("<", out);
		put_name(out, op->seen[0], turned);
		fputs(",", out);
		put_name(out, op->seen[1], turned);
	}
	if (op->wrote)
		fprintf(out, ">%llx", (unsigned long long)op->stored);
}

/* Is op the high half of a word that is loaded, and the next one the low half? In weak nothing is between them. */
static bool goes_behind(const struct joint_op *op, const struct joint_op *next)
{
	return loose_halves && op->kind == JOINT_LOAD && next->kind == JOINT_LOAD &&
	       op->size == 4 && next->size == 4 && op->place % 8 == 4 &&
	       next->place == op->place - 4;
}

static bool is_of_page(const struct joint_op *op)
{
	return op->kind <= JOINT_TSC || op->kind == JOINT_VCPU;
}

/* named: tell whose stores it sees. */
static void put_read(FILE *out, const struct joint_read_made *read, bool named, bool turned)
{
	for (unsigned int k = 0; k < read->nops; k++)
		if (is_of_page(&read->ops[k]))
			put_op(out, &read->ops[k], named, turned);
	for (unsigned int k = 0; k < read->nops; k++) {
		const struct joint_op *op = &read->ops[k];
		bool behind = k + 1u < read->nops && goes_behind(op, op + 1);

		if (is_of_page(op))
			continue;
		if (behind)
			put_op(out, op + 1, named, turned);
		put_op(out, op, named, turned);
		k += behind;
	}
	fprintf(out, " = %llx", (unsigned long long)read->value);
}

/* The order of the stores to a half of a word: of different places there is none. */
static void put_order(FILE *out, const struct joint_whole *whole, u16 half, bool turned)
{
	fputs(half ? " |" : "stores", out);
	for (unsigned int i = 0; i < whole->nwrites; i++) {
		const struct joint_write *write = &whole->writes[i];

		if (write->place + write->size <= half || half + 4 <= write->place)
			continue;
		fputs(" ", out);
		put_name(out, write->by, turned);
	}
}

static char *make_text(const struct joint_whole *whole, bool turned)
{
	char *text;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	if (!out)
		abort();
	for (unsigned int i = 0; i < JOINT_READS; i++) {
		const struct joint_read_made *read = &whole->reads[turn(i, turned)];

		if (i % JOINT_EACH >= whole->each)
			continue;
		fprintf(out, "%c:", 'a' + (int)i);
		put_read(out, read, true, turned);
		fputs("; ", out);
	}
	for (u16 half = 0; half < 8; half += 4)
		put_order(out, whole, half, turned);
	if (whole->npage)
		fputs(" page", out);
	for (unsigned int i = 0; i < whole->npage; i++) {
		fputs(" ", out);
		if (whole->page[i] == JOINT_HOST)
			fputs("h", out);
		else
			put_name(out, whole->page[i], turned);
	}
	for (u16 half = 8; several && half < JOINT_OWN + 8 * JOINT_VCPUS; half += 4)
		put_order(out, whole, half, turned);
	fclose(out);
	return text;
}

static u16 turn_pairs(u16 before)
{
	u16 turned = 0;

	for (unsigned int a = 0; a < JOINT_READS; a++)
		for (unsigned int b = 0; b < JOINT_READS; b++)
			if (before >> (a * JOINT_READS + b) & 1)
				turned |=
					(u16)(1u << (turn(a, true) * JOINT_READS + turn(b, true)));
	return turned;
}

static u64 hash_text(const char *text)
{
	u64 hash = 14695981039346656037u;

	for (const char *at = text; *at; at++)
		hash = (hash ^ (u8)*at) * 1099511628211u;
	return hash ^ hash >> 32;
}

/* Was it added before, the readers this way round? */
static bool is_again(const struct joint_whole *whole, const char *text)
{
	u64 hash = hash_text(text), at;

	for (unsigned int i = 0; i < JOINT_READS; i++)
		hash = (hash ^ whole->starts[i]) * 1099511628211u;
	hash = (hash ^ whole->path) * 1099511628211u;
	for (at = hash ^ hash >> 32; met[at % ARRAY_SIZE(met)]; at++)
		if (met[at % ARRAY_SIZE(met)] == (hash | 1))
			return true;
	if (++nmet > ARRAY_SIZE(met) / 2)
		brute_fail("so many executions");
	met[at % ARRAY_SIZE(met)] = hash | 1;
	return false;
}

static struct row *find(const char *text)
{
	for (u64 hash = hash_text(text);; hash++) {
		struct row *row = &rows[hash % TABLE];

		if (!row->text || !strcmp(row->text, text))
			return row;
	}
}

static struct row *enter(const char *text)
{
	struct row *row = find(text);

	if (row->text)
		return row;
	if (++nrows > TABLE / 2)
		brute_fail("so many executions");
	row->text = strdup(text);
	return row;
}

/* Two reads of which the first can be before the second, each as it is by itself. */
static void add_pair(const struct joint_read_made *first, const struct joint_read_made *second)
{
	char *text;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	if (!out)
		abort();
	put_read(out, first, false, false);
	fputs(" and then", out);
	put_read(out, second, false, false);
	fclose(out);
	enter(text);
	free(text);
}

void joint_add(const struct joint_whole *whole)
{
	char *text = make_text(whole, false), *other = make_text(whole, true);
	int order = strcmp(text, other);
	u16 turned = turn_pairs(whole->before);
	struct row *row = enter(order <= 0 ? text : other);

	row->twice = is_again(whole, text) || row->twice;
	if (order <= 0)
		row->before |= whole->before;
	if (order >= 0)
		row->before |= turned;
	for (unsigned int p = 0; p < JOINT_READS * JOINT_READS && whole->each > 1; p++)
		if (whole->before >> p & 1)
			add_pair(&whole->reads[p / JOINT_READS], &whole->reads[p % JOINT_READS]);
	free(text);
	free(other);
}

void joint_forget_all(void)
{
	for (size_t i = 0; i < TABLE; i++)
		free(rows[i].text);
	memset(rows, 0, sizeof(rows));
	memset(met, 0, sizeof(met));
	nrows = nmet = 0;
}

static int compare(const void *a, const void *b)
{
	return strcmp((*(struct row *const *)a)->text, (*(struct row *const *)b)->text);
}

void joint_print(bool once)
{
	struct row **sorted = calloc(nrows + 1, sizeof(*sorted));
	size_t n = 0;

	for (size_t i = 0; i < TABLE && sorted; i++)
		if (rows[i].text)
			sorted[n++] = &rows[i];
	qsort(sorted, n, sizeof(*sorted), compare);
	for (size_t i = 0; i < n; i++) {
		fputs(sorted[i]->text, stdout);
		for (unsigned int p = 0; p < JOINT_READS * JOINT_READS; p++)
			if (sorted[i]->before >> p & 1)
				printf(" %c<%c", 'a' + (int)(p / JOINT_READS),
				       'a' + (int)(p % JOINT_READS));
		if (once && sorted[i]->twice && !loose_halves)
			printf(" (twice)");
		puts("");
	}
	free(sorted);
}
