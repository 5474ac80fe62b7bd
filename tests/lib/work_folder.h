/* For tests of what becomes of crashes: folders for them, and what is in them. */
#pragma once

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

static char folder[] = "/tmp/warpage-test-XXXXXX";
static char findings[64], reports[64], crashes[64];

static int set_up(void **context)
{
	(void)context;
	if (!mkdtemp(folder))
		return -1;
	snprintf(findings, sizeof(findings), "%s/findings", folder);
	snprintf(reports, sizeof(reports), "%s/reports", folder);
	snprintf(crashes, sizeof(crashes), "%s/crashes", folder);
	return mkdir(findings, 0777) | mkdir(reports, 0777) | mkdir(crashes, 0777);
}

static void clear(const char *path)
{
	char command[128];

	snprintf(command, sizeof(command), "rm -rf '%s'/*", path);
	assert_int_equal(system(command), 0);
}

static int tear_down(void **context)
{
	char command[128];

	(void)context;
	snprintf(command, sizeof(command), "rm -rf '%s'", folder);
	return system(command);
}

static unsigned int count_files(const char *path)
{
	char command[128];
	unsigned int n = 99;
	FILE *pipe;

	snprintf(command, sizeof(command), "find '%s' -type f | wc -l", path);
	pipe = popen(command, "r");
	assert_int_equal(fscanf(pipe, "%u", &n), 1);
	pclose(pipe);
	return n;
}
