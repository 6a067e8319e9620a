// SPDX-License-Identifier: Apache-2.0
#include "triage/traffic.h"

#include "casefile/encoding.h"
#include "triage/network/analysis.h"
#include "triage/network/capture/pcap_reader.h"
#include "triage/network/capture/pcapng_reader.h"
#include "triage/network/carried.h"
#include "triage/network/finder_tables.h"
#include "triage/network/finders.h"
#include "triage/network/records.h"
#include "triage/network/traffic_tally.h"

#include <algorithm>
#include <array>
#include <random>

namespace firsthour::triage {

using namespace network;

namespace {

constexpr std::size_t kShownLosses = 20;
constexpr std::uint64_t kShortestCapture = 24;  // the head of a pcap file

// Which capture and which input a packet is in.
class Places {
 public:
  explicit Places(const std::vector<ReadCapture>& captures) : captures_{captures} {}
  // The next input is going to be read. A file that is no capture has an input and no capture.
  void next_input() { before_.push_back(captures_.size()); }
  [[nodiscard]] std::size_t capture_of(std::uint64_t packet) const {
    const auto behind =
        std::upper_bound(captures_.begin(), captures_.end(), packet,
                         [](std::uint64_t p, const ReadCapture& c) { return p < c.first_packet; });
    return behind == captures_.begin() ? 0 : static_cast<std::size_t>(behind - captures_.begin()) - 1;
  }
  [[nodiscard]] std::size_t input_of(std::size_t capture) const {
    const auto behind = std::upper_bound(before_.begin(), before_.end(), capture);
    return behind == before_.begin() ? 0 : static_cast<std::size_t>(behind - before_.begin()) - 1;
  }
  [[nodiscard]] const ReadCapture& capture(std::size_t at) const { return captures_[at]; }

 private:
  const std::vector<ReadCapture>& captures_;
  std::vector<std::size_t> before_;  // how many captures had been read before each input
};

CarriedFile told(const Flow& flow, const Carried& file, const Places& places) {
  const std::size_t capture = places.capture_of(file.first.packet);
  const std::uint64_t before = places.capture(capture).first_packet - 1;
  CarriedFile out;
  out.protocol = file.protocol;
  out.name = file.name;
  out.type = file.type;
  out.input = places.input_of(capture);
  if (flow.first.packet > before && places.capture_of(file.last.packet) == capture)
    out.way = direction_name(flow, file.from_client, before) + file.way.substr(file.way.rfind('/'));
  out.client = endpoint_text(flow.client);
  out.server = endpoint_text(flow.server);
  out.community_id = community_id(flow);
  out.from_client = file.from_client;
  out.complete = file.complete;
  out.length = file.length;
  out.bytes = file.bytes;
  out.kept = file.kept;
  out.sha256 = file.sha256;
  out.first_packet = file.first.packet;
  out.last_packet = file.last.packet;
  out.first = {file.first.time};
  out.last = {file.last.time};
  return out;
}

TrafficCapture told(const ReadCapture& from, const std::string& item) {
  TrafficCapture to;
  to.name = from.name;
  to.item = item;
  to.format = from.format;
  to.packets = from.counts.packets;
  to.bytes = from.counts.bytes;
  to.losses = from.counts.losses;
  to.lost_bytes = from.counts.lost_bytes;
  to.dropped = from.counts.noted_drops;
  for (const CaptureInterface& i : from.interfaces)
    to.dropped += i.dropped_by_os.value_or(0) + i.dropped_by_interface.value_or(0);
  to.first_packet = from.first_packet;
  to.first = {from.first_time};
  to.last = {from.last_time};
  for (const CaptureLoss& loss : from.losses) {
    if (to.loss.size() == kShownLosses) break;
    to.loss.push_back("offset " + std::to_string(loss.offset) + ": " + std::to_string(loss.bytes) +
                      " bytes: " + loss.what);
  }
  return to;
}

void take_totals(const TrafficAnalysis& analysis, TrafficReport& report) {
  auto& t = report.totals;
  for (const ReadCapture& c : analysis.captures()) {
    t["packets"] += c.counts.packets;
    t["bytes"] += c.counts.bytes;
    t["cut_packets"] += c.counts.cut;
    t["longer_than_original"] += c.counts.longer_than_original;
    t["losses"] += c.counts.losses;
    t["lost_bytes"] += c.counts.lost_bytes;
  }
  t["packets_taken"] = analysis.taken();
  t["not_ip"] = analysis.decoding().other;
  t["malformed"] =
      analysis.decoding().malformed + analysis.decoding().cut_headers + analysis.decoding().too_deep;
  t["headers_not_captured"] = analysis.decoding().headers_not_captured;
  t["unknown_link_type"] = analysis.decoding().unknown_link;
  if (const auto n = analysis.decoding().wireless_protected) t["wireless_protected"] = n;
  t["bad_checksums"] = analysis.decoding().bad_ip_checksums + analysis.decoding().bad_transport_checksums;
  t["fragments"] = analysis.fragments().fragments;
  t["fragments_given_up"] = analysis.fragments().given_up;
  t["fragments_differing"] = analysis.fragments().differences;
  t["flows_evicted"] = analysis.flows().evicted;
  t["stream_gaps"] = analysis.streams().gaps;
  t["stream_gap_bytes"] = analysis.streams().gap_bytes;
  t["segments_differing"] = analysis.streams().differing;
  t["segments_out_of_order"] = analysis.streams().out_of_order;
  t["segments_retransmitted"] = analysis.streams().retransmitted;
  t["streams_without_beginning"] = analysis.streams().mid_stream;
  t["fragments_overlapping"] = analysis.fragments().overlaps;
  t["arp"] = analysis.decoding().arp;
  t["segments_out_of_window"] = analysis.streams().out_of_window;
}

// Ceilings of the reading itself; those of the finders they say themselves.
void say_limits(const TrafficAnalysis& analysis, std::vector<std::string>& unknown) {
  const auto say = [&](std::uint64_t n, const std::string& what) {
    if (n > 0) unknown.push_back(std::to_string(n) + " " + what);
  };
  say(analysis.flows().evicted, "flows were ended early: more were open at one time than are kept");
  say(analysis.streams().over_memory,
      "times the bytes behind holes of streams were more than is kept: the holes were given up early");
  say(analysis.streams().changed_too_often,
      "connections changed their protocol so often that the rest of them was not looked at");
  say(analysis.refused_messages(),
      "bytes of heads and bodies were not kept: more messages were open at one time than there is memory "
      "for");
  say(analysis.fragments().malformed, "IP fragments do not hold together and were left out");
  std::uint64_t texts = 0;
  for (const ReadCapture& c : analysis.captures()) texts += c.counts.texts_cut;
  say(texts,
      "names, filters and the like of a capture's interfaces are over a KiB, or too many, and were cut");
}

void place_findings(std::vector<std::unique_ptr<Finder>>& finders, const std::vector<TrafficInput>& inputs,
                    const Places& places, TrafficReport& report) {
  for (auto& finder : finders) {
    for (NetworkFinding& found : finder->findings()) {
      if (!found.packets.empty() && !report.captures.empty()) {
        // The capture that has the first of its packets.
        const TrafficInput& input = inputs[places.input_of(places.capture_of(found.packets.front()))];
        found.finding.item = input.item;
        found.finding.host = input.host;
      }
      found.finding.id = finding_id(found.finding);
      report.findings.push_back(std::move(found));
    }
    for (std::string& what : finder->unknown()) report.unknown.push_back(std::move(what));
  }
  std::stable_sort(
      report.findings.begin(), report.findings.end(), [](const NetworkFinding& a, const NetworkFinding& b) {
        if (a.finding.severity != b.finding.severity) return a.finding.severity > b.finding.severity;
        if (a.identified != b.identified) return a.identified;
        return std::tie(a.finding.rule, a.finding.path) < std::tie(b.finding.rule, b.finding.path);
      });
}

}  // namespace

bool looks_like_capture(std::span<const std::byte> head) {
  return head.size() >= 4 && (be32(head, 0) == kPcapngMagic || pcap_form(head).has_value());
}

Result<std::vector<TrafficInput>> captures_of(const CaseReader& from) {
  std::vector<TrafficInput> inputs;
  const auto walked = from.each_item([&](const CaseItem& item) -> Result<> {
    if (item.item.size < kShortestCapture) return {};
    auto content = from.content(item);
    if (!content) return {};
    std::array<std::byte, 4> head{};
    const auto got = (*content)->read(head);
    if (!got || *got < head.size() || !looks_like_capture(head)) return {};
    inputs.push_back({item.id + " " + display_utf8(item.item.path), item.id, item.item.host,
                      [&from, item] { return from.content(item); }});
    return {};
  });
  if (!walked) return tl::unexpected{walked.error()};
  return inputs;
}

Result<TrafficReport> read_traffic(const std::vector<TrafficInput>& inputs, const TrafficOptions& options) {
  TrafficReport report;
  AnalysisOptions how;
  how.progress = options.progress;
  if (!options.filter.empty()) {
    auto filter = Filter::parse(options.filter);
    if (!filter) return tl::unexpected{filter.error()};
    how.filter = std::move(*filter);
  }
  // An attacker who knows how the table hashes could make all flows of a capture meet in one place.
  std::random_device seed;
  how.flows.seed = std::uint64_t{seed()} << 32 | seed();
  FinderTables tables;
  if (options.data.empty()) {
    report.unknown.emplace_back(
        "passwords, words and constants were not compared with lists: there are none");
  } else {
    auto loaded = FinderTables::load(options.data);
    if (!loaded) return tl::unexpected{loaded.error()};
    tables = std::move(*loaded);
  }
  std::optional<SubsetWriter> subset;
  if (options.subset) {
    subset.emplace(*options.subset);
    if (auto begun = subset->begin(); !begun) return tl::unexpected{begun.error()};
    how.subset = &*subset;
  }

  TrafficTally tally{report};
  Result<> recorded;
  Records records{{options.show_passwords}, [&](const std::string& line) {
                    if (recorded) recorded = options.record(line);
                  }};
  std::vector<std::unique_ptr<Finder>> finders = all_finders(std::move(tables));
  if (options.baseline) finders.push_back(changed_page_finder(options.baseline));
  if (options.indicators) finders.push_back(indicator_finder(options.indicators));
  std::optional<Places> places;
  CarriedFiles files{[&](const Flow& flow, const Carried& file) {
                       if (recorded && file.is_file && file.length > 0)
                         recorded = options.carried(told(flow, file, *places));
                     },
                     std::make_shared<ContentRoom>()};
  std::vector<Observer*> observers{&tally};
  if (options.carried) observers.push_back(&files);
  if (options.record) observers.push_back(&records);
  for (auto& finder : finders) observers.push_back(finder.get());

  if (options.loaded) options.loaded();
  TrafficAnalysis analysis{std::move(how), std::move(observers)};
  places.emplace(analysis.captures());
  for (const TrafficInput& input : inputs) {
    places->next_input();
    auto source = input.open();
    Result<> read = source ? analysis.read(**source, input.name) : Result<>{fail(input.name, source.error())};
    if (!read && read.error().code == Errc::interrupted) return tl::unexpected{read.error()};
    if (!read) report.failed.push_back({input.name, read.error().what});
    if (!recorded) return tl::unexpected{recorded.error()};
  }
  analysis.finish();
  if (!recorded) return tl::unexpected{recorded.error()};
  if (subset) {
    if (auto written = subset->commit(); !written) return tl::unexpected{written.error()};
    report.totals["packets_exported"] = subset->packets();
  }
  if (analysis.captures().empty() && !report.failed.empty())
    return fail(Errc::malformed, report.failed.front().reason);
  for (const ReadCapture& capture : analysis.captures()) {
    report.captures.push_back(told(capture, inputs[places->input_of(report.captures.size())].item));
    if (options.record) {
      if (auto kept = options.record(capture_record(capture)); !kept) return tl::unexpected{kept.error()};
    }
  }
  tally.finish();
  take_totals(analysis, report);
  say_limits(analysis, report.unknown);
  place_findings(finders, inputs, *places, report);
  return report;
}

}  // namespace firsthour::triage
