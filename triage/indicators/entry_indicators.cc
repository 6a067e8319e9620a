// SPDX-License-Identifier: Apache-2.0
#include "triage/indicators/entry_indicators.h"

#include "casefile/encoding.h"

#include <algorithm>
#include <utility>

namespace firsthour::triage {
namespace {

constexpr std::size_t kLongestName = 1024;

bool is_hex(char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }

std::string_view last_part(std::string_view path) { return path.substr(path.find_last_of("/\\") + 1); }

}  // namespace

void EntryIndicators::add(Hit hit, const logs::LogRecord& record, std::string_view key) {
  const auto [at, first] = hits_.try_emplace(hit.rule, Hit{});
  if (first) {
    hit.matches.clear();
    const std::string where = "entry " + std::to_string(record.line) + ", " + display_utf8(key);
    hit.why += "; " + where;
    hit.why_zh += "；" + where;
    at->second = std::move(hit);
  }
  ++times_[at->first];
  if (at->second.matches.size() < kMostMatches)
    at->second.matches.push_back({display_utf8(key), record.offset, record.length});
}

// Runs of hexadecimal digits that are as long as digests are, wherever they stand in the value.
void EntryIndicators::take_digests(const logs::LogRecord& record, std::string_view key,
                                   std::string_view value) {
  for (std::size_t at = 0; at < value.size();) {
    const std::size_t begin = at;
    while (at < value.size() && is_hex(value[at])) ++at;
    const std::size_t length = at - begin;
    if (length == 32 || length == 40 || length == 64)
      for (Hit& hit : set_.of_value(IndicatorKind::digest, value.substr(begin, length)))
        add(std::move(hit), record, key);
    if (at == begin) ++at;
  }
}

void EntryIndicators::take_value(const logs::LogRecord& record, std::string_view key, std::string_view value,
                                 bool binary) {
  if (binary && set_.looks_into_text())
    for (Hit& hit : set_.in_text(as_bytes(value))) add(std::move(hit), record, key);
  if (!set_.digests_wanted().empty() && value.size() >= 32) take_digests(record, key, value);
  if (value.size() > kLongestName) return;
  for (Hit& hit : set_.of_value(IndicatorKind::file_path, value)) add(std::move(hit), record, key);
  for (Hit& hit : set_.of_value(IndicatorKind::file_name, last_part(value))) add(std::move(hit), record, key);
}

void EntryIndicators::take_objects(const logs::LogRecord& record) {
  Json objects = observed_objects(*record.event);
  if (objects.empty()) return;
  for (Hit& hit : set_.of_objects(objects, display_utf8(record.message.substr(0, 200))))
    add(std::move(hit), record, "STIX");
  if (!set_.part_of_several(objects)) return;
  if (observed_.size() >= kMostObserved) {
    ++beyond_;
    return;
  }
  std::optional<double> time;
  if (record.basis != logs::TimeBasis::none) time = static_cast<double>(record.time.nanoseconds) / 1e9;
  observed_.push_back({std::move(objects), time});
}

void EntryIndicators::take(const logs::LogRecord& record, bool binary) {
  if (!record.event || record.derived) return;
  for (const sigma::Field& field : record.event->fields())
    for (const sigma::Scalar& scalar : record.event->scalars(field))
      if (scalar.kind == sigma::Scalar::Kind::text && !scalar.text.empty())
        take_value(record, field.key, scalar.text, binary);
  if (set_.has_patterns()) take_objects(record);
}

std::vector<Hit> EntryIndicators::finish(std::vector<std::string>& losses) {
  std::vector<Hit> hits;
  for (auto& [rule, hit] : hits_) {
    if (const std::uint64_t times = times_[rule]; times > 1) {
      hit.why += " and " + std::to_string(times - 1) + " more places";
      hit.why_zh += " 等 " + std::to_string(times) + " 处";
    }
    hits.push_back(std::move(hit));
  }
  if (!observed_.empty()) {
    std::vector<stix::Observation> seen;
    for (const Observed& one : observed_) seen.push_back({one.time, &one.objects});
    std::ranges::move(set_.of_several(seen), std::back_inserter(hits));
  }
  if (beyond_ > 0)
    losses.push_back("patterns over several observations saw the first " + std::to_string(kMostObserved) +
                     " entries that they ask for, not " + std::to_string(beyond_) + " more");
  hits_.clear();
  times_.clear();
  observed_.clear();
  beyond_ = 0;
  return hits;
}

}  // namespace firsthour::triage
