// SPDX-License-Identifier: Apache-2.0
// Any bytes as a collection. An item that is handed over has bytes with the digest of its record.
#include "casefile/collection_reader.h"
#include "casefile/encoding.h"

#include <cstdint>
#include <cstdlib>
#include <map>
#include <string>

namespace {

using firsthour::Result;

class Checking final : public firsthour::CollectionHandler {
 public:
  Result<> outline(std::string_view) override { return {}; }
  Result<> content_begin(std::string_view name, std::uint64_t) override {
    open_ = name;
    files_[open_].clear();
    return {};
  }
  Result<> content_bytes(std::span<const std::byte> bytes) override {
    files_[open_] += firsthour::as_text(bytes);
    return {};
  }
  Result<> content_end(std::string_view, const firsthour::Sha256&) override { return {}; }
  Result<> item(const firsthour::Item& item) override {
    std::string bytes;
    for (const std::string& name : item.stored) bytes += files_.at(name);
    if (!item.stored.empty()) bytes = bytes.substr(item.stored_offset, item.size);
    if (item.sha256 && firsthour::sha256(bytes) != *item.sha256) std::abort();
    if (!item.sha256 && !bytes.empty()) std::abort();
    return {};
  }
  Result<> outcome(std::string_view) override { return {}; }

 private:
  std::map<std::string, std::string> files_;
  std::string open_;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  firsthour::MemorySource source{std::as_bytes(std::span{data, size})};
  Checking handler;
  const auto reading = firsthour::read_collection(source, handler);
  if (reading && reading->stream_bytes != size) std::abort();
  if (reading && (reading->end == firsthour::CollectionEnd::tampered) == reading->problems.empty())
    std::abort();
  return 0;
}
