// SPDX-License-Identifier: Apache-2.0
// The HTTP library initialises OpenSSL in a constructor, which runs before main() and would have it read the
// host's openssl.cnf; that can name code to be loaded. What stands in .preinit_array runs before the
// constructors of all libraries. (A sanitizer is not there yet by then.)
#include "casefile/digest.h"
#include "cli/serve/serve_case.h"

namespace firsthour::cli {

bool board_built_in() { return true; }

#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define FIRSTHOUR_SANITIZED
#endif
#endif
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__) && !defined(FIRSTHOUR_SANITIZED)
[[gnu::section(".preinit_array"), gnu::used]] static void (*const kBeforeLibraries)() = harden_process;
#endif

}  // namespace firsthour::cli
