// SPDX-License-Identifier: Apache-2.0
#include "triage/timeline.h"

#include "casefile/encoding.h"
#include "casefile/event.h"
#include "casefile/json.h"
#include "casefile/number.h"
#include "triage/host/line_reader.h"
#include "triage/host/record_reader.h"
#include "triage/timeline/gatherer.h"
#include "triage/timeline/log_entries.h"
#include "triage/timeline/record_times.h"
#include "triage/timeline/unnamed_file.h"
#include "triage/unfold/unfold.h"

#include <algorithm>
#include <array>

namespace firsthour::triage {
namespace {

constexpr std::size_t kLongestRecord = 4U << 20;
constexpr std::size_t kHead = 64U << 10;  // of a file, to tell whether it is a log
constexpr const char* kZoneFolder = "/usr/share/zoneinfo";

std::string mode_text(std::uint32_t mode) {
  constexpr std::string_view kTypes = "?pc?d?b?-?l?s???";
  std::string text(1, kTypes[(mode >> 12) & 15]);
  for (int shift = 6; shift >= 0; shift -= 3) {
    const std::uint32_t bits = (mode >> shift) & 7;
    text += (bits & 4) != 0 ? 'r' : '-';
    text += (bits & 2) != 0 ? 'w' : '-';
    text += (bits & 1) != 0 ? 'x' : '-';
  }
  if ((mode & 04000) != 0) text[3] = text[3] == 'x' ? 's' : 'S';
  if ((mode & 02000) != 0) text[6] = text[6] == 'x' ? 's' : 'S';
  if ((mode & 01000) != 0) text[9] = text[9] == 'x' ? 't' : 'T';
  return text;
}

bool is_compressed_name(std::string_view path) {
  constexpr std::array<std::string_view, 4> kSuffixes{".gz", ".xz", ".bz2", ".zst"};
  return std::any_of(kSuffixes.begin(), kSuffixes.end(), [&](auto suffix) { return path.ends_with(suffix); });
}

bool is_login_file(std::string_view path) {
  constexpr std::array<std::string_view, 4> kNames{"utmp", "wtmp", "btmp", "lastlog"};
  return std::any_of(kNames.begin(), kNames.end(),
                     [&](auto name) { return path.find(name) != std::string_view::npos; });
}

struct HostZone {
  logs::Zone zone;
  std::string source;
};

class TimelineMaker {
 public:
  TimelineMaker(const CaseReader& from, Gatherer& into) : from_{from}, into_{into} {}

  Result<> make() {
    if (auto read = read_findings(); !read) return read;
    if (auto said = take_said_zone(); !said) return said;
    if (auto read = from_.each_item([&](const CaseItem& item) { return look_ahead(item); }); !read)
      return read;
    return from_.each_item([&](const CaseItem& item) { return take(item); });
  }

 private:
  Result<> read_findings() {
    return from_.each_event(0, from_.size(), [&](const Event& event) -> Result<> {
      if (event.type != event_type::finding) return {};
      const auto json = parse_json(event.bytes);
      if (!json || !json->contains("body")) return {};
      if (const auto finding = finding_from_json((*json)["body"])) into_.know(*finding);
      return {};
    });
  }

  Result<> take_said_zone() {
    if (into_.options().zone.empty()) return {};
    auto zone = logs::Zone::named(into_.options().zone, kZoneFolder);
    if (!zone) return fail(Errc::usage, zone.error().what);
    said_ = HostZone{std::move(*zone), "what was said for this run"};
    return {};
  }

  void not_read(const CaseItem& item, std::string reason) {
    into_.report().not_read.push_back({item.id, display_utf8(item.item.path), std::move(reason)});
  }

  // Zones of hosts, and which login files are here as they were.
  Result<> look_ahead(const CaseItem& item) {
    if (item.content.empty()) return {};
    if (item.item.path == "/etc/localtime") return take_localtime(item);
    if (item.item.kind == "records" && item.item.path == "host.identity") return take_identity(item);
    if (item.item.kind == "file" && is_login_file(item.item.path))
      raw_files_.insert(item.item.host + '\0' + item.item.path);
    return {};
  }

  Result<> take_localtime(const CaseItem& item) {
    auto source = from_.content(item);
    if (!source) return {};
    const auto bytes = read_all(**source, 1U << 20);
    if (!bytes) return {};
    auto zone = logs::Zone::from_tzif(as_bytes(*bytes), "");
    if (zone) by_file_[item.item.host] = {std::move(*zone), "the host's /etc/localtime"};
    return {};
  }

  Result<> take_identity(const CaseItem& item) {
    return each_record(item, [&](const sigma::Event& event, const LineReader::Line&) -> Result<> {
      const std::string_view name = event.text("host.timezone");
      // The target of a link: "/usr/share/zoneinfo/Asia/Shanghai".
      constexpr std::string_view kFolder = "zoneinfo/";
      const std::size_t at = name.find(kFolder);
      const std::string_view zone_name =
          at == std::string_view::npos ? name : name.substr(at + kFolder.size());
      auto zone = logs::Zone::named(zone_name, kZoneFolder);
      if (zone) by_name_[item.item.host] = {std::move(*zone), "the host's time zone"};
      return {};
    });
  }

  logs::LogHints hints_for(const CaseItem& item) const {
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

  Result<> take(const CaseItem& item) {
    ++items_;
    bytes_ += item.item.size;
    if (into_.options().progress && !into_.options().progress(items_, bytes_)) {
      return fail(Errc::interrupted, "the timeline was stopped");
    }
    if (item.item.kind == "records") return take_records(item);
    if (item.item.kind != "file" && item.item.kind != "executable") return {};
    if (auto taken = take_file(item); !taken) return taken;
    return item.content.empty() || item.item.kind == "executable" ? Result<>{} : take_if_log(item);
  }

  Result<> take_file(const CaseItem& item) {
    if (!item.item.file) return {};
    const FileFacts& facts = *item.item.file;
    TimelineEntry entry;
    entry.kind = "item";
    entry.host = item.item.host;
    entry.item = item.id;
    entry.path = display_utf8(item.item.path);
    entry.message = entry.path;
    entry.file = {mode_text(facts.mode),
                  item.item.sha256 ? item.item.sha256->hex() : "",
                  facts.inode,
                  facts.uid,
                  facts.gid,
                  facts.size,
                  {facts.accessed, facts.modified, facts.changed, facts.born}};
    return into_.take_file(std::move(entry));
  }

  Result<> take_if_log(const CaseItem& item) {
    auto source = from_.content(item);
    if (!source) return not_read(item, source.error().what), Result<>{};
    auto head = first_bytes(**source);
    if (!head) return not_read(item, head.error().what), Result<>{};
    const bool compressed = is_compressed_name(item.item.path);
    if (!compressed && !logs::is_log(as_bytes(*head), item.item.path)) return {};
    // From its start again: a source goes one way.
    source = from_.content(item);
    if (!source) return not_read(item, source.error().what), Result<>{};
    auto whole = WholeContent::of(**source, into_.options().largest_log, into_.options().scratch_folder);
    if (!whole) return not_read(item, whole.error().what), Result<>{};
    const std::string path = display_utf8(item.item.path);
    if (!compressed) return take_log(whole->bytes(), item.item.path, hints_for(item), item.id, path, into_);
    return take_compressed(item, whole->bytes());
  }

  Result<> take_compressed(const CaseItem& item, std::span<const std::byte> bytes) {
    struct Members final : InsideVisitor {
      TimelineMaker* maker;
      const CaseItem* item;
      Result<> result;
      Members(TimelineMaker* m, const CaseItem* i) : maker{m}, item{i} {}
      bool content(const Inside& inside) override {
        if (!logs::is_log(inside.bytes, inside.name)) return true;
        const std::string path = display_utf8(item->item.path + " > " + inside.name);
        const std::string name = item->item.path.substr(0, item->item.path.find_last_of('.'));
        result = take_log(inside.bytes, name, maker->hints_for(*item), item->id, path, maker->into_);
        return result.has_value();
      }
      void loss(std::string_view name, std::string reason) override {
        maker->not_read(*item, name.empty() ? std::move(reason) : display_utf8(name) + ": " + reason);
      }
    } members{this, &item};
    UnfoldBudget budget;
    budget.limits.depth = 1;
    budget.deadline = std::chrono::steady_clock::now() + std::chrono::minutes{5};
    unfold(bytes, item.item.path, budget, members);
    return members.result;
  }

  static Result<std::string> first_bytes(ByteSource& from) {
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

  Result<> each_record(const CaseItem& item,
                       const std::function<Result<>(const sigma::Event&, const LineReader::Line&)>& visit) {
    auto source = from_.content(item);
    if (!source) return not_read(item, source.error().what), Result<>{};
    LineReader lines{**source, kLongestRecord};
    LineReader::Line line;
    sigma::Event event;
    while (true) {
      const auto more = lines.next(line);
      if (!more) return not_read(item, more.error().what), Result<>{};
      if (!*more) return {};
      if (line.text.empty()) continue;
      if (auto read = read_record(line.text, event); !read) {
        not_read(item, "line " + std::to_string(line.number) + ": " + read.error().what);
        continue;
      }
      if (auto visited = visit(event, line); !visited) return visited;
    }
  }

  Result<> take_records(const CaseItem& item) {
    const std::string& kind = item.item.path;
    if (kind == "host.file") {
      return each_record(item,
                         [&](const auto& event, const auto& line) { return take_walked(item, event, line); });
    }
    const bool known = std::any_of(kRecordTimes.begin(), kRecordTimes.end(),
                                   [&](const auto& r) { return r.record == kind; });
    if (!known) return {};
    return each_record(item,
                       [&](const auto& event, const auto& line) { return take_record(item, event, line); });
  }

  static std::optional<Instant> time_at(const sigma::Event& event, std::string_view key) {
    return parse_rfc3339(event.text(key));
  }

  Result<> take_walked(const CaseItem& item, const sigma::Event& event, const LineReader::Line& line) {
    TimelineEntry entry;
    entry.kind = "host.file";
    entry.host = item.item.host;
    entry.item = item.id;
    entry.offset = line.offset;
    entry.length = line.text.size();
    entry.line = line.number;
    entry.path = event.text("file.path");
    entry.message = entry.path;
    entry.user = event.text("file.owner");
    entry.file = {mode_text(number_from<std::uint32_t>(event.text("file.mode"), 8).value_or(0)),
                  std::string{event.text("file.hash.sha256")},
                  number_from<std::uint64_t>(event.text("file.inode")).value_or(0),
                  number_from<std::uint64_t>(event.text("file.uid")).value_or(0),
                  number_from<std::uint64_t>(event.text("file.gid")).value_or(0),
                  number_from<std::uint64_t>(event.text("file.size")).value_or(0),
                  {time_at(event, "file.accessed"), time_at(event, "file.mtime"),
                   time_at(event, "file.ctime"), time_at(event, "file.created")}};
    return into_.take_file(std::move(entry));
  }

  // A login that the raw file of the host, which is in the case too, tells again.
  bool is_told_by_file(const CaseItem& item, const sigma::Event& event) const {
    const std::string_view source = event.text("login.source");
    if (source != "utmp" && source != "wtmp" && source != "btmp" && source != "lastlog") return false;
    return raw_files_.contains(item.item.host + '\0' + std::string{event.text("file.path")});
  }

  Result<> take_record(const CaseItem& item, const sigma::Event& event, const LineReader::Line& line) {
    if (item.item.path == "host.login" && is_told_by_file(item, event)) return {};
    for (const RecordTime& known : kRecordTimes) {
      if (known.record != item.item.path) continue;
      const std::string_view text = event.text(known.key);
      if (text.empty()) continue;
      const auto time = parse_rfc3339(text);
      if (!time) {
        ++into_.report().without_time;
        continue;
      }
      TimelineEntry entry;
      entry.time = *time;
      entry.basis = "stated";
      entry.source = known.source;
      entry.description = known.description;
      entry.kind = item.item.path;
      entry.host = item.item.host;
      entry.user = event.text("user.name");
      for (const std::string_view key : known.told) {
        const std::string_view told = key.empty() ? std::string_view{} : event.text(key);
        if (told.empty()) continue;
        if (!entry.message.empty()) entry.message += ' ';
        entry.message += told;
      }
      entry.item = item.id;
      entry.path = item.item.path;
      entry.offset = line.offset;
      entry.length = line.text.size();
      entry.line = line.number;
      if (auto taken = into_.take(std::move(entry)); !taken) return taken;
    }
    return {};
  }

  const CaseReader& from_;
  Gatherer& into_;
  std::optional<HostZone> said_;
  std::map<std::string, HostZone> by_file_, by_name_;
  std::set<std::string> raw_files_;
  std::uint64_t items_ = 0, bytes_ = 0;
};

}  // namespace

Result<TimelineReport> make_timeline(const CaseReader& from, const TimelineOptions& options,
                                     const std::function<bool(const TimelineEntry&)>& visit) {
  TimelineReport report;
  Gatherer gatherer{options, report};
  if (auto made = TimelineMaker{from, gatherer}.make(); !made) return tl::unexpected{made.error()};
  if (auto given = gatherer.give(visit); !given) return tl::unexpected{given.error()};
  return report;
}

}  // namespace firsthour::triage
