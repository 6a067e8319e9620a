// SPDX-License-Identifier: Apache-2.0
#include "triage/engine/traffic_told.h"

#include "triage/engine/message.h"

#include <array>

namespace firsthour::triage {
namespace {

// One order of the texts of a finding, for both directions.
template <class F>
auto texts_of(F& f) {
  return std::array{&f.id,   &f.detector, &f.rule, &f.title,  &f.title_zh,    &f.item,       &f.path,
                    &f.host, &f.record,   &f.why,  &f.why_zh, &f.tool_digest, &f.rule_digest};
}

void put(MessageWriter& out, const Finding& f) {
  for (const std::string* text : texts_of(f)) out.text(*text);
  out.number(static_cast<std::uint64_t>(f.severity));
  out.number(f.attack.size());
  for (const std::string& technique : f.attack) out.text(technique);
  out.number(f.matches.size());
  for (const FindingMatch& match : f.matches) {
    out.text(match.string);
    out.number(match.offset);
    out.number(match.length);
  }
}

Finding take_finding(MessageReader& in) {
  Finding f;
  for (std::string* text : texts_of(f)) *text = in.text();
  const std::uint64_t severity = in.number();
  f.severity = severity > static_cast<std::uint64_t>(Severity::critical) ? Severity::critical
                                                                         : static_cast<Severity>(severity);
  f.attack.resize(in.count());
  for (std::string& technique : f.attack) technique = in.text();
  f.matches.resize(in.count());
  for (FindingMatch& match : f.matches) {
    match.string = in.text();
    match.offset = in.number();
    match.length = in.number();
  }
  return f;
}

void take_network_finding(MessageReader& in, NetworkFinding& found) {
  found.finding = take_finding(in);
  found.packets.resize(in.count());
  for (std::uint64_t& packet : found.packets) packet = in.number();
}

}  // namespace

std::string to_message(const Result<TrafficReport>& report) {
  MessageWriter out;
  out.text(report ? "" : report.error().what);
  if (!report) return out.take();
  out.number(report->findings.size());
  for (const NetworkFinding& found : report->findings) {
    put(out, found.finding);
    out.number(found.packets.size());
    for (const std::uint64_t packet : found.packets) out.number(packet);
  }
  out.number(report->unknown.size());
  for (const std::string& what : report->unknown) out.text(what);
  out.number(report->failed.size());
  for (const auto& failed : report->failed) {
    out.text(failed.name);
    out.text(failed.reason);
  }
  out.number(report->captures.size());
  for (const TrafficCapture& one : report->captures) {
    out.text(one.name);
    out.number(one.losses);
    out.number(one.lost_bytes);
    out.number(one.first_packet);
  }
  return out.take();
}

Result<TrafficReport> traffic_from(std::string_view message) {
  MessageReader in{message};
  TrafficReport report;
  if (const std::string_view why = in.text(); !why.empty()) return fail(Errc::malformed, std::string{why});
  for (std::uint64_t left = in.count(); left > 0 && !in.failed(); --left)
    take_network_finding(in, report.findings.emplace_back());
  report.unknown.resize(in.count());
  for (std::string& what : report.unknown) what = in.text();
  report.failed.resize(in.count());
  for (auto& failed : report.failed) {
    failed.name = in.text();
    failed.reason = in.text();
  }
  report.captures.resize(in.count());
  for (TrafficCapture& one : report.captures) {
    one.name = in.text();
    one.losses = in.number();
    one.lost_bytes = in.number();
    one.first_packet = in.number();
  }
  if (!in.done()) return fail(Errc::malformed, "a worker's report on captures cannot be read");
  return report;
}

}  // namespace firsthour::triage
