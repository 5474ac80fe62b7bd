#!/bin/sh
# Which warpage it is: told by --version, in JSON, logs, findings and reports alike, and taken from the
# commit of its own repository, of no other.
set -u
source=$2
# shellcheck source=tests/lib/lib.sh
. "$(dirname "$0")/../lib/lib.sh"
cd "$work" || exit 1

check 0 '^warpage [0-9]+[.][0-9]+[.][0-9]+ [(]([0-9a-f]{12}(-dirty)?|unknown)[)], LLVM [0-9.]+, models sc, x86, x86-manual, weak$' \
	"$warpage" --version
check_one_line
line=$(sed 's/, models.*//' out)
like=$(echo "$line" | sed 's/[().]/[&]/g')
number=$(expr "$line" : 'warpage \([0-9.]*\)')
commit=$(expr "$line" : '.*(\(.*\))')
llvm=$(expr "$line" : '.*LLVM \(.*\)')

# tool: what was printed says the same of the tool, once
tool() {
	check 0 "\"version\": *\"$number\"" cat "$1"
	also "\"commit\": *\"$commit\""
	also "\"llvm\": *\"$llvm\""
	also '"models": *\['
	check 0 '^1$' grep -c '"tool": *{' "$1"
}
"$warpage" list --json >list.json
tool list.json
"$warpage" verify hyperv-tsc single-store hv-seed --json >verify.json
tool verify.json
finding=$(echo findings/torn-*.warp)
check 0 "^# by $like\$" tail -n 1 "$finding"

# The finding of another version is the same one, and what comes before versions as well.
sed 's/^# by .*/# by warpage 0.0.1/' "$finding" >old && cp old "$finding"
check 1 "^TORN" "$warpage" verify hyperv-tsc single-store hv-seed
check 0 '^1$' sh -c 'ls findings/torn-*.warp | wc -l'
check 0 same sh -c "cmp old '$finding' && echo same"
check 1 'as recorded' "$warpage" replay "$finding"
sed -i '/^#/d' "$finding"
check 1 '^TORN' "$warpage" verify hyperv-tsc single-store hv-seed
check 0 '^1$' sh -c 'ls findings/torn-*.warp | wc -l'
check 1 'as recorded' "$warpage" replay "$finding"
sed -i 's/value=/value=7/; $a # by warpage 0.0.1' "$finding"
check 1 '^TORN' "$warpage" verify hyperv-tsc single-store hv-seed
check 0 '^2$' sh -c 'ls findings/torn-*.warp | wc -l'

status=0
"$warpage" stress hyperv-tsc odd-even hv-spin-even --seconds 1 --log race.log >out 2>&1 || status=$?
if [ "$status" -ne 77 ]; then
	tool race.log
	check 0 reads "$warpage" report race.log -o race.html
	check 0 "<td>$number $commit</td>" cat race.html
	also "^<p>$like: report"
fi

look_up() {
	cmake -DSOURCE="$work/tree" -DOUTPUT="$work/commit.h" -P "$source/cmake/commit.cmake"
}

# said COMMIT: what a tree without more than cmake's script says of its commit
said() {
	rm -f commit.h
	look_up
	check 0 "^#define WARPAGE_COMMIT \"$1\"\$" cat commit.h
}
git_() {
	git -c user.name=x -c user.email=x@localhost -C "$@" >git.out 2>&1
}
mkdir tree
: >tree/file
said unknown
git_ . init && git_ . add tree && git_ . commit -m one
said unknown # the repository is another project's
rm -rf .git
git_ tree init && git_ tree add file && git_ tree commit -m one
said "$(git -C tree rev-parse --short=12 HEAD)"
echo more >tree/file
said "$(git -C tree rev-parse --short=12 HEAD)-dirty"
# nothing is compiled anew when nothing has changed
touch -d 2000-01-01 commit.h
look_up
check 0 '^2000-01-01' stat -c %y commit.h
finish
