#!/bin/sh
# A kernel's reader that acknowledges in the page that its guest was stopped, and keeps the last time of all: judged together
# with others, beside a host that says so with each update. One that forgets the last time with that, and one that keeps it with a
# plain store, go back where the clock does, and the finding comes back.
set -u
source=$2/tests/readers
# shellcheck source=tests/lib/lib.sh
. "$(dirname "$0")/../lib/lib.sh"
cd "$work" || exit 1
export XDG_CACHE_HOME="$work/cache"
cp "$source"/linux_2013_pvclock.c "$source"/kvm_stopped_pvclock.c .

sed 's/pvclock_touch_watchdogs();/atomic64_set(\&last_value, 0);/' linux_2013_pvclock.c >forgets.c
sed 's/^static atomic64_t last_value = .*/static u64 last_value;/
	s/atomic64_read(&last_value)/READ_ONCE(last_value)/
	s/atomic64_cmpxchg(&last_value, last, now)/now/
	s/while (unlikely.*/while (0);\n\tWRITE_ONCE(last_value, now);/' linux_2013_pvclock.c >stored.c
sed 's/page->flags &= ~PVCLOCK_GUEST_STOPPED;/if (atomic64_read(\&last_value) != 1)\n\t\t\t&/' \
	linux_2013_pvclock.c >looks.c
for model in sc x86; do
	check 0 '^  verdict +CLEAN of torn, .* and lost-store in model' "$warpage" verify pvclock \
		./kvm_stopped_pvclock.c ./linux_2013_pvclock.c --model $model --updates 1
	also '^  joint +2 readers of 2 reads each, .*; where they store to the page 1 read each'
	also '^  writes .*: one other read does so beside the host, up to 1 update'
	check 1 '^  verdict +VIOLATION: .*backwards' "$warpage" verify pvclock ./kvm_stopped_pvclock.c \
		./forgets.c --model $model --updates 1 --readers 2 --reads 1 --first --findings found
	check 1 '^  verdict +VIOLATION: .*backwards' "$warpage" verify pvclock ./kvm_stopped_pvclock.c \
		./stored.c --model $model --updates 1 --readers 3 --reads 1 --first --findings found
done
# one that looks at the last time first: what is lost is looked for, but not to the end
check 0 '^  verdict +CLEAN of torn, .* and arithmetic in model' "$warpage" verify pvclock \
	./kvm_stopped_pvclock.c ./looks.c --model sc --updates 1 --readers 2 --reads 1
also '^  covers +2 readers of 1 read'
also '^  writes .*; its memory is as at first there'
for finding in found/*; do
	check 1 'returned less' "$warpage" replay "$finding"
done
finish
