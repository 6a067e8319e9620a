// SPDX-License-Identifier: Apache-2.0
#include "casefile/seal/age_primitives.h"

#include <openssl/core_names.h>
#include <openssl/hmac.h>
#include <openssl/kdf.h>
#include <openssl/params.h>

#include <array>
#include <cassert>
#include <exception>

namespace firsthour::age {
namespace {

constexpr std::size_t kNonce = 12;

// libcrypto without a primitive it was built with, or without memory: nobody nearby can go on without it.
void require(bool held) {
  if (!held) std::terminate();
}

const unsigned char* raw(const std::byte* bytes) { return reinterpret_cast<const unsigned char*>(bytes); }
unsigned char* raw(std::byte* bytes) { return reinterpret_cast<unsigned char*>(bytes); }
int length(std::size_t size) { return static_cast<int>(size); }

const EVP_CIPHER* chacha() {
  static EVP_CIPHER* const fetched = EVP_CIPHER_fetch(nullptr, "ChaCha20-Poly1305", nullptr);
  require(fetched != nullptr);
  return fetched;
}

OSSL_PARAM octets(const char* name, std::span<const std::byte> bytes) {
  // The parameter's pointer is only read from.
  return OSSL_PARAM_construct_octet_string(name, const_cast<std::byte*>(bytes.data()), bytes.size());
}

}  // namespace

Key hkdf(std::span<const std::byte> secret, std::span<const std::byte> salt, std::string_view info) {
  const std::unique_ptr<EVP_KDF, Freed<EVP_KDF_free>> method{EVP_KDF_fetch(nullptr, "HKDF", nullptr)};
  require(method != nullptr);
  const std::unique_ptr<EVP_KDF_CTX, Freed<EVP_KDF_CTX_free>> context{EVP_KDF_CTX_new(method.get())};
  char digest[] = "SHA256";
  std::array params{OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_DIGEST, digest, 0),
                    octets(OSSL_KDF_PARAM_KEY, secret),
                    octets(OSSL_KDF_PARAM_INFO, std::as_bytes(std::span{info})), OSSL_PARAM_construct_end(),
                    OSSL_PARAM_construct_end()};
  // A null pointer as salt is refused; without one the salt is zeros, as RFC 5869 has it.
  if (!salt.empty()) params[3] = octets(OSSL_KDF_PARAM_SALT, salt);
  Key key;
  require(context && EVP_KDF_derive(context.get(), key.data(), key.size(), params.data()) == 1);
  return key;
}

std::array<std::byte, 32> header_mac(const FileKey& file_key, std::string_view header) {
  const Key key = hkdf(file_key.span(), {}, "header");
  std::array<std::byte, 32> mac{};
  unsigned size = 0;
  require(HMAC(EVP_sha256(), key.data(), length(key.size()),
               reinterpret_cast<const unsigned char*>(header.data()), header.size(), raw(mac.data()),
               &size) != nullptr);
  return mac;
}

bool same(std::span<const std::byte> a, std::span<const std::byte> b) {
  return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

Result<Key> scrypt(std::string_view passphrase, std::span<const std::byte> salt, int work) {
  assert(work > 0 && work < 32);
  constexpr std::uint64_t kBlocks = 8;
  const std::uint64_t cost = std::uint64_t{1} << work;
  const std::uint64_t memory = 128 * kBlocks * (cost + 4) + (1 << 20);  // its default ends at 2^14
  Key key;
  if (EVP_PBE_scrypt(passphrase.data(), passphrase.size(), raw(salt.data()), salt.size(), cost, kBlocks, 1,
                     memory, key.data(), key.size()) != 1) {
    return fail(Errc::no_space, "a passphrase of work factor " + std::to_string(work) + " needs " +
                                    std::to_string(memory >> 20) + " MiB of memory for a moment");
  }
  return key;
}

std::array<std::byte, kWrappedFileKey> wrap(const Key& key, const FileKey& file_key) {
  std::array<std::byte, kWrappedFileKey> wrapped{};
  std::copy(file_key.bytes.begin(), file_key.bytes.end(), wrapped.begin());
  ChunkCipher{key, ChunkCipher::Direction::seal}.seal(wrapped, 0, false);
  return wrapped;
}

bool unwrap(const Key& key, std::span<const std::byte, kWrappedFileKey> wrapped, FileKey& file_key) {
  return ChunkCipher{key, ChunkCipher::Direction::open}.open(wrapped, 0, false, file_key.span());
}

ChunkCipher::ChunkCipher(const Key& key, Direction direction) : context_{EVP_CIPHER_CTX_new()} {
  require(context_ && EVP_CipherInit_ex(context_.get(), chacha(), nullptr, key.data(), nullptr,
                                        direction == Direction::seal ? 1 : 0) == 1);
}

void ChunkCipher::begin(std::uint64_t number, bool last) {
  std::array<unsigned char, kNonce> nonce{};
  for (std::size_t i = 0; i < 8; ++i) nonce[3 + i] = static_cast<unsigned char>(number >> (56 - 8 * i));
  nonce[11] = last ? 1 : 0;
  require(EVP_CipherInit_ex(context_.get(), nullptr, nullptr, nullptr, nonce.data(), -1) == 1);
}

void ChunkCipher::seal(std::span<std::byte> chunk, std::uint64_t number, bool last) {
  begin(number, last);
  const std::size_t size = chunk.size() - kTag;
  unsigned char* const at = raw(chunk.data());
  int put = 0;
  require(EVP_CipherUpdate(context_.get(), at, &put, at, length(size)) == 1 &&
          EVP_CipherFinal_ex(context_.get(), at + size, &put) == 1 &&
          EVP_CIPHER_CTX_ctrl(context_.get(), EVP_CTRL_AEAD_GET_TAG, length(kTag), at + size) == 1);
}

bool ChunkCipher::open(std::span<const std::byte> chunk, std::uint64_t number, bool last,
                       std::span<std::byte> into) {
  if (chunk.size() < kTag || into.size() < chunk.size() - kTag) return false;
  begin(number, last);
  const std::size_t size = chunk.size() - kTag;
  std::array<unsigned char, kTag> tag{};
  std::copy_n(raw(chunk.data() + size), kTag, tag.begin());
  std::array<unsigned char, kTag> rest{};
  int put = 0;
  require(EVP_CIPHER_CTX_ctrl(context_.get(), EVP_CTRL_AEAD_SET_TAG, length(kTag), tag.data()) == 1);
  if (size > 0)
    require(EVP_CipherUpdate(context_.get(), raw(into.data()), &put, raw(chunk.data()), length(size)) == 1);
  if (EVP_CipherFinal_ex(context_.get(), rest.data(), &put) == 1) return true;
  OPENSSL_cleanse(into.data(), size);
  return false;
}

}  // namespace firsthour::age
