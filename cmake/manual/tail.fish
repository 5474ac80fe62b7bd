# __warpage_names KIND: formats, hosts or guests of `warpage list`, of the format that stands on the line
function __warpage_names
	set -l format
	for name in (warpage list 2>/dev/null | string match -rg '^format (\S+)')
		contains -- $name (commandline -opc); and set format $name
	end
	warpage list 2>/dev/null | awk -v kind=$argv[1] -v format="$format" '
		/^format / { inside = format == "" || $2 == format }
		index($0, (kind == "format" ? "" : "  ") kind " ") == 1 && (inside || kind == "format") { print $2 }'
end

# __warpage_at N OPTION...: is it the N-th operand's turn? The options are those that have a value.
function __warpage_at
	set -l words (commandline -opc)
	set -l n 1
	set -l value no
	for word in $words[3..]
		if test $value = yes
			set value no
		else if contains -- $word $argv[2..]
			set value yes
		else if not string match -q -- '-*' $word
			set n (math $n + 1)
		end
	end
	test $n -eq $argv[1]
end
