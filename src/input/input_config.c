/* Reads the WARPAGE_FUZZ_* variables. */
#include "input/input_config.h"

#include <stdlib.h>

#include "protocols/registry.h"
#include "version/version.h"

#define RETRIES 3

static bool get_protocol(struct input_options *options, const char *text, char *why, size_t size)
{
	char what[REGISTRY_WHY];

	if (registry_find_pair(ENGINE_MACHINE, text, &options->format, &options->host,
			       &options->guest, what, sizeof(what)))
		return true;
	what[strcspn(what, "\n")] = '\0';
	snprintf(why, size,
		 "WARPAGE_FUZZ_PROTOCOL: %s: this target is of %s; see `warpage list`, and build "
		 "the target anew if that has it",
		 what, version_line);
	return false;
}

static bool get_models(struct input_options *options, const char *text, char *why, size_t size)
{
	const char *wrong;

	if (!text)
		text = options->host ? model_name(MODEL_X86) : "all";
	wrong = models_parse(text, &options->models);
	if (!wrong)
		return true;
	snprintf(why, size, "WARPAGE_FUZZ_MODEL: '%.*s' is none of sc, x86, x86-manual, weak, all",
		 (int)(strcspn(wrong, ",") < 60 ? strcspn(wrong, ",") : 60), wrong);
	return false;
}

/* One of two words; *value is left alone if the variable is not set. */
static bool get_word(const char *name, const char *no, const char *yes, bool *value, char *why,
		     size_t size)
{
	const char *text = getenv(name);

	if (!text || !strcmp(text, no) || !strcmp(text, yes)) {
		*value = text ? !strcmp(text, yes) : *value;
		return true;
	}
	snprintf(why, size, "%s: '%.60s' is neither %s nor %s", name, text, no, yes);
	return false;
}

/* A small number, from 1; *value is left alone if the variable is not set. */
static bool get_number(const char *name, unsigned int max, unsigned int *value, char *why,
		       size_t size)
{
	const char *text = getenv(name);

	if (!text)
		return true;
	if (text[0] >= '1' && text[0] <= '0' + (int)max && !text[1]) {
		*value = (unsigned int)(text[0] - '0');
		return true;
	}
	snprintf(why, size, "%s: '%.60s' is no number from 1 to %u", name, text, max);
	return false;
}

static bool get_tscs(struct input_options *options, char *why, size_t size)
{
	const char *text = getenv("WARPAGE_FUZZ_TSCS");

	if (!text || vcpus_parse_tscs(text, &options->tscs))
		return true;
	snprintf(why, size, "WARPAGE_FUZZ_TSCS: '%.60s' is not of equal, ahead, behind, faster",
		 text);
	return false;
}

bool input_configure(struct input_options *options, bool *feedback, char *why, size_t size)
{
	const char *protocol = getenv("WARPAGE_FUZZ_PROTOCOL");

	if (!registry_check(why, size))
		return false;
	memset(options, 0, sizeof(*options));
	*feedback = true;
	options->retries = RETRIES;
	if (protocol && !get_protocol(options, protocol, why, size))
		return false;
	options->known = protocol;
	if (!get_number("WARPAGE_FUZZ_HOSTS", HOSTS_MAX, &options->hosts, why, size) ||
	    !get_number("WARPAGE_FUZZ_VCPUS", VCPUS_MAX, &options->vcpus, why, size) ||
	    !get_tscs(options, why, size))
		return false;
	return get_models(options, getenv("WARPAGE_FUZZ_MODEL"), why, size) &&
	       get_word("WARPAGE_FUZZ_KNOWN", "count", "report", &options->known, why, size) &&
	       get_word("WARPAGE_FUZZ_DEATHS", "0", "1", &options->deaths, why, size) &&
	       get_word("WARPAGE_FUZZ_FEEDBACK", "0", "1", feedback, why, size);
}
