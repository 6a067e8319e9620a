// SPDX-License-Identifier: Apache-2.0
// Captures: readers, link layers, fragments and flows.
#include "triage/network/capture/capture_reader.h"
#include "triage/network/flow/flow_table.h"

#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace firsthour;
  using namespace firsthour::triage::network;
  MemorySource source{std::as_bytes(std::span{data, size})};
  auto reader = CaptureReader::open(source);
  if (!reader) return 0;
  std::uint64_t packets = 0;
  FlowLimits few;
  few.most = 64;
  FlowTable flows{few, [&](Flow& flow) { packets += flow.from_client.packets + flow.from_server.packets; }};
  Decoder decoder;
  Packet packet;
  Decoded decoded;
  bool from_client = false;
  std::uint64_t taken = 0;
  for (;;) {
    auto more = (*reader)->next(packet);
    if (!more || !*more) break;
    if (packet.data.size() > packet.original_length) std::abort();
    if (!decoder.decode(packet, decoded)) continue;
    ++taken;
    (void)flows.take(decoded, {packet.time, packet.number}, from_client);
  }
  flows.finish();
  if (packets != taken) std::abort();
  return 0;
}
