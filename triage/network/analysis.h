// SPDX-License-Identifier: Apache-2.0
// Reads captures, one after the other as one: a flow that goes on in the next file is one flow. Tells
// observers what it sees, in the order of the packets; flows when they end.
#pragma once

#include "casefile/bytes.h"
#include "triage/network/capture/capture_reader.h"
#include "triage/network/capture/filter.h"
#include "triage/network/capture/subset_writer.h"
#include "triage/network/dissect/transfers.h"
#include "triage/network/flow/flow_table.h"
#include "triage/network/observation.h"
#include "triage/network/stream/reassembly.h"

#include <functional>
#include <string>
#include <vector>

namespace firsthour::triage::network {

// One file, as it was read.
struct ReadCapture {
  std::string name, format;
  CaptureCounts counts;
  std::vector<CaptureInterface> interfaces;
  std::vector<CaptureLoss> losses;
  std::uint64_t first_packet = 0;  // the number of its first packet, among all files
  std::int64_t first_time = 0, last_time = 0;
};

struct AnalysisOptions {
  FlowLimits flows;
  std::size_t message_memory = MessageMemory{}.most;
  std::optional<Filter> filter;    // only what it takes is looked at
  SubsetWriter* subset = nullptr;  // is given what is looked at
  // About every 100,000 packets; false stops.
  std::function<bool(std::uint64_t packets, std::uint64_t bytes)> progress;
};

class TrafficAnalysis {
 public:
  // The observers must outlive the analysis.
  TrafficAnalysis(AnalysisOptions options, std::vector<Observer*> observers);
  ~TrafficAnalysis();
  TrafficAnalysis(const TrafficAnalysis&) = delete;
  TrafficAnalysis& operator=(const TrafficAnalysis&) = delete;
  // `malformed` when it is no capture; then nothing of it was taken.
  [[nodiscard]] Result<> read(ByteSource& from, const std::string& name);
  // Ends all flows.
  void finish();
  [[nodiscard]] const std::vector<ReadCapture>& captures() const { return captures_; }
  [[nodiscard]] const DecodeCounts& decoding() const { return decoder_.counts(); }
  [[nodiscard]] const FragmentCounts& fragments() const { return decoder_.fragments(); }
  [[nodiscard]] const StreamCounts& streams() const { return memory_.counts; }
  // Bytes of heads and bodies that there was no room for.
  [[nodiscard]] std::uint64_t refused_messages() const { return messages_.refused; }
  // Packets that the filter took.
  [[nodiscard]] std::uint64_t taken() const { return taken_; }
  [[nodiscard]] const FlowCounts& flows() const { return flows_.counts(); }

 private:
  class Fan;
  [[nodiscard]] Result<> packet(const Packet& packet, const CaptureReader& from);
  void follow(const Decoded& decoded, Moment moment);
  void datagram(Flow& flow, bool from_client, const Decoded& decoded, Moment moment);
  AnalysisOptions options_;
  std::unique_ptr<Fan> out_;
  ExpectedTransfers transfers_;
  StreamMemory memory_;
  MessageMemory messages_;
  Decoder decoder_;
  FlowTable flows_;
  std::vector<ReadCapture> captures_;
  std::uint64_t packets_ = 0, bytes_ = 0, taken_ = 0;
};

}  // namespace firsthour::triage::network
