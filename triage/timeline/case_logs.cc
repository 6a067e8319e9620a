// SPDX-License-Identifier: Apache-2.0
#include "triage/timeline/case_logs.h"

#include "casefile/encoding.h"
#include "triage/host/record_reader.h"
#include "triage/timeline/unnamed_file.h"
#include "triage/unfold/unfold.h"

#include <algorithm>
#include <array>

namespace firsthour::triage {
namespace {

constexpr std::size_t kLongestRecord = 4U << 20;
constexpr std::size_t kHead = 64U << 10;  // of a file, to tell whether it is a log
constexpr const char* kZoneFolder = "/usr/share/zoneinfo";

bool is_compressed_name(std::string_view path) {
  constexpr std::array<std::string_view, 4> kSuffixes{".gz", ".xz", ".bz2", ".zst"};
  return std::any_of(kSuffixes.begin(), kSuffixes.end(), [&](auto suffix) { return path.ends_with(suffix); });
}

Result<std::string> first_bytes(ByteSource& from) {
  std::string head(kHead, '\0');
  std::size_t have = 0;
  while (have < head.size()) {
    auto got = from.read(std::as_writable_bytes(std::span{head}.subspan(have)));
    if (!got) return tl::unexpected{got.error()};
    if (*got == 0) break;
    have += *got;
  }
  head.resize(have);
  return head;
}

}  // namespace

Result<> CaseLogs::say_zone(const std::string& zone) {
  if (zone.empty()) return {};
  auto named = logs::Zone::named(zone, kZoneFolder);
  if (!named) return fail(Errc::usage, named.error().what);
  said_ = HostZone{std::move(*named), "what was said for this run"};
  return {};
}

Result<> CaseLogs::look_ahead(const CaseItem& item, const Unread& unread) {
  if (item.content.empty()) return {};
  if (item.item.path == "/etc/localtime") return take_localtime(item);
  if (item.item.kind == "records" && item.item.path == "host.identity") return take_identity(item, unread);
  return {};
}

Result<> CaseLogs::take_localtime(const CaseItem& item) {
  auto source = from_.content(item);
  if (!source) return {};
  const auto bytes = read_all(**source, 1U << 20);
  if (!bytes) return {};
  auto zone = logs::Zone::from_tzif(as_bytes(*bytes), "");
  if (zone) by_file_[item.item.host] = {std::move(*zone), "the host's /etc/localtime"};
  return {};
}

Result<> CaseLogs::take_identity(const CaseItem& item, const Unread& unread) {
  const auto take = [&](const sigma::Event& event, const LineReader::Line&) -> Result<> {
    const std::string_view name = event.text("host.timezone");
    // The target of a link: "/usr/share/zoneinfo/Asia/Shanghai".
    constexpr std::string_view kFolder = "zoneinfo/";
    const std::size_t at = name.find(kFolder);
    const std::string_view zone_name = at == std::string_view::npos ? name : name.substr(at + kFolder.size());
    auto zone = logs::Zone::named(zone_name, kZoneFolder);
    if (zone) by_name_[item.item.host] = {std::move(*zone), "the host's time zone"};
    return {};
  };
  return each_record(item, take, unread);
}

logs::LogHints CaseLogs::hints_for(const CaseItem& item) const {
  logs::LogHints hints;
  hints.host = item.item.host;
  if (item.item.file) hints.modified = item.item.file->modified;
  if (item.item.started.nanoseconds != 0) hints.collected = item.item.started;
  const HostZone* known = said_ ? &*said_ : nullptr;
  if (const auto by_name = by_name_.find(item.item.host); !known && by_name != by_name_.end())
    known = &by_name->second;
  if (const auto by_file = by_file_.find(item.item.host); !known && by_file != by_file_.end())
    known = &by_file->second;
  if (known != nullptr) {
    hints.zone = known->zone;
    hints.zone_source = known->source;
  }
  return hints;
}

Result<> CaseLogs::read_if_log(const CaseItem& item, const LogVisitor& visit, const Unread& unread) const {
  auto source = from_.content(item);
  if (!source) return unread(item, source.error().what), Result<>{};
  auto head = first_bytes(**source);
  if (!head) return unread(item, head.error().what), Result<>{};
  const bool compressed = is_compressed_name(item.item.path);
  if (!compressed && !logs::is_log(as_bytes(*head), item.item.path)) return {};
  // From its start again: a source goes one way.
  source = from_.content(item);
  if (!source) return unread(item, source.error().what), Result<>{};
  auto whole = WholeContent::of(**source, largest_, scratch_);
  if (!whole) return unread(item, whole.error().what), Result<>{};
  if (compressed) return read_compressed(item, whole->bytes(), visit, unread);
  return visit(whole->bytes(), item.item.path, hints_for(item), display_utf8(item.item.path));
}

Result<> CaseLogs::read_compressed(const CaseItem& item, std::span<const std::byte> bytes,
                                   const LogVisitor& visit, const Unread& unread) const {
  struct Members final : InsideVisitor {
    const CaseItem* item;
    const LogVisitor* visit;
    const Unread* unread;
    logs::LogHints hints;
    Result<> result;
    bool content(const Inside& inside) override {
      if (!logs::is_log(inside.bytes, inside.name)) return true;
      const std::string name = item->item.path.substr(0, item->item.path.find_last_of('.'));
      result = (*visit)(inside.bytes, name, hints, display_utf8(item->item.path + " > " + inside.name));
      return result.has_value();
    }
    void loss(std::string_view name, std::string reason) override {
      (*unread)(*item, name.empty() ? std::move(reason) : display_utf8(name) + ": " + reason);
    }
  } members;
  members.item = &item;
  members.visit = &visit;
  members.unread = &unread;
  members.hints = hints_for(item);
  UnfoldBudget budget;
  budget.limits.depth = 1;
  budget.deadline = std::chrono::steady_clock::now() + std::chrono::minutes{5};
  unfold(bytes, item.item.path, budget, members);
  return members.result;
}

Result<> CaseLogs::each_record(const CaseItem& item, const RecordVisitor& visit, const Unread& unread) const {
  auto source = from_.content(item);
  if (!source) return unread(item, source.error().what), Result<>{};
  LineReader lines{**source, kLongestRecord};
  LineReader::Line line;
  sigma::Event event;
  while (true) {
    const auto more = lines.next(line);
    if (!more) return unread(item, more.error().what), Result<>{};
    if (!*more) return {};
    if (line.text.empty()) continue;
    if (auto read = read_record(line.text, event); !read) {
      unread(item, "line " + std::to_string(line.number) + ": " + read.error().what);
      continue;
    }
    if (auto visited = visit(event, line); !visited) return visited;
  }
}

}  // namespace firsthour::triage
