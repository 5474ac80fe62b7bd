# What a build for a fuzzer adds: coverage of the files named by fuzzer_cover(), and what an
# executable of fuzz/ is linked with (FUZZER_LINK; FUZZER_FEEDBACK: its sources in fuzz/).
# WARPAGE_ENGINE is linked in place of the engine's own library.

set(FUZZER_COVERAGE)
set(FUZZER_LINK)
set(FUZZER_FEEDBACK engine/feedback.c engine/standalone.c)
if(WARPAGE_FUZZER STREQUAL libfuzzer)
	set(FUZZER_COVERAGE -fsanitize=fuzzer-no-link)
	set(FUZZER_LINK -fsanitize=fuzzer)
	set(FUZZER_FEEDBACK engine/feedback.c engine/feedback_libfuzzer.c)
elseif(WARPAGE_FUZZER STREQUAL afl)
	# Persistent, with test cases in shared memory: what afl-clang-fast -fsanitize=fuzzer links.
	find_library(AFL_DRIVER AFLDriver PATHS /usr/lib/afl /usr/local/lib/afl NO_CACHE REQUIRED)
	get_filename_component(afl_folder ${AFL_DRIVER} DIRECTORY)
	find_file(AFL_RUNTIME afl-compiler-rt.o PATHS ${afl_folder} NO_CACHE REQUIRED)
	set(FUZZER_COVERAGE -fsanitize-coverage=trace-pc-guard)
	set(FUZZER_LINK ${AFL_DRIVER} ${AFL_RUNTIME})
	set(FUZZER_FEEDBACK engine/feedback.c engine/feedback_afl.c)
elseif(WARPAGE_FUZZER STREQUAL other AND WARPAGE_ENGINE)
	set(FUZZER_FEEDBACK engine/feedback.c)
elseif(WARPAGE_FUZZER)
	message(FATAL_ERROR "WARPAGE_FUZZER: '${WARPAGE_FUZZER}' is neither libfuzzer nor afl, nor "
		"other with a WARPAGE_ENGINE")
endif()
if(WARPAGE_FUZZER AND NOT CMAKE_C_COMPILER_ID STREQUAL Clang)
	message(FATAL_ERROR "WARPAGE_FUZZER needs clang: use the presets libfuzzer and afl")
endif()

# A fleet's build brings its own engine and flags for all files; the coverage in those flags is for
# the files of fuzzer_cover() alone, and tools that run while building have no use for any of them.
set(FUZZER_TOOL_FLAGS)
if(WARPAGE_ENGINE)
	enable_language(CXX)
	separate_arguments(FUZZER_LINK UNIX_COMMAND "${WARPAGE_ENGINE}")
	list(PREPEND FUZZER_LINK -Wl,--as-needed)
	set(FUZZER_TOOL_FLAGS -fno-sanitize=all)
	if(CMAKE_C_FLAGS MATCHES -fsanitize=fuzzer-no-link)
		add_compile_options($<$<COMPILE_LANGUAGE:C>:-fno-sanitize=fuzzer-no-link>)
	endif()
endif()

# fuzzer_cover(SOURCE...): their branches guide the fuzzer.
function(fuzzer_cover)
	set_source_files_properties(${ARGN} PROPERTIES COMPILE_OPTIONS "${FUZZER_COVERAGE}")
endfunction()
