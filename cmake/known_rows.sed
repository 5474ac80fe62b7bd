# tests/matrix.expected as initialisers of struct row in src/input/known.c.
/^#/d
s/ *#.*//
s/^\([^ ][^ ]*\)  *\([^ ]*\)  *\([^ ]*\)  *\([^ ]*\)  *\([^ ]*\)  *\([^ ]*\)  *\([^ ]*\)$/{"\1", "\2", "\3", {"\4", "\5", "\6", "\7"}},/p
