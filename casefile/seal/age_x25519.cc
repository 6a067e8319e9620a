// SPDX-License-Identifier: Apache-2.0
#include "casefile/seal/age_stanza.h"
#include "casefile/seal/random_bytes.h"

#include <algorithm>

namespace firsthour::age {
namespace {

using Pkey = std::unique_ptr<EVP_PKEY, Freed<EVP_PKEY_free>>;
constexpr std::size_t kPoint = 32;

const unsigned char* raw(std::span<const std::byte> bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}

Pkey private_key(std::span<const std::byte, 32> secret) {
  return Pkey{EVP_PKEY_new_raw_private_key(EVP_PKEY_X25519, nullptr, raw(secret), kPoint)};
}

// False also for a point of low order, whose shared secret would be zero.
bool shared_secret(EVP_PKEY* own, std::span<const std::byte> point, Key& secret) {
  const Pkey peer{EVP_PKEY_new_raw_public_key(EVP_PKEY_X25519, nullptr, raw(point), kPoint)};
  const std::unique_ptr<EVP_PKEY_CTX, Freed<EVP_PKEY_CTX_free>> context{EVP_PKEY_CTX_new(own, nullptr)};
  std::size_t size = secret.size();
  return peer && context && EVP_PKEY_derive_init(context.get()) == 1 &&
         EVP_PKEY_derive_set_peer(context.get(), peer.get()) == 1 &&
         EVP_PKEY_derive(context.get(), secret.data(), &size) == 1 && size == secret.size();
}

Key wrapping_key(const Key& shared, std::span<const std::byte> share, std::span<const std::byte> recipient) {
  std::vector<std::byte> salt{share.begin(), share.end()};
  salt.insert(salt.end(), recipient.begin(), recipient.end());
  return hkdf(shared.span(), salt, "age-encryption.org/v1/X25519");
}

tl::unexpected<Error> bad(std::string_view what) {
  return fail(Errc::malformed, "age header: X25519 stanza: " + std::string{what});
}

}  // namespace

Result<std::vector<std::byte>> x25519_public(std::span<const std::byte, 32> secret) {
  const Pkey key = private_key(secret);
  std::vector<std::byte> point(kPoint);
  std::size_t size = kPoint;
  if (!key ||
      EVP_PKEY_get_raw_public_key(key.get(), reinterpret_cast<unsigned char*>(point.data()), &size) != 1)
    return fail(Errc::io, "cannot work out the public part of an X25519 key");
  return point;
}

Result<Stanza> wrap_x25519(std::span<const std::byte> public_key, const FileKey& file_key) {
  Key once;
  if (auto got = random_bytes(once.span()); !got) return tl::unexpected{got.error()};
  const auto share = x25519_public(once.span());
  if (!share) return tl::unexpected{share.error()};
  const Pkey own = private_key(once.span());
  Key shared;
  if (!own || !shared_secret(own.get(), public_key, shared))
    return fail(Errc::malformed, "an X25519 recipient is no usable key");
  const auto wrapped = wrap(wrapping_key(shared, *share, public_key), file_key);
  return Stanza{std::string{kX25519}, {to_plain_base64(*share)}, {wrapped.begin(), wrapped.end()}};
}

Unwrapped unwrap_x25519(const AgeIdentity& identity, const Stanza& stanza) {
  if (stanza.type != kX25519) return std::nullopt;
  if (stanza.arguments.size() != 1) return bad("not one argument");
  const auto share = from_plain_base64(stanza.arguments[0]);
  if (!share || share->size() != kPoint) return bad("its share is not 32 bytes");
  if (stanza.body.size() != kWrappedFileKey) return bad("its body is not 32 bytes");
  const Pkey own = private_key(identity.secret());
  Key shared;
  if (!own || !shared_secret(own.get(), *share, shared)) return bad("its share is a point of low order");
  FileKey file_key;
  if (!unwrap(wrapping_key(shared, *share, identity.recipient().public_key()),
              std::span<const std::byte>{stanza.body}.first<kWrappedFileKey>(), file_key))
    return std::nullopt;
  return file_key;
}

}  // namespace firsthour::age
