// SPDX-License-Identifier: Apache-2.0
// Dissectors and finders. The first byte chooses the port, then turns of the talk: a length and a direction,
// and bytes.
#include "casefile/encoding.h"
#include "playbooks/drill/artefacts/made_capture.h"
#include "triage/traffic.h"
#include "triage/unfold/captured.h"

#include <array>
#include <cstdlib>
#include <set>
#include <string>

namespace {

// A way is given once: what is taken out later is found by it.
struct Named final : firsthour::triage::InsideVisitor {
  std::set<std::string> ways;
  bool content(const firsthour::triage::Inside& inside) override {
    if (firsthour::triage::capture_direction(inside.name).empty() || !ways.insert(inside.name).second)
      std::abort();
    return true;
  }
  void loss(std::string_view, std::string) override {}
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace firsthour;
  if (size < 4) return 0;
  constexpr std::array<std::uint16_t, 12> kPorts{80, 21, 443, 53, 554, 25, 110, 143, 23, 445, 37777, 2425};
  const std::uint16_t port = kPorts[data[0] % kPorts.size()];
  const std::string_view all{reinterpret_cast<const char*>(data), size};
  MadeCapture made;
  MadeTcp tcp{made, "10.0.0.2", 40000, "10.0.0.1", port};
  tcp.open();
  for (std::size_t at = 1; at + 2 <= size;) {
    const bool from_client = data[at] & 1;
    const std::size_t n = (std::size_t{data[at]} >> 1) * 16 + (data[at + 1] & 15);
    const std::string_view part = all.substr(at + 2, n);
    if (data[at + 1] & 0x80)
      made.udp("10.0.0.2", 5000, "10.0.0.1", port, part);
    else if (from_client)
      tcp.client(part);
    else
      tcp.server(part);
    at += 2 + n;
  }
  tcp.close();
  const std::string file = made.pcap();
  triage::TrafficOptions options;
  options.data = std::string{FIRSTHOUR_SOURCE_DIR} + "/triage/network/data";
  options.record = [](const std::string&) -> Result<> { return {}; };
  options.carried = [](const triage::CarriedFile& carried) -> Result<> {
    if (carried.kept && carried.bytes.size() != carried.length) std::abort();
    return {};
  };
  (void)triage::read_traffic({{"fuzz", "", "",
                               [&]() -> Result<std::unique_ptr<ByteSource>> {
                                 return std::make_unique<MemorySource>(as_bytes(file));
                               }}},
                             options);
  triage::UnfoldBudget budget{{}, std::chrono::steady_clock::now() + std::chrono::seconds{20}};
  Named named;
  (void)triage::unfold_capture(as_bytes(file), budget, named);
  return 0;
}
