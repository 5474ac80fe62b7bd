# _warpage_names KIND FORMAT: formats, hosts or guests, of that format if there is one
_warpage_names()
{
	warpage list 2>/dev/null | awk -v kind="${1%s}" -v format="$2" '
		/^format / { inside = format == "" || $2 == format }
		index($0, (kind == "format" ? "" : "  ") kind " ") == 1 && (inside || kind == "format") { print $2 }'
}

_warpage_sources()
{
	warpage live --list 2>/dev/null | awk '{ print $1 }'
}

# _warpage_reply WHAT WORD FORMAT
_warpage_reply()
{
	case $1 in
	none) ;;
	files) compopt -o filenames && mapfile -t COMPREPLY < <(compgen -f -- "$2") ;;
	folders) compopt -o filenames && mapfile -t COMPREPLY < <(compgen -d -- "$2") ;;
	sources) mapfile -t COMPREPLY < <(compgen -W "$(_warpage_sources)" -- "$2") ;;
	formats) mapfile -t COMPREPLY < <(compgen -W "$(_warpage_names formats)" -- "$2") ;;
	hosts | guests)
		compopt -o filenames
		mapfile -t COMPREPLY < <(compgen -W "$(_warpage_names "$1" "$3")" -- "$2"
			compgen -f -X '!*.c' -- "$2"
			compgen -d -S / -- "$2") ;;
	*) mapfile -t COMPREPLY < <(compgen -W "$1" -- "$2") ;;
	esac
}

_warpage()
{
	local word=${COMP_WORDS[COMP_CWORD]} command=${COMP_WORDS[1]} options='' values='' format='' what
	local -i i n=0
	local -a operands=()

	COMPREPLY=()
	if ((COMP_CWORD == 1)); then
		_warpage_reply "$_warpage_commands" "$word"
		return
	fi
	for ((i = 2; i < COMP_CWORD; i++)); do
		values=''
		_warpage_knows "$command" "${COMP_WORDS[i]}"
		if [[ -n $values ]]; then
			i+=1
			((i < COMP_CWORD)) && [[ $values == formats ]] && format=${COMP_WORDS[i]}
		elif [[ ${COMP_WORDS[i]} != -* ]]; then
			[[ ${operands[n]} == formats ]] && format=${COMP_WORDS[i]}
			n+=1
		fi
	done
	values=''
	_warpage_knows "$command" "${COMP_WORDS[COMP_CWORD - 1]}"
	if [[ -n $values ]]; then
		_warpage_reply "$values" "$word" "$format"
	elif [[ $word == -* ]]; then
		_warpage_reply "$options" "$word"
	else
		((n >= ${#operands[@]})) && n=$((${#operands[@]} - 1)) && [[ ${operands[n]-} != *... ]] && return
		((n < 0)) && return
		what=${operands[n]% ...}
		_warpage_reply "$what" "$word" "$format"
	fi
}
complete -F _warpage warpage
