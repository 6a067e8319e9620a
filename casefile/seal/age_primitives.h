// SPDX-License-Identifier: Apache-2.0
// The four primitives of age, over libcrypto: HKDF-SHA-256, HMAC-SHA-256, ChaCha20-Poly1305, scrypt.
#pragma once

#include "casefile/freed.h"
#include "casefile/result.h"
#include "casefile/seal/secret.h"

#include <openssl/evp.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>

namespace firsthour::age {

using Key = Secret<32>;
using FileKey = Secret<16>;
inline constexpr std::size_t kTag = 16;
inline constexpr std::size_t kWrappedFileKey = FileKey::size() + kTag;

[[nodiscard]] Key hkdf(std::span<const std::byte> secret, std::span<const std::byte> salt,
                       std::string_view info);
[[nodiscard]] std::array<std::byte, 32> header_mac(const FileKey& key, std::string_view header);
[[nodiscard]] bool same(std::span<const std::byte> a, std::span<const std::byte> b);  // in constant time

// scrypt with r = 8, p = 1, N = 2^work. `no_space` when the memory cannot be had.
[[nodiscard]] Result<Key> scrypt(std::string_view passphrase, std::span<const std::byte> salt, int work);

// A file key under a key that is used once, so the nonce is zero.
[[nodiscard]] std::array<std::byte, kWrappedFileKey> wrap(const Key& key, const FileKey& file_key);
[[nodiscard]] bool unwrap(const Key& key, std::span<const std::byte, kWrappedFileKey> wrapped,
                          FileKey& file_key);

// The payload's chunks: the nonce is an 11-byte counter and a byte that marks the last chunk.
class ChunkCipher {
 public:
  enum class Direction { seal, open };
  ChunkCipher(const Key& key, Direction direction);
  // In place: `chunk` is plaintext and room for the tag behind it.
  void seal(std::span<std::byte> chunk, std::uint64_t number, bool last);
  // `chunk` is ciphertext and tag. Writes the plaintext to `into` (as long without the tag) and says whether
  // the tag holds; when not, `into` holds nothing to be used.
  [[nodiscard]] bool open(std::span<const std::byte> chunk, std::uint64_t number, bool last,
                          std::span<std::byte> into);

 private:
  void begin(std::uint64_t number, bool last);
  std::unique_ptr<EVP_CIPHER_CTX, Freed<EVP_CIPHER_CTX_free>> context_;
};

}  // namespace firsthour::age
