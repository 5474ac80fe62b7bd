#!/bin/sh
# The documents as one site: whole, and no link of it leads nowhere. usage: site.sh WARPAGE SOURCE
set -u
# shellcheck source=tests/lib/lib.sh
. "$(dirname "$0")/../lib/lib.sh"
source=$2
links=$(cd "$(dirname "$0")" && pwd)/links.py
command -v mkdocs >/dev/null || {
	echo "mkdocs is missing: apt-get install mkdocs"
	exit 77
}
BUILD=$(dirname "$warpage")
export BUILD

check 0 '/site/index.html$' "$source/script/site" "$work/site"
check 0 '^[0-9]+ pages, [0-9]+ links, 0 lost$' python3 "$links" "$work/site"
for page in "$source"/docs/*.md "$source"/src/protocols/*/README.md; do
	name=$(basename "$page" .md)
	[ "$name" != README ] || name=formats/$(basename "$(dirname "$page")")
	check 0 . cat "$work/site/$name.html"
done
check 0 'explore all executions|Explores every execution' cat "$work/site/commands/verify.html"
# a second time into the same folder; never into one that is something else
check 0 '/site/index.html$' "$source/script/site" "$work/site"
mkdir "$work/mine" && echo mine >"$work/mine/notes"
check 2 'mine is there, and is no site' "$source/script/site" "$work/mine"
check 0 '^mine$' cat "$work/mine/notes"

# links that lead nowhere are told: to a page, to a file, to a heading; and a page that nothing leads to
tree=$work/tree
mkdir -p "$tree/script" "$tree/tests/faults" "$tree/src"
cp "$source/script/site" "$tree/script"
cp -R "$source/docs" "$source/examples" "$tree"
cp -R "$source/src/protocols" "$tree/src/protocols"
cp "$source"/*.md "$tree"
cp "$source/tests/faults/README.md" "$tree/tests/faults"
echo 'See [there](nowhere.md) and [that](ci/nowhere.yml).' >>"$tree/docs/cpu.md"
check 1 "'nowhere.md'" "$tree/script/site" "$work/broken"
also "'ci/nowhere.yml'"
cp "$source/docs/cpu.md" "$tree/docs/cpu.md"
echo 'See [there](stress.md#nowhere).' >>"$tree/docs/cpu.md"
echo '# Alone' >"$tree/docs/alone.md"
check 0 '/broken/index.html$' "$tree/script/site" "$work/broken"
check 1 '^cpu.html: stress.html#nowhere leads nowhere$' python3 "$links" "$work/broken"
also '^alone.html: nothing leads there$'
also ', 2 lost$'
finish
