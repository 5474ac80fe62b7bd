/* The strings that the build hands over. */
#include "version/version.h"

#include "commit.h"

const char version_number[] = WARPAGE_VERSION;
const char version_commit[] = WARPAGE_COMMIT;
const char version_llvm[] = WARPAGE_LLVM_VERSION;
const char version_line[] =
	"warpage " WARPAGE_VERSION " (" WARPAGE_COMMIT "), LLVM " WARPAGE_LLVM_VERSION;
