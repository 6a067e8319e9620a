// SPDX-License-Identifier: Apache-2.0
// QUIC, DTLS and OpenVPN. The first byte chooses: datagrams as they are, behind OpenVPN's opening packet or
// not, or frames that are sealed into Initial packets first, since nothing else comes so far; then lengths
// with a direction, and bytes.
#include "casefile/encoding.h"
#include "playbooks/drill/artefacts/made_capture.h"
#include "tests/support/made_quic.h"
#include "triage/network/analysis.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace firsthour;
  using namespace firsthour::triage::network;
  if (size < 2) return 0;
  const MadeQuic quic{data[0] & 2 ? 0x6b3343cfu : 1u, "8 bytes!"};
  const bool sealed = data[0] & 1;
  const std::string_view all{reinterpret_cast<const char*>(data), size};
  MadeCapture made;
  std::uint32_t number = 0;
  if (data[0] & 4) made.udp("10.0.0.2", 40000, "10.0.0.1", 443, "\x38session." + std::string(5, '\0'));
  for (std::size_t at = 1; at + 1 <= size;) {
    const bool from_client = data[at] & 1;
    const std::size_t n = (data[at] >> 1) * std::size_t{8} + 1;
    std::string part{all.substr(at + 1, n)};
    if (sealed) part = quic.packet(from_client, number++, part + std::string(4, '\0'));
    if (from_client)
      made.udp("10.0.0.2", 40000, "10.0.0.1", 443, part);
    else
      made.udp("10.0.0.1", 443, "10.0.0.2", 40000, part);
    at += 1 + n;
  }
  const std::string file = made.pcap();
  TrafficAnalysis analysis{{}, {}};
  MemorySource source{as_bytes(file)};
  (void)analysis.read(source, "fuzz");
  analysis.finish();
  return 0;
}
