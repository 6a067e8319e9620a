// SPDX-License-Identifier: Apache-2.0
// A collection that a collector sends over the network: wherever a collection is named,
// "listen://ADDRESS:PORT" waits for one (casefile/wire.h).
#pragma once

#include "casefile/bytes.h"
#include "cli/command.h"
#include "cli/split_parts.h"

#include <memory>
#include <string_view>

namespace firsthour::cli {

[[nodiscard]] bool is_listening(std::string_view name);
// The bytes of the collection. For a listening name: listens, and says what is to be typed on the other side.
[[nodiscard]] Try<std::unique_ptr<ByteSource>> open_collection_of(const Invocation& call,
                                                                  const CollectionFiles& collection);

}  // namespace firsthour::cli
