/* When are two findings the same? If their signatures are. */
#ifndef WARPAGE_SIGNATURE_H
#define WARPAGE_SIGNATURE_H

#include "finding/finding.h"

#define SIGNATURE_MAX 256

/*
 * What makes a finding another one: violation, pair, and of each read, for the last load of each
 * parameter, whether it saw the same update as the others or a later one, and whether it tried
 * again.
 */
void finding_signature(const struct finding *finding, char *out, size_t size);

#endif
