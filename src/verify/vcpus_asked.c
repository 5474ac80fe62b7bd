/* How many vCPUs a pair is explored with: a guest that asks which one it is on has more than one. */
#include "clock/scenario.h"
#include "verify/run.h"

#define ASKING_READS 1000

bool run_asks_vcpu(struct run *run)
{
	const struct verify_options *options = run->options;
	struct choice *reads = run->read_choice;
	struct schedule schedule;
	unsigned int n = 0;

	run_setup(run, false, options->retries);
	choice_replay(run->schedule_choice, NULL, 0);
	choice_begin(run->schedule_choice);
	if (!scenario_row(options->format, options->host, 0, 1, &schedule) ||
	    !machine_host(run->machine, options->host, &schedule, run->schedule_choice))
		return false;
	choice_exhaustive(reads);
	do {
		choice_begin(reads);
		machine_read(run->machine, options->guest, reads);
	} while (!machine_asked_vcpu(run->machine) && ++n < ASKING_READS && choice_next(reads));
	return machine_asked_vcpu(run->machine);
}

unsigned int run_vcpus(struct run *run)
{
	if (run->options->vcpus)
		return run->options->vcpus;
	return run_asks_vcpu(run) ? 2 : 1;
}

void run_give_vcpus(struct run *run, struct schedule *schedule)
{
	choice_replay(run->read_choice, NULL, 0);
	vcpus_choose(run->read_choice, run->vcpus, run->options->tscs, schedule);
}
