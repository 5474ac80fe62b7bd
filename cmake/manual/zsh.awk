# Writes zsh's completion to stdout.

# In a specification of _arguments within single quotes.
function quoted(line) {
	gsub(/'/, "'\\''", line)
	gsub(/\[/, "\\[", line)
	gsub(/\]/, "\\]", line)
	gsub(/:/, "\\:", line)
	return line
}

function action(what) {
	if (what == "none")
		return " "
	if (what == "files")
		return "_files"
	if (what == "folders")
		return "_files -/"
	if (what ~ /^(formats|hosts|guests|sources)$/)
		return "_warpage_" what
	return "(" what ")"
}

function write_command(c,    i, n, words, spec, name) {
	printf("\t%s)\n\t\t_arguments", c)
	for (i = 1; i <= noptions[c]; i++) {
		spec = "[" quoted(brief(text[c, i])) "]"
		if (value[c, i] != "")
			spec = spec ":" value[c, i] ":" action(completes(c, i))
		if (letter[c, i] != "")
			printf(" \\\n\t\t\t'(%s %s)'{%s,%s}'%s'", letter[c, i], option[c, i], letter[c, i],
				option[c, i], spec)
		else
			printf(" \\\n\t\t\t'%s%s'", option[c, i], spec)
	}
	n = split(operands[c], words, " ")
	for (i = 1; i <= n; i++) {
		name = words[i]
		sub(/\.\.\.$/, "", name)
		printf(" \\\n\t\t\t'%s:%s:%s'", name == words[i] ? i : "*", name,
			action(operand_completes(c, words[i])))
	}
	printf(" ;;\n")
}

END {
	printf("#compdef warpage\n# zsh completion for warpage, made from what its --help says\n\n")
	while ((getline line <tail) > 0)
		print line
	printf("\nlocal -a commands=(\n")
	for (k = 1; k <= ncommands; k++)
		printf("\t'%s:%s'\n", commands[k], quoted(about[commands[k]]))
	printf("\t'--help:what there is'\n\t'--version:which warpage it is'\n)\n")
	printf("if ((CURRENT == 2)); then\n\t_describe command commands\n\treturn\nfi\n")
	printf("shift words\n((CURRENT--))\ncase $words[1] in\n")
	for (k = 1; k <= ncommands; k++)
		write_command(commands[k])
	printf("esac\n")
}
