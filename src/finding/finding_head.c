/* Looks for a finding's first lines, and for those on its code. */
#include "finding/finding_head.h"

#include <stdio.h>
#include <string.h>

#include "finding/finding.h"

/* What stands behind a line's first words, which include the blank; false if there is no such line. */
static bool find_line(const char *text, const char *words, char *out, size_t size)
{
	size_t length = strlen(words);

	for (const char *line = text; line; line = strchr(line, '\n')) {
		line += *line == '\n';
		if (strncmp(line, words, length) != 0)
			continue;
		line += length;
		length = strcspn(line, "\n");
		while (length && strchr(" \t\r", line[length - 1]))
			length--;
		snprintf(out, size, "%.*s", (int)length, line);
		return true;
	}
	return false;
}

/* What stands before it is a mail's. NULL if there is none. */
static const char *find_mark(const char *text)
{
	size_t length = strcspn(FINDING_MARK, "\n");

	for (const char *line = text; line; line = strchr(line, '\n')) {
		line += *line == '\n';
		if (!strncmp(line, FINDING_MARK, length) && strchr(" \t\r\n", line[length]))
			return line;
	}
	return NULL;
}

bool finding_head_read(const char *text, struct finding_head *head)
{
	char word[64], rest[8];
	const char *hosts;
	int violation, model;

	memset(head, 0, sizeof(*head));
	text = find_mark(text);
	if (!text || !find_line(text, "violation ", word, sizeof(word)) ||
	    !find_line(text, "end", rest, sizeof(rest)) || rest[0])
		return false;
	violation = violation_kind_parse(word);
	if (violation < 0 || !find_line(text, "model ", word, sizeof(word)))
		return false;
	model = model_parse(word);
	head->violation = (enum violation)violation;
	head->model = (enum model)model;
	find_line(text, "# host ", head->hashes[0], sizeof(head->hashes[0]));
	find_line(text, "# guest ", head->hashes[1], sizeof(head->hashes[1]));
	find_line(text, "word ", head->word, sizeof(head->word));
	hosts = strstr(text, " hosts=");
	if (hosts)
		snprintf(head->hosts, sizeof(head->hosts), "%.*s", (int)strcspn(hosts + 7, " \n"),
			 hosts + 7);
	head->dies = strstr(text, " dies-after=");
	return model >= 0 && find_line(text, "format ", head->format, sizeof(head->format)) &&
	       find_line(text, "host ", head->host, sizeof(head->host)) &&
	       find_line(text, "guest ", head->guest, sizeof(head->guest));
}

bool finding_head_same_bug(const struct finding_head *head, const struct finding_head *other)
{
	for (int i = 0; i < 2; i++)
		if (head->hashes[i][0] && other->hashes[i][0] &&
		    strcmp(head->hashes[i], other->hashes[i]) != 0)
			return false;
	if (strcmp(head->word, other->word) != 0 || strcmp(head->hosts, other->hosts) != 0 ||
	    head->dies != other->dies)
		return false;
	return head->violation == other->violation && !strcmp(head->format, other->format) &&
	       !strcmp(head->host, other->host) && !strcmp(head->guest, other->guest);
}
