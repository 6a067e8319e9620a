// SPDX-License-Identifier: Apache-2.0
// Digests. SHA-256 names every item; SM3 (GB/T 32905) stands beside it for volumes and the log;
// MD5 exists only because a legal form has a column for it; SHA-224 and SHA-384 because bags of others have
// manifests of them.
#pragma once

#include <array>
#include <compare>
#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace firsthour {

enum class Algorithm { sha256, sm3, sha512, sha1, md5, sha224, sha384 };

[[nodiscard]] std::string_view name_of(Algorithm a);  // "sha256", "sm3", …

// A SHA-256 value.
struct Sha256 {
  std::array<std::byte, 32> bytes{};
  auto operator<=>(const Sha256&) const = default;
  [[nodiscard]] std::string hex() const;
  [[nodiscard]] static std::optional<Sha256> from_hex(std::string_view hex);
};

// Computes one digest over a stream. Not thread-safe; use one Hasher a thread.
class Hasher {
 public:
  explicit Hasher(Algorithm a);
  Hasher(Hasher&&) noexcept;
  Hasher& operator=(Hasher&&) noexcept;
  ~Hasher();
  // A second hasher that has seen the same bytes.
  [[nodiscard]] Hasher clone() const;
  void update(std::span<const std::byte> data);
  void update(std::string_view text);
  // The digest in lower-case hex; the hasher starts anew.
  [[nodiscard]] std::string finish_hex();
  // REQUIRES: constructed with Algorithm::sha256 (or sm3: both have 32 bytes).
  [[nodiscard]] Sha256 finish();

 private:
  struct State;
  explicit Hasher(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

[[nodiscard]] Sha256 sha256(std::span<const std::byte> data);
[[nodiscard]] Sha256 sha256(std::string_view text);

// Must be the first statement of every program's main: keeps libcrypto from reading the host's
// openssl.cnf (which can load code) and removes the environment's levers on our libraries.
void harden_process();

}  // namespace firsthour
