# Every host_*.c and guest_*.c is compiled three times: for the machine (bitcode, instrumented, one
# object each, in MACHINE_OBJECTS), natively (the library native_protocols), and natively with gaps
# (GAPPED_OBJECTS). Every format.c is compiled once, into the library formats. Sanitizers touch none
# of them.
#
# What is wrong with a file is told once, by clang: it looks at a format.c before anything of its folder
# is compiled, and the machine's objects come before the other two.

file(GLOB FORMAT_SOURCES CONFIGURE_DEPENDS src/protocols/*/format.c)
file(GLOB PROTOCOL_SOURCES CONFIGURE_DEPENDS src/protocols/*/host_*.c src/protocols/*/guest_*.c)

execute_process(COMMAND ${WARPAGE_LLVM_CONFIG} --includedir
	OUTPUT_VARIABLE llvm_include OUTPUT_STRIP_TRAILING_WHITESPACE)
execute_process(COMMAND ${WARPAGE_LLVM_CONFIG} --libdir
	OUTPUT_VARIABLE llvm_lib OUTPUT_STRIP_TRAILING_WHITESPACE)
execute_process(COMMAND ${WARPAGE_LLVM_CONFIG} --link-shared --libs
	OUTPUT_VARIABLE llvm_library OUTPUT_STRIP_TRAILING_WHITESPACE)
file(GLOB INSTRUMENT_SOURCES CONFIGURE_DEPENDS src/instrument/*.c)
add_executable(warpage-instrument ${INSTRUMENT_SOURCES})
# where the program looks for it, here as well as installed (src/build/tools.h)
set_target_properties(warpage-instrument PROPERTIES
	RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/lib/warpage)
target_compile_options(warpage-instrument PRIVATE ${WARNINGS} ${FUZZER_TOOL_FLAGS})
target_link_options(warpage-instrument PRIVATE ${FUZZER_TOOL_FLAGS})
target_include_directories(warpage-instrument PRIVATE src src/machine/include include)
target_include_directories(warpage-instrument SYSTEM PRIVATE ${llvm_include})
target_link_directories(warpage-instrument PRIVATE ${llvm_lib})
target_link_libraries(warpage-instrument PRIVATE ${llvm_library})

# What no protocol means to do, and a compiler lets pass with a warning.
set(mistakes implicit-function-declaration implicit-int int-conversion incompatible-pointer-types
	return-type)
list(TRANSFORM mistakes PREPEND -Werror=)
set(PROTOCOL_CLANG_FLAGS -std=gnu11 -g -ffile-prefix-map=${CMAKE_SOURCE_DIR}/= ${WARNINGS}
	-Wno-address-of-packed-member ${mistakes}
	-Wno-error=incompatible-pointer-types-discards-qualifiers -ferror-limit=3
	-fno-caret-diagnostics)
# The others repeat no warning of clang's; theirs count where every warning is to be an error.
set(PROTOCOL_NATIVE_FLAGS -w)
if(WARPAGE_WERROR)
	set(PROTOCOL_NATIVE_FLAGS ${WARNINGS} -Wno-address-of-packed-member)
endif()

# format_checked(DIR OUT): clang looks at DIR/format.c; OUT gets the file that says so, or nothing if
# the folder has no format of its own.
function(format_checked dir out)
	set(${out} PARENT_SCOPE)
	if(NOT EXISTS ${dir}/format.c)
		return()
	endif()
	file(RELATIVE_PATH name ${CMAKE_SOURCE_DIR} ${dir}/format.c)
	string(REGEX REPLACE "[^A-Za-z0-9_.-]" "_" name ${name})
	set(base ${CMAKE_BINARY_DIR}/machine_protocols/${name})
	set(${out} ${base}.checked PARENT_SCOPE)
	get_property(known GLOBAL PROPERTY warpage_checked)
	if(base IN_LIST known)
		return()
	endif()
	set_property(GLOBAL APPEND PROPERTY warpage_checked ${base})
	add_custom_command(OUTPUT ${base}.checked
		COMMAND ${CMAKE_COMMAND} -E make_directory ${CMAKE_BINARY_DIR}/machine_protocols
		COMMAND ${WARPAGE_CLANG} ${PROTOCOL_CLANG_FLAGS} -I${CMAKE_SOURCE_DIR}/src/machine/include
			-I${CMAKE_SOURCE_DIR}/include -MD -MF ${base}.d -MT ${base}.checked
			-fsyntax-only ${dir}/format.c
		COMMAND ${CMAKE_COMMAND} -E touch ${base}.checked
		DEPENDS ${dir}/format.c DEPFILE ${base}.d
		COMMENT "Checking ${name}" VERBATIM)
endfunction()

set(FORMATS_CHECKED)
foreach(source ${FORMAT_SOURCES})
	get_filename_component(dir ${source} DIRECTORY)
	format_checked(${dir} checked)
	list(APPEND FORMATS_CHECKED ${checked})
endforeach()

add_library(formats OBJECT ${FORMAT_SOURCES})
target_compile_options(formats PRIVATE ${PROTOCOL_NATIVE_FLAGS})
target_include_directories(formats PRIVATE src/machine/include include)
add_custom_target(formats_checked DEPENDS ${FORMATS_CHECKED})
add_dependencies(formats formats_checked)

add_library(native_protocols OBJECT ${PROTOCOL_SOURCES})
target_compile_options(native_protocols PRIVATE ${PROTOCOL_NATIVE_FLAGS})
target_include_directories(native_protocols PRIVATE stress/include include src/protocols)
# A file of a folder elsewhere finds the header of the format that the folder is named after.
foreach(source ${PROTOCOL_SOURCES})
	get_filename_component(dir ${source} DIRECTORY)
	get_filename_component(format ${dir} NAME)
	set_source_files_properties(${source} PROPERTIES
		COMPILE_OPTIONS "-I${CMAKE_SOURCE_DIR}/src/protocols/${format}")
endforeach()

# The names of variables are for what is told of them.
set(MACHINE_PASSES -O1 -Xclang -disable-llvm-passes -fno-discard-value-names
	-fsanitize=thread)
set(machine_flags ${MACHINE_PASSES} ${PROTOCOL_CLANG_FLAGS})
set(MACHINE_OBJECTS)

# machine_object(SOURCE OUT...): instrument one protocol file; OUT gets the object's path.
function(machine_object source out)
	file(RELATIVE_PATH name ${CMAKE_SOURCE_DIR} ${source})
	string(REGEX REPLACE "[^A-Za-z0-9_.-]" "_" name ${name})
	get_filename_component(dir ${source} DIRECTORY)
	get_filename_component(format ${dir} NAME)
	set(base ${CMAKE_BINARY_DIR}/machine_protocols/${name})
	format_checked(${dir} checked)
	add_custom_command(OUTPUT ${base}.o
		COMMAND ${CMAKE_COMMAND} -E make_directory ${CMAKE_BINARY_DIR}/machine_protocols
		COMMAND ${WARPAGE_CLANG} ${machine_flags} -I${CMAKE_SOURCE_DIR}/src/machine/include
			-I${CMAKE_SOURCE_DIR}/include -I${dir}
			-I${CMAKE_SOURCE_DIR}/src/protocols/${format}
			-I${CMAKE_SOURCE_DIR}/src/protocols ${ARGN}
			-MD -MF ${base}.d -MT ${base}.o -emit-llvm -c ${source} -o ${base}.bc
		COMMAND warpage-instrument ${base}.bc ${base}.machine.bc
		COMMAND ${WARPAGE_CLANG} -O2 -g -Xclang -disable-llvm-passes -c ${base}.machine.bc
			-o ${base}.o
		DEPENDS ${source} warpage-instrument ${checked} DEPFILE ${base}.d
		COMMENT "Instrumenting ${name}" VERBATIM)
	set(${out} ${base}.o PARENT_SCOPE)
endfunction()

# With gaps: clang's thread-sanitizer pass puts a call before each access, and objcopy names those
# calls after the entry points of stress/race/gap_hooks.h.
set(GAPPED_PASSES -O2 -fsanitize=thread -mllvm -tsan-instrument-func-entry-exit=0
	-mllvm -tsan-instrument-read-before-write)
set(gapped_flags -std=gnu11 -g -ffile-prefix-map=${CMAKE_SOURCE_DIR}/= ${GAPPED_PASSES} -w)
set(GAPPED_OBJECTS)
# from LLVM 15 on copies have names of the sanitizer's
set(copies)
if(LLVM_MAJOR GREATER 14)
	set(copies __tsan_)
endif()
set(gapped_names "${copies}memcpy gap_memcpy\n${copies}memset gap_memset\n")
string(APPEND gapped_names "__tsan_memmove memmove\nmemcmp gap_memcmp\nbcmp gap_bcmp\n")
set(gapped_calls init atomic_thread_fence atomic_signal_fence)
foreach(size 1 2 4 8 16)
	list(APPEND gapped_calls read${size} write${size} unaligned_read${size}
		unaligned_write${size})
endforeach()
foreach(bits 8 16 32 64)
	foreach(operation load store exchange fetch_add fetch_sub fetch_and fetch_or fetch_xor
			fetch_nand compare_exchange_val)
		list(APPEND gapped_calls atomic${bits}_${operation})
	endforeach()
endforeach()
foreach(call ${gapped_calls})
	string(APPEND gapped_names "__tsan_${call} gap_${call}\n")
endforeach()
include(cmake/share.cmake)

# gapped_object(SOURCE AFTER OUT): the same file with gaps, once AFTER, its machine's object, is made.
function(gapped_object source after out)
	file(RELATIVE_PATH name ${CMAKE_SOURCE_DIR} ${source})
	string(REGEX REPLACE "[^A-Za-z0-9_.-]" "_" name ${name})
	get_filename_component(dir ${source} DIRECTORY)
	get_filename_component(format ${dir} NAME)
	set(base ${CMAKE_BINARY_DIR}/gapped_protocols/${name})
	add_custom_command(OUTPUT ${base}.o
		COMMAND ${CMAKE_COMMAND} -E make_directory ${CMAKE_BINARY_DIR}/gapped_protocols
		COMMAND ${WARPAGE_CLANG} ${gapped_flags} -I${CMAKE_SOURCE_DIR}/stress/gapped
			-I${CMAKE_SOURCE_DIR}/stress/include -I${CMAKE_SOURCE_DIR}/include -I${dir}
			-I${CMAKE_SOURCE_DIR}/src/protocols/${format}
			-I${CMAKE_SOURCE_DIR}/src/protocols
			-MD -MF ${base}.d -MT ${base}.o -c ${source} -o ${base}.tsan.o
		COMMAND ${CMAKE_OBJCOPY} --redefine-syms=${share}/gapped_names
			${base}.tsan.o ${base}.o
		DEPENDS ${source} ${after} ${share}/gapped_names DEPFILE ${base}.d
		COMMENT "Compiling ${name} with gaps" VERBATIM)
	set(${out} ${base}.o PARENT_SCOPE)
endfunction()

foreach(source ${PROTOCOL_SOURCES})
	machine_object(${source} object)
	list(APPEND MACHINE_OBJECTS ${object})
	gapped_object(${source} ${object} gapped)
	list(APPEND GAPPED_OBJECTS ${gapped})
endforeach()
set_source_files_properties(${MACHINE_OBJECTS} ${GAPPED_OBJECTS} PROPERTIES EXTERNAL_OBJECT TRUE
	GENERATED TRUE)
# Their rules belong to this folder; other folders link the files.
add_custom_target(machine_objects DEPENDS ${MACHINE_OBJECTS})
add_custom_target(protocol_objects DEPENDS ${MACHINE_OBJECTS} ${GAPPED_OBJECTS})
add_dependencies(native_protocols machine_objects)
