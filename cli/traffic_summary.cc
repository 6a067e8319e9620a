// SPDX-License-Identifier: Apache-2.0
#include "cli/traffic_summary.h"

#include "casefile/encoding.h"
#include "casefile/json.h"
#include "cli/findings.h"
#include "cli/messages.h"
#include "cli/sizes.h"
#include "cli/traffic_messages.h"

#include <algorithm>

namespace firsthour::cli {
namespace {

constexpr std::size_t kShownPackets = 8;

// Clocks differ by minutes everywhere; a day is no difference of clocks that are kept.
bool is_in_future(const triage::TrafficCapture& capture, Instant now) {
  constexpr std::int64_t kDay = 86'400'000'000'000;
  return capture.last.nanoseconds > now.nanoseconds && capture.last.nanoseconds - now.nanoseconds > kDay;
}

Json json_of(const triage::NetworkFinding& found) {
  Json json = to_json(found.finding);
  json["certainty"] = found.identified ? "identified" : "looks-like";
  json["packets"] = found.packets;
  return json;
}

std::uint64_t total(const triage::TrafficReport& report, const char* name) {
  const auto at = report.totals.find(name);
  return at == report.totals.end() ? 0 : at->second;
}

void show_finding(Terminal& terminal, const triage::NetworkFinding& found) {
  terminal.print(finding_line(terminal, found.finding));
  std::string packets;
  for (std::size_t i = 0; i < found.packets.size() && i < kShownPackets; ++i)
    packets += (i > 0 ? ", " : "") + std::to_string(found.packets[i]);
  if (found.packets.size() > kShownPackets) packets += " …";
  terminal.print(
      terminal.text(found.identified ? say::traffic_identified : say::traffic_looks_like, packets));
}

void show_findings(Terminal& terminal, const triage::TrafficReport& report) {
  for (const triage::NetworkFinding& found : report.findings) show_finding(terminal, found);
  if (report.findings.empty()) terminal.print(terminal.text(say::findings_none));
}

void show_what_is_missing(Terminal& terminal, const triage::TrafficReport& report, Instant now) {
  for (const auto& c : report.captures)
    if (is_in_future(c, now)) terminal.warn(say::traffic_in_future, c.name, rfc3339(c.last), rfc3339(now));
  for (const auto& failed : report.failed) terminal.warn(say::traffic_failed, failed.reason);
  for (const auto& c : report.captures) {
    if (c.dropped) terminal.print(terminal.text(say::traffic_dropped, terminal.name(c.name), c.dropped));
    if (c.losses == 0) continue;
    terminal.warn(say::traffic_lost, c.name, c.losses, c.lost_bytes);
    for (const std::string& loss : c.loss) terminal.detail("  " + loss);
  }
  const auto n = [&](const char* name) { return total(report, name); };
  if (n("cut_packets") > 0)
    terminal.print(terminal.text(say::traffic_cut, n("cut_packets"), n("headers_not_captured")));
  if (n("longer_than_original") > 0)
    terminal.print(terminal.text(say::traffic_odd_lengths, n("longer_than_original")));
  if (n("stream_gaps") + n("malformed") + n("fragments_given_up") + n("flows_evicted") > 0)
    terminal.print(terminal.text(say::traffic_gaps, n("stream_gaps"), n("stream_gap_bytes"), n("malformed"),
                                 n("fragments_given_up"), n("flows_evicted")));
  for (const std::string& unknown : report.unknown) terminal.talk(unknown);
}

void show_what_was_there(Terminal& terminal, const triage::TrafficReport& report) {
  for (const auto& c : report.captures)
    terminal.print(terminal.text(say::traffic_capture, terminal.name(c.name), c.format, c.packets,
                                 human_size(c.bytes), rfc3339(c.first), rfc3339(c.last)));
  const auto n = [&](const char* name) { return total(report, name); };
  terminal.print(terminal.text(say::traffic_totals, n("flows"), n("dns"), n("http") + n("rtsp"), n("tls"),
                               n("logins"), n("files")));
  std::string services;
  for (const auto& [name, count] : report.services)
    services += (services.empty() ? "" : ", ") + name + " " + std::to_string(count);
  if (!services.empty()) terminal.print(terminal.text(say::traffic_protocols, services));
  if (!report.busiest.empty()) terminal.print(terminal.text(say::traffic_busiest));
  for (const auto& peer : report.busiest)
    terminal.print(terminal.text(say::traffic_pair, peer.client, peer.server, peer.service,
                                 human_size(peer.bytes), peer.flows));
}

}  // namespace

void show_traffic(Terminal& terminal, const triage::TrafficReport& report, Instant now) {
  show_findings(terminal, report);
  show_what_is_missing(terminal, report, now);
  show_what_was_there(terminal, report);
}

void emit_traffic(Terminal& terminal, const triage::TrafficReport& report, Instant now) {
  for (const auto& found : report.findings) terminal.emit(json_of(found));
  for (const auto& failed : report.failed)
    terminal.emit(Json{
        {"type", "not-read"}, {"path", display_utf8(failed.name)}, {"reason", display_utf8(failed.reason)}});
  for (const std::string& unknown : report.unknown)
    terminal.emit(Json{{"type", "unknown"}, {"what", unknown}});
  Json summary{{"type", "summary"},
               {"captures", report.captures.size()},
               {"failed", report.failed.size()},
               {"findings", report.findings.size()},
               {"in_future",
                std::ranges::count_if(report.captures, [&](const auto& c) { return is_in_future(c, now); })},
               {"services", report.services}};
  for (const auto& [name, value] : report.totals) summary[name] = value;
  terminal.emit(summary);
}

}  // namespace firsthour::cli
