# Names of `warpage list`, of the format that stands on the line, if one does.
_warpage_names() {
	local format word
	local -a formats=(${(f)"$(warpage list 2>/dev/null | awk '/^format / { print $2 }')"})
	for word in $words; do
		((${formats[(Ie)$word]})) && format=$word
	done
	local -a names=(${(f)"$(warpage list 2>/dev/null | awk -v kind=$1 -v format=$format '
		/^format / { inside = format == "" || $2 == format }
		index($0, (kind == "format" ? "" : "  ") kind " ") == 1 && (inside || kind == "format") { print $2 }')"})
	compadd -a names
}
_warpage_formats() { _warpage_names format }
_warpage_hosts() { _alternative 'names:host: _warpage_names host' 'files:file:_files -g "*.c"' }
_warpage_guests() { _alternative 'names:guest: _warpage_names guest' 'files:file:_files -g "*.c"' }
_warpage_sources() { compadd - ${(f)"$(warpage live --list 2>/dev/null | awk '{ print $1 }')"} }
