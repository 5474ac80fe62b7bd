# What the program needs beside it to compile a user's file (src/build/tools.h): in the build tree as links
# into the source, so that a header that is changed counts at once.

set(share ${CMAKE_BINARY_DIR}/share/warpage)
file(MAKE_DIRECTORY ${share}/flags)
foreach(pair include:include machine:src/machine/include native:stress/include gapped:stress/gapped
		protocols:src/protocols module.c:src/protocols/module.c)
	string(REPLACE ":" ";" pair ${pair})
	list(GET pair 0 name)
	list(GET pair 1 place)
	file(CREATE_LINK ${CMAKE_SOURCE_DIR}/${place} ${share}/${name} SYMBOLIC)
	if(IS_DIRECTORY ${CMAKE_SOURCE_DIR}/${place})
		install(DIRECTORY ${place}/ DESTINATION share/warpage/${name}
			PATTERN "registry*" EXCLUDE PATTERN module.c EXCLUDE)
	else()
		install(FILES ${place} DESTINATION share/warpage)
	endif()
endforeach()
install(DIRECTORY ${share}/flags DESTINATION share/warpage)
install(FILES ${share}/gapped_names DESTINATION share/warpage)

# clang's flags, as response files: those of the tree's protocols, but no warning of theirs.
set(user_flags -std=gnu11 -Wno-everything ${mistakes} -Wno-error=incompatible-pointer-types-discards-qualifiers
	-ferror-limit=9 -fno-caret-diagnostics -fno-diagnostics-show-option)
function(share_flags name)
	list(JOIN ARGN " " flags)
	file(CONFIGURE OUTPUT ${share}/flags/${name} CONTENT "${flags} ${user_flags}\n" @ONLY)
endfunction()
list(JOIN user_flags " " user_flags)
share_flags(machine -g ${MACHINE_PASSES})
share_flags(native -g -O2)
share_flags(gapped -g ${GAPPED_PASSES})
file(CONFIGURE OUTPUT ${share}/gapped_names CONTENT "${gapped_names}" @ONLY)
