/* A finding as the text of a file, and what that is called. */
#ifndef WARPAGE_FINDING_TEXT_OF_H
#define WARPAGE_FINDING_TEXT_OF_H

#include "finding/finding.h"
#include "protocols/registry.h"

#define FINDING_HASH 17 /* bytes of a hash, with the zero behind it */
#define FINDING_STEM (2 * REGISTRY_NAME + 32)

/* Its lines, and behind them the comments; the caller frees it. NULL without memory. */
char *finding_text_of(const struct finding *finding);

/* How long the lines are, without the comments behind them. */
size_t finding_text_length(const char *text);

/* "HASH" of the lines; "KIND-FORMAT-HASH" of a finding of that text, which its file is called by. Return out. */
char *finding_hash(const char *text, char out[FINDING_HASH]);
char *finding_stem(const struct finding *finding, const char *text, char out[FINDING_STEM]);

#endif
