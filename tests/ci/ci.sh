#!/bin/sh
# The action and the template for pull requests, step by step in a repository made up for it: a change is checked on the
# pairs that it touches, what is wrong fails with its trace in SARIF and JUnit, what is right passes, and a change of
# nothing says so. usage: ci.sh WARPAGE SOURCE BUILD
set -u
source=$2
# shellcheck source=tests/lib/lib.sh
. "$source/tests/lib/lib.sh"

for python in python3 /usr/bin/python3 ''; do
	[ -n "$python" ] || break
	"$python" -c 'import yaml, jsonschema' 2>/dev/null && break
done
if [ -z "$python" ]; then
	echo "skipped: no python3-yaml and python3-jsonschema"
	exit 77
fi
export XDG_CACHE_HOME="$work/cache" GITHUB_ACTION_PATH="$source" WARPAGE="$warpage"
export GIT_AUTHOR_NAME=nobody GIT_AUTHOR_EMAIL=nobody@example.org
export GIT_COMMITTER_NAME=nobody GIT_COMMITTER_EMAIL=nobody@example.org
mkdir "$work/own" && cd "$work/own" || exit 1
git init -q -b main .
mkdir -p src/clock 'src/odd names'
cp "$source/examples/hyperv-tsc/"*.c src/clock/
cp "$source/src/protocols/hyperv-tsc/host_single_store.c" src/clock/host_mine.c
sed -i 's/DEFINE_HOST(single_store/DEFINE_HOST(mine/' src/clock/host_mine.c
git add . && git commit -qm first
git checkout -qb change

# step RESULTS: what the action runs, on what is committed.
step() {
	export BASE=main HOSTS='src/**/host_*.c' GUESTS='hv-spin-even' FORMAT=hyperv-tsc
	export OPTIONS='--seconds 0 --updates 1' RESULTS="$1"
	"$python" "$source/tests/ci/steps.py" "$source/action.yml" Check >"$work/step.sh"
	sh -e "$work/step.sh"
}

echo text >README && git add . && git commit -qm words
check 0 'no host or guest has changed since main: nothing tested' step none

check 2 "no file of the repository is a 'src/hots_.*': nothing would ever be tested" \
	"$source/script/check-changed" main 'src/hots_*.c' hv-spin-even none
check 2 "is a 'guest_" "$source/script/check-changed" main 'src/**/host_*.c' 'guest_*.c' none

echo '/* better */' >>src/clock/host_release_last.c && git commit -qam right
check 0 '^check-changed: src/clock/host_release_last.c x hv-spin-even$' step right
check 2 'No such file' ls right/src_clock_host_mine.c-hv-spin-even.sarif

echo '/* better */' >>src/clock/host_mine.c && git commit -qam wrong
check 1 'VIOLATION' step wrong
sarif=wrong/src_clock_host_mine.c-hv-spin-even.sarif
check 0 '^valid$' sh -c '"$@" && echo valid' sh "$python" "$source/tests/outcome/validate.py" \
	"$source/tests/outcome/sarif.schema.json" "$sarif"
# the guest is built in, and not here: it is shown at the host's last line
line=$(grep -n 'WRITE_ONCE(page->sequence' src/clock/host_mine.c | cut -d : -f 1)
check 0 "^src/clock/host_mine.c $line\$" "$python" -c 'import json, sys
for one in json.load(open(sys.argv[1]))["runs"][0]["results"]:
    at = one["locations"][0]["physicalLocation"]
    print(at["artifactLocation"]["uri"], at["region"]["startLine"])' "$sarif"
check 0 '"ruleId": "torn"' cat "$sarif"
check 0 '<failure type="torn"' cat wrong/src_clock_host_mine.c-hv-spin-even.xml
check 0 '"results": \[\]' cat wrong/src_clock_host_release_last.c-hv-spin-even.sarif
check 2 'there is no commit .nowhere.' env WARPAGE="$warpage" "$source/script/check-changed" nowhere \
	'src/*.c' hv-spin-even out
check 2 '^usage: script/check-changed BASE' "$source/script/check-changed" main
echo 'int' >>src/clock/host_mine.c && git commit -qam broken
check 2 'host_mine.c' step broken

# Paths are those of the folder that it runs in.
check 2 'src/clock/|host_mine.c' sh -c "cd src && '$source/script/check-changed' main 'clock/host_*.c' hv-spin-even \
	'$work/below' --format hyperv-tsc --seconds 0 --updates 1"
check 0 'clock_host_mine.c-hv-spin-even.txt' ls "$work/below"

# GitLab's template has the same step.
"$python" "$source/tests/ci/steps.py" "$source/docs/ci/gitlab.yml" script >"$work/gitlab.sh"
git revert --no-edit HEAD >"$work/revert"
check 1 'VIOLATION' env WARPAGE_FOLDER="$work/folder" CI_MERGE_REQUEST_DIFF_BASE_SHA=main HOSTS='src/**/host_*.c' \
	GUESTS=hv-spin-even OPTIONS='--seconds 0 --updates 1 --format hyperv-tsc' sh -ec "
	mkdir -p '$work/folder/build' && ln -sf '$warpage' '$work/folder/build/warpage'
	ln -sfn '$source/script' '$work/folder/script'
	. '$work/gitlab.sh'"
check 0 'host_mine.c-hv-spin-even.xml' ls warpage-results
# What both call before that is there, and takes those words.
check 0 'libjansson-dev' sed -n '/^packages/,/"$/p' "$source/script/setup"
check 0 '"name": "default"' cat "$source/CMakePresets.json"
finish
