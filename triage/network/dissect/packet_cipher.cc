// SPDX-License-Identifier: Apache-2.0
#include "triage/network/dissect/packet_cipher.h"

#include "casefile/freed.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <memory>

namespace firsthour::triage::network {

namespace {

using Context = std::unique_ptr<EVP_CIPHER_CTX, Freed<EVP_CIPHER_CTX_free>>;
constexpr int kTag = 16;

const unsigned char* raw(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}
const unsigned char* raw(Bytes bytes) { return reinterpret_cast<const unsigned char*>(bytes.data()); }

std::string hmac_sha256(std::string_view key, std::string_view text) {
  std::string out(32, '\0');
  unsigned int size = 0;
  if (!HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), raw(text), text.size(),
            reinterpret_cast<unsigned char*>(out.data()), &size))
    return {};
  return out;
}

}  // namespace

std::string hkdf_extract(std::string_view salt, std::string_view key) { return hmac_sha256(salt, key); }

std::string hkdf_expand_label(std::string_view secret, std::string_view label, std::size_t length) {
  const std::string name = "tls13 " + std::string{label};
  // Length, label, an empty context, and the number of the first block.
  const std::string info = std::string{'\0', static_cast<char>(length)} + static_cast<char>(name.size()) +
                           name + std::string{'\0', '\1'};
  return hmac_sha256(secret, info).substr(0, length);
}

std::array<std::byte, 16> aes_block(std::string_view key, Bytes block) {
  std::array<std::byte, 16> out{};
  const Context context{EVP_CIPHER_CTX_new()};
  int size = 0;
  if (context && EVP_EncryptInit_ex(context.get(), EVP_aes_128_ecb(), nullptr, raw(key), nullptr) == 1)
    (void)EVP_EncryptUpdate(context.get(), reinterpret_cast<unsigned char*>(out.data()), &size, raw(block),
                            static_cast<int>(out.size()));
  return out;
}

std::optional<std::string> aes_gcm_open(std::string_view key, std::string_view nonce, Bytes header,
                                        Bytes sealed) {
  if (sealed.size() < kTag) return std::nullopt;
  const Bytes text = sealed.first(sealed.size() - kTag);
  std::array<unsigned char, kTag> tag{};
  std::memcpy(tag.data(), sealed.data() + text.size(), kTag);
  std::string out(text.size(), '\0');
  auto* to = reinterpret_cast<unsigned char*>(out.data());
  const Context context{EVP_CIPHER_CTX_new()};
  int size = 0;
  if (!context || EVP_DecryptInit_ex(context.get(), EVP_aes_128_gcm(), nullptr, raw(key), raw(nonce)) != 1 ||
      EVP_DecryptUpdate(context.get(), nullptr, &size, raw(header), static_cast<int>(header.size())) != 1 ||
      EVP_DecryptUpdate(context.get(), to, &size, raw(text), static_cast<int>(text.size())) != 1 ||
      EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_GCM_SET_TAG, kTag, tag.data()) != 1 ||
      EVP_DecryptFinal_ex(context.get(), to + size, &size) != 1)
    return std::nullopt;
  return out;
}

}  // namespace firsthour::triage::network
