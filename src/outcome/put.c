/* Members of JSON objects. What there is no memory for is left out: jansson takes a NULL for it. */
#include "outcome/put.h"

#include <limits.h>

#include "file/show.h"
#include "model/model.h"
#include "version/version.h"

void put_number(json_t *object, const char *key, u64 value)
{
	json_object_set_new(object, key, json_integer((json_int_t)value));
}

void put_signed(json_t *object, const char *key, s64 value)
{
	json_object_set_new(object, key, json_integer(value));
}

void put_real(json_t *object, const char *key, double value)
{
	json_object_set_new(object, key, json_real(value));
}

void put_bool(json_t *object, const char *key, bool value)
{
	json_object_set_new(object, key, json_boolean(value));
}

json_t *put_string(const char *text)
{
	char shown[PATH_MAX];

	return json_string(show_utf8(text, shown, sizeof(shown)));
}

void put_text(json_t *object, const char *key, const char *text)
{
	json_object_set_new(object, key, put_string(text));
}

void put_numbers(json_t *object, const char *key, const u64 *values, unsigned int n)
{
	json_t *array = json_array();

	for (unsigned int i = 0; i < n; i++)
		json_array_append_new(array, json_integer((json_int_t)values[i]));
	json_object_set_new(object, key, array);
}

void put_cpus(json_t *object, const char *key, const unsigned int *cpus, unsigned int n)
{
	json_t *array = json_array();

	for (unsigned int i = 0; i < n; i++)
		json_array_append_new(array, json_integer(cpus[i]));
	json_object_set_new(object, key, array);
}

void put_tool(json_t *object)
{
	json_t *tool = json_object(), *models = json_array();

	for (int model = 0; model < MODELS; model++)
		json_array_append_new(models, json_string(model_name((enum model)model)));
	put_text(tool, "name", "warpage");
	put_text(tool, "version", version_number);
	put_text(tool, "commit", version_commit);
	put_text(tool, "llvm", version_llvm);
	json_object_set_new(tool, "models", models);
	json_object_set_new(object, "tool", tool);
}
