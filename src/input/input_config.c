/* Reads the WARPAGE_FUZZ_* variables. */
#include "input/input_config.h"

#include <stdlib.h>

#include "protocols/registry.h"

#define RETRIES 3
#define NAME_MAX 64

static bool get_protocol(struct input_options *options, const char *text, char *why, size_t size)
{
	char format[NAME_MAX], host[NAME_MAX], guest[NAME_MAX];

	if (sscanf(text, "%63[^:]:%63[^:]:%63[^:]", format, host, guest) != 3) {
		snprintf(why, size, "WARPAGE_FUZZ_PROTOCOL: '%.60s' is not FORMAT:HOST:GUEST",
			 text);
		return false;
	}
	options->format = registry_find_format(format);
	if (options->format) {
		options->host = registry_find_host(ENGINE_MACHINE, options->format, host);
		options->guest = registry_find_guest(ENGINE_MACHINE, options->format, guest);
	}
	if (options->host && options->guest)
		return true;
	snprintf(why, size, "WARPAGE_FUZZ_PROTOCOL: there is no %s '%s': see `warpage list`",
		 !options->format ? "format"
		 : !options->host ? "host"
				  : "guest",
		 !options->format ? format
		 : !options->host ? host
				  : guest);
	return false;
}

static bool get_models(struct input_options *options, const char *text, char *why, size_t size)
{
	int model;

	options->models = (1u << MODELS) - 1;
	if (!text && options->host)
		text = model_name(MODEL_X86);
	if (!text || !strcmp(text, "all"))
		return true;
	model = model_parse(text);
	if (model < 0) {
		snprintf(why, size,
			 "WARPAGE_FUZZ_MODEL: '%.60s' is none of sc, x86, x86-manual, weak, all",
			 text);
		return false;
	}
	options->models = 1u << model;
	return true;
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
	return get_models(options, getenv("WARPAGE_FUZZ_MODEL"), why, size) &&
	       get_word("WARPAGE_FUZZ_KNOWN", "count", "report", &options->known, why, size) &&
	       get_word("WARPAGE_FUZZ_DEATHS", "0", "1", &options->deaths, why, size) &&
	       get_word("WARPAGE_FUZZ_FEEDBACK", "0", "1", feedback, why, size);
}
