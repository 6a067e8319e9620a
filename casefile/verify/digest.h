// SPDX-License-Identifier: Apache-2.0
// Digests, and how they are written. All computing is libcrypto's.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

struct evp_md_ctx_st;

namespace firsthour::verify {

// By the name that manifests and records use: "sha256", "sm3", "sha512", "sha1", "md5", …
[[nodiscard]] bool knows_digest(std::string_view name);

// A digest over a stream. Not thread-safe.
class Digest {
 public:
  // REQUIRES: knows_digest(name).
  explicit Digest(std::string_view name);
  Digest(const Digest& other);  // has seen the same bytes
  Digest(Digest&&) noexcept = default;
  Digest& operator=(Digest&&) noexcept = default;
  ~Digest() = default;
  void update(std::string_view bytes);
  // The raw bytes of the digest. The object is used up.
  [[nodiscard]] std::string finish();

 private:
  struct Free {
    void operator()(evp_md_ctx_st* context) const noexcept;
  };
  std::unique_ptr<evp_md_ctx_st, Free> context_;
};

[[nodiscard]] std::string digest_of(std::string_view name, std::string_view bytes);
[[nodiscard]] inline std::string sha256(std::string_view bytes) { return digest_of("sha256", bytes); }

[[nodiscard]] std::string hex(std::string_view bytes);
// Exactly `length` bytes in hex: lower case, or with `any_case` also upper case.
[[nodiscard]] std::optional<std::string> from_hex(std::string_view text, std::size_t length,
                                                  bool any_case = false);
[[nodiscard]] std::string base64(std::string_view bytes);
// Padded, without blanks, the bits behind the last byte zero: one text for each value (RFC 4648 §3.5).
[[nodiscard]] std::optional<std::string> from_base64(std::string_view text);

// libcrypto shall read no openssl.cnf: that can name code to be loaded. Call first in main.
void keep_libraries_from_the_environment();

}  // namespace firsthour::verify
