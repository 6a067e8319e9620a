// SPDX-License-Identifier: Apache-2.0
#include "triage/engine/log_entries.h"

#include "triage/logs/read_log.h"
#include "triage/unfold/container.h"

#include <algorithm>
#include <array>
#include <optional>

namespace firsthour::triage {
namespace {

logs::LogHints hints_for(const Target& target, const std::map<std::string, logs::Zone>& zones) {
  logs::LogHints hints;
  const auto own = zones.find(target.host), usual = zones.find("");
  if (own != zones.end() || usual != zones.end()) {
    hints.zone = own != zones.end() ? own->second : usual->second;
    hints.zone_source = own != zones.end() ? "the host's /etc/localtime" : "what was asked for";
  }
  const auto instant = [](std::uint64_t nanoseconds) -> std::optional<Instant> {
    if (nanoseconds == 0) return std::nullopt;
    return Instant{static_cast<std::int64_t>(nanoseconds)};
  };
  hints.modified = instant(target.modified);
  hints.collected = instant(target.collected);
  hints.host = target.host;
  return hints;
}

// One sentence for all places that a log's form does not allow: the first is named, the others counted.
std::optional<std::string> sentence_of(const logs::LogSummary& summary) {
  if (summary.losses == 0 || summary.first_losses.empty()) return std::nullopt;
  const logs::LogLoss& first = summary.first_losses.front();
  std::string text = "as a log (" + std::string{name_of(summary.kind)} +
                     "): " + std::to_string(summary.losses) + (summary.losses == 1 ? " place" : " places") +
                     " not understood, the first at ";
  text += first.line > 0 ? "line " + std::to_string(first.line) : "offset " + std::to_string(first.offset);
  return text + ": " + first.what;
}

bool is_text(logs::LogKind kind, std::span<const std::byte> content) {
  switch (kind) {
    case logs::LogKind::journal:
    case logs::LogKind::windows_events:
    case logs::LogKind::logins:
    case logs::LogKind::last_login:
      return false;
    default:
      break;
  }
  // UTF-16 is text to people only.
  constexpr std::array<std::array<std::byte, 2>, 2> kMarks{
      {{std::byte{0xff}, std::byte{0xfe}}, {std::byte{0xfe}, std::byte{0xff}}}};
  return content.size() < 2 || std::ranges::none_of(kMarks, [&](const auto& mark) {
           return std::ranges::equal(mark, content.first(2));
         });
}

}  // namespace

std::vector<std::string> LogEntries::read(std::span<const std::byte> content, const Target& target,
                                          const std::string& path) {
  hits_.clear();
  // "auth.log.1.gz" is called as logs are; what is in it comes by itself.
  if (!logs::is_log(content, path) || !container_kind(content).empty()) return {};
  // Text is looked through as bytes, where it stands.
  const bool binary = !is_text(logs::recognise_log(content, path), content);
  const logs::LogSummary summary =
      logs::read_log(content, path, hints_for(target, zones_), [&](const logs::LogRecord& record) {
        if (!record.event) return true;
        if (indicators_) indicators_->take(record, binary);
        if (!run_) return true;
        took_ = true;
        const sigma::EventSource source{record.origin.product, record.origin.category, record.origin.service,
                                        record.origin.wider};
        const auto time = record.basis == logs::TimeBasis::none ? std::nullopt : std::optional{record.time};
        run_->take(*record.event, source, time,
                   {target.item, record.host.empty() ? std::string_view{target.host} : record.host, path,
                    record.offset, record.length, record.line});
        return true;
      });
  std::vector<std::string> lost;
  if (auto sentence = sentence_of(summary)) lost.push_back(std::move(*sentence));
  if (indicators_) hits_ = indicators_->finish(lost);
  return lost;
}

}  // namespace firsthour::triage
