// SPDX-License-Identifier: Apache-2.0
#include "casefile/verify/keys.h"

#include "casefile/verify/digest.h"
#include "casefile/verify/utf8.h"

#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/params.h>

#include <algorithm>
#include <array>
#include <memory>

namespace firsthour::verify {
namespace {

template <auto Function>
struct Free {
  template <class T>
  void operator()(T* handle) const noexcept {
    Function(handle);
  }
};
using Key = std::unique_ptr<EVP_PKEY, Free<EVP_PKEY_free>>;
using KeyContext = std::unique_ptr<EVP_PKEY_CTX, Free<EVP_PKEY_CTX_free>>;
using Context = std::unique_ptr<EVP_MD_CTX, Free<EVP_MD_CTX_free>>;

constexpr std::string_view kSigner = "1234567812345678";

const unsigned char* raw(std::string_view bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}

std::string kind_of(PublicKey::Scheme scheme, Use use) {
  const bool own = use == Use::signature;
  if (scheme == PublicKey::Scheme::ed25519) return own ? "\x01" : "\x04";
  return std::string{"\xff"} + (own ? "firsthour.sm2-with-sm3." : "firsthour.sm2-with-sm3-cosignature.") +
         std::string{kSigner};
}

bool ed25519_holds(std::string_view key, std::string_view message, std::string_view signature) {
  const Key handle{EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, raw(key), key.size())};
  const Context context{EVP_MD_CTX_new()};
  return handle && context &&
         EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr, handle.get()) == 1 &&
         EVP_DigestVerify(context.get(), raw(signature), signature.size(), raw(message), message.size()) == 1;
}

Key sm2_key(std::string_view point) {
  std::string group = "SM2", bytes{point};  // fromdata takes no const
  const std::array parameters{
      OSSL_PARAM_construct_utf8_string(OSSL_PKEY_PARAM_GROUP_NAME, group.data(), group.size()),
      OSSL_PARAM_construct_octet_string(OSSL_PKEY_PARAM_PUB_KEY, bytes.data(), bytes.size()),
      OSSL_PARAM_construct_end()};
  const KeyContext context{EVP_PKEY_CTX_new_from_name(nullptr, "SM2", nullptr)};
  EVP_PKEY* key = nullptr;
  if (!context || EVP_PKEY_fromdata_init(context.get()) != 1 ||
      EVP_PKEY_fromdata(context.get(), &key, EVP_PKEY_PUBLIC_KEY,
                        const_cast<OSSL_PARAM*>(parameters.data())) != 1)
    return nullptr;
  return Key{key};
}

// r ‖ s as libcrypto wants it: SEQUENCE { INTEGER r, INTEGER s }.
std::string der_signature(std::string_view both) {
  const auto integer = [](std::string_view bytes) {
    while (bytes.size() > 1 && bytes[0] == '\0') bytes.remove_prefix(1);
    std::string value = (static_cast<unsigned char>(bytes[0]) & 0x80) ? std::string(1, '\0') : "";
    value += bytes;
    return std::string{"\x02"} + static_cast<char>(value.size()) + value;
  };
  const std::string body = integer(both.substr(0, 32)) + integer(both.substr(32));
  return std::string{"\x30"} + static_cast<char>(body.size()) + body;
}

bool sm2_holds(std::string_view key, std::string_view message, std::string_view signature) {
  const Key handle = sm2_key(key);
  const Context context{EVP_MD_CTX_new()};
  EVP_PKEY_CTX* details = nullptr;  // owned by `context`
  const std::string der = der_signature(signature);
  // Without an id libcrypto takes the empty one, not the standard's.
  return handle && context &&
         EVP_DigestVerifyInit_ex(context.get(), &details, "SM3", nullptr, nullptr, handle.get(), nullptr) ==
             1 &&
         EVP_PKEY_CTX_set1_id(details, kSigner.data(), static_cast<int>(kSigner.size())) == 1 &&
         EVP_DigestVerify(context.get(), raw(der), der.size(), raw(message), message.size()) == 1;
}

std::size_t length_of(PublicKey::Scheme scheme) { return scheme == PublicKey::Scheme::ed25519 ? 32 : 65; }

}  // namespace

std::string PublicKey::id(Use use) const {
  return sha256(name + "\n" + kind_of(scheme, use) + bytes).substr(0, 4);
}

std::string PublicKey::fingerprint() const {
  const std::string digits = hex(sha256(bytes));
  std::string text = digits.substr(0, 4);
  for (std::size_t at = 4; at < digits.size(); at += 4) text += " " + digits.substr(at, 4);
  return text;
}

bool PublicKey::signed_this(std::string_view message, std::string_view signature) const {
  if (signature.size() != 64 || bytes.size() != length_of(scheme)) return false;
  return scheme == Scheme::ed25519 ? ed25519_holds(bytes, message, signature)
                                   : sm2_holds(bytes, message, signature);
}

Result<PublicKey> read_verifier_key(std::string_view text) {
  const std::size_t first = text.find('+');
  const std::size_t second = first == std::string_view::npos ? first : text.find('+', first + 1);
  if (second == std::string_view::npos || first == 0)
    return refuse("no verifier key (name+id+key)", "不是验证密钥（名称+标识+密钥）");
  const auto id = from_hex(text.substr(first + 1, second - first - 1), 4);
  const auto body = from_base64(text.substr(second + 1));
  if (!id || !body) return refuse("no verifier key (name+id+key)", "不是验证密钥（名称+标识+密钥）");
  for (const auto scheme : {PublicKey::Scheme::ed25519, PublicKey::Scheme::sm2}) {
    for (const Use use : {Use::signature, Use::cosignature}) {
      const std::string kind = kind_of(scheme, use);
      if (!body->starts_with(kind) || body->size() != kind.size() + length_of(scheme)) continue;
      PublicKey key{scheme, std::string{text.substr(0, first)}, body->substr(kind.size())};
      if (!is_utf8(key.name) || key.name.find_first_of(" \n\t") != std::string::npos)
        return refuse("a key's name has a blank or is not UTF-8", "密钥名称含空白或不是 UTF-8");
      if (key.id(use) != *id)
        return refuse("the verifier key's id is not that of its key", "验证密钥的标识与密钥不符");
      return key;
    }
  }
  return refuse("a verifier key of a kind that is not known here", "验证密钥的类型未知");
}

bool Trust::includes(const PublicKey& key) const {
  const std::string print = hex(sha256(key.bytes));
  return std::any_of(keys.begin(), keys.end(), [&](const PublicKey& k) { return k.bytes == key.bytes; }) ||
         std::find(fingerprints.begin(), fingerprints.end(), print) != fingerprints.end();
}

Result<> add_trust(Trust& trust, std::string_view given) {
  std::string digits;
  for (const char c : given)
    if (c != ' ' && c != ':' && c != '\n' && c != '\r') digits += c;
  if (const auto print = from_hex(digits, 32, true)) {
    trust.fingerprints.push_back(hex(*print));
    return {};
  }
  while (given.ends_with('\n') || given.ends_with('\r')) given.remove_suffix(1);
  auto key = read_verifier_key(given);
  if (!key) return refuse(key.error());
  trust.keys.push_back(std::move(*key));
  return {};
}

}  // namespace firsthour::verify
