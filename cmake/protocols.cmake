# Every host_*.c and guest_*.c is compiled three times: for the machine (bitcode, instrumented, one
# object each, in MACHINE_OBJECTS), natively (the library native_protocols), and natively with gaps
# (GAPPED_OBJECTS). Every format.c is compiled once, into the library formats. Sanitizers touch none
# of them.

file(GLOB FORMAT_SOURCES CONFIGURE_DEPENDS src/protocols/*/format.c)
file(GLOB PROTOCOL_SOURCES CONFIGURE_DEPENDS src/protocols/*/host_*.c src/protocols/*/guest_*.c)
foreach(dir ${WARPAGE_PROTOCOLS})
	get_filename_component(dir ${dir} ABSOLUTE)
	file(GLOB more_formats CONFIGURE_DEPENDS ${dir}/format.c)
	file(GLOB more CONFIGURE_DEPENDS ${dir}/host_*.c ${dir}/guest_*.c)
	if(NOT more AND NOT more_formats)
		message(FATAL_ERROR "WARPAGE_PROTOCOLS: ${dir} has no host_*.c, guest_*.c or format.c")
	endif()
	list(APPEND FORMAT_SOURCES ${more_formats})
	list(APPEND PROTOCOL_SOURCES ${more})
endforeach()

execute_process(COMMAND ${WARPAGE_LLVM_CONFIG} --includedir
	OUTPUT_VARIABLE llvm_include OUTPUT_STRIP_TRAILING_WHITESPACE)
execute_process(COMMAND ${WARPAGE_LLVM_CONFIG} --libdir
	OUTPUT_VARIABLE llvm_lib OUTPUT_STRIP_TRAILING_WHITESPACE)
add_executable(warpage-instrument src/instrument/main.c src/instrument/loops.c src/instrument/graph.c
	src/instrument/sites.c
	src/instrument/dependencies.c src/instrument/steering.c
	src/instrument/assembly.c src/instrument/dead.c)
target_compile_options(warpage-instrument PRIVATE ${WARNINGS} ${FUZZER_TOOL_FLAGS})
target_link_options(warpage-instrument PRIVATE ${FUZZER_TOOL_FLAGS})
target_include_directories(warpage-instrument PRIVATE src)
target_include_directories(warpage-instrument SYSTEM PRIVATE ${llvm_include})
target_link_directories(warpage-instrument PRIVATE ${llvm_lib})
target_link_libraries(warpage-instrument PRIVATE LLVM-14)

add_library(formats OBJECT ${FORMAT_SOURCES})
target_compile_options(formats PRIVATE ${WARNINGS})
target_include_directories(formats PRIVATE src/machine/include include)

add_library(native_protocols OBJECT ${PROTOCOL_SOURCES})
target_compile_options(native_protocols PRIVATE ${WARNINGS} -Wno-address-of-packed-member)
target_include_directories(native_protocols PRIVATE stress/include include src/protocols)
# A file of a folder elsewhere finds the header of the format that the folder is named after.
foreach(source ${PROTOCOL_SOURCES})
	get_filename_component(dir ${source} DIRECTORY)
	get_filename_component(format ${dir} NAME)
	set_source_files_properties(${source} PROPERTIES
		COMPILE_OPTIONS "-I${CMAKE_SOURCE_DIR}/src/protocols/${format}")
endforeach()

set(machine_flags -std=gnu11 -O1 -g -Xclang -disable-llvm-passes -fsanitize=thread
	-ffile-prefix-map=${CMAKE_SOURCE_DIR}/= ${WARNINGS} -Wno-address-of-packed-member)
set(MACHINE_OBJECTS)

# machine_object(SOURCE OUT...): instrument one protocol file; OUT gets the object's path.
function(machine_object source out)
	file(RELATIVE_PATH name ${CMAKE_SOURCE_DIR} ${source})
	string(REGEX REPLACE "[^A-Za-z0-9_.-]" "_" name ${name})
	get_filename_component(dir ${source} DIRECTORY)
	get_filename_component(format ${dir} NAME)
	set(base ${CMAKE_BINARY_DIR}/machine_protocols/${name})
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
		DEPENDS ${source} warpage-instrument DEPFILE ${base}.d
		COMMENT "Instrumenting ${name}" VERBATIM)
	set(${out} ${base}.o PARENT_SCOPE)
endfunction()

# With gaps: clang's thread-sanitizer pass puts a call before each access, and objcopy names those
# calls after the entry points of stress/gap_hooks.h.
set(gapped_flags -std=gnu11 -O2 -g -fsanitize=thread -mllvm -tsan-instrument-func-entry-exit=0
	${WARNINGS} -Wno-address-of-packed-member)
set(GAPPED_OBJECTS)
set(gapped_names "memcpy gap_memcpy\nmemset gap_memset\nmemcmp gap_memcmp\nbcmp gap_bcmp\n")
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
file(CONFIGURE OUTPUT ${CMAKE_BINARY_DIR}/gapped_names CONTENT "${gapped_names}" @ONLY)

function(gapped_object source out)
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
		COMMAND ${CMAKE_OBJCOPY} --redefine-syms=${CMAKE_BINARY_DIR}/gapped_names
			${base}.tsan.o ${base}.o
		DEPENDS ${source} ${CMAKE_BINARY_DIR}/gapped_names DEPFILE ${base}.d
		COMMENT "Compiling ${name} with gaps" VERBATIM)
	set(${out} ${base}.o PARENT_SCOPE)
endfunction()

foreach(source ${PROTOCOL_SOURCES})
	machine_object(${source} object)
	list(APPEND MACHINE_OBJECTS ${object})
	gapped_object(${source} object)
	list(APPEND GAPPED_OBJECTS ${object})
endforeach()
set_source_files_properties(${MACHINE_OBJECTS} ${GAPPED_OBJECTS} PROPERTIES EXTERNAL_OBJECT TRUE
	GENERATED TRUE)
# Their rules belong to this folder; other folders link the files.
add_custom_target(protocol_objects DEPENDS ${MACHINE_OBJECTS} ${GAPPED_OBJECTS})
