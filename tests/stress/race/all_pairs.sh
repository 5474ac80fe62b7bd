#!/bin/sh
# All pairs are raced: none may show on hardware what the machine says can't be.
set -u
# shellcheck source=tests/lib/lib.sh
. "$(dirname "$0")/../../lib/lib.sh"
# shellcheck source=tests/lib/race.sh
. "$(dirname "$0")/../../lib/race.sh"
cd "$work" || exit 1
first_race 1 ' 0 disagree, ' "$warpage" stress --all --seconds 13 --junit all.xml
if grep -q UNFINISHED out; then
	failed=$((failed + 1))
	echo 'FAILED: all pairs were raced, and it is unfinished'
fi
check 0 '<testcase classname="warpage.stress" name="hyperv-tsc: host single-store x guest hv-seed"' cat all.xml
finish
