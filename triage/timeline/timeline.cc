// SPDX-License-Identifier: Apache-2.0
#include "triage/timeline.h"

#include "casefile/encoding.h"
#include "casefile/event.h"
#include "casefile/json.h"
#include "casefile/number.h"
#include "triage/timeline/capture_entries.h"
#include "triage/timeline/case_logs.h"
#include "triage/timeline/gatherer.h"
#include "triage/timeline/kernel_log_entries.h"
#include "triage/timeline/log_entries.h"
#include "triage/timeline/record_times.h"

#include <algorithm>
#include <array>

namespace firsthour::triage {
namespace {

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

bool is_login_file(std::string_view path) {
  constexpr std::array<std::string_view, 4> kNames{"utmp", "wtmp", "btmp", "lastlog"};
  return std::any_of(kNames.begin(), kNames.end(),
                     [&](auto name) { return path.find(name) != std::string_view::npos; });
}

class TimelineMaker {
 public:
  TimelineMaker(const CaseReader& from, Gatherer& into)
      : from_{from}, into_{into}, logs_{from, into.options().scratch_folder, into.options().largest_log} {}

  Result<> make() {
    if (auto read = read_findings(); !read) return read;
    if (auto said = logs_.say_zone(into_.options().zone); !said) return said;
    if (auto read = from_.each_item([&](const CaseItem& item) { return look_ahead(item); }); !read)
      return read;
    for (const auto& [time, finding] : recorded_)
      if (auto taken = take_finding(time, finding); !taken) return taken;
    return from_.each_item([&](const CaseItem& item) { return take(item); });
  }

 private:
  Result<> read_findings() {
    return from_.each_event(0, from_.size(), [&](const Event& event) -> Result<> {
      if (event.type != event_type::finding) return {};
      const auto json = parse_json(event.bytes);
      if (!json || !json->contains("body")) return {};
      if (const auto finding = finding_from_json((*json)["body"])) {
        into_.know(*finding);
        recorded_.emplace_back(event.time, *finding);
      }
      return {};
    });
  }

  // When it was found: our own doing, beside what was done to the host.
  Result<> take_finding(Instant time, const Finding& finding) {
    TimelineEntry entry;
    entry.time = time;
    entry.basis = "stated";
    entry.source = "finding";
    entry.description = "Finding Recorded";
    entry.kind = finding.detector;
    entry.host = finding.host;
    entry.message = std::string{name_of(finding.severity)} + " " +
                    (finding.title.empty() ? finding.rule : finding.title) +
                    (finding.path.empty() ? "" : ": " + finding.path);
    entry.item = finding.item;
    entry.path = finding.path;
    entry.tags = {finding.rule};
    return into_.take(std::move(entry));
  }

  void not_read(const CaseItem& item, std::string reason) {
    into_.report().not_read.push_back({item.id, display_utf8(item.item.path), std::move(reason)});
  }

  CaseLogs::Unread unread() {
    return [this](const CaseItem& item, std::string reason) { not_read(item, std::move(reason)); };
  }

  // Zones of hosts, and which login files are here as they were.
  Result<> look_ahead(const CaseItem& item) {
    if (item.content.empty()) return {};
    if (auto ahead = logs_.look_ahead(item, unread()); !ahead) return ahead;
    if (item.item.kind == "records" && item.item.path == "host.identity") return take_boot(item);
    if (item.item.kind == "file" && is_login_file(item.item.path))
      raw_files_.insert(item.item.host + '\0' + item.item.path);
    return {};
  }

  Result<> take(const CaseItem& item) {
    ++items_;
    bytes_ += item.item.size;
    if (into_.options().progress && !into_.options().progress(items_, bytes_)) {
      return fail(Errc::interrupted, "the timeline was stopped");
    }
    if (item.item.kind == "records") return take_records(item);
    if (item.item.source == "host.kernel_log" && !item.content.empty()) return take_kernel_log(item);
    if (item.item.kind == "capture" && !item.content.empty()) return take_capture(item, from_, into_);
    if (item.item.kind != "file" && item.item.kind != "executable") return {};
    if (auto taken = take_file(item); !taken) return taken;
    if (item.content.empty() || item.item.kind == "executable") return {};
    if (auto taken = take_capture(item, from_, into_); !taken) return taken;
    return take_logs(item);
  }

  Result<> take_boot(const CaseItem& item) {
    return each_record(item, [&](const sigma::Event& event, const LineReader::Line&) -> Result<> {
      if (const auto boot = parse_rfc3339(event.text("host.boot_time"))) boots_[item.item.host] = *boot;
      return {};
    });
  }

  Result<> take_kernel_log(const CaseItem& item) {
    constexpr std::uint64_t kLargest = 64U << 20;  // four times what is collected
    const auto boot = boots_.find(item.item.host);
    if (boot == boots_.end())
      return not_read(item, "its times are since boot, and when that was is not in the case"), Result<>{};
    auto source = from_.content(item);
    if (!source) return not_read(item, source.error().what), Result<>{};
    const auto log = read_all(**source, kLargest);
    if (!log) return not_read(item, log.error().what), Result<>{};
    Result<> taken;
    into_.report().without_time += each_kernel_log_line(*log, [&](const KernelLogLine& line) {
      TimelineEntry entry;
      entry.time = Instant{boot->second.nanoseconds + line.nanoseconds};
      entry.basis = "since-boot";
      entry.source = "log";
      entry.description = "Kernel Event Logged";
      entry.kind = "kernel-log";
      entry.host = item.item.host;
      entry.message = display_utf8(line.text);
      entry.item = item.id;
      entry.path = display_utf8(item.item.path);
      entry.offset = line.offset;
      entry.length = line.length;
      entry.line = line.line;
      taken = into_.take(std::move(entry));
      return taken.has_value();
    });
    return taken;
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

  Result<> take_logs(const CaseItem& item) {
    return logs_.read_if_log(
        item,
        [&](std::span<const std::byte> bytes, std::string_view name, const logs::LogHints& hints,
            const std::string& path) { return take_log(bytes, name, hints, item.id, path, into_); },
        unread());
  }

  Result<> each_record(const CaseItem& item, const CaseLogs::RecordVisitor& visit) {
    return logs_.each_record(item, visit, unread());
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
  CaseLogs logs_;
  std::set<std::string> raw_files_;
  std::map<std::string, Instant> boots_;
  std::vector<std::pair<Instant, Finding>> recorded_;
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
