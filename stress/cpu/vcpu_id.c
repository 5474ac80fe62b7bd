/* What race_vcpu() gives, which is what vcpu_id() is in the native build. */
#include "stress/cpu/vcpu_id.h"

#include <warpage/kernel.h>

static _Thread_local u32 own;

void vcpu_id_set(u32 number)
{
	own = number;
}

u32 race_vcpu(void)
{
	return own;
}
