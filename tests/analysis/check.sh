#!/bin/sh
# warpage check: a row for each model, what each barrier bears, a race, the worst finding beside its source; a
# verdict of all of that, in every form.
set -u
source=$2
# shellcheck source=tests/lib/lib.sh
. "$(dirname "$0")/../lib/lib.sh"
cd "$work" || exit 1
export XDG_CACHE_HOME="$work/cache"
cp "$source/src/protocols/hyperv-tsc/guest_hv_spin_even.c" right.c
cp "$source/src/protocols/hyperv-tsc/host_odd_even.c" host.c
cp "$source/src/protocols/hyperv-tsc/host_single_store.c" wrong.c
sed '22s/smp_rmb/barrier/' right.c >weak.c

# A right pair: three models make the verdict, the manual's is told.
check 0 '^  verdict    clean$' "$warpage" check host.c right.c --seconds 0
cp out page
for row in 'sc +clean: any readers, any retries, any updates, any values' 'x86 +clean: .*reads overlapped' 'weak +clean: ' \
	'x86-manual +stale\+backwards where LFENCE' 'deaths +stuck' 'barriers +5 of 6 bear load' \
	'next +warpage stress hyperv-tsc host.c right.c'; do
	check 0 "^  $row" cat page
done
check 0 '^  right.c:[0-9]+  smp_rmb$' cat page
check 0 '^ +bears load: without it (torn|stale) in weak$' cat page
check 0 '^ +idle in sc, x86, weak: ' cat page
check 1 '^0$' grep -c '^[A-Z]' page
check 1 '^0$' grep -c 'no proof' page
# More updates would add nothing to a proof, so that none are advised, and the page says what it covers.
check 0 '^  covers     all executions of any number of updates with any values, ' cat page
check 1 '^0$' grep -c -e '--updates' page
# Where it is none for any number of updates, the reason follows.
sed 's/sequence + 1)/sequence + (next->scale \& 2) + 1)/' host.c >decides.c
check 0 '^  x86 +clean: any readers, any retries, reads of up to [0-9]+ updates; ' \
	"$warpage" check decides.c right.c --seconds 0 --model x86
also '^ +no proof for more: decides.c:[0-9]+: the host does more with the sequence'
also '^  covers     all executions of all schedules of 1 to 3 updates, '
also '^ +(next +)?warpage verify hyperv-tsc decides.c right.c --updates 4'

# A wrong one: the status, the finding beside the lines of both files, and how to see it again.
check 1 '^  verdict    VIOLATION: sc, x86, weak$' "$warpage" check wrong.c right.c --seconds 0
cp out page
check 0 '^TORN  hyperv-tsc: host wrong.c x guest right.c   \(model sc' cat page
check 0 'scale    = .* \| WRITE_ONCE\(page->scale, next->scale\);$' cat page
check 0 'sequence  -> .* \| .*READ_ONCE\(page->sequence\)' cat page
check 0 '^  next +warpage replay findings/torn-hyperv-tsc-' cat page
check 1 'as recorded' sh -c "$(sed -n "s,^  next *warpage,'$warpage',p" page)"
# one that only weak shows
check 1 '^  verdict    VIOLATION: weak$' "$warpage" check host.c weak.c --seconds 0
also '^  x86 +clean'
check 0 '^  verdict    clean$' "$warpage" check host.c weak.c --seconds 0 --model x86
check 1 '^(TORN|STALE).*\(model weak' "$warpage" check host.c weak.c --seconds 0 --model weak
# nothing is said of a model in which nothing was tried
check 0 '^ +bears load: without it .* in x86-manual$' "$warpage" check invalidate hv-fenced \
	--format hyperv-tsc --seconds 0 --updates 2 --model x86-manual
cp out page
check 1 '^0$' grep -Ec '(bears load|idle).* (sc|x86|weak)(,|:|$)' page
# names, and the ways to say what is what
check 0 'host odd-even x guest right.c' "$warpage" check odd-even right.c --seconds 0 --updates 1
check 0 'host odd-even x guest right.c' "$warpage" check --guest right.c odd-even --seconds 0 --updates 1
check 0 'host host.c x guest hv-spin-even' "$warpage" check --host host.c --guest hv-spin-even \
	--seconds 0 --updates 1
check 0 'host odd-even' "$warpage" check odd-even hv-spin-even --format hyperv-tsc --seconds 0 --updates 1
also '^  saved      [12] findings?: warpage list --findings findings$' # of x86-manual

# With a race, where this machine can.
check 0 '^  race  +(clean as far|.*TSC)' sh -c "'$warpage' check host.c right.c --seconds 1 --updates 1;
	[ \$? -le 2 ] || [ \$? = 77 ]"
check 1 '^ok$' sh -c "'$warpage' check wrong.c right.c --seconds 1 --updates 1 --json >page.json
	status=\$?; grep -q 'VIOLATION: ' page.json && echo ok; exit \$status"
check 1 '^not ok 1 ' "$warpage" check wrong.c right.c --seconds 0 --updates 1 --ktap

# A clock that stands is not raced, and no worse for it.
check 0 '^  verdict    clean$' "$warpage" check high2-low-high1 reads-high1-first --format high-low-high --seconds 5
also '^  covers     .*; no race, as values do not show there'
also '^  next       warpage verify high-low-high '
check 1 '^0$' grep -c '^  race' out

# What is not whole is not clean; what is wrong with the words is one line.
for wrong in ':name HOST and GUEST' 'host.c:name HOST and GUEST' 'a b c:name HOST and GUEST' \
	'odd-even hv-spin-even:say --format F' 'host.c right.c --format nothing:there is no format' \
	'host.c nothing.c:No such file' 'host.c right.c --model none:there is no model' \
	'host.c right.c --seconds x:--seconds wants'; do
	# shellcheck disable=SC2086 # words
	check 2 "^warpage check: .*${wrong##*:}" "$warpage" check ${wrong%:*}
	check_one_line
done
finish
