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

function write_command(c,    i, n, words, what, on) {
	on = "complete -c warpage -n '__fish_seen_subcommand_from " c "'"
	printf("complete -c warpage -f -n __fish_use_subcommand -a %s -d %s\n", c, quoted(about[c]))
	for (i = 1; i <= noptions[c]; i++)
		printf("%s -l %s%s%s -d %s\n", on, substr(option[c, i], 3),
			letter[c, i] == "" ? "" : " -s " substr(letter[c, i], 2),
			value[c, i] == "" ? "" : argument(completes(c, i)), quoted(brief(text[c, i])))
	n = split(operands[c], words, " ")
	what = ""
	for (i = 1; i <= n; i++)
		what = what " " operand_completes(c, words[i])
	if (what !~ / (files|hosts|guests)( |$)/)
		printf("%s -f\n", on)
	for (i = 1; i <= n; i++) {
		what = operand_completes(c, words[i])
		if (what ~ /^(formats|hosts|guests)$/)
			printf("%s -a '(__warpage_operand %d %s)'\n", on, i,
				substr(what, 1, length(what) - 1))
		else if (what == "sources")
			printf("%s -a \"(warpage live --list 2>/dev/null | string replace -r ' .*' '')\"\n", on)
		else if (what !~ /^(none|files|folders)$/)
			printf("%s -a %s\n", on, quoted(what))
	}
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
