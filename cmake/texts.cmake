# Makes OUTPUT, initialisers of struct protocol_text in src/protocols/text.c, of FILES (with commas between them), which
# lie in SOURCE.
string(REPLACE "," ";" files "${FILES}")
set(rows "")
foreach(file IN LISTS files)
	file(READ ${SOURCE}/${file} text)
	string(REPLACE "\\" "\\\\" text "${text}")
	string(REPLACE "\"" "\\\"" text "${text}")
	string(REPLACE "\n" "\\n\"\n\"" text "${text}")
	string(APPEND rows "{\"${file}\", \"${text}\"},\n")
endforeach()
file(WRITE ${OUTPUT} "${rows}")
