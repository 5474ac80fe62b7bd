#!/bin/sh
# shellcheck disable=SC2046 # names without spaces
# clang-format, shellcheck, well-formed YAML, and names that no file of the project may hold.
set -u
cd "$2" || exit 1
failed=0

clang-format-14 --dry-run --Werror $(find src include stress fuzz bench tests docs \
	-name '*.[ch]') || failed=1
shellcheck -x $(grep -lE "^#!/bin/(ba)?sh" script/*) .ci/run $(find tests cmake -name "*.sh") .clusterfuzzlite/build.sh fuzz/oss-fuzz/build.sh || failed=1
if grep -rnE '^\s*#\s*if' src/protocols --include='host_*.c' --include='guest_*.c'; then
	echo "a protocol file has an #if"
	failed=1
fi
# Includes run up the list of rooms in docs/code.md, or stay in their room.
awk '
	FNR == NR {
		if (/^```/)
			inside = /rooms/
		else if (inside)
			level[$1] = ++rooms
		if (inside && / without /)
			barred[$1, $NF] = 1
		next
	}
	function room_of(path) {
		while (path != "" && !(path in level))
			if (!sub("/[^/]*$", "", path))
				path = ""
		return path
	}
	/^#include "/ {
		split($0, part, "\"")
		to = part[2]
		if (to !~ /^(stress|fuzz)\//)
			to = (to ~ /^warpage\// ? "include/" : "src/") to
		from = room_of(FILENAME)
		to = room_of(to)
		if (from != "" && to != "" && level[to] > level[from]) {
			print FILENAME ": includes " part[2] ", of a room below its own in docs/code.md"
			wrong = 1
		}
		if ((from, to) in barred) {
			print FILENAME ": includes " part[2] ", which its room does without"
			wrong = 1
		}
	}
	END { exit wrong || rooms < 10 }
' docs/code.md $(find src stress fuzz -name '*.[ch]') || failed=1
if python3 -c 'import yaml' 2>/dev/null; then
	python3 -c 'import sys, yaml
for name in sys.argv[1:]:
    yaml.safe_load(open(name))' docs/ci/*.yml .github/workflows/*.yml action.yml .clusterfuzzlite/*.yaml fuzz/oss-fuzz/*.yaml || failed=1
fi
# One name is one thing: of two that libraries have, the linker would take either.
doubles=$(nm -g --defined-only "$3"/lib*.a 2>/dev/null | awk 'NF == 3 && $2 ~ /[TDBR]/ && !/ __/ { print $3 }' |
	sort | uniq -d)
if [ -n "$doubles" ]; then
	echo "defined twice: $doubles"
	failed=1
fi
exit $failed
