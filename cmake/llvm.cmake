# The LLVM that protocols are compiled and instrumented with: WARPAGE_CLANG and WARPAGE_LLVM_CONFIG, which
# are of one version (LLVM_VERSION), from 14 on. WARPAGE_LLVM asks for one; else it is the newest there is,
# under its own names (clang-N, llvm-config-N) or, of one that came without packages, the bare ones.

set(WARPAGE_LLVM "" CACHE STRING "which LLVM: its major version, from 14 on; else the newest")

# llvm_version(OUT PROGRAM OPTION): the version that the program names.
function(llvm_version out program option)
	execute_process(COMMAND ${program} ${option} OUTPUT_VARIABLE version ERROR_QUIET
		OUTPUT_STRIP_TRAILING_WHITESPACE)
	set(${out} "${version}" PARENT_SCOPE)
endfunction()

# What an earlier configuration has found stays, unless another one is asked for now.
if(WARPAGE_LLVM AND WARPAGE_LLVM_CONFIG)
	llvm_version(LLVM_VERSION ${WARPAGE_LLVM_CONFIG} --version)
	llvm_version(clang_version ${WARPAGE_CLANG} -dumpversion)
	if(NOT LLVM_VERSION MATCHES "^${WARPAGE_LLVM}\\." OR NOT clang_version MATCHES "^${WARPAGE_LLVM}\\.")
		unset(WARPAGE_CLANG CACHE)
		unset(WARPAGE_LLVM_CONFIG CACHE)
	endif()
endif()
if(WARPAGE_CLANG AND NOT WARPAGE_LLVM_CONFIG OR WARPAGE_LLVM_CONFIG AND NOT WARPAGE_CLANG)
	message(FATAL_ERROR "WARPAGE_CLANG and WARPAGE_LLVM_CONFIG go together: name both, or a version "
		"with -DWARPAGE_LLVM=14")
endif()
set(names ${WARPAGE_LLVM})
if(NOT names)
	foreach(n RANGE 40 14 -1)
		list(APPEND names ${n})
	endforeach()
endif()
list(TRANSFORM names PREPEND -)
if(NOT WARPAGE_LLVM)
	list(APPEND names "")
endif()
foreach(name IN LISTS names)
	find_program(WARPAGE_CLANG NAMES clang${name})
	find_program(WARPAGE_LLVM_CONFIG NAMES llvm-config${name})
	if(WARPAGE_CLANG AND WARPAGE_LLVM_CONFIG)
		break()
	endif()
	unset(WARPAGE_CLANG CACHE)
	unset(WARPAGE_LLVM_CONFIG CACHE)
endforeach()
if(NOT WARPAGE_CLANG)
	set(wanted 14)
	if(WARPAGE_LLVM)
		set(wanted ${WARPAGE_LLVM})
	endif()
	message(FATAL_ERROR "there is no clang with an llvm-config of the same version, 14 or above: "
		"install the packages clang-${wanted} and llvm-${wanted}-dev")
endif()
llvm_version(LLVM_VERSION ${WARPAGE_LLVM_CONFIG} --version)
llvm_version(clang_version ${WARPAGE_CLANG} -dumpversion)
foreach(told LLVM_VERSION:WARPAGE_LLVM_CONFIG clang_version:WARPAGE_CLANG)
	string(REPLACE ":" ";" told ${told})
	list(POP_FRONT told version program)
	if(NOT ${version} MATCHES "^[0-9]+\\.")
		message(FATAL_ERROR "${program} is ${${program}}, which is not there, or tells no version: "
			"-DWARPAGE_LLVM=14, or a later one, looks for clang-14 and llvm-config-14 instead")
	endif()
endforeach()
string(REGEX MATCH "^[0-9]+" LLVM_MAJOR "${LLVM_VERSION}")
if(LLVM_MAJOR LESS 14 OR NOT clang_version MATCHES "^${LLVM_MAJOR}\\.")
	message(FATAL_ERROR "${WARPAGE_CLANG} is version ${clang_version}, and ${WARPAGE_LLVM_CONFIG} "
		"version ${LLVM_VERSION}: name two of one version, 14 or above, with -DWARPAGE_LLVM=14")
endif()
message(STATUS "LLVM ${LLVM_VERSION}: ${WARPAGE_CLANG}")
