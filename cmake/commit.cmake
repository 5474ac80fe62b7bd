# cmake -DSOURCE=... -DOUTPUT=... -P commit.cmake: a header with the commit that the source is of, written
# only if that has changed. No index is touched, so that it can run beside other git commands.
set(commit unknown)
function(git out)
	execute_process(COMMAND git --no-optional-locks -c safe.directory=* ${ARGN}
		WORKING_DIRECTORY ${SOURCE} OUTPUT_VARIABLE said RESULT_VARIABLE failed
		OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
	set(${out} "${said}" PARENT_SCOPE)
	set(failed "${failed}" PARENT_SCOPE)
endfunction()
git(folder rev-parse --show-prefix)
# else it lies in a repository of something else
if(failed EQUAL 0 AND folder STREQUAL "")
	git(head rev-parse --short=12 HEAD)
	if(failed EQUAL 0)
		set(commit ${head})
		git(changes status --porcelain --untracked-files=no)
		if(changes)
			string(APPEND commit -dirty)
		endif()
	endif()
endif()
set(content "#define WARPAGE_COMMIT \"${commit}\"\n")
if(EXISTS ${OUTPUT})
	file(READ ${OUTPUT} before)
endif()
if(NOT content STREQUAL before)
	file(WRITE ${OUTPUT} "${content}")
endif()
