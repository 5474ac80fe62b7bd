# What `cmake --install` puts where. All of it is found from the program's own place (src/build/tools.h), so
# that it may be moved as a whole, and nothing of it refers to this tree:
#
#	bin/warpage
#	lib/warpage/		the instrumenter; fuzz targets, from a build with WARPAGE_FUZZER, in a folder of its name
#	share/warpage/		what users' files are compiled with (cmake/share.cmake)
#	share/man/man1/, share/bash-completion/, share/zsh/, share/fish/	made from what --help says
#	share/doc/warpage/	README.md and what it refers to, where it is in this tree

include(GNUInstallDirs)
set(CMAKE_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ
	GROUP_EXECUTE WORLD_READ WORLD_EXECUTE)
if(WARPAGE_FUZZER)
	get_property(targets DIRECTORY fuzz PROPERTY BUILDSYSTEM_TARGETS)
	list(FILTER targets INCLUDE REGEX ^fuzz_)
	list(REMOVE_ITEM targets fuzz_empty)
	if(WARPAGE_FUZZER STREQUAL afl)
		list(APPEND targets warpage_mutator)
	endif()
	file(GLOB dictionaries CONFIGURE_DEPENDS fuzz/*.dict)
	install(TARGETS ${targets} DESTINATION lib/warpage/${WARPAGE_FUZZER}/fuzz)
	install(FILES ${dictionaries} DESTINATION lib/warpage/${WARPAGE_FUZZER}/fuzz)
	return()
endif()
install(TARGETS warpage)
install(TARGETS warpage-instrument DESTINATION lib/warpage)

set(manual ${CMAKE_BINARY_DIR}/manual)
file(GLOB writers CONFIGURE_DEPENDS cmake/manual/*)
add_custom_command(OUTPUT ${manual}/written
	COMMAND ${CMAKE_SOURCE_DIR}/cmake/manual/write.sh $<TARGET_FILE:warpage> ${manual}
		${PROJECT_VERSION} ${CMAKE_INSTALL_FULL_DOCDIR}
	COMMAND ${CMAKE_COMMAND} -E touch ${manual}/written
	DEPENDS warpage ${writers} COMMENT "Writing manual pages and completions" VERBATIM)
add_custom_target(manual ALL DEPENDS ${manual}/written)
install(DIRECTORY ${manual}/man/ DESTINATION ${CMAKE_INSTALL_MANDIR}/man1)
install(DIRECTORY ${manual}/bash/ DESTINATION share/bash-completion/completions)
# zsh looks below /usr in a folder for packages, and elsewhere in one for the site
set(zsh site-functions)
if(CMAKE_INSTALL_PREFIX STREQUAL /usr)
	set(zsh vendor-completions)
endif()
install(DIRECTORY ${manual}/zsh/ DESTINATION share/zsh/${zsh})
install(DIRECTORY ${manual}/fish/ DESTINATION share/fish/vendor_completions.d)

install(FILES ${manual}/changelog.gz DESTINATION ${CMAKE_INSTALL_DOCDIR})
install(FILES README.md CHANGELOG.md CONTRIBUTING.md SECURITY.md DESTINATION ${CMAKE_INSTALL_DOCDIR})
install(FILES LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR} RENAME copyright)
install(DIRECTORY docs examples DESTINATION ${CMAKE_INSTALL_DOCDIR})
install(FILES tests/matrix.expected DESTINATION ${CMAKE_INSTALL_DOCDIR}/tests)
install(FILES tests/faults/README.md DESTINATION ${CMAKE_INSTALL_DOCDIR}/tests/faults)
install(DIRECTORY corpus/known-violations DESTINATION ${CMAKE_INSTALL_DOCDIR}/corpus)
