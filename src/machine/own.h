/* Memory of which each vCPU has a copy of its own: DEFINE_PER_VCPU, which is thread-local. */
#ifndef WARPAGE_OWN_H
#define WARPAGE_OWN_H

#include <stdbool.h>

/* Is it, of the running thread? */
bool own_memory(const void *address);

#endif
