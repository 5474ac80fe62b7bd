# __warpage_names KIND: formats, hosts or guests of `warpage list`, of the format that stands on the line
function __warpage_names
	set -l format
	for name in (warpage list 2>/dev/null | string match -rg '^format (\S+)')
		contains -- $name (commandline -opc); and set format $name
	end
	warpage list 2>/dev/null | awk -v kind=$argv[1] -v format="$format" '
		$1 == "format" { inside = format == "" || $2 == format }
		$1 == kind && (inside || kind == "format") { print $2 }'
end

# __warpage_operand N KIND: the names, where the N-th operand stands
function __warpage_operand
	set -l words (commandline -opc)
	set -l n 1
	for word in $words[3..]
		string match -q -- '-*' $word; or set n (math $n + 1)
	end
	test $n -eq $argv[1]; and __warpage_names $argv[2]
end
