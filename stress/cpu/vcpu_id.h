/* The number that vcpu_id() of the native build gives. */
#ifndef STRESS_VCPU_ID_H
#define STRESS_VCPU_ID_H

#include <warpage/types.h>

/* Of the calling thread, from now on; 0 before. */
void vcpu_id_set(u32 number);

#endif
