// SPDX-License-Identifier: Apache-2.0
#include "triage/indicators/record_indicators.h"

#include "casefile/encoding.h"
#include "casefile/json.h"
#include "casefile/mask_secrets.h"
#include "casefile/number.h"
#include "triage/host/line_reader.h"
#include "triage/host/record_reader.h"

#include <algorithm>
#include <array>

namespace firsthour::triage {
namespace {

constexpr std::size_t kLongestRecord = 4U << 20, kMostObserved = 10'000;

// Which keys of which records are values of which kind (casefile/RECORDS.md).
struct ValueAt {
  std::string_view record, key;
  IndicatorKind kind;
};
constexpr auto kValues = std::to_array<ValueAt>({
    {"host.process", "process.hash.sha256", IndicatorKind::digest},
    {"host.process", "process.executable", IndicatorKind::file_path},
    {"host.socket", "destination.ip", IndicatorKind::address},
    {"host.conntrack", "source.ip", IndicatorKind::address},
    {"host.conntrack", "destination.ip", IndicatorKind::address},
    {"host.neighbour", "neighbour.ip", IndicatorKind::address},
    {"host.login", "source.ip", IndicatorKind::address},
    {"host.login", "source.address", IndicatorKind::domain},
    {"host.session", "source.address", IndicatorKind::address},
    {"host.file", "file.hash.sha256", IndicatorKind::digest},
    {"host.file", "file.path", IndicatorKind::file_path},
});
// Texts that may hold addresses and names.
constexpr auto kTexts = std::to_array<std::pair<std::string_view, std::string_view>>(
    {{"host.process", "process.command_line"}, {"host.packet_filter", "packet_filter.rule"}});

std::string_view last_name(std::string_view path) { return path.substr(path.rfind('/') + 1); }

bool has_fields(std::string_view record) {
  return std::ranges::any_of(kValues, [&](const ValueAt& value) { return value.record == record; }) ||
         std::ranges::any_of(kTexts, [&](const auto& text) { return text.first == record; });
}

Json address_object(std::string_view ip) {
  return {{"type", ip.find(':') == std::string_view::npos ? "ipv4-addr" : "ipv6-addr"}, {"value", ip}};
}

// STIX 2.1 §6.13: a process with its image and account.
Json process_objects(const sigma::Event& event) {
  Json image{{"type", "file"}, {"name", display_utf8(last_name(event.text("process.executable")))}};
  const std::string_view path = event.text("process.executable");
  if (const std::size_t slash = path.rfind('/'); slash != std::string_view::npos)
    image["parent_directory_ref"] = {{"type", "directory"}, {"path", display_utf8(path.substr(0, slash))}};
  if (const auto digest = event.text("process.hash.sha256"); !digest.empty())
    image["hashes"] = {{"SHA-256", digest}};
  const Json account{{"type", "user-account"},
                     {"user_id", event.text("user.id")},
                     {"account_login", display_utf8(event.text("user.name"))}};
  Json process{{"type", "process"},
               {"command_line", display_utf8(event.text("process.command_line"))},
               {"cwd", display_utf8(event.text("process.working_directory"))},
               {"name", display_utf8(event.text("process.name"))},
               {"image_ref", image},
               {"creator_user_ref", account}};
  if (const auto pid = number_from<std::int64_t>(event.text("process.pid"))) process["pid"] = *pid;
  if (const auto start = event.text("process.start"); !start.empty()) process["created_time"] = start;
  return Json::array({process, account});
}

// §6.12: both ends and the protocols.
Json traffic_objects(const sigma::Event& event) {
  const std::string_view type = event.text("network.type");
  const Json source = address_object(event.text("source.ip")),
             destination = address_object(event.text("destination.ip"));
  Json traffic{{"type", "network-traffic"},
               {"src_ref", source},
               {"dst_ref", destination},
               {"protocols", {type.empty() ? "ipv4" : type, event.text("network.transport")}}};
  if (const auto port = number_from<std::int64_t>(event.text("source.port"))) traffic["src_port"] = *port;
  if (const auto port = number_from<std::int64_t>(event.text("destination.port")))
    traffic["dst_port"] = *port;
  return Json::array({traffic, source, destination});
}

std::string target_of(const sigma::Event& event, const std::string& path) {
  for (const std::string_view key : {"process.executable", "file.path"})
    if (const auto text = event.text(key); !text.empty()) return display_utf8(text);
  return display_utf8(path);
}

}  // namespace

void RecordIndicators::add(const Hit& hit, std::string_view field, std::string_view value,
                           const Place& place) {
  if (++per_rule_[hit.rule] > kMostPerIndicator) return;
  Finding finding;
  finding.detector = hit.detector;
  finding.rule = hit.rule;
  finding.title = hit.title;
  finding.title_zh = hit.title_zh;
  finding.severity = hit.severity;
  finding.item = place.item->id;
  finding.host = place.item->item.host;
  finding.record = place.line;
  finding.matches.push_back({std::string{field}, place.offset, place.line.size()});
  const std::string where = place.item->item.path + " " + std::string{field};
  finding.why = mask_secrets(hit.why) + "; " + where;
  finding.why_zh = mask_secrets(hit.why_zh) + "；" + where;
  sigma::Event event;
  finding.path = read_record(place.line, event) ? target_of(event, place.item->item.path)
                                                : display_utf8(value.substr(0, 200));
  finding.rule_digest = set_.digest();
  finding.id = finding_id(finding);
  if (ids_.insert(finding.id).second) findings_.push_back(std::move(finding));
}

void RecordIndicators::take_record(const sigma::Event& event, const Place& place) {
  if (event.is_true("process.firsthour")) return;
  const std::string& record = place.item->item.path;
  for (const ValueAt& at : kValues) {
    const std::string_view value = at.record == record ? event.text(at.key) : std::string_view{};
    if (value.empty()) continue;
    for (const Hit& hit : set_.of_value(at.kind, value)) add(hit, at.key, value, place);
    if (at.kind != IndicatorKind::file_path) continue;
    for (const Hit& hit : set_.of_value(IndicatorKind::file_name, last_name(value)))
      add(hit, at.key, value, place);
  }
  for (const auto& [kind, key] : kTexts) {
    const std::string_view text = kind == record ? event.text(key) : std::string_view{};
    if (text.empty() || !set_.looks_into_text()) continue;
    for (const Hit& hit : set_.in_text(as_bytes(text))) add(hit, key, text, place);
  }
  if (!set_.has_patterns()) return;
  if (record == "host.process") {
    const std::string shown = display_utf8(event.text("process.executable"));
    take_objects(process_objects(event), shown, event.text("process.start"), place);
  } else if ((record == "host.socket" || record == "host.conntrack") && !event.text("source.ip").empty() &&
             !event.text("destination.ip").empty()) {
    const std::string shown{event.text("destination.ip")};
    take_objects(traffic_objects(event), shown, {}, place);
  }
}

// When it was seen: a process when it began, all else when the record was made.
void RecordIndicators::take_objects(Json objects, std::string_view shown, std::string_view start,
                                    const Place& place) {
  const std::string_view type = objects.front()["type"].get_ref<const std::string&>();
  for (const Hit& hit : set_.of_objects(objects, shown)) add(hit, type, shown, place);
  if (!set_.part_of_several(objects)) return;
  std::vector<Observed>& seen = observed_[place.item->item.host];
  if (seen.size() >= kMostObserved) {
    ++beyond_;
    return;
  }
  const auto began = parse_rfc3339(start);
  const Instant time = began ? *began : place.item->item.finished;
  seen.push_back({std::move(objects), static_cast<double>(time.nanoseconds) / 1e9, *place.item,
                  std::string{place.line}, place.offset});
}

void RecordIndicators::finish() {
  for (const auto& [host, all] : observed_) {
    std::vector<stix::Observation> seen;
    for (const Observed& one : all) seen.push_back({one.time, &one.objects});
    const Observed& first = all.front();
    for (const Hit& hit : set_.of_several(seen))
      add(hit, "several records", host, {&first.item, first.line, first.offset});
  }
  observed_.clear();
}

Result<> RecordIndicators::take(const CaseItem& item, const CaseReader& from) {
  if (item.item.kind != "records" || item.content.empty() || !has_fields(item.item.path)) return {};
  auto source = from.content(item);
  if (!source) return tl::unexpected{source.error()};
  LineReader lines{**source, kLongestRecord};
  LineReader::Line line;
  sigma::Event event;
  while (true) {
    const auto more = lines.next(line);
    if (!more) return tl::unexpected{more.error()};
    if (!*more) return {};
    if (line.cut || line.text.empty() || !read_record(line.text, event)) continue;
    take_record(event, {&item, line.text, line.offset});
  }
}

std::vector<std::string> RecordIndicators::unknown() const {
  std::vector<std::string> sentences;
  for (const auto& [rule, count] : per_rule_) {
    if (count > kMostPerIndicator)
      sentences.push_back(rule + ": " + std::to_string(count - kMostPerIndicator) +
                          " more records than the " + std::to_string(kMostPerIndicator) + " findings kept");
  }
  if (beyond_ > 0)
    sentences.push_back("indicators: patterns over several observations saw " +
                        std::to_string(kMostObserved) + " records of a host, not " + std::to_string(beyond_) +
                        " more");
  return sentences;
}

}  // namespace firsthour::triage
