/* The forms of an export. */
#include "export/export.h"

#include "export/litmus.h"
#include "export/program.h"
#include "export/sketch.h"
#include "file/output.h"

static const struct {
	const char *name;
	const char *marks[LITMUS_ARCHS]; /* one, or one for each language */
	bool (*write)(FILE *out, const struct export *export, char *why, size_t size);
	bool (*draw)(FILE *out, const struct sketch *sketch); /* false without memory */
} forms[EXPORT_FORMS] = {
	[EXPORT_C] = {"c", {"/* warpage export: c"}, .write = program_write},
	[EXPORT_LITMUS] = {"litmus",
			   {[LITMUS_C] = "C warpage-",
			    [LITMUS_AARCH64] = "AArch64 warpage-",
			    [LITMUS_X86] = "X86 warpage-"},
			   .write = litmus_write},
	[EXPORT_SVG] = {"svg",
			{"<?xml version=\"1.0\" encoding=\"UTF-8\"?><!-- warpage export"},
			.draw = svg_write},
	[EXPORT_HTML] = {"html",
			 {"<!DOCTYPE html><!-- warpage export"},
			 .draw = finding_page_write},
	[EXPORT_DOT] = {"dot", {"/* warpage export: dot"}, .draw = dot_write},
};

const char *export_name(enum export_form form)
{
	return forms[form].name;
}

const char *export_mark(enum export_form form)
{
	return forms[form].marks[0];
}

const char *export_mark_at(const char *path)
{
	for (unsigned int form = 0; form < EXPORT_FORMS; form++)
		for (unsigned int i = 0; i < LITMUS_ARCHS && forms[form].marks[i]; i++)
			if (!output_check(path, forms[form].marks[i], false))
				return forms[form].marks[i];
	return forms[0].marks[0];
}

bool export_write(const struct export *export, enum export_form form, FILE *out, char *why,
		  size_t size)
{
	struct sketch sketch;
	bool good;

	if (forms[form].write)
		return forms[form].write(out, export, why, size);
	good = sketch_make(&sketch, export, why, size);
	if (good && !forms[form].draw(out, &sketch)) {
		snprintf(why, size, "out of memory");
		good = false;
	}
	sketch_free(&sketch);
	return good;
}
