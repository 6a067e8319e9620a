// SPDX-License-Identifier: Apache-2.0
// Makes Initial packets of QUIC as a client or server would: sealed with the keys that follow from `id`.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace firsthour {

struct MadeQuic {
  std::uint32_t version = 1;
  std::string id;  // the destination connection ID of the client's first packet
  [[nodiscard]] std::string packet(bool from_client, std::uint32_t number, std::string_view frames) const;
  // A CRYPTO frame.
  [[nodiscard]] static std::string crypto(std::uint32_t place, std::string_view bytes);
};

}  // namespace firsthour
