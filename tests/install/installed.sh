#!/bin/sh
# `cmake --install`: what it puts somewhere works there and wherever it is moved to, with the source and the
# build out of reach where that can be had; and every option is in the manual pages and completions.
set -u
tests=$(dirname "$0")
source=$2
build=$3
# shellcheck source=tests/lib/lib.sh
. "$tests/../lib/lib.sh"

cmake --install "$build" --prefix "$work/before" --strip >"$work/out" 2>&1
mkdir "$work/moved"
mv "$work/before" "$work/moved/usr"
usr=$work/moved/usr
check 0 'usr/bin/warpage$' find "$usr/bin" -type f
check 0 none sh -c "! grep -rlaF -e '$source' -e '$build' '$usr' && echo none"

cp "$tests/use.sh" "$tests/../lib/lib.sh" "$work"
check 0 ' 0 failed' sh "$tests/away.sh" "$source" "$build" sh "$work/use.sh" "$usr/bin/warpage"

zsh=$(find "$usr/share/zsh" -name _warpage)

# Manual pages: one for each command, each with all options of its --help, and without a complaint.
pages=$usr/share/man/man1
"$usr/bin/warpage" --help | sed -n 's/^  \([a-z][a-z-]*\)  .*/\1/p' >"$work/commands"
check 0 verify cat "$work/commands"
check 0 "^$(($(wc -l <"$work/commands") + 1))\$" sh -c "ls '$pages' | wc -l"
while read -r command; do
	zcat "$pages/warpage-$command.1.gz" >"$work/page.1"
	for option in $("$usr/bin/warpage" "$command" --help | grep -o '^  -.*' | grep -o -e '--[a-z-]*' | sort -u); do
		check 0 . grep -F -e "$(echo "$option" | sed 's/-/\\-/g')" "$work/page.1"
		# shellcheck disable=SC2016 # for that shell
		check 0 . bash -c '. "$1"; _warpage_knows "$2"; [[ " $options " == *" $3 "* ]] && echo $3' - \
			"$usr/share/bash-completion/completions/warpage" "$command" "$option"
		check 0 . grep -F -e "'${option}[" -e ",${option}}'[" "$zsh"
		check 0 . grep -E -e "from $command' -l ${option#--} " \
			"$usr/share/fish/vendor_completions.d/warpage.fish"
	done
done <"$work/commands"
for page in "$pages"/*.gz; do
	zcat "$page" >"$work/page.1"
	if command -v mandoc >/dev/null; then
		check 0 fine sh -c "mandoc -Tlint -Wwarning '$work/page.1' && echo fine"
	fi
	if command -v man >/dev/null; then
		check 0 none sh -c "man --warnings -l '$work/page.1' 2>&1 >/dev/null | grep . || echo none"
	fi
done
# Every option that a command knows is in some page.
sed -n 's/.*{"\([a-z-]*\)", \(no\|required\)_argument.*/\1/p' "$source"/src/cli/*.[ch] \
	"$source"/src/outcome/printer.h | sort -u >"$work/known"
check 0 barriers cat "$work/known"
zcat "$pages"/*.gz | sed 's/\\-/-/g' >"$work/page.1"
while read -r option; do
	check 0 . grep -E -e "--${option}[^a-z-]" "$work/page.1"
done <"$work/known"

# tab WORD...: what bash offers for the last of them
tab() {
	# shellcheck disable=SC2016 # for that shell
	env PATH="$usr/bin:$PATH" bash -c 'compopt() { :; }; . "$1"; shift; COMP_WORDS=("$@")
		COMP_CWORD=$(($# - 1)); _warpage; echo "${COMPREPLY[*]}"' - \
		"$usr/share/bash-completion/completions/warpage" warpage "$@"
}
cd "$work" || exit 1
: >mine.c
check 0 '^verify$' tab ver
check 0 ' hyperv-tsc .*pvclock' tab verify ''
check 0 '^odd-even$' tab verify hyperv-tsc odd-e
check 0 '^hv-seed hv-spin-even$' tab verify --model weak hyperv-tsc odd-even hv-s
check 0 '^mine[.]c$' tab verify hyperv-tsc odd-even mi
check 0 '^sc x86 x86-manual weak all$' tab verify --model ''
check 0 '^sc x86 x86-manual weak all$' tab check --model ''
check 0 ' hyperv-tsc .*pvclock' tab check --format ''
check 0 '^walk pos pct rf all$' tab search --strategy ''
check 0 '^machine race ' tab fuzz ''
check 0 '^$' tab verify hyperv-tsc odd-even hv-seed ''
check 0 '^--model$' tab verify --mo
if command -v zsh >/dev/null; then
	check 0 fine sh -c "zsh -n '$zsh' && echo fine"
fi
# press WORDS: what fish offers
press() {
	env PATH="$usr/bin:$PATH" HOME="$work" fish --no-config \
		-c "source $usr/share/fish/vendor_completions.d/warpage.fish; complete -C 'warpage $1'"
}
if command -v fish >/dev/null; then
	check 0 '^hyperv-tsc$' press 'verify '
	check 0 '^hv-spin-even$' press 'verify --model weak hyperv-tsc odd-even hv-s'
	check 0 '^x86-manual' press 'verify --model '
fi
finish
