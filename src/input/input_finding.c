/* A violation that the last input showed, as a finding that replays without the input. */
#include "finding/shrink.h"
#include "input/input_runner.h"

static void fill(struct input_runner *runner, enum violation violation, struct finding *finding)
{
	const struct choice *choice = &runner->host_choice;

	memset(finding, 0, sizeof(*finding));
	finding->violation = violation;
	finding->format = runner->last.format;
	finding->host = runner->last.host;
	finding->guest = runner->last.guest;
	finding->model = runner->last.model;
	finding->word = runner->last.word;
	finding->schedule = runner->schedule;
	finding->nchoices = choice->n < FINDING_CHOICES_MAX ? choice->n : FINDING_CHOICES_MAX;
	while (finding->nchoices && !choice->taken[finding->nchoices - 1])
		finding->nchoices--;
	memcpy(finding->choices, choice->taken, finding->nchoices * sizeof(*finding->choices));
}

static void take_witness(struct input_runner *runner, struct finding *finding, unsigned int i,
			 const struct extreme *extreme)
{
	struct choice *choice = &runner->read_choice;

	choice_replay(choice, extreme->choices, extreme->nchoices);
	choice_begin(choice);
	finding_take_read(finding, i, runner->machine,
			  machine_read(runner->machine, finding->guest, choice));
}

bool input_finding(struct input_runner *runner, enum violation violation, struct finding *finding,
		   char *why, size_t size)
{
	if (violation >= VIOLATIONS || !(runner->last.violations & (u32)1 << violation) ||
	    (!runner->kept && runner->read_of[violation] != OF_SEVERAL)) {
		snprintf(why, size, "the last input showed no such violation");
		return false;
	}
	fill(runner, violation, finding);
	if (runner->read_of[violation] == OF_SEVERAL) {
		*finding = *together_found(runner->together, violation);
	} else if (runner->read_of[violation] == OF_TWO) {
		finding->nreads = 2;
		take_witness(runner, finding, 0, runner->step_back.first);
		take_witness(runner, finding, 1, runner->step_back.second);
	} else if (runner->read_of[violation] != OF_NONE) {
		finding->nreads = 1;
		finding_take_read(finding, 0, runner->machine,
				  input_read_make(runner, runner->read_of[violation]));
	}
	runner->kept = false;
	return finding_confirm(finding, runner->machine, &runner->oracle, why, size);
}

unsigned int input_shrink(struct input_runner *runner, struct finding *finding)
{
	runner->kept = false;
	return finding_shrink(finding, runner->machine, &runner->oracle, NULL, NULL);
}

void input_print(FILE *out, const struct input_runner *runner, const struct finding *finding,
		 const char *path, const struct console *console)
{
	finding_print(out, finding, runner->machine, &runner->oracle, path, console);
}
