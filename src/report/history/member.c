/* Members, looked at before anything is made of them. */
#include "report/history/member.h"

#include <math.h>
#include <string.h>

#define EXACT 9007199254740992.0 /* above this a double does not tell whole numbers apart */

json_t *member(const json_t *object, const char *name, json_type type, bool *wrong)
{
	json_t *value = json_object_get(object, name);

	if (!value || json_is_null(value) || json_typeof(value) == type)
		return json_is_null(value) ? NULL : value;
	*wrong = true;
	return NULL;
}

u64 member_count(const json_t *value, bool *wrong)
{
	double real = json_number_value(value);

	if (!value || json_is_null(value))
		return 0;
	if (json_is_integer(value) && json_integer_value(value) >= 0)
		return (u64)json_integer_value(value);
	if (json_is_real(value) && real >= 0 && real <= EXACT && real == floor(real))
		return (u64)real;
	*wrong = true;
	return 0;
}

u64 member_whole(const json_t *object, const char *name, bool *wrong)
{
	return member_count(json_object_get(object, name), wrong);
}

s64 member_integer(const json_t *object, const char *name, bool *given, bool *wrong)
{
	const json_t *value = member(object, name, JSON_INTEGER, wrong);

	*given = value;
	return json_integer_value(value);
}

double member_real(const json_t *object, const char *name, double least, double most, bool *wrong)
{
	const json_t *value = json_object_get(object, name);
	double real = json_number_value(value);

	if (!value || json_is_null(value))
		return NAN;
	if (json_is_number(value) && ((real >= least && real <= most) || real == 0))
		return fabs(real); /* no -0 */
	*wrong = true;
	return NAN;
}

const char *member_text(const json_t *object, const char *name, bool *wrong)
{
	return json_string_value(member(object, name, JSON_STRING, wrong));
}

const char *member_name(const json_t *object, const char *name, bool *wrong)
{
	const char *text = member_text(object, name, wrong);

	*wrong |= text && strlen(text) > MEMBER_NAME_MAX;
	return text && !*wrong ? text : "";
}
