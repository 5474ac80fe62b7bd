/*
 * Stands in front of a function that was taken from Linux or KVM as it is, and that knows nothing of
 * warpage: the names of its kernel, with their meaning in whatever engine it is compiled for. Those that
 * the file defines itself are to be renamed before, and given back behind (src/pasted does that).
 * docs/names.md says what each name stands for.
 *
 * The file's own #include lines are to be passed over: compile it with -nostdlibinc -Xclang -MG.
 */
#ifndef WARPAGE_LINUX_H
#define WARPAGE_LINUX_H

/* Linux has u64 as an unsigned long long, and a file may hold on to that. */
#ifdef __clang__
#undef __UINT64_TYPE__
#undef __INT64_TYPE__
#define __UINT64_TYPE__ unsigned long long
#define __INT64_TYPE__ long long
#endif

#include <warpage/os/all.h>

#endif
