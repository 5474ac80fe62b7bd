# Reads what `warpage --help` (first) and `warpage COMMAND --help` print, a file each, named after the
# command. man.awk, bash.awk, zsh.awk and fish.awk come behind this and write from it:
#
#	ncommands, commands[i], about[c]	the commands, and what each is in a line
#	noptions[c], option[c, i], letter[c, i], value[c, i], text[c, i]	--option, -o or "", FILE or "", its text
#	operands[c]	what else is named: "FORMAT HOST GUEST"
#	items[c]	the first names of the items of its first list, "walk pos pct"
#	nblocks[c], kind[c, i], title[c, i], block[c, i]	the blocks of the text, in order
#
# A block is "usage", "options", "commands", "list" (with a title), "exit", "example" or "text"; of lists each
# item is "NAME TAB TEXT" on a line of its own.

FNR == 1 {
	c = FILENAME
	sub(/.*\//, "", c)
	fresh = 1
}

/^$/ {
	fresh = 1
	next
}

function begin(what, heading) {
	nblocks[c]++
	kind[c, nblocks[c]] = what
	title[c, nblocks[c]] = heading
	block[c, nblocks[c]] = ""
}

function add(line) {
	block[c, nblocks[c]] = block[c, nblocks[c]] (block[c, nblocks[c]] == "" ? "" : "\n") line
}

function trim(line) {
	gsub(/^ +| +$/, "", line)
	return line
}

# "-o, --output OUT  where it is saved"
function take_option(line,    head, i) {
	i = ++noptions[c]
	if (match(line, /^ *-[a-z], /)) {
		letter[c, i] = substr(line, RLENGTH - 3, 2)
		line = substr(line, RLENGTH + 1)
	}
	match(line, /--[a-z0-9-]+/)
	option[c, i] = substr(line, RSTART, RLENGTH)
	line = substr(line, RSTART + RLENGTH)
	if (match(line, /^ [A-Z][A-Z0-9:=]*( |$)/)) {
		value[c, i] = trim(substr(line, 1, RLENGTH))
		line = substr(line, RLENGTH)
	}
	text[c, i] = trim(line)
}

# Upper-case words of "usage: warpage verify FORMAT HOST GUEST [options]", unless they are an option's.
function take_operands(line,    words, n, i) {
	n = split(line, words, " ")
	for (i = 3; i <= n; i++)
		if (words[i] ~ /^\[?[A-Z]+(\.\.\.)?\]?$/ && words[i - 1] !~ /^\[?-/)
			operands[c] = operands[c] (operands[c] == "" ? "" : " ") words[i]
	gsub(/[][]/, "", operands[c])
}

fresh {
	fresh = 0
	if (sub(/^usage: /, "")) {
		begin("usage")
		take_operands($0)
	} else if (/^ +-/)
		begin("options")
	else if (/^  [a-z]/)
		begin("commands")
	else if (/^[A-Z][A-Za-z ]*:$/) {
		begin("list", substr($0, 1, length($0) - 1))
		if (!nlists[c])
			nlists[c] = nblocks[c]
		next
	} else if (sub(/^Exit status: /, ""))
		begin("exit")
	else if (sub(/^example: /, ""))
		begin("example")
	else
		begin("text")
}

kind[c, nblocks[c]] == "options" {
	if (/^ ? ? ? ?-/)
		take_option($0)
	else
		text[c, noptions[c]] = text[c, noptions[c]] " " trim($0)
	next
}

kind[c, nblocks[c]] ~ /^(list|commands)$/ {
	if (match($0, /^  [^ ]+ +/)) {
		name = trim(substr($0, 1, RLENGTH))
		add(name "\t" substr($0, RLENGTH + 1))
		if (kind[c, nblocks[c]] == "list" && nlists[c] == nblocks[c])
			items[c] = items[c] (items[c] == "" ? "" : " ") name
		if (kind[c, nblocks[c]] == "commands") {
			commands[++ncommands] = name
			about[name] = substr($0, RLENGTH + 1)
		}
	} else
		block[c, nblocks[c]] = block[c, nblocks[c]] " " trim($0)
	next
}

# an exit status or an example goes on, or another sort of line begins
kind[c, nblocks[c]] == "text" && sub(/^Exit status: /, "") { begin("exit") }
{ add(trim($0)) }

# "sc x86 weak" of a text that starts "sc, x86 (default) or weak"; "" of any other.
function choices(line,    list, last) {
	while (match(line, /^[a-z0-9][a-z0-9-]*( \(default[^)]*\))?/)) {
		list = list (list == "" ? "" : " ") substr(line, 1, match(line, /[^a-z0-9-]|$/) - 1)
		match(line, /^[a-z0-9][a-z0-9-]*( \(default[^)]*\))?/)
		line = substr(line, RLENGTH + 1)
		if (last)
			return list
		if (sub(/^,? or /, "", line))
			last = 1
		else if (!sub(/^, /, "", line))
			return ""
	}
	return ""
}

# What stands where FILE does: one of "none", "files", "folders", "formats", "hosts", "guests", "sources", or
# choices.
function completes(c, i,    list) {
	list = choices(text[c, i])
	if (list == "" && text[c, i] ~ /see below/)
		list = items[c]
	return list != "" ? list : operand_completes(c, value[c, i])
}

function operand_completes(c, name,    n, list) {
	sub(/\.\.\.$/, "", name)
	for (n = 1; n <= nblocks[c]; n++) # "TARGET is machine, race or log (...)"
		if (match(block[c, n], "(^|[ \n])" name " is ")) {
			list = substr(block[c, n], RSTART + RLENGTH)
			gsub(/\n/, " ", list)
			list = choices(list)
			if (list != "")
				return list
		}
	if (name == "DIR")
		return "folders"
	if (name ~ /^(FILE|OUT|LOG)$/)
		return "files"
	if (name ~ /^(FORMAT|HOST|GUEST|SOURCE)$/)
		return tolower(name) "s"
	return "none"
}

# The beginning of a text, for the lines of a menu.
function brief(line) {
	sub(/ \(default.*/, "", line)
	sub(/[;:].*/, "", line)
	return line
}
