/* What a finding's text says of itself before its schedule, read without the protocol that it is of. */
#ifndef WARPAGE_FINDING_HEAD_H
#define WARPAGE_FINDING_HEAD_H

#include <stdbool.h>

#include "model/model.h"
#include "violation/violation.h"

#define FINDING_HEAD_NAME 512 /* bytes of a name, a hash behind it included */

struct finding_head {
	enum violation violation;
	enum model model;
	char format[FINDING_HEAD_NAME], host[FINDING_HEAD_NAME], guest[FINDING_HEAD_NAME];
	char word[8], hosts[8]; /* bits; how many, "" if there is one */
	bool dies;		/* a host does */
	/* lines on the code of host and guest, behind the end; "" if there are none */
	char hashes[2][FINDING_HEAD_NAME];
};

/* false if the text is no finding, or one of a kind or a model that this build does not have. */
bool finding_head_read(const char *text, struct finding_head *head);

/*
 * The same kind of violation, of the same host and guest, and of the same code as far as both tell; of as many hosts, and with words as
 * wide; and by a host that dies in both or in none?
 */
bool finding_head_same_bug(const struct finding_head *head, const struct finding_head *other);

#endif
