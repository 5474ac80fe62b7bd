# Writes folder/warpage.1 and one page for each command. -v folder= version= date= docs=

# For roff: nothing in it is a command, and `code` is bold.
function roff(line) {
	gsub(/\\/, "\\e", line)
	gsub(/docs\//, docs "/docs/", line)
	gsub(/-/, "\\-", line)
	while (match(line, /`[^`]*`/))
		line = substr(line, 1, RSTART - 1) "\\fB" substr(line, RSTART + 1, RLENGTH - 2) "\\fR" \
			substr(line, RSTART + RLENGTH)
	gsub(/\n/, "\n\\\\\\&", line)
	return "\\&" line
}

# Upper-case words are for the reader to fill in, the others are written as they are.
function synopsis(line,    words, n, i, out) {
	n = split(line, words, " ")
	for (i = 1; i <= n; i++)
		out = out (i > 1 ? " " : "") (words[i] ~ /^\[?[A-Z]/ || words[i] ~ /^\[options\]$/ \
			? "\\fI" : "\\fB") roff(words[i]) "\\fR"
	return out
}

function heading(line) {
	fresh_section = line != section
	if (fresh_section)
		printf(".SH %s\n", line) >page
	section = line
}

function write_block(c, i,    items, n, k, part) {
	if (kind[c, i] == "usage") {
		heading("SYNOPSIS")
		n = split(block[c, i], items, "\n")
		for (k = 1; k <= n; k++)
			printf("%s%s\n", k > 1 ? ".br\n" : "", synopsis(items[k])) >page
	} else if (kind[c, i] == "options") {
		heading("OPTIONS")
		for (k = 1; k <= noptions[c]; k++)
			printf(".TP\n%s\\fB%s\\fR%s\n%s\n",
				letter[c, k] == "" ? "" : "\\fB" roff(letter[c, k]) "\\fR, ",
				roff(option[c, k]), value[c, k] == "" ? "" : " \\fI" value[c, k] "\\fR",
				roff(text[c, k])) >page
	} else if (kind[c, i] ~ /^(list|commands)$/) {
		heading(toupper(kind[c, i] == "commands" ? "commands" : title[c, i]))
		n = split(block[c, i], items, "\n")
		for (k = 1; k <= n; k++) {
			split(items[k], part, "\t")
			printf(".TP\n%s\n%s\n", kind[c, i] == "commands" ? \
				".BR warpage\\-" part[1] " (1)" : ".B " roff(part[1]), roff(part[2])) >page
		}
	} else if (kind[c, i] == "example") {
		heading("EXAMPLES")
		printf(".nf\n%s\n.fi\n", roff(block[c, i])) >page
	} else {
		if (kind[c, i] == "exit")
			heading("EXIT STATUS")
		else
			heading(section ~ /^(SYNOPSIS|DESCRIPTION)$/ ? "DESCRIPTION" : "NOTES")
		if (!fresh_section)
			printf(".PP\n") >page
		printf("%s\n", roff(block[c, i])) >page
	}
}

function write_page(c, name, line,    i) {
	page = folder "/" name ".1"
	section = ""
	printf(".TH %s 1 \"%s\" \"warpage %s\" \"warpage\"\n", toupper(roff(name)), date, version) >page
	heading("NAME")
	printf("%s \\- %s\n", roff(name), roff(line)) >page
	for (i = 1; i <= nblocks[c]; i++)
		write_block(c, i)
	heading("SEE ALSO")
	if (c == "warpage")
		printf("The documentation is in\n.IR %s .\n", roff(docs)) >page
	else
		printf(".BR warpage (1);\nthe documentation is in\n.IR %s .\n", roff(docs)) >page
	close(page)
}

END {
	write_page("warpage", "warpage", "find time warps in paravirtual clock pages")
	for (n = 1; n <= ncommands; n++)
		write_page(commands[n], "warpage-" commands[n], about[commands[n]])
}
