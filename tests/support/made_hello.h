// SPDX-License-Identifier: Apache-2.0
// Hellos of TLS, for whatever carries them.
#pragma once

#include "playbooks/drill/artefacts/made_capture.h"

#include <string>
#include <string_view>

namespace firsthour {

// The extension with a server's name.
[[nodiscard]] inline std::string made_name(std::string_view name) {
  const std::string one =
      std::string(1, '\0') + big16(static_cast<std::uint32_t>(name.size())) + std::string{name};
  const std::string list = big16(static_cast<std::uint32_t>(one.size())) + one;
  return big16(0) + big16(static_cast<std::uint32_t>(list.size())) + list;
}

// The body of a ClientHello with two suites; `cookie` for DTLS.
[[nodiscard]] inline std::string made_client_hello(std::uint32_t version, std::string_view name,
                                                   bool cookie = false) {
  const std::string extensions = made_name(name);
  return big16(version) + std::string(32, 'r') + std::string(1, '\0') + (cookie ? std::string(1, '\0') : "") +
         big16(4) + big16(0x1301) + big16(0xc02f) + std::string("\1\0", 2) +
         big16(static_cast<std::uint32_t>(extensions.size())) + extensions;
}

[[nodiscard]] inline std::string made_server_hello(std::uint32_t version) {
  return big16(version) + std::string(32, 'R') + std::string(1, '\0') + big16(0xc02f) + std::string(1, '\0');
}

// A handshake message: type and length before the body.
[[nodiscard]] inline std::string made_message(char type, std::string_view body) {
  return type + big32(static_cast<std::uint32_t>(body.size())).substr(1) + std::string{body};
}

}  // namespace firsthour
