/* What an input asks for: which pair, in which model, who else is there; and the host's run of it. */
#include "input/input_runner.h"
#include "verify/run.h"

/* The n-th of the models that the options allow, round and round. */
static enum model choose_model(u32 models, unsigned int n)
{
	u32 left = models;

	for (n %= (unsigned int)__builtin_popcount(models); n; n--)
		left &= left - 1;
	return (enum model)__builtin_ctz(left);
}

/* The matrix is of words of 64 bits. With 32 what is one access in it may be two, as it is in weak where it is not aligned. */
static u32 known_of(const struct input_runner *runner)
{
	const struct input_verdict *last = &runner->last;
	u32 known = input_pairs_known(runner->pairs, last->host, last->guest, last->model);

	if (last->word == 32)
		known |= input_pairs_known(runner->pairs, last->host, last->guest, MODEL_WEAK);
	return known;
}

/* Is a sequence looked at again in one access, on a CPU with words of 32 bits? Else no such CPU runs the protocol as it stands. */
static bool is_for_32_bits(const struct format *format)
{
	for (unsigned int i = 0; i < format->nfields; i++)
		if (format->fields[i].role == FIELD_SEQUENCE && format->fields[i].size <= 4)
			return true;
	return false;
}

static void choose_pair(struct input_runner *runner)
{
	const struct input_options *options = &runner->options;
	struct input_verdict *last = &runner->last;
	const u8 *head = runner->outcomes.input->plan.key;

	last->model = choose_model(options->models, head[INPUT_AT_MODEL] & 3);
	last->word = head[INPUT_AT_MODEL] & 4 ? 32 : 64;
	last->format = options->format;
	last->host = options->host;
	last->guest = options->guest;
	if (!options->host)
		input_pairs_find(runner->pairs, input_code(head + INPUT_AT_HOST),
				 input_code(head + INPUT_AT_GUEST), &last->format, &last->host,
				 &last->guest);
	if (!options->host && last->format && !is_for_32_bits(last->format))
		last->word = 64;
	runner->known = 0;
	if (!options->known && last->guest)
		runner->known = known_of(runner);
}

static bool may_die(const struct input_runner *runner)
{
	const u8 *head = runner->outcomes.input->plan.key;

	return runner->options.deaths ||
	       (runner->options.carried && head[INPUT_AT_CARRIED] == INPUT_CARRIED_DEATHS);
}

static bool carries(const struct input_runner *runner)
{
	u8 carried = runner->outcomes.input->plan.key[INPUT_AT_CARRIED];

	return runner->options.carried &&
	       (carried == INPUT_CARRIED || carried == INPUT_CARRIED_DEATHS);
}

/* As many as were asked for, or as the guest has: at least two, if it asks which one it is on. */
static unsigned int choose_vcpus(struct input_runner *runner, const struct input_setting *setting)
{
	const struct input_verdict *last = &runner->last;
	unsigned int given = runner->options.vcpus;

	if (!given && carries(runner) && setting->given)
		given = setting->vcpus;
	runner->last.given = given;
	if (given)
		return given;
	if (!together_asks(runner->together, last,
			   input_pairs_number(runner->pairs, last->host, last->guest)))
		return 1;
	return setting->vcpus < 2 ? 2 : setting->vcpus;
}

/* The kind that the input says, or if that is not allowed, another one. */
static enum tscs choose_tscs(const struct input_runner *runner, enum tscs said)
{
	unsigned int kinds = runner->options.tscs;

	if (!kinds || kinds >> said & 1)
		return said;
	return vcpus_tscs(kinds, (unsigned int)said % (unsigned int)__builtin_popcount(kinds));
}

_Static_assert(INPUT_UPDATES_MAX < 32 / VCPUS_MAX, "all their clocks have a bit");

/* Who else there is besides the host. */
static void choose_scene(struct input_runner *runner, struct input_scene *scene)
{
	struct input_setting setting = input_setting_of(&runner->outcomes.input->plan);
	struct input_verdict *last = &runner->last;

	scene->deaths = may_die(runner);
	last->hosts = runner->options.hosts;
	if (!last->hosts && carries(runner))
		last->hosts = setting.hosts;
	last->hosts = last->hosts > 1 ? last->hosts : 1;
	scene->hosts = last->hosts;
	scene->vcpus = last->vcpus = choose_vcpus(runner, &setting);
	scene->tscs = last->tscs = choose_tscs(runner, setting.tscs);
	scene->writers = !setting.alone && last->hosts == 1 && last->vcpus == 1 &&
			 last->model != MODEL_WEAK && !last->host->own_params &&
			 verdict_page_store(last->guest);
}

void input_host_run(struct input_runner *runner)
{
	const struct input_plan *plan = &runner->outcomes.input->plan;
	struct machine_options options = {
		.poison = RUN_POISON,
		.retries = runner->options.retries,
		.moves = VERIFY_MOVES,
	};
	struct input_scene scene;

	runner->kept = false;
	choose_pair(runner);
	if (!runner->last.guest) {
		runner->last.error = "the format has no guest";
		return;
	}
	options.format = runner->last.format;
	options.model = runner->last.model;
	options.word = runner->last.word;
	options.writer = runner->last.guest;
	choose_scene(runner, &scene);
	input_schedule(plan, options.format, runner->last.host, &scene, &runner->schedule);
	machine_setup(runner->machine, &options);
	choice_bytes(&runner->host_choice, plan->host_choices, plan->nhost);
	choice_begin(&runner->host_choice);
	if (!machine_host(runner->machine, runner->last.host, &runner->schedule,
			  &runner->host_choice)) {
		runner->last.error = machine_error(runner->machine);
		return;
	}
	/* an order of steps like another one */
	if (machine_log(runner->machine)->asleep)
		return;
	oracle_begin(&runner->oracle, runner->machine, options.format);
	runner->kept = true;
}
