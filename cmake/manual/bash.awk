# Writes bash's completion to stdout.

# "--a|--b" of the options of c that complete so
function those(c, what,    i, list) {
	for (i = 1; i <= noptions[c]; i++)
		if (value[c, i] != "" && completes(c, i) == what) {
			list = list (list == "" ? "" : "|") option[c, i]
			if (letter[c, i] != "")
				list = list "|" letter[c, i]
		}
	return list
}

function write_command(c,    i, n, list, seen, what, words) {
	printf("\t%s)\n\t\toptions='", c)
	for (i = 1; i <= noptions[c]; i++)
		printf("%s%s", i > 1 ? " " : "", option[c, i])
	printf("'\n\t\toperands=(")
	n = split(operands[c], words, " ")
	for (i = 1; i <= n; i++)
		printf("%s'%s%s'", i > 1 ? " " : "", operand_completes(c, words[i]),
			words[i] ~ /\.\.\.$/ ? " ..." : "")
	printf(")\n\t\tcase $1 in\n")
	for (i = 1; i <= noptions[c]; i++) {
		if (value[c, i] == "")
			continue
		what = completes(c, i)
		if ((c, what) in seen)
			continue
		seen[c, what] = 1
		printf("\t\t%s) values='%s' ;;\n", those(c, what), what)
	}
	printf("\t\tesac ;;\n")
}

END {
	printf("# bash completion for warpage, made from what its --help says\n\n")
	printf("# _warpage_knows COMMAND OPTION: what the command takes, and the option\n")
	printf("_warpage_knows()\n{\n\tlocal command=$1\n\tshift\n\tcase $command in\n")
	for (k = 1; k <= ncommands; k++)
		write_command(commands[k])
	printf("\tesac\n}\n\n")
	printf("_warpage_commands='")
	for (k = 1; k <= ncommands; k++)
		printf("%s ", commands[k])
	printf("--help --version'\n\n")
	while ((getline line <tail) > 0)
		print line
}
