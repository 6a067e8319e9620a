// SPDX-License-Identifier: Apache-2.0
#include "casefile/digest.h"

#include "casefile/encoding.h"
#include "casefile/freed.h"

#include <openssl/evp.h>

#include <cstring>
#include <exception>

namespace firsthour {
namespace {

constexpr std::array<std::string_view, 7> kNames{"sha256", "sm3",    "sha512", "sha1",
                                                 "md5",    "sha224", "sha384"};
constexpr std::array<const char*, 7> kFetchNames{"SHA256", "SM3",    "SHA512", "SHA1",
                                                 "MD5",    "SHA224", "SHA384"};

// libcrypto without a digest it was built with, or without memory: nobody nearby can go on without it.
void require(bool held) {
  if (!held) std::terminate();
}

// Fetched once: a fetch at every init costs more than hashing a small record.
const EVP_MD* method_of(Algorithm a) {
  static const std::array<EVP_MD*, 7> methods = [] {
    std::array<EVP_MD*, 7> all{};
    for (std::size_t i = 0; i < all.size(); ++i) all[i] = EVP_MD_fetch(nullptr, kFetchNames[i], nullptr);
    return all;
  }();
  const EVP_MD* method = methods[static_cast<std::size_t>(a)];
  require(method != nullptr);
  return method;
}

// A digest of any of the algorithms.
struct Value {
  std::array<unsigned char, EVP_MAX_MD_SIZE> raw{};
  unsigned size = 0;
  [[nodiscard]] std::span<const std::byte> bytes() const { return std::as_bytes(std::span{raw}.first(size)); }
};

}  // namespace

std::string_view name_of(Algorithm a) { return kNames[static_cast<std::size_t>(a)]; }

std::string Sha256::hex() const { return to_hex(bytes); }

std::optional<Sha256> Sha256::from_hex(std::string_view hex) {
  const auto raw = firsthour::from_hex(hex);
  if (!raw || raw->size() != 32) return std::nullopt;
  Sha256 value;
  std::memcpy(value.bytes.data(), raw->data(), 32);
  return value;
}

struct Hasher::State {
  std::unique_ptr<EVP_MD_CTX, Freed<EVP_MD_CTX_free>> context{EVP_MD_CTX_new()};
  const EVP_MD* method;

  // The digest of what was seen; the next byte is the first of a new stream.
  Value finish() {
    Value value;
    require(EVP_DigestFinal_ex(context.get(), value.raw.data(), &value.size) == 1);
    require(EVP_DigestInit_ex(context.get(), method, nullptr) == 1);
    return value;
  }
};

Hasher::Hasher(Algorithm a) : state_{std::make_unique<State>()} {
  state_->method = method_of(a);
  require(state_->context && EVP_DigestInit_ex(state_->context.get(), state_->method, nullptr) == 1);
}
Hasher::Hasher(std::unique_ptr<State> state) : state_{std::move(state)} {}
Hasher::Hasher(Hasher&&) noexcept = default;
Hasher& Hasher::operator=(Hasher&&) noexcept = default;
Hasher::~Hasher() = default;

Hasher Hasher::clone() const {
  auto copy = std::make_unique<State>();
  copy->method = state_->method;
  require(copy->context && EVP_MD_CTX_copy_ex(copy->context.get(), state_->context.get()) == 1);
  return Hasher{std::move(copy)};
}

void Hasher::update(std::span<const std::byte> data) {
  require(EVP_DigestUpdate(state_->context.get(), data.data(), data.size()) == 1);
}

void Hasher::update(std::string_view text) { update(as_bytes(text)); }

std::string Hasher::finish_hex() { return to_hex(state_->finish().bytes()); }

Sha256 Hasher::finish() {
  const Value value = state_->finish();
  Sha256 digest;
  require(value.size == digest.bytes.size());
  std::memcpy(digest.bytes.data(), value.raw.data(), digest.bytes.size());
  return digest;
}

Sha256 sha256(std::span<const std::byte> data) {
  Hasher hasher{Algorithm::sha256};
  hasher.update(data);
  return hasher.finish();
}

Sha256 sha256(std::string_view text) { return sha256(as_bytes(text)); }

}  // namespace firsthour
