// SPDX-License-Identifier: Apache-2.0
#include "triage/timeline/capture_entries.h"

#include "casefile/encoding.h"
#include "casefile/number.h"
#include "triage/host/record_reader.h"
#include "triage/traffic.h"

#include <array>
#include <string_view>

namespace firsthour::triage {
namespace {

// What is told of a kind of record, in order.
struct KindText {
  std::string_view type, description;
  std::array<std::string_view, 5> told;
};
constexpr auto kKinds = std::to_array<KindText>(
    {{"network.flow", "Connection Began", {"network.protocol", "source.bytes", "destination.bytes", "", ""}},
     {"network.http",
      "Request Sent",
      {"http.request.method", "url.domain", "url.original", "http.response.status_code",
       "user_agent.original"}},
     {"network.dns", "Name Asked For", {"dns.type", "dns.question.name", "dns.question.type", "", ""}},
     {"network.tls", "Handshake Seen", {"tls.client.server_name", "tls.version", "tls.client.ja4", "", ""}},
     {"network.login", "Login Seen", {"network.protocol", "user.name", "event.outcome", "url.original", ""}},
     {"network.file", "File Transferred", {"network.protocol", "file.name", "file.hash.sha256", "", ""}},
     {"network.messenger", "Message Seen", {"network.protocol", "user.name", "message", "", ""}}});

std::string end_of(const sigma::Event& event, std::string_view side) {
  const std::string ip{event.text(std::string{side} + ".ip")};
  return ip + ":" + std::string{event.text(std::string{side} + ".port")};
}

}  // namespace

Result<> take_capture(const CaseItem& item, const CaseReader& from, Gatherer& into) {
  constexpr std::uint64_t kSmallest = 24;  // the header of a capture file
  if (item.item.size < kSmallest) return {};
  auto content = from.content(item);
  if (!content) return {};
  std::array<std::byte, 4> head{};
  const auto got = (*content)->read(head);
  if (!got || *got < head.size() || !looks_like_capture(head)) return {};
  const std::string path = display_utf8(item.item.path);
  const auto lose = [&](std::string reason) {
    into.report().not_read.push_back({item.id, path, std::move(reason)});
  };
  TrafficOptions options;
  sigma::Event event;
  options.record = [&](const std::string& line) -> Result<> {
    const std::string_view text{line.data(), line.size() - (line.ends_with('\n') ? 1 : 0)};
    if (!read_record(text, event)) return {};
    for (const KindText& kind : kKinds) {
      if (event.text("type") != kind.type) continue;
      const auto time = parse_rfc3339(event.text("@timestamp"));
      if (!time) return ++into.report().without_time, Result<>{};
      TimelineEntry entry;
      entry.time = *time;
      entry.basis = "stated";
      entry.source = "network";
      entry.description = kind.description;
      entry.kind = kind.type;
      entry.host = item.item.host;
      entry.user = event.text("user.name");
      entry.message = std::string{event.text("network.transport")} + " " + end_of(event, "source") + " > " +
                      end_of(event, "destination");
      for (const std::string_view key : kind.told) {
        const std::string_view told = key.empty() ? std::string_view{} : event.text(key);
        if (!told.empty()) (entry.message += ' ') += told;
      }
      entry.item = item.id;
      entry.path = path;
      entry.line = number_from<std::uint64_t>(event.text("firsthour.packet")).value_or(0);
      return into.take(std::move(entry));
    }
    return {};
  };
  const auto report =
      read_traffic({{path, item.id, item.item.host, [&] { return from.content(item); }}}, options);
  // A folder that cannot be written to ends the timeline; a capture that cannot be read does not.
  if (!report && report.error().code != Errc::malformed) return tl::unexpected{report.error()};
  if (!report) return lose(report.error().what), Result<>{};
  for (const TrafficCapture& capture : report->captures) {
    if (capture.losses > 0) lose(std::to_string(capture.losses) + " places of the capture could not be read");
  }
  return {};
}

}  // namespace firsthour::triage
