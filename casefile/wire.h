// SPDX-License-Identifier: Apache-2.0
// A collection over a network instead of a medium: nothing touches a disk of the examined host. The receiver
// listens and shows a code; the sender is given address and code. Over TLS 1.3 (RFC 8446) with the code as
// external pre-shared key each end proves to the other that it knows the code, without certificates: the PSK
// is the SHA-256 of the code's letters and digits, its identity "firsthour". One direction of bytes; at their
// end the receiver answers with their SHA-256 in hex and a newline, so that the sender can say that they
// arrived. Addresses are numbers: a static program asks no resolver of the host.
#pragma once

#include "casefile/bytes.h"
#include "casefile/result.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace firsthour {

struct WireAddress {
  enum class Role { tcp, tls, listen } role = Role::tls;
  std::string host;  // IPv4, or IPv6 without brackets
  std::uint16_t port = 0;
};
// "tls://192.0.2.7:7443", "tcp://[2001:db8::7]:7443", "listen://0.0.0.0:7443"; absent when the name is of no
// such scheme, `usage` when the rest is no numeric address and port.
[[nodiscard]] Result<std::optional<WireAddress>> parse_wire_address(std::string_view name);

// Twenty letters and digits in groups of five, a hundred bits of chance.
[[nodiscard]] Result<std::string> new_wire_code();
// As people type it: case, blanks and dashes do not matter, nor I for 1 and O for 0. Absent when it is no
// code.
[[nodiscard]] std::optional<std::string> wire_code_from(std::string_view typed);

// The sending end. A failed write is final; a minute without progress is a failure.
class WireSink : public ByteSink {
 public:
  // `code` as wire_code_from() gives it; only of tls.
  [[nodiscard]] static Result<std::unique_ptr<WireSink>> connect(const WireAddress& to,
                                                                 const std::string& code);
  // No more bytes come. What the other end says it received: 64 hex digits, or empty when it says nothing (a
  // receiver that is not ours) within half a minute.
  [[nodiscard]] virtual Result<std::string> finish() = 0;
};

// The receiving end: one sender, the first that knows the code. Reading ends where the sender ended or the
// connection broke; what came is then all there is, and a collection itself says whether it is whole.
class WireSource : public ByteSource {
 public:
  // Bound and listening when this returns. The code is empty for plain TCP.
  [[nodiscard]] static Result<std::unique_ptr<WireSource>> listen(const WireAddress& at, std::string code,
                                                                  std::function<bool()> stop);
  // Waits for the sender at the first read. `interrupted` when `stop` says so before one came.
  [[nodiscard]] Result<std::size_t> read(std::span<std::byte> into) override = 0;
  // Who connected, "192.0.2.7:51544"; empty before.
  [[nodiscard]] virtual const std::string& peer() const = 0;
  // Attempts that did not know the code.
  [[nodiscard]] virtual std::uint64_t refused() const = 0;
};

}  // namespace firsthour
