// SPDX-License-Identifier: Apache-2.0
// HTTP/2 in the clear: turns of the talk behind the preface, a direction and a length before each.
#include "casefile/encoding.h"
#include "playbooks/drill/artefacts/made_capture.h"
#include "triage/network/analysis.h"
#include "triage/network/dissect/http2.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace firsthour;
  using namespace firsthour::triage::network;
  const std::string_view all{reinterpret_cast<const char*>(data), size};
  MadeCapture made;
  MadeTcp tcp{made, "10.0.0.2", 40000, "10.0.0.1", 80};
  tcp.open();
  tcp.client(kHttp2Preface);
  for (std::size_t at = 0; at + 1 <= size;) {
    const std::size_t n = (data[at] >> 1) * std::size_t{8} + 1;
    const std::string_view part = all.substr(at + 1, n);
    if (data[at] & 1)
      tcp.client(part);
    else
      tcp.server(part);
    at += 1 + n;
  }
  tcp.close();
  const std::string file = made.pcap();
  TrafficAnalysis analysis{{}, {}};
  MemorySource source{as_bytes(file)};
  (void)analysis.read(source, "fuzz");
  analysis.finish();
  return 0;
}
