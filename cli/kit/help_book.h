// SPDX-License-Identifier: Apache-2.0
// The kit's offline help: one HTML and one text file a language, and the page that one reads first.
#pragma once

#include "cli/exit.h"
#include "cli/kit/kit_contents.h"

#include <string>

namespace firsthour::cli {

// Adds START-HERE.txt (Chinese, then English; UTF-8 with a byte order mark and CR LF, since the Windows
// editors that people open it with take anything else for the local code page) and help/. From the data
// folder's kit/, readme/ and man/. Pages of commands are English; in Chinese the commands and options are
// those of --help.
[[nodiscard]] Try<> add_help(KitContents& contents, const std::string& data_folder);

}  // namespace firsthour::cli
