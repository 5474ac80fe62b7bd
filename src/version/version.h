/* Which warpage this is: what --version says, and what stands beside all that a run leaves behind. */
#pragma once

extern const char version_number[]; /* "0.9.0" */
extern const char
	version_commit[]; /* of the source, "-dirty" if it was changed; "unknown" without git */
extern const char version_llvm[]; /* with which protocols are compiled: "14.0.6" */

/* All of it on one line: "warpage 0.9.0 (2351be602abc), LLVM 14.0.6". */
extern const char version_line[];
