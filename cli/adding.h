// SPDX-License-Identifier: Apache-2.0
// Files of this machine into a case: as evidence (case add) or as documents (case attach).
#pragma once

#include "cli/case_door.h"

#include <functional>
#include <map>
#include <string>

namespace firsthour::cli {

// What the files become.
struct Adding {
  std::string kind, source;
  std::map<std::string, std::string> attributes;
  // Brings one into the case; CaseWriter::attach when there is none.
  std::function<Result<CaseItem>(CaseWriter&, Item, ByteSource&)> store;
};

// One regular file; told the bytes so far, stopped by Ctrl-C.
[[nodiscard]] Result<BroughtFile> add_file(const Invocation& call, CaseWriter& the_case,
                                           const std::string& file, const Adding& adding,
                                           BringOptions options);
// Every word after the first is a file; then the case is closed. A file that cannot be read costs only
// itself: exit 3.
[[nodiscard]] Try<Exit> add_files(const Invocation& call, CaseWriter& the_case, const Adding& adding);

}  // namespace firsthour::cli
