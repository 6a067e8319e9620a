// SPDX-License-Identifier: Apache-2.0
// Collections in parts, NAME.001, NAME.002, …, as --split writes them: any of them, the name without a
// number, or all of them name the whole.
#pragma once

#include "casefile/bytes.h"
#include "cli/exit.h"

#include <memory>
#include <string>
#include <vector>

namespace firsthour::cli {

struct CollectionFiles {
  std::string name;  // as the user is told: "web01.tar.zst", or the one file
  // In order; "-" is standard input, "listen://…" a sender that is still to come (listening.h).
  std::vector<std::string> files;
  std::string missing;  // the first part that is not there though later ones are; else ""
};

// The collections that the words name. Parts that were not named are looked for beside those that were. Fails
// when a file cannot be read, or a first part is not there.
[[nodiscard]] Try<std::vector<CollectionFiles>> collections_named(const std::vector<std::string>& words);

// All bytes of the files, one after the other. Behind the last one before a missing part it fails, naming it.
// A stop that is asked for ends it.
[[nodiscard]] std::unique_ptr<ByteSource> open_collection(const CollectionFiles& collection);

}  // namespace firsthour::cli
