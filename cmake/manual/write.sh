#!/bin/sh
# usage: write.sh PROGRAM FOLDER VERSION DOCS: manual pages and completions, from what --help says; and what
# Debian wants as a log of changes.
set -eu
program=$1 folder=$2 version=$3 docs=$4
here=$(dirname "$0")
rm -rf "$folder"
mkdir -p "$folder/help" "$folder/man" "$folder/bash" "$folder/zsh" "$folder/fish"
"$program" --help >"$folder/help/warpage"
set -- "$folder/help/warpage"
# shellcheck disable=SC2013 # names without blanks
for command in $(sed -n 's/^  \([a-z][a-z-]*\)  *.*/\1/p' "$folder/help/warpage"); do
	"$program" "$command" --help >"$folder/help/$command"
	set -- "$@" "$folder/help/$command"
done
now=@${SOURCE_DATE_EPOCH:-$(date +%s)}
day=$(date -u -d "$now" +%Y-%m-%d)
awk -v folder="$folder/man" -v version="$version" -v date="$day" -v docs="$docs" \
	-f "$here/help.awk" -f "$here/man.awk" "$@"
gzip -9n "$folder"/man/*.1
awk -v tail="$here/tail.bash" -f "$here/help.awk" -f "$here/bash.awk" "$@" >"$folder/bash/warpage"
awk -v tail="$here/tail.zsh" -f "$here/help.awk" -f "$here/zsh.awk" "$@" >"$folder/zsh/_warpage"
awk -v tail="$here/tail.fish" -f "$here/help.awk" -f "$here/fish.awk" "$@" >"$folder/fish/warpage.fish"
cat >"$folder/changelog" <<END
warpage ($version) unstable; urgency=medium

  * Version $version.

 -- the warpage authors <warpage@noreply.invalid>  $(LC_ALL=C date -u -R -d "$now")
END
gzip -9n "$folder/changelog"
