# What a build for a fuzzer adds: coverage of the files named by fuzzer_cover(), and what an
# executable of fuzz/ is linked with (FUZZER_LINK; FUZZER_FEEDBACK is its source in fuzz/).

set(FUZZER_COVERAGE)
set(FUZZER_LINK)
set(FUZZER_FEEDBACK feedback_none.c standalone.c)
if(WARPAGE_FUZZER STREQUAL libfuzzer)
	set(FUZZER_COVERAGE -fsanitize=fuzzer-no-link)
	set(FUZZER_LINK -fsanitize=fuzzer)
	set(FUZZER_FEEDBACK feedback_libfuzzer.c)
elseif(WARPAGE_FUZZER STREQUAL afl)
	# Persistent, with test cases in shared memory: what afl-clang-fast -fsanitize=fuzzer links.
	find_library(AFL_DRIVER AFLDriver PATHS /usr/lib/afl /usr/local/lib/afl NO_CACHE REQUIRED)
	get_filename_component(afl_folder ${AFL_DRIVER} DIRECTORY)
	find_file(AFL_RUNTIME afl-compiler-rt.o PATHS ${afl_folder} NO_CACHE REQUIRED)
	set(FUZZER_COVERAGE -fsanitize-coverage=trace-pc-guard)
	set(FUZZER_LINK ${AFL_DRIVER} ${AFL_RUNTIME})
	set(FUZZER_FEEDBACK feedback_afl.c)
elseif(WARPAGE_FUZZER)
	message(FATAL_ERROR "WARPAGE_FUZZER: '${WARPAGE_FUZZER}' is neither libfuzzer nor afl")
endif()
if(WARPAGE_FUZZER AND NOT CMAKE_C_COMPILER_ID STREQUAL Clang)
	message(FATAL_ERROR "WARPAGE_FUZZER needs clang: use the presets libfuzzer and afl")
endif()

# fuzzer_cover(SOURCE...): their branches guide the fuzzer.
function(fuzzer_cover)
	set_source_files_properties(${ARGN} PROPERTIES COMPILE_OPTIONS "${FUZZER_COVERAGE}")
endfunction()
