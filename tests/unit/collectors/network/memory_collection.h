// SPDX-License-Identifier: Apache-2.0
// A collection in memory, and one run of a collector into it.
#pragma once

#include "casefile/collection_writer.h"
#include "collectors/collector.h"
#include "collectors/package/package_index.h"
#include "collectors/process/process_table.h"

#include <nlohmann/json.hpp>

#include <mutex>
#include <string>
#include <vector>

namespace firsthour::collectors {

struct KeptItem {
  Item item;
  std::string content;
};

class MemoryCollection final : public CollectionWriter {
 public:
  Result<> add(Item item, std::span<const std::byte> content) override {
    keep({std::move(item), {reinterpret_cast<const char*>(content.data()), content.size()}});
    return {};
  }
  Result<> add(Item item, ByteSource& from, std::uint64_t size) override {
    auto content = read_all(from, size);
    if (!content) return tl::unexpected{content.error()};
    keep({std::move(item), std::move(*content)});
    return {};
  }
  Result<> note(Item item) override {
    keep({std::move(item), {}});
    return {};
  }
  std::unique_ptr<ItemStream> open(Item item) override {
    return std::make_unique<Stream>(*this, std::move(item));
  }
  Result<> mark(std::string_view) override { return {}; }
  CollectionTotals totals() const override { return {}; }
  Result<CollectionTotals> finish(std::string_view) override { return CollectionTotals{}; }

  std::vector<KeptItem> items;

  const KeptItem* find(std::string_view kind, std::string_view path) const {
    for (const auto& kept : items)
      if (kept.item.kind == kind && kept.item.path == path) return &kept;
    return nullptr;
  }
  std::vector<nlohmann::json> records(std::string_view kind) const {
    std::vector<nlohmann::json> all;
    const auto* file = find("records", kind);
    if (file == nullptr) return all;
    for (std::size_t at = 0; at < file->content.size();) {
      const auto end = file->content.find('\n', at);
      all.push_back(nlohmann::json::parse(file->content.substr(at, end - at)));
      at = end + 1;
    }
    return all;
  }
  // The records of a kind whose `key` has this value.
  std::vector<nlohmann::json> records_with(std::string_view kind, std::string_view key,
                                           nlohmann::json value) const {
    auto all = records(kind);
    std::erase_if(all, [&](const nlohmann::json& record) {
      return !record.contains(key) || record[std::string{key}] != value;
    });
    return all;
  }

 private:
  class Stream final : public ItemStream {
   public:
    Stream(MemoryCollection& to, Item item) : to_{to}, kept_{std::move(item), {}} {}
    Result<> write(std::span<const std::byte> data) override {
      kept_.content.append(reinterpret_cast<const char*>(data.data()), data.size());
      return {};
    }
    Result<> finish(Outcome outcome, std::string reason) override {
      kept_.item.outcome = outcome;
      kept_.item.reason = std::move(reason);
      to_.keep(std::move(kept_));
      return {};
    }
    void set_attribute(std::string key, std::string value) override {
      kept_.item.attributes[std::move(key)] = std::move(value);
    }
    void add_extent(Extent extent) override { kept_.item.extents.push_back(extent); }

   private:
    MemoryCollection& to_;
    KeptItem kept_;
  };
  void keep(KeptItem kept) {
    const std::lock_guard lock{mutex_};
    items.push_back(std::move(kept));
  }
  std::mutex mutex_;
};

// Collectors of one host, into memory. The index of packages is slow to build: a test that wants it gives it
// to the context.
struct HostRun {
  explicit HostRun(const std::string& root = "/") : host{open_host(root).value()} {}
  std::unique_ptr<Host> host;
  MemoryCollection out;
  ProcessTable processes;
  PackageIndex packages{*host};
  Context context{.host = *host, .out = out, .plan = nullptr, .processes = &processes, .deadline = {}};
};

}  // namespace firsthour::collectors
