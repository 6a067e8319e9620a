// SPDX-License-Identifier: Apache-2.0
// A case in memory, with the items a test gives it.
#pragma once

#include "casefile/case.h"
#include "casefile/encoding.h"

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace firsthour::triage {

class MadeCase final : public CaseReader {
 public:
  CaseItem& add(std::string kind, std::string source, std::string path, std::string content) {
    CaseItem item;
    item.id = "c1/" + std::to_string(items_.size() + 1);
    item.item.kind = std::move(kind);
    item.item.source = std::move(source);
    item.item.path = std::move(path);
    item.item.host = "web1";
    item.item.size = content.size();
    item.content.push_back({sha256(content), 0, content.size()});
    contents_[item.id] = std::move(content);
    items_.push_back(std::move(item));
    return items_.back();
  }
  CaseItem& add_records(const std::string& service, std::string lines) {
    return add("records", "host", service, std::move(lines));
  }
  [[nodiscard]] const std::vector<CaseItem>& items() const { return items_; }

  [[nodiscard]] const std::string& path() const override { return path_; }
  [[nodiscard]] Result<CaseOverview> overview() const override { return CaseOverview{}; }
  [[nodiscard]] std::uint64_t size() const override { return 0; }
  [[nodiscard]] Result<> each_event(std::uint64_t, std::uint64_t,
                                    const std::function<Result<>(const Event&)>&) const override {
    return {};
  }
  [[nodiscard]] Result<> each_item(const std::function<Result<>(const CaseItem&)>& visit) const override {
    for (const CaseItem& item : items_) {
      if (auto visited = visit(item); !visited) return visited;
    }
    return {};
  }
  [[nodiscard]] Result<CaseItem> item(std::string_view id) const override {
    for (const CaseItem& item : items_) {
      if (item.id == id) return item;
    }
    return fail(Errc::not_found, "no such item");
  }
  [[nodiscard]] Result<std::unique_ptr<ByteSource>> content(const CaseItem& item) const override {
    return std::make_unique<MemorySource>(as_bytes(contents_.at(item.id)));
  }
  [[nodiscard]] Result<CaseHead> head() const override { return fail(Errc::not_found, "never closed"); }
  [[nodiscard]] Result<CaseHead> head_covering(std::uint64_t) const override { return head(); }

 private:
  std::string path_ = "made.case";
  std::vector<CaseItem> items_;
  std::map<std::string, std::string> contents_;
};

}  // namespace firsthour::triage
