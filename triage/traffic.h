// SPDX-License-Identifier: Apache-2.0
// Captures of network traffic: records of what was said, findings, and totals. Reads; changes nothing.
#pragma once

#include "casefile/bytes.h"
#include "casefile/case.h"
#include "casefile/finding.h"
#include "casefile/instant.h"
#include "casefile/result.h"

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace firsthour::triage {

class IndicatorSet;  // indicators/indicator_set.h
namespace network {
class PageBaseline;  // network/page_baseline.h
}

// One capture. Several are read in the given order as one: a connection that goes on in the next file is one.
struct TrafficInput {
  std::string name;        // display form
  std::string item, host;  // of the case, "" outside one
  std::function<Result<std::unique_ptr<ByteSource>>()> open;
};

// A file that a capture carried: a download or upload of HTTP, also in a form, or a transfer of FTP.
struct CarriedFile {
  std::string_view protocol;  // "http", "ftp"
  std::string name, type;     // the last part of its name, bytes of the wire, and what the sender said it is
  std::size_t input = 0;      // the one that has its first packet
  // Where triage finds it in that input (unfold/captured.h); "" when it goes on in the next one.
  std::string way;
  std::string client, server, community_id;
  bool from_client = false, complete = false;
  std::uint64_t length = 0;
  std::string_view bytes;                           // decoded; valid during the call
  bool kept = false;                                // false: there was no room for the bytes
  std::string sha256;                               // of the bytes; of what was captured when not complete
  std::uint64_t first_packet = 0, last_packet = 0;  // through all inputs
  Instant first, last;
};

struct TrafficOptions {
  bool show_passwords = false;
  // "" or an expression: host ADDRESS, net ADDRESS/BITS, port N, tcp, udp, icmp, vlan N, with and, or, not
  // and parentheses. It looks at the innermost IP header. Only what it takes is looked at.
  std::string filter;
  std::string data;  // the folder with weak_passwords.txt and constants.csv; "" to do without, which is said
  // Given each record as one line of JSON; empty when nobody wants them. A failure stops the reading.
  std::function<Result<>(const std::string& line)> record;
  // Given each file; empty when nobody wants them. One of over 256 MiB is told without its bytes. A failure
  // stops the reading.
  std::function<Result<>(const CarriedFile&)> carried;
  // Given the packets that the filter takes, as a pcapng file with the original stamps. May be null.
  ByteSink* subset = nullptr;
  std::function<bool(std::uint64_t packets, std::uint64_t bytes)> progress;  // false stops
  std::shared_ptr<const IndicatorSet> indicators;         // looked for in what was said; null for none
  std::shared_ptr<const network::PageBaseline> baseline;  // what pages have to be; null for none
  // Called once, when nothing more is opened but the inputs: a worker shuts itself in.
  std::function<void()> loaded;
};

// A finding with how sure it is and the packets that show it (numbered through all files, from 1).
struct NetworkFinding {
  Finding finding;
  bool identified = false;  // false: "looks like"
  std::vector<std::uint64_t> packets;
};

struct TrafficCapture {
  std::string name, item, format;
  std::uint64_t packets = 0, bytes = 0, losses = 0, lost_bytes = 0, dropped = 0, first_packet = 0;
  Instant first, last;
  std::vector<std::string> loss;  // the first ones, with their places
};

struct TrafficPeer {
  std::string client, server, service;
  std::uint64_t bytes = 0, flows = 0;
};

struct TrafficReport {
  std::vector<TrafficCapture> captures;
  struct Failed {
    std::string name, reason;
  };
  std::vector<Failed> failed;  // files that could not be read
  std::map<std::string, std::uint64_t>
      totals;  // "flows", "dns", "malformed", …: names as in the summary line
  std::map<std::string, std::uint64_t> services;  // flows by protocol, "unknown" among them
  std::vector<TrafficPeer> busiest;               // ten pairs by bytes
  std::vector<NetworkFinding> findings;           // most severe first
  std::vector<std::string> unknown;               // what could not be judged, and why
};

// Lists, CSV, STIX 2.1 and MISP, files or folders; each line that was not understood becomes a sentence of
// `problems`. not_found when one is missing.
[[nodiscard]] Result<std::shared_ptr<const IndicatorSet>> load_indicators(
    const std::vector<std::string>& paths, std::vector<std::string>& problems);
// What pages have to be: folders that are copies of sites, captures of a good day, and lists of sha256sum;
// what was left out becomes a sentence of `problems`. not_found when one is missing, malformed when there is
// no page at all.
[[nodiscard]] Result<std::shared_ptr<const network::PageBaseline>> load_page_baseline(
    const std::vector<std::string>& paths, std::vector<std::string>& problems);
// `usage` for a filter with an error (the place is named), `malformed` when not one input is a capture.
[[nodiscard]] Result<TrafficReport> read_traffic(const std::vector<TrafficInput>& inputs,
                                                 const TrafficOptions& options);
// Items of a case that are captures: collected as such, or with the first bytes of one. The reader outlives
// the answer.
[[nodiscard]] Result<std::vector<TrafficInput>> captures_of(const CaseReader& from);
// Whether bytes begin as a capture does.
[[nodiscard]] bool looks_like_capture(std::span<const std::byte> head);

}  // namespace firsthour::triage
