// SPDX-License-Identifier: Apache-2.0
// One packet of each link type that is known: the first byte chooses it.
#include "triage/network/packet/decoder.h"

#include <array>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace firsthour::triage::network;
  if (size < 1) return 0;
  constexpr std::array<std::uint16_t, 13> kLinks{0, 1, 9, 50, 101, 104, 105, 107, 113, 127, 239, 276, 228};
  Packet packet;
  packet.link_type = kLinks[data[0] % kLinks.size()];
  packet.data = std::as_bytes(std::span{data + 1, size - 1});
  packet.original_length = static_cast<std::uint32_t>(size - 1);
  Decoder decoder;
  Decoded decoded;
  (void)decoder.decode(packet, decoded);
  decoder.finish();
  return 0;
}
