/*
 * Prints the reads of a joint execution: each reader has a column, in which its reads are in their order, with their
 * accesses to the page between those to the memory that they share.
 */
#include <inttypes.h>
#include <stdlib.h>

#include "finding/print.h"
#include "finding/value.h"

struct printer {
	struct page *page;
	const struct joint_moment *moment;
	const struct joint_read *reads;
	const struct joint_step *steps;
	unsigned int nreads, nsteps;
};

static const char *name_of(const struct shared_op *op)
{
	return op->site->variable ? op->site->variable : "memory";
}

/* The n-th step that a read makes, or (drain) the n-th store of it that leaves the buffer; its index. */
static unsigned int step_of(const struct printer *p, const struct joint_read *read, bool drain,
			    unsigned int n)
{
	for (unsigned int i = 0; i < p->nsteps; i++)
		if (p->steps[i].reader == read->reader && p->steps[i].nth == read->nth &&
		    p->steps[i].drain == drain && !n--)
			return i;
	return p->nsteps;
}

static struct line at(const struct printer *p, const struct joint_read *read, u16 position,
		      unsigned int step, const struct site *site)
{
	const struct log *log = machine_log(p->page->machine);

	return (struct line){.time = log_time(log, position),
			     .order = 1000000 + 1000 * step,
			     .tsc = log_tsc(log, position),
			     .column = read->reader + 1,
			     .site = site};
}

static const char *place_of(const struct printer *p, const struct shared_op *op, char *out,
			    size_t size)
{
	if (op->kind != SHARED_PAGE)
		return name_of(op);
	return value_place(p->page->finding->format, op->offset, op->size, out, size);
}

static void add_op(const struct printer *p, struct line line, const struct joint_step *step)
{
	const struct shared_op *op = &step->op;
	char place[64];

	switch ((enum shared_kind)op->kind) {
	case SHARED_LOAD:
		print_add_line(p->page, line, "%-9s -> %" PRIu64, name_of(op), step->value);
		break;
	case SHARED_STORE:
		print_add_line(p->page, line, "%-9s = %" PRIu64, name_of(op), op->value);
		break;
	case SHARED_MODIFY:
		if (op->wrote)
			print_add_line(p->page, line,
				       "%-9s -> %" PRIu64 ", = %" PRIu64 "  (locked)", name_of(op),
				       step->value, op->value);
		else
			print_add_line(p->page, line, "%-9s -> %" PRIu64 ", stays  (locked)",
				       name_of(op), step->value);
		break;
	case SHARED_PAGE:
		print_add_line(p->page, line, "%-9s = %" PRIu64 "%s",
			       place_of(p, op, place, sizeof(place)), op->value,
			       op->full ? " is seen by all" : "");
		break;
	case SHARED_FENCE:
		print_add_line(p->page, line, "its stores are made");
		break;
	case SHARED_PIN:
		print_add_line(p->page, line, "stays on vCPU %u", op->vcpu);
		break;
	case SHARED_HERE:
		print_add_line(p->page, line, "is on vCPU %u", op->vcpu);
		break;
	}
}

static void add_access(const struct printer *p, struct line line, const struct finding_read *read,
		       unsigned int a)
{
	if (read->accesses[a].kind == ACCESS_LOAD)
		print_add_load(p->page, &line, read, a);
	else if (read->accesses[a].kind == ACCESS_TSC)
		print_add_tsc(p->page, &line, read->accesses[a].value);
	else if (read->accesses[a].kind == ACCESS_VCPU)
		print_add_line(p->page, line, "%-9s -> %" PRIu64, "vcpu_id",
			       read->accesses[a].value);
	else if (read->accesses[a].kind == ACCESS_MOVE)
		print_add_move(p->page, &line, (unsigned int)read->accesses[a].value);
	else
		print_add_line(p->page, line, "tries again");
}

static void add_read(const struct printer *p, const struct joint_read *joint_read,
		     const struct finding_read *read, const struct shared_op *ops,
		     unsigned int nops)
{
	unsigned int op = 0, order = 0, step = step_of(p, joint_read, false, 0);
	u16 position = joint_read->s_first;
	char place[64];
	struct line line;

	for (unsigned int a = 0; a <= read->naccesses; a++) {
		for (; op < nops && ops[op].accesses == a; op++, order = 0) {
			struct joint_step one;

			step = step_of(p, joint_read, false, op);
			if (step == p->nsteps)
				continue;
			one = p->steps[step];
			one.op = ops[op];
			position = one.position > position ? one.position : position;
			add_op(p, at(p, joint_read, position, step, ops[op].site), &one);
		}
		if (a == read->naccesses)
			break;
		/* before the next access to shared memory, behind the last */
		step = op < nops ? step_of(p, joint_read, false, op) : step;
		if (read->accesses[a].kind != ACCESS_RETRY)
			position = finding_position(&read->accesses[a]);
		line = at(p, joint_read, position, step, read->accesses[a].site);
		line.order = line.order - (op < nops ? 999 : 0) + ++order;
		add_access(p, line, read, a);
	}
	for (unsigned int n = 0; (step = step_of(p, joint_read, true, n)) < p->nsteps; n++)
		print_add_line(p->page,
			       at(p, joint_read, p->steps[step].position, step,
				  p->steps[step].op.site),
			       "%-9s = %" PRIu64 " is seen by all",
			       place_of(p, &p->steps[step].op, place, sizeof(place)),
			       p->steps[step].op.value);
	line = at(p, joint_read, joint_read->read.e, p->nsteps, NULL);
	line.order = 1000000 + 1000 * p->nsteps;
	if (joint_read->read.end == READ_ACCEPTED)
		print_add_line(p->page, line, "returns %" PRIu64, joint_read->read.value);
	else
		print_add_line(p->page, line, "%s",
			       joint_read->read.end == READ_STUCK ? "tries for ever"
								  : "falls back");
}

static void show(void *arg, const struct joint_moment *moment)
{
	struct page *page = arg;
	struct printer p = {.page = page, .moment = moment};
	struct finding *scratch = calloc(1, sizeof(*scratch));

	page->shown = calloc(1, sizeof(*page->shown));
	if (!scratch || !page->shown) {
		free(scratch);
		return;
	}
	*scratch = *page->shown = *page->finding;
	p.nreads = joint_reads(moment->joint, &p.reads);
	p.nsteps = joint_steps(moment->joint, &p.steps);
	for (unsigned int i = 0; i < p.nreads; i++) {
		const struct shared_op *ops;
		const struct shared_answer *answers;
		unsigned int nops;
		const struct read *read =
			joint_read_again(moment->joint, &p.reads[i], &ops, &answers, &nops);

		finding_take_read(scratch, 0, page->machine, read);
		add_read(&p, &p.reads[i], &scratch->reads[0], ops, nops);
		if (i == moment->first)
			page->shown->reads[0] = scratch->reads[0];
		if (i == moment->second && moment->second != moment->first)
			page->shown->reads[1] = scratch->reads[0];
	}
	page->shown->nreads = 1 + (moment->second != moment->first);
	free(scratch);
}

void print_add_joint(struct page *page)
{
	struct oracle oracle;
	char why[256];

	if (!oracle_init(&oracle))
		return;
	oracle_begin(&oracle, page->machine, page->finding->format);
	finding_find_joint(page->finding, page->machine, &oracle, show, page, why, sizeof(why));
	oracle_free(&oracle);
}
