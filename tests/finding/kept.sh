#!/bin/sh
# A folder has one finding of each bug, and besides only what is of a stronger model; what is named is there; `list --findings` tells what it has.
set -u
# shellcheck source=tests/lib/lib.sh
. "$(dirname "$0")/../lib/lib.sh"
cd "$work" || exit 1
wrong='hyperv-tsc single-store hv-seed'

# How many findings of a kind there are in a folder.
count() {
	check 0 "^$3\$" sh -c "find $1 -maxdepth 1 -name '$2-*.warp' | wc -l"
}

# shellcheck disable=SC2086 # words
explore() {
	check 1 '' "$warpage" verify $wrong "$@"
}

explore --model all --findings one
count one torn 1
count one stale 1
count one backwards 1
check 0 '^model sc$' cat one/torn-*.warp
check 0 '^model x86$' cat one/stale-*.warp
explore --model all --findings every --all-findings
count every torn 4

# From the weakest on each that is stronger is saved, what is there stays, and no other run adds one.
explore --model weak --findings found
check 0 '^model weak$' cat found/torn-*.warp
explore --model x86 --findings found
explore --model sc --findings found
count found torn 3
explore --model weak --findings found
also '^replay:  warpage replay found/torn-hyperv-tsc-'
also '^         another finding of the same bug, which was there already'
count found torn 3
explore --model sc --findings found
check 0 '^no$' sh -c "grep -q 'another finding' out || echo no"
# shellcheck disable=SC2086
"$warpage" verify $wrong --model weak --json --findings found >json
check 0 "\"finding\": \"$(grep -l '^model sc' found/torn-*)\"" cat json

# Of other code it is another bug, and so it is with another host beside, words of 32 bits, or a host that dies.
explore --model sc --findings other
sed -i 's/^# host .*/# host single-store: host.c, sha256 00/' other/torn-*.warp
mv other/torn-*.warp other/torn-hyperv-tsc-0.warp
explore --model sc --findings other
count other torn 2
bug='hyperv-tsc single-store hv-seed --model sc --updates 2'
for options in '' '--hosts 2' '--word 32' '--word 32'; do
	# shellcheck disable=SC2086
	check 1 '' "$warpage" verify $bug $options --findings bugs
done
count bugs torn 3

# All that a report names is there, in whatever order it was found.
cp "$2/examples/hyperv-tsc/guest_late_recheck.c" late.c
check 1 '' "$warpage" check --format hyperv-tsc odd-even ./late.c --seconds 0 --updates 2 --findings named --json
cp out named.json
check 0 '^[1-9][0-9]* there, 0 lost$' python3 -c '
import json, os
names = set()
def collect(value):
    if isinstance(value, dict):
        names.update(value[key] for key in ("finding",) if isinstance(value.get(key), str))
        value = list(value.values())
    if isinstance(value, list):
        for item in value:
            collect(item)
collect(json.load(open("named.json")))
there = sum(map(os.path.exists, names))
print(there, "there,", len(names) - there, "lost")'

# shellcheck disable=SC2086
"$warpage" search $wrong --findings found --seed 9 >out 2>&1
count found torn 3
check 0 '^torn  hyperv-tsc: host single-store x guest hv-seed   \(model sc\)$' "$warpage" list --findings found
also '^    fields of several updates in one read$'
replay=$(sed -n 's/^ *warpage \(replay .*torn-.*\)/\1/p' out | head -n 1)
# shellcheck disable=SC2086
check 1 'torn, as recorded' "$warpage" $replay
check 0 '"kind": "stale"' "$warpage" list --findings found/ --json
also '"file": "found/stale-'
also '"what": "the time of a clock'
also '"replay": "warpage replay found/'
mkdir empty
check 0 '^no finding in empty$' "$warpage" list --findings empty
echo 'warpage finding 1' >empty/half.warp
check 2 'empty/half.warp: not a finding' "$warpage" list --findings empty
check_one_line
check 2 'nowhere: No such file' "$warpage" list --findings nowhere
check_one_line

# What this build has no code for is told as that, beside what replays: a name, a format, and a file that is gone.
mkdir far
cp "$(find found -name 'stale-*' | head -n 1)" far/here.warp
sed 's/^host single-store$/host of-elsewhere/' far/here.warp >far/host.warp
sed 's/^format hyperv-tsc$/format sundial/' far/here.warp >far/format.warp
cp "$2/src/protocols/hyperv-tsc/host_single_store.c" mine.c
check 1 '' "$warpage" verify hyperv-tsc ./mine.c hv-seed --model sc --first --findings own
cp own/*.warp far/mine.warp
check 2 'warpage list: far: 2 of 4 findings cannot be replayed here$' "$warpage" list --findings far
also "^    far/host.warp cannot be replayed: hyperv-tsc has no host 'of-elsewhere' here\$"
also "^    far/format.warp cannot be replayed: there is no format 'sundial' here\$"
also '^    warpage replay far/here.warp$'
also '^    warpage replay far/mine.warp$'
cp out far.list
check 1 '^0$' grep -c changed far.list
for name in host format; do
	check 2 'there is no (host|format)' "$warpage" replay far/$name.warp
done
check 1 '' "$warpage" replay far/mine.warp
rm far/host.warp far/format.warp
check 0 '^torn .* host ./mine.c x guest hv-seed ' "$warpage" list --findings far
echo >>mine.c
check 0 '^    changed: ./mine.c is not what it was then; replay says whether it is fixed$' "$warpage" list --findings far
check 0 '"changed": "./mine.c is not' "$warpage" list --findings far --json
also '"replay": "warpage replay far/mine.warp"'
rm mine.c
check 2 "^    far/mine.warp cannot be replayed: there is no file './mine.c' here\$" "$warpage" list --findings far
also '1 of 2 findings cannot be replayed here$'
check 2 '' "$warpage" replay far/mine.warp
check 2 "\"unknown\": \"there is no file './mine.c' here\"" "$warpage" list --findings far --json
cp out gone.json
check 0 '^1$' grep -c '"replay"' gone.json
finish
