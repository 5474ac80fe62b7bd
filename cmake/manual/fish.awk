# Writes fish's completion to stdout.

function quoted(line) {
	gsub(/\\/, "\\\\\\\\", line)
	gsub(/'/, "\\'", line)
	return "'" line "'"
}

function argument(what) {
	if (what == "none")
		return " -x"
	if (what == "files")
		return " -r -F"
	if (what == "folders")
		return " -x -a '(__fish_complete_directories)'"
	if (what ~ /^(formats|hosts|guests)$/)
		return " -r -f -a '(__warpage_names " substr(what, 1, length(what) - 1) ")'"
	return " -x -a " quoted(what)
}

# What the operand that completes so is completed by.
function list(what) {
	if (what == "files")
		return ""
	if (what == "none")
		return " -f"
	if (what == "sources")
		return " -f -a \"(warpage live --list 2>/dev/null | string replace -r ' .*' '')\""
	if (what == "formats")
		return " -f -a '(__warpage_names format)'"
	if (what ~ /^(hosts|guests)$/)
		return " -a '(__warpage_names " substr(what, 1, length(what) - 1) ")'"
	return " -f -a " quoted(what)
}

function write_command(c,    i, n, words, valued, on) {
	on = "complete -c warpage -n '__fish_seen_subcommand_from " c
	printf("complete -c warpage -f -n __fish_use_subcommand -a %s -d %s\n", c, quoted(about[c]))
	for (i = 1; i <= noptions[c]; i++) {
		printf("%s' -l %s%s%s -d %s\n", on, substr(option[c, i], 3),
			letter[c, i] == "" ? "" : " -s " substr(letter[c, i], 2),
			value[c, i] == "" ? "" : argument(completes(c, i)), quoted(brief(text[c, i])))
		if (value[c, i] != "")
			valued = valued " " option[c, i] (letter[c, i] == "" ? "" : " " letter[c, i])
	}
	n = split(operands[c], words, " ")
	if (!n)
		printf("%s' -f\n", on)
	for (i = 1; i <= n; i++)
		printf("%s%s'%s\n", on, words[i] ~ /\.\.\.$/ ? "" : "; and __warpage_at " i valued,
			list(operand_completes(c, words[i])))
}

END {
	printf("# fish completion for warpage, made from what its --help says\n\n")
	while ((getline line <tail) > 0)
		print line
	printf("\ncomplete -c warpage -f -n __fish_use_subcommand -l help -d 'what there is'\n")
	printf("complete -c warpage -f -n __fish_use_subcommand -l version -d 'which warpage it is'\n")
	for (k = 1; k <= ncommands; k++)
		write_command(commands[k])
}
