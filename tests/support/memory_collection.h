// SPDX-License-Identifier: Apache-2.0
// A collection that stays in memory: what a collector wrote, item by item.
#pragma once

#include "casefile/collection_writer.h"
#include "casefile/json.h"

#include <algorithm>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

namespace firsthour::tests {

struct KeptItem {
  Item item;
  std::string bytes;
};

class MemoryCollection final : public CollectionWriter {
 public:
  Result<> add(Item item, std::span<const std::byte> content) override {
    return keep(std::move(item), {reinterpret_cast<const char*>(content.data()), content.size()});
  }
  using CollectionWriter::add;
  Result<> add(Item item, ByteSource& from, std::uint64_t, const Judge& judge) override {
    auto bytes = read_all(from, std::uint64_t{1} << 32);
    if (!bytes) return tl::unexpected{bytes.error()};
    if (judge) judge(item);
    return keep(std::move(item), std::move(*bytes));
  }
  Result<> note(Item item) override { return keep(std::move(item), {}); }
  std::unique_ptr<ItemStream> open(Item item) override {
    return std::make_unique<Stream>(*this, std::move(item));
  }
  Result<> mark(std::string_view) override { return {}; }
  [[nodiscard]] CollectionTotals totals() const override { return {items_.size(), 0, 0}; }
  Result<CollectionTotals> finish(std::string_view) override { return totals(); }

  [[nodiscard]] const std::vector<KeptItem>& items() const { return items_; }
  [[nodiscard]] const KeptItem* find(std::string_view kind, std::string_view path) const {
    for (const auto& kept : items_)
      if (kept.item.kind == kind && kept.item.path == path) return &kept;
    return nullptr;
  }
  // All records of one kind ("host.process").
  [[nodiscard]] std::vector<Json> records(std::string_view kind) const {
    std::vector<Json> found;
    for (const auto& kept : items_) {
      if (kept.item.kind != "records" || kept.item.path != kind) continue;
      std::istringstream lines{kept.bytes};
      for (std::string line; std::getline(lines, line);) found.push_back(Json::parse(line));
    }
    return found;
  }
  // Those whose `key` has this value.
  [[nodiscard]] std::vector<Json> records_with(std::string_view kind, std::string_view key,
                                               const Json& value) const {
    auto found = records(kind);
    std::erase_if(found, [&](const Json& record) {
      return !record.contains(key) || record[std::string{key}] != value;
    });
    return found;
  }

 private:
  class Stream final : public ItemStream {
   public:
    Stream(MemoryCollection& into, Item item) : into_{into}, item_{std::move(item)} {}
    Result<> write(std::span<const std::byte> data) override {
      bytes_.append(reinterpret_cast<const char*>(data.data()), data.size());
      return {};
    }
    Result<> finish(Outcome outcome, std::string reason) override {
      item_.outcome = outcome;
      item_.reason = std::move(reason);
      return into_.keep(std::move(item_), std::move(bytes_));
    }
    void set_attribute(std::string key, std::string value) override {
      item_.attributes[std::move(key)] = value;
    }
    void add_extent(Extent extent) override { item_.extents.push_back(extent); }

   private:
    MemoryCollection& into_;
    Item item_;
    std::string bytes_;
  };

  Result<> keep(Item item, std::string bytes) {
    const std::lock_guard lock{mutex_};
    item.size = bytes.size();
    items_.push_back({std::move(item), std::move(bytes)});
    return {};
  }

  std::mutex mutex_;
  std::vector<KeptItem> items_;
};

}  // namespace firsthour::tests
