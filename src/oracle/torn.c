/*
 * torn: the accepted read last loaded parameter bytes that no single generation's page has. Equal
 * bytes are the same, so a refresh never tears. Judged by what was loaded, so that a tear too small
 * to move the value is seen, too.
 */
#include "oracle/oracle.h"

bool torn(const struct read *read)
{
	return read->parameters && !read->generations;
}
