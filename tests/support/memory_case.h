// SPDX-License-Identifier: Apache-2.0
// A case in memory: events, items and objects as a test says them. What reads a case cannot tell it from
// one on disk. Not thread-safe.
#pragma once

#include "casefile/case.h"
#include "casefile/encoding.h"
#include "casefile/json.h"

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace firsthour::testing {

class MemoryCase final : public CaseReader {
 public:
  Author author{"root (李雷)", "firsthour 0.1.0", std::string(64, 'a'), "firsthour respond"};
  Instant now = Instant::from_seconds(1'795'325'826);  // 2026-11-22T05:37:06Z

  // Appends an event a second after the one before; returns its number.
  std::uint64_t append(std::string_view type, const Json& body) {
    const std::uint64_t sequence = events_.size();
    now = Instant{now.nanoseconds + 1'000'000'000};
    Json event{
        {"v", 1},      {"seq", sequence}, {"type", type}, {"time", rfc3339(now)}, {"actor", author.actor},
        {"body", body}};
    event["tool"] = {{"name", author.tool}, {"sha256", author.tool_sha256}, {"command", author.command}};
    append_raw(std::string{type}, event.dump());
    return sequence;
  }
  // Bytes as they are, however wrong.
  void append_raw(std::string type, std::string bytes) {
    events_.push_back({events_.size(), std::move(type), now, author.actor, std::move(bytes)});
  }

  // {"object","size"}: how an event names a text that is kept as an object.
  Json keep(std::string_view text) {
    const Sha256 digest = sha256(text);
    objects_[digest.hex()] = text;
    return {{"object", digest.hex()}, {"size", text.size()}};
  }
  // An item with its bytes and its `collected` event.
  void add(std::string id, Item item, std::string_view content) {
    item.size = content.size();
    if (!content.empty()) item.sha256 = sha256(content);
    CaseItem entry{std::move(id), std::move(item), {}, 0, "", {}};
    if (!content.empty()) {
      (void)keep(content);
      entry.content.push_back({*entry.item.sha256, 0, content.size()});
    }
    entry.event = append(event_type::collected, {{"item", entry.id}});
    items_.push_back(std::move(entry));
  }

  [[nodiscard]] const std::string& path() const override { return path_; }
  [[nodiscard]] Result<CaseOverview> overview() const override { return CaseOverview{}; }
  [[nodiscard]] std::uint64_t size() const override { return events_.size(); }
  [[nodiscard]] Result<> each_event(std::uint64_t from, std::uint64_t to,
                                    const std::function<Result<>(const Event&)>& visit) const override {
    for (std::uint64_t i = from; i < to && i < events_.size(); ++i)
      if (auto done = visit(events_[i]); !done) return done;
    return {};
  }
  [[nodiscard]] Result<> each_item(const std::function<Result<>(const CaseItem&)>& visit) const override {
    for (const CaseItem& item : items_)
      if (auto done = visit(item); !done) return done;
    return {};
  }
  [[nodiscard]] Result<CaseItem> item(std::string_view id) const override {
    for (const CaseItem& item : items_)
      if (item.id == id) return item;
    return fail(Errc::not_found, "no item " + std::string{id});
  }
  [[nodiscard]] Result<std::unique_ptr<ByteSource>> content(const CaseItem& item) const override {
    if (item.content.empty()) return fail(Errc::not_found, "no content");
    const auto found = objects_.find(item.content.front().object.hex());
    if (found == objects_.end()) return fail(Errc::tampered, "object is missing");
    return std::make_unique<MemorySource>(as_bytes(found->second));
  }
  [[nodiscard]] Result<CaseHead> head() const override { return fail(Errc::not_found, "not closed"); }
  [[nodiscard]] Result<CaseHead> head_covering(std::uint64_t) const override { return head(); }

 private:
  std::string path_ = "memory.case";
  std::vector<Event> events_;
  std::vector<CaseItem> items_;
  std::map<std::string, std::string> objects_;
};

}  // namespace firsthour::testing
