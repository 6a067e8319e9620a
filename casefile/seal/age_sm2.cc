// SPDX-License-Identifier: Apache-2.0
// The stanza of ours (FORMAT.md, "Encrypted"): the file key under SM2 as GB/T 32918.4 has it, in the DER form
// of GB/T 35276, which is the one libcrypto writes.
#include "casefile/digest.h"
#include "casefile/seal/age_stanza.h"
#include "casefile/seal/sm2_key.h"

#include <openssl/err.h>

#include <algorithm>

namespace firsthour::age {
namespace {

constexpr std::size_t kLongestBody = 256;

using Context = std::unique_ptr<EVP_PKEY_CTX, Freed<EVP_PKEY_CTX_free>>;

tl::unexpected<Error> bad(std::string_view what) {
  return fail(Errc::malformed, "age header: SM2 stanza: " + std::string{what});
}

}  // namespace

std::string sm2_tag(std::span<const std::byte> public_key) {
  const Sha256 digest = sha256(public_key);
  return to_plain_base64(std::span{digest.bytes}.first(4));
}

Result<Stanza> wrap_sm2(std::span<const std::byte> public_key, const FileKey& file_key) {
  const sm2::Key key = sm2::public_key(public_key.first<65>());
  const Context context{key ? EVP_PKEY_CTX_new(key.get(), nullptr) : nullptr};
  std::vector<std::byte> body(kLongestBody);
  std::size_t size = body.size();
  if (!context || EVP_PKEY_encrypt_init(context.get()) != 1 ||
      EVP_PKEY_encrypt(context.get(), reinterpret_cast<unsigned char*>(body.data()), &size, file_key.data(),
                       file_key.size()) != 1) {
    ERR_clear_error();
    return fail(Errc::unsupported,
                "cannot encrypt to an SM2 recipient: libcrypto finds no randomness here (a kernel without "
                "getrandom and no /dev/urandom); X25519 recipients need none of it");
  }
  body.resize(size);
  return Stanza{std::string{kSm2}, {sm2_tag(public_key)}, std::move(body)};
}

Unwrapped unwrap_sm2(const AgeIdentity& identity, const Stanza& stanza) {
  if (stanza.type != kSm2) return std::nullopt;
  const auto tag = stanza.arguments.size() == 1 ? from_plain_base64(stanza.arguments[0]) : std::nullopt;
  if (!tag || tag->size() != 4) return bad("its tag is not four bytes");
  if (stanza.body.empty() || stanza.body.size() > kLongestBody) return bad("its body has no length of one");
  const auto point = identity.recipient().public_key();
  if (stanza.arguments[0] != sm2_tag(point)) return std::nullopt;
  sm2::PublicPoint own{};
  std::copy(point.begin(), point.end(), own.begin());
  const sm2::Key key = sm2::private_key(identity.secret(), own);
  const Context context{key ? EVP_PKEY_CTX_new(key.get(), nullptr) : nullptr};
  Secret<kLongestBody> plain;
  std::size_t size = plain.size();
  if (!context || EVP_PKEY_decrypt_init(context.get()) != 1 ||
      EVP_PKEY_decrypt(context.get(), plain.data(), &size,
                       reinterpret_cast<const unsigned char*>(stanza.body.data()), stanza.body.size()) != 1) {
    ERR_clear_error();
    return std::nullopt;
  }
  if (size != FileKey::size()) return bad("it holds no file key of 16 bytes");
  FileKey file_key;
  std::copy_n(plain.bytes.begin(), size, file_key.bytes.begin());
  return file_key;
}

}  // namespace firsthour::age
