/* Calls clang, the instrumenter and objcopy; see unit.h. */
#include "build/unit.h"

#include <stdio.h>

#include "build/step.h"

enum { JOB_MACHINE, JOB_NATIVE, JOB_GAPPED };

static const char *const kinds[UNIT_JOBS] = {"machine", "native", "gapped"};

unsigned int unit_jobs(const struct unit *unit)
{
	return unit->is_format ? 1 : UNIT_JOBS;
}

/* clang with the flags of one kind, and what it needs to find headers. */
static void add_compiler(struct step *step, const struct unit *unit, const struct tools *tools,
			 unsigned int kind, unsigned int headers)
{
	step_word(step, "%s", WARPAGE_CLANG);
	step_word(step, "@%s/flags/%s", tools->share, kinds[kind]);
	if (kind == JOB_GAPPED)
		step_word(step, "-I%s/gapped", tools->share);
	step_word(step, "-I%s/%s", tools->share, headers == JOB_MACHINE ? "machine" : "native");
	step_word(step, "-I%s/include", tools->share);
	step_word(step, "-iquote%s", unit->folder);
	if (unit->headers[0])
		step_word(step, "-I%s", unit->headers);
	step_word(step, "-I%s/protocols", tools->share);
	if (!unit->front)
		return;
	/* its own kernel's headers are passed over */
	for (const char *const *word = (const char *const[]){"-nostdlibinc", "-MD", "-MF",
							     "/dev/null", "-Xclang", "-MG", NULL};
	     *word; word++)
		step_word(step, "%s", *word);
	step_word(step, "-include");
	step_word(step, "%s", unit->front);
	/* included as a whole path, and told of as the user calls it */
	step_word(step, "-ffile-prefix-map=%s=%s", unit->whole, unit->called);
}

int unit_preprocess(const struct unit *unit, const struct tools *tools, const char *out,
		    const char *errors)
{
	struct step step = {0};

	add_compiler(&step, unit, tools, JOB_MACHINE, JOB_MACHINE);
	step_word(&step, "-E");
	step_word(&step, "-xc");
	step_word(&step, "%s", unit->source);
	return step_run(&step, out, errors);
}

int unit_tree(const struct unit *unit, const struct tools *tools, const char *out,
	      const char *errors)
{
	struct step step = {0};

	add_compiler(&step, unit, tools, JOB_MACHINE, JOB_MACHINE);
	for (const char *const *word =
		     (const char *const[]){"-ferror-limit=0", "-fsyntax-only", "-Xclang",
					   "-ast-dump=json", "-xc", NULL};
	     *word; word++)
		step_word(&step, "%s", *word);
	step_word(&step, "%s", unit->source);
	return step_run(&step, out, errors);
}

static int compile(const struct unit *unit, const struct tools *tools, unsigned int job,
		   const char *output, const char *errors)
{
	struct step step = {0};

	/* a format is no protocol: it is not instrumented, and has the machine's names */
	add_compiler(&step, unit, tools, unit->is_format ? JOB_NATIVE : job, job);
	if (job == JOB_MACHINE && !unit->is_format)
		step_word(&step, "-emit-llvm");
	step_word(&step, "-fPIC");
	step_word(&step, "-c");
	step_word(&step, "-xc");
	step_word(&step, "%s", unit->source);
	step_word(&step, "-o");
	step_word(&step, "%s", output);
	return step_run(&step, NULL, errors);
}

/* Bitcode with the machine's calls, and an object of that. */
static int instrument(const struct unit *unit, const struct tools *tools, const char *bitcode,
		      const char *object, const char *errors)
{
	struct step marks = {0}, code = {0};
	int status;

	step_word(&marks, "%s", tools->instrument);
	step_word(&marks, "%s", bitcode);
	step_word(&marks, "%s.machine.bc", unit->objects);
	status = step_run(&marks, NULL, errors);
	if (status)
		return status;
	step_word(&code, "%s", WARPAGE_CLANG);
	for (const char *const *word = (const char *const[]){"-O2", "-g", "-fPIC", "-Xclang",
							     "-disable-llvm-passes", "-c", NULL};
	     *word; word++)
		step_word(&code, "%s", *word);
	step_word(&code, "%s.machine.bc", unit->objects);
	step_word(&code, "-o");
	step_word(&code, "%s", object);
	return step_run(&code, NULL, errors);
}

/*
 * No name of the file's is one of the whole object's, which has the file in three builds. The calls that clang's pass
 * put in get the names of the race engine's.
 */
static int own_names(const struct tools *tools, bool gapped, const char *from, const char *object,
		     const char *errors)
{
	struct step step = {0};

	step_word(&step, "objcopy");
	step_word(&step, "--keep-global-symbol=protocol_module");
	if (gapped)
		step_word(&step, "--redefine-syms=%s/gapped_names", tools->share);
	step_word(&step, "%s", from);
	step_word(&step, "%s", object);
	return step_run(&step, NULL, errors);
}

int unit_compile(const struct unit *unit, const struct tools *tools, unsigned int job)
{
	char object[PATH_MAX + 32], first[PATH_MAX + 32], second[PATH_MAX + 32];
	char errors[PATH_MAX + 16];
	bool machine = job == JOB_MACHINE && !unit->is_format;
	int status;

	snprintf(object, sizeof(object), "%s.%u.o", unit->objects, job);
	snprintf(first, sizeof(first), "%s.%u.first", unit->objects, job);
	snprintf(second, sizeof(second), "%s.%u.second", unit->objects, job);
	snprintf(errors, sizeof(errors), "%s.%u.err", unit->objects, job);
	status = compile(unit, tools, job, first, errors);
	if (!status && machine)
		status = instrument(unit, tools, first, second, errors);
	if (!status)
		status = own_names(tools, job == JOB_GAPPED, machine ? second : first, object,
				   errors);
	return status;
}
