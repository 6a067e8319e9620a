// SPDX-License-Identifier: Apache-2.0
// A handler that keeps a collection in memory, as a case would keep it.
#pragma once

#include "casefile/collection_reader.h"
#include "casefile/encoding.h"

#include <map>
#include <string>
#include <vector>

namespace firsthour::testing {

class Gathered final : public CollectionHandler {
 public:
  struct Taken {
    Item item;
    std::string bytes;
  };
  std::string outline_text, outcome_text;
  std::vector<Taken> items;

  Result<> outline(std::string_view json) override {
    outline_text = json;
    return {};
  }
  Result<> content_begin(std::string_view name, std::uint64_t) override {
    files_[std::string{name}] = "";
    open_ = name;
    return {};
  }
  Result<> content_bytes(std::span<const std::byte> bytes) override {
    files_[open_] += as_text(bytes);
    return {};
  }
  Result<> content_end(std::string_view name, const Sha256& digest) override {
    return sha256(files_[std::string{name}]) == digest ? Result<>{}
                                                       : fail(Errc::usage, "digest of content_end");
  }
  Result<> item(const Item& item) override {
    std::string bytes;
    for (const std::string& name : item.stored) bytes += files_.at(name);
    if (!item.stored.empty()) bytes = bytes.substr(item.stored_offset, item.size);
    items.push_back({item, bytes});
    return {};
  }
  Result<> outcome(std::string_view json) override {
    outcome_text = json;
    return {};
  }

 private:
  std::map<std::string, std::string> files_;
  std::string open_;
};

struct Read {
  Gathered got;
  Result<CollectionReading> reading;
};

inline Read read_back(std::string_view stream) {
  Read read;
  MemorySource source{as_bytes(stream)};
  read.reading = read_collection(source, read.got);
  return read;
}

}  // namespace firsthour::testing
