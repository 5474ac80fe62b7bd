/* All names of kernels that are not of one kernel alone. */
#ifndef WARPAGE_OS_ALL_H
#define WARPAGE_OS_ALL_H

#include <warpage/types.h>
#include <warpage/kernel.h>
#include <warpage/os/compiler.h>
#include <warpage/os/integers.h>
#include <warpage/os/errors.h>
#include <warpage/os/memory.h>
#include <warpage/os/sequence.h>
#include <warpage/os/cpu.h>
#include <warpage/os/time.h>
#include <warpage/os/pages.h>
#include <warpage/os/clocks.h>
#include <warpage/os/host.h>
#include <warpage/os/kvm.h>
#include <warpage/os/vcpu.h>
#include <warpage/os/others.h>

#endif
