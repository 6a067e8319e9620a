// SPDX-License-Identifier: Apache-2.0
#include "triage/host/host_checks.h"

#include "casefile/digest.h"
#include "casefile/encoding.h"
#include "triage/host/event_fields.h"
#include "triage/host/joins.h"
#include "triage/host/line_reader.h"
#include "triage/host/record_reader.h"
#include "triage/host/text_lines.h"
#include "triage/sigma/why_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

namespace firsthour::triage {
namespace {

using sigma::Event;

constexpr std::size_t kLongestRecord = 8U << 20;
// Kept lines of all hosts together; a host of a thousand processes has about 2 MiB.
constexpr std::uint64_t kMostKept = 256ULL << 20;
constexpr std::size_t kMostUnknown = 200;
constexpr TextLimits kTextLimits{};

constexpr std::array<std::string_view, 6> kJoined{
    "host.process", "host.socket", "host.user", "host.kernel", "host.kernel_module", "host.authorized_key"};

bool is_joined(std::string_view service) { return std::ranges::find(kJoined, service) != kJoined.end(); }

// "c1/000123" → "c1".
std::string collection_of(std::string_view id) {
  const std::size_t slash = id.find('/');
  return std::string{slash == std::string_view::npos ? std::string_view{} : id.substr(0, slash)};
}

// The name that people know the target by.
std::string target_of(const Event& event, std::string_view fallback) {
  for (const std::string_view key : {"file.path", "process.executable", "module.name", "bpf.program.name",
                                     "socket.path", "interface.name", "process.name", "user.name"}) {
    if (const std::string_view text = event.text(key); !text.empty()) return std::string{text};
  }
  return display_utf8(fallback);
}

}  // namespace

void FindingList::add(Finding finding, const std::string& key) {
  if (!key.empty() && !keys_.insert(finding.rule + '\0' + finding.host + '\0' + key).second) return;
  if (!ids_.insert(finding.id).second) return;
  if (++per_rule_[finding.rule] > kMostPerRule) {
    ++left_out_[finding.rule];
    return;
  }
  findings_.push_back(std::move(finding));
}

Result<std::unique_ptr<HostChecks>> HostChecks::load(const std::vector<std::string>& sigma) {
  const HostFieldCatalogue catalogue;
  auto rules = sigma::RuleSet::load(sigma, catalogue);
  if (!rules) return tl::unexpected{rules.error()};
  return std::make_unique<SigmaHostChecks>(std::move(*rules));
}

Result<> SigmaHostChecks::take(const CaseItem& item, const CaseReader& from) {
  if (item.item.kind == "records") return take_records(item, from);
  const bool text = item.item.kind == "file" && is_text_family(item.item.source);
  if (text && !rules_.for_service(item.item.source).empty()) return take_text(item, from);
  return {};
}

SigmaHostChecks::HostRecords& SigmaHostChecks::host_of(const CaseItem& item) {
  HostRecords& host = hosts_[collection_of(item.id) + '\0' + item.item.host];
  host.host = item.item.host;
  if (!host.collected && item.item.started.nanoseconds != 0) host.collected = item.item.started;
  return host;
}

void SigmaHostChecks::note_unread(const CaseItem& item) {
  const bool whole = item.item.outcome == Outcome::complete || item.item.outcome == Outcome::changed;
  if (whole || unknown_.size() >= kMostUnknown) return;
  unknown_.push_back(fmt::format("{}: {}{}{}", escape_for_terminal(item.item.path),
                                 name_of(item.item.outcome), item.item.reason.empty() ? "" : ": ",
                                 escape_for_terminal(item.item.reason)));
}

Result<> SigmaHostChecks::take_records(const CaseItem& item, const CaseReader& from) {
  const std::string& service = item.item.path;
  HostRecords& host = host_of(item);
  host.services.insert(service);
  note_unread(item);
  const bool wanted = is_joined(service) || service == "host.clock" || !rules_.for_service(service).empty();
  if (!wanted || item.content.empty()) return {};

  auto source = from.content(item);
  if (!source) return fail("cannot read records " + item.id, source.error());
  LineReader lines{**source, kLongestRecord};
  LineReader::Line line;
  std::uint64_t bad = 0, first_bad = 0;
  std::string first_problem;
  while (true) {
    auto more = lines.next(line);
    if (!more) return fail("cannot read records " + item.id, more.error());
    if (!*more) break;
    if (line.text.empty()) continue;
    const auto read =
        line.cut ? Result<>{fail(Errc::malformed, "longer than 8 MiB")} : read_record(line.text, event_);
    if (read) {
      take_record(service, item, host, line.text, line.offset);
    } else if (++bad == 1) {
      first_bad = line.number;
      first_problem = read.error().what;
    }
  }
  if (bad > 0) {
    unknown_.push_back(fmt::format("{} ({}): {} of its lines are no records; the first is line {}: {}",
                                   escape_for_terminal(service), item.id, bad, first_bad, first_problem));
  }
  return {};
}

void SigmaHostChecks::take_record(std::string_view service, const CaseItem& item, HostRecords& host,
                                  std::string_view line, std::uint64_t offset) {
  note_record(service, event_, host);
  if (is_joined(service)) {
    if (kept_bytes_ + line.size() <= kMostKept) {
      kept_bytes_ += line.size();
      host.kept.push_back({std::string{service}, item.id, std::string{line}, offset});
      return;
    }
    ++not_kept_;
  }
  add_computed_fields(service, host.collected, event_);
  match(event_, {service, item.id, item.item.host, item.item.path, line, offset, line.size()}, streamed_);
}

void SigmaHostChecks::note_record(std::string_view service, const Event& event, HostRecords& host) {
  if (service == "host.clock" && event.text("clock.source") == "host.realtime") {
    if (const auto time = parse_rfc3339(event.text("clock.time"))) host.collected = time;
  }
  if (service == "host.process" && !event.is_true("process.kernel_thread") &&
      !event.find("process.executable")) {
    ++host.without_executable;
  }
  for (const std::string_view key :
       {"process.executable_package_state", "socket.executable_package_state", "package.state"}) {
    if (event.text(key) == "unknown") ++packages_unknown_;
  }
}

Result<> SigmaHostChecks::take_text(const CaseItem& item, const CaseReader& from) {
  note_unread(item);
  if (item.content.empty()) return {};
  auto source = from.content(item);
  if (!source) return fail("cannot read " + item.id, source.error());
  std::string text(kTextLimits.file + 1, '\0');
  std::size_t size = 0;
  while (size < text.size()) {
    auto got = (*source)->read(std::as_writable_bytes(std::span{text}.subspan(size)));
    if (!got) return fail("cannot read " + item.id, got.error());
    if (*got == 0) break;
    size += *got;
  }
  text.resize(size);
  if (size > kTextLimits.file && unknown_.size() < kMostUnknown) {
    unknown_.push_back(escape_for_terminal(item.item.path) + ": only its first MiB was checked line by line");
  }
  lines_in_pieces_ += each_text_line(item.item, text, kTextLimits, [&](const TextLine& line) {
    match(line.event,
          {item.item.source, item.id, item.item.host, item.item.path, {}, line.offset, line.length},
          streamed_);
  });
  return {};
}

void SigmaHostChecks::match(const Event& event, const Place& place, FindingList& into) const {
  // What this run does itself on the host is no finding.
  if (event.is_true("process.firsthour")) return;
  for (const sigma::Rule* rule : rules_.for_service(place.service)) {
    if (!sigma::matches(*rule, event)) continue;
    Finding finding;
    finding.detector = "sigma";
    finding.rule = rule->name;
    finding.title = rule->title;
    finding.title_zh = rule->title_zh;
    finding.severity = rule->severity;
    finding.item = place.item;
    finding.path = target_of(event, place.path);
    finding.host = place.host;
    finding.record = place.line;
    for (std::string& field : sigma::matched_fields(*rule, event)) {
      finding.matches.push_back({std::move(field), place.offset, place.length});
    }
    finding.why = fill_in(rule->why, event, "unknown");
    finding.why_zh = fill_in(rule->why_zh, event, "未知");
    finding.attack = rule->attack;
    finding.rule_digest = rule->digest;
    finding.id = finding_id(finding);
    into.add(std::move(finding), rule->once_per.empty() ? "" : fill_in(rule->once_per, event, ""));
  }
}

void SigmaHostChecks::each_joined(
    const std::function<void(const HostRecords&, const Kept&, const Event&)>& visit) const {
  Event event;
  for (const auto& [key, host] : hosts_) {
    HostIndex index;
    for (const Kept& kept : host.kept) {
      if (read_record(kept.line, event)) index.add(kept.service, event);
    }
    for (const Kept& kept : host.kept) {
      if (!read_record(kept.line, event)) continue;
      add_computed_fields(kept.service, host.collected, event);
      index.join(kept.service, event);
      visit(host, kept, event);
    }
  }
}

FindingList SigmaHostChecks::everything() const {
  FindingList all = streamed_;
  each_joined([&](const HostRecords& host, const Kept& kept, const Event& event) {
    if (rules_.for_service(kept.service).empty()) return;
    match(event, {kept.service, kept.item, host.host, kept.service, kept.line, kept.offset, kept.line.size()},
          all);
  });
  return all;
}

RecordsAsEntries SigmaHostChecks::as_entries(const sigma::SigmaRules& rules) const {
  RecordsAsEntries made;
  sigma::SigmaRun run{rules};
  each_joined([&](const HostRecords& host, const Kept& kept, const Event& event) {
    if (event.is_true("process.firsthour")) return;
    if (kept.service != "host.process" && kept.service != "host.socket") return;
    ++made.records;
    run.take(event, {"linux", "", kept.service, ""}, host.collected,
             {kept.item, host.host, kept.service, kept.offset, kept.line.size(), 0});
  });
  made.told = run.tell();
  return made;
}

std::vector<Finding> SigmaHostChecks::findings() const {
  std::vector<Finding> all = everything().all();
  rank(all);
  return all;
}

std::string SigmaHostChecks::rules_digest() const {
  Hasher all{Algorithm::sha256};
  for (const sigma::Rule& rule : rules_.rules()) all.update(rule.digest + "\n");
  return all.finish_hex();
}

std::vector<std::string> SigmaHostChecks::unknown() const {
  std::vector<std::string> all = unknown_;
  for (const auto& [key, host] : hosts_) {
    std::set<std::string> missing;
    for (const sigma::Rule& rule : rules_.rules()) {
      const std::string& service = rule.source.service;
      if (service.starts_with("host.") && !host.services.contains(service)) missing.insert(service);
    }
    if (!missing.empty()) {
      all.push_back(fmt::format("{}: not collected, so its checks were not made: {}",
                                escape_for_terminal(host.host), fmt::join(missing, ", ")));
    }
    if (host.without_executable > 0) {
      all.push_back(
          fmt::format("{}: the program of {} processes could not be read; deleted, memory-only and misplaced "
                      "programs were not looked for among them",
                      escape_for_terminal(host.host), host.without_executable));
    }
  }
  if (packages_unknown_ > 0) {
    all.push_back(fmt::format(
        "which package {} programs and files belong to is not known: no package database could be "
        "read",
        packages_unknown_));
  }
  if (not_kept_ > 0) {
    all.push_back(fmt::format(
        "{} records were checked without what other records say of them: more than 256 MiB", not_kept_));
  }
  if (lines_in_pieces_ > 0) {
    all.push_back(fmt::format("{} lines longer than 64 KiB were checked in pieces", lines_in_pieces_));
  }
  const FindingList found = everything();
  for (const auto& [rule, count] : found.left_out()) {
    all.push_back(
        fmt::format("{}: {} more findings than the {} kept", rule, count, FindingList::kMostPerRule));
  }
  return all;
}

}  // namespace firsthour::triage
