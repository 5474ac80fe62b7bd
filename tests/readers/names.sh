#!/bin/sh
# shellcheck disable=SC2016 # backticks are those of Markdown
# docs/names.md names every macro and type of the headers that stand in front of kernels' functions, and
# no name that they do not have.
set -u
cd "$2/include/warpage" || exit 1
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT

sed -nE 's/^#define ([A-Za-z_][A-Za-z0-9_]*).*/\1/p' os/*.h linux.h bsd.h xen.h kernel.h |
	grep -viE '^(warpage_|__U?INT64_TYPE__$)' | sort -u > "$work/names"
grep -oE '`[^`]+`' "$2/docs/names.md" | tr -d '`' | sed 's/^struct //; s/^enum //' | sort -u > "$work/told"
if [ "$(wc -l < "$work/names")" -lt 700 ]; then
	echo "hardly any names were found"
	exit 1
fi
awk '
	function pattern(word) {
		gsub(/\*/, "[A-Za-z0-9_]*", word)
		return "^" word "$"
	}
	FNR == NR { told[$0] = pattern($0); next }
	{
		if ($0 in told)
			next
		for (word in told)
			if (word ~ /\*/ && $0 ~ told[word])
				next
		print $0 " is not in docs/names.md"
		wrong = 1
	}
	END { exit wrong }
' "$work/told" "$work/names"
status=$?
cat os/*.h linux.h bsd.h xen.h kernel.h types.h > "$work/headers"
while read -r word; do
	case $word in
	*[!A-Za-z0-9_]* | FILE) continue ;; # a pattern, a path, a line of C
	esac
	grep -qw -- "$word" "$work/headers" && continue
	echo "docs/names.md has $word, which no header has"
	status=1
done < "$work/told"
exit $status
