/* What the lines of every log have in common: time, run and machine. */
#define _GNU_SOURCE
#include "cli/log_line.h"

#include <stdio.h>
#include <string.h>
#include <sys/time.h>
#include <sys/utsname.h>
#include <time.h>
#include <unistd.h>

#include "stress/survey/tell.h"

json_t *live_log_line(const char *event, const char *run)
{
	struct timeval now;
	struct tm utc;
	char text[32];
	json_t *object = json_object();

	gettimeofday(&now, NULL);
	gmtime_r(&now.tv_sec, &utc);
	strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%SZ", &utc);
	json_object_set_new(object, "event", json_string(event));
	json_object_set_new(object, "time", json_string(text));
	json_object_set_new(object, "unix",
			    json_real((double)now.tv_sec + (double)now.tv_usec / 1e6));
	json_object_set_new(object, "run", json_string(run));
	return object;
}

/* The model's name in /proc/cpuinfo. */
static json_t *cpu_model(void)
{
	FILE *file = fopen("/proc/cpuinfo", "re");
	char text[256] = "unknown";

	while (file && fgets(text, sizeof(text), file))
		if (!strncmp(text, "model name", 10))
			break;
	if (file)
		fclose(file);
	text[strcspn(text, "\n")] = '\0';
	return json_string(strchr(text, ':') ? strchr(text, ':') + 2 : "unknown");
}

json_t *live_log_machine(void)
{
	json_t *machine = json_object();
	struct utsname names;

	uname(&names);
	json_object_set_new(machine, "host", json_string(names.nodename));
	json_object_set_new(machine, "kernel", json_string(names.release));
	json_object_set_new(machine, "cpu", cpu_model());
	json_object_set_new(machine, "cpu_id", survey_id_json());
	json_object_set_new(machine, "cpus", json_integer(sysconf(_SC_NPROCESSORS_ONLN)));
	return machine;
}
