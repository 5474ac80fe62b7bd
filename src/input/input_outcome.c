/* Keeps the outcomes of two inputs: no read of the one at hand ever waits for room. */
#include "input/input_outcome.h"

#include "machine/bytes.h"

void input_outcomes_init(struct input_outcomes *outcomes)
{
	outcomes->input = &outcomes->inputs[0];
	outcomes->before = &outcomes->inputs[1];
}

void input_outcomes_next(struct input_outcomes *outcomes, const u8 *data, size_t size)
{
	struct input_kept *input = outcomes->before;

	outcomes->before = outcomes->input;
	outcomes->input = input;
	input->noutcomes = 0;
	input->used = 0;
	input_scan(&input->plan, data, size);
}

bool input_outcomes_same_host(const struct input_outcomes *outcomes)
{
	const struct input_plan *plan = &outcomes->input->plan, *before = &outcomes->before->plan;

	return plan->nkey == before->nkey && bytes_same(plan->key, before->key, plan->nkey);
}

void input_outcomes_forget(struct input_outcomes *outcomes)
{
	outcomes->before->noutcomes = 0;
}

/* A read of these bytes in the input before; NULL if there was none. */
static struct input_outcome *find(const struct input_outcomes *outcomes, unsigned int i)
{
	const struct input_plan *plan = &outcomes->input->plan, *before = &outcomes->before->plan;
	const struct input_read *wanted = &plan->reads[i];

	for (unsigned int j = 0; j < outcomes->before->noutcomes; j++) {
		const struct input_read *read = &before->reads[j];

		if (read->start == wanted->start && read->vcpu == wanted->vcpu &&
		    read->n == wanted->n && read->running == wanted->running &&
		    bytes_same(before->choices + read->from, plan->choices + wanted->from, read->n))
			return outcomes->before->outcomes[j];
	}
	return NULL;
}

struct input_outcome *input_outcomes_get(struct input_outcomes *outcomes, unsigned int i,
					 bool *known)
{
	struct input_kept *input = outcomes->input;
	struct input_outcome *outcome = find(outcomes, i);

	*known = outcome;
	if (!outcome)
		outcome = &outcomes->pool[__builtin_ctz(~(input->used | outcomes->before->used))];
	input->used |= (u32)1 << (outcome - outcomes->pool);
	input->outcomes[input->noutcomes++] = outcome;
	return outcome;
}
