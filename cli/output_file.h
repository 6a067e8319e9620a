// SPDX-License-Identifier: Apache-2.0
// A file that leaves the machine: what every command that writes one says of it, and the words of --split.
#pragma once

#include "casefile/output.h"
#include "cli/command.h"

#include <memory>
#include <string>

namespace firsthour::cli {

inline constexpr Option kSplitOption{"split",
                                     "SIZE",
                                     {"parts of at most this size (FAT32: 4095M), to be joined with cat",
                                      "分卷大小（FAT32：4095M），可用 cat 合并"}};

// Opens --out (required) as --split says. Files have their names only once finish() was called.
// Refuses a place inside the case.
[[nodiscard]] Try<std::unique_ptr<Output>> open_output(const Invocation& call, const std::string& case_path);
// Each volume with its digests in groups, and a QR code of the whole, for the form.
void tell_of_output(const Invocation& call, const Output::Closed& closed);

}  // namespace firsthour::cli
