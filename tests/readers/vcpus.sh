#!/bin/sh
# A kernel's reader of the page of the CPU that it runs on, and one floor for all of them: judged together with others, on
# two vCPUs. With a floor for each CPU, or one that is stored plainly, time goes back, and the finding comes back.
set -u
source=$2/tests/readers
# shellcheck source=tests/lib/lib.sh
. "$(dirname "$0")/../lib/lib.sh"
cd "$work" || exit 1
export XDG_CACHE_HOME="$work/cache"
cp "$source"/linux_2010_kvmclock.c "$source"/kvm_pvclock.c .

sed 's/^static atomic64_t last_value = .*/static DEFINE_PER_CPU(u64, last_value);/
	s/atomic64_read(&last_value)/this_cpu_read(last_value)/
	s/atomic64_cmpxchg(&last_value, last, now)/now/
	s/while (unlikely.*/while (0);\n\tthis_cpu_write(last_value, now);/' linux_2010_kvmclock.c >each.c
sed 's/^static atomic64_t last_value = .*/static u64 last_value;/
	s/atomic64_read(&last_value)/READ_ONCE(last_value)/
	s/atomic64_cmpxchg(&last_value, last, now)/now/
	s/while (unlikely.*/while (0);\n\tWRITE_ONCE(last_value, now);/' linux_2010_kvmclock.c >stored.c
for model in sc x86; do
	check 0 '^  verdict +CLEAN of torn, stale, backwards' "$warpage" verify pvclock ./kvm_pvclock.c \
		./linux_2010_kvmclock.c --model $model --updates 1 --tscs equal
	also '^  joint +2 readers of 1 read each, .*up to 1 update'
	also '^  vcpus +2, with a page each, .*; a read comes to another at most 2 times; TSCs equal'
	check 1 '^  verdict +VIOLATION: .*backwards' "$warpage" verify pvclock ./kvm_pvclock.c ./each.c \
		--model $model --updates 1 --tscs equal --first --findings found
	check 1 '^  verdict +VIOLATION: .*backwards' "$warpage" verify pvclock ./kvm_pvclock.c ./stored.c \
		--model $model --updates 1 --tscs equal --reads 2 --first --findings found
done
for finding in found/*; do
	check 1 'returned less' "$warpage" replay "$finding"
done
# in weak each is judged by itself, and it is said
check 0 "^  floor .*keeps 'last_value' over reads; .*is not judged$" "$warpage" search pvclock ./kvm_pvclock.c \
	./linux_2010_kvmclock.c --model weak --updates 1 --executions 20000
finish
