#!/bin/sh
# warpage list: all that is built in, each with its file's own words and what the reviewed table has it right with;
# and sources that are what the tree has.
set -u
# shellcheck source=tests/lib/lib.sh
. "$(dirname "$0")/../lib/lib.sh"
source=$2
cd "$work" || exit 1

check 0 '^  host +odd-even ' "$warpage" list
also '^ +the sequence is odd while the host writes, so a guest'
also '^ +right with hv-spin-even in sc, x86, weak$'
check 0 '^  host +dies-odd ' "$warpage" list
also '^ +right with none$'
check 0 '"right": {' "$warpage" list --json

# Each file of a host or a guest is there, with words of its own, none longer than a line.
"$warpage" list >text
for file in "$source"/src/protocols/*/host_*.c "$source"/src/protocols/*/guest_*.c; do
	kind=$(basename "$file" .c)
	name=$(echo "${kind#*_}" | tr _ -)
	grep -A 1 "^  ${kind%%_*} *$name " text | grep -q '^        [^ ]' || {
		failed=$((failed + 1))
		echo "FAILED: $file is not told"
	}
done
check 0 '^0$' sh -c "grep -c '^        .\{93\}' text || true"
check 0 '^1$' sh -c "printf '        %093d\n' 0 | grep -c '^        .\{93\}'" # the check sees a long one

# What it is right with is what the table says: every cell of it, both ways.
"$warpage" list --json >json
python3 - "$source/tests/matrix.expected" <<'END' >said || failed=$((failed + 1))
import json, sys
counts = json.load(open("json"))["counts"]
right = {kind: {(m["format"], m["name"]): m["right"] for m in counts[kind]} for kind in ("hosts", "guests")}
models = ("sc", "x86", "x86-manual", "weak")
rows = [line.split("#")[0].split() for line in open(sys.argv[1]) if line.strip() and line[0] != "#"]
assert len(rows) > 100
for form, host, guest, *cells in rows:
    clean = [model for model, cell in zip(models, cells) if cell == "clean"]
    for got in right["hosts"][form, host][guest], right["guests"][form, guest][host]:
        if got != clean:
            sys.exit(f"FAILED: {form} {host} {guest}: {got}, and the table has {clean}")
END
cat said

# Who ran together: those with a name in common, told from both sides; of what nobody ran that is said.
python3 - <<'END' || failed=$((failed + 1))
import json, sys
counts = json.load(open("json"))["counts"]
names = {(m["format"], m["name"]): m.get("ran", "") for kind in ("hosts", "guests") for m in counts[kind]}
met = 0
for mine, other in ("hosts", "guests"), ("guests", "hosts"):
    for member in counts[mine]:
        a = names[member["format"], member["name"]]
        want = []
        for name in member["right"]:
            b = names[member["format"], name]
            if a and b and ("any" in (a, b) or set(a.split(", ")) & set(b.split(", "))):
                want.append(name)
        if member["ran_with"] != want:
            sys.exit(f"FAILED: {member['name']}: {member['ran_with']}, and by the names it is {want}")
        met += len(want)
assert 100 < met < 2 * 200, met
END
check 0 '^  guest +pv-truncate ' "$warpage" list
also '^ +people ran it with pvclock-odd-even, version-reset$'
also '^ +nobody ran it, as far as is known$'
"$warpage" list | sed -n '/^  guest *pv-truncate /,/^  guest *pv-tsc-first /p' | grep -q 'people ran it with pvclock-odd-even, version-reset$' || {
	failed=$((failed + 1))
	echo "FAILED: pv-truncate, of Xen, with other hosts than Xen's"
}
check 1 '^hyperv-tsc invalidate hv-ordered$' "$warpage" verify --all --model sc --updates 1
also '^hyperv-tsc invalidate hv-seed   \(not known to have run together\)$'
check 1 '"ran_together": false' "$warpage" verify --all --model sc --updates 1 --json

# The source, byte by byte, and it may be verified as one's own.
"$warpage" list odd-even >mine.c
cmp mine.c "$source/src/protocols/hyperv-tsc/host_odd_even.c" || failed=$((failed + 1))
check 0 'CLEAN' "$warpage" verify hyperv-tsc ./mine.c hv-spin-even --model x86
sed -i 's/smp_wmb()/barrier()/' mine.c
check 1 'torn' "$warpage" verify hyperv-tsc ./mine.c hv-spin-even --model weak
check 0 '^struct pvclock_page' "$warpage" list pvclock
also 'DEFINE_FORMAT'

# bugs, with the pair of each; corpus.sh holds their findings to it
check 0 '^lkml-2017-hvclock$' "$warpage" list --bugs
also '^  hyperv-tsc: host single-store x guest hv-seed: torn in model x86$'
check 0 "^$(grep -vc '^#' "$source/corpus/bugs")\$" sh -c "'$warpage' list --bugs --json | grep -c '\"kind\"'"

check 2 "'pvclock' is too much" "$warpage" list --bugs pvclock
check 2 "no format, host or guest 'odd-eve'" "$warpage" list odd-eve
check_one_line
check 2 "'hv-seed' is too much" "$warpage" list odd-even hv-seed
check 2 "'odd-even' is too much" "$warpage" list --json odd-even
finish
