// SPDX-License-Identifier: Apache-2.0
// The static programs of a kit, a folder an architecture: bin/x86-64, bin/aarch64.
#pragma once

#include "cli/kit/kit_contents.h"

#include <string>
#include <vector>

namespace firsthour::cli {

struct KitPrograms {
  std::vector<std::string> architectures;  // that have collectors
  std::vector<std::string> missing;        // what one would expect and was not found: "bin/aarch64", …
};

// Adds what lies in the folder of `our_program` and, for the other architecture, in `other` (named by the
// user; else in the folder of its name inside or beside ours, where it is there). firsthour itself is its
// field build: this program, if it is that, else firsthour-field beside it. Exit 1 when there are no
// collectors in a named folder, or they need the libraries of a host.
[[nodiscard]] Try<KitPrograms> add_programs(KitContents& contents, const std::string& our_program,
                                            const std::string& other);

}  // namespace firsthour::cli
