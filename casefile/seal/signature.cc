// SPDX-License-Identifier: Apache-2.0
#include "casefile/seal/signature.h"

#include "casefile/encoding.h"
#include "casefile/freed.h"
#include "casefile/seal/sm2_key.h"

#include <openssl/bn.h>
#include <openssl/ec.h>
#include <openssl/evp.h>

#include <array>
#include <memory>

namespace firsthour {
namespace {

using Context = std::unique_ptr<EVP_MD_CTX, Freed<EVP_MD_CTX_free>>;
using Signature = std::unique_ptr<ECDSA_SIG, Freed<ECDSA_SIG_free>>;
constexpr int kNumberLength = kSignatureLength / 2;
constexpr std::size_t kLongestDer = 80;  // two numbers of at most 33 bytes and their headers

const unsigned char* octets(std::string_view bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}

bool set_signer_id(EVP_PKEY_CTX* context) {
  return EVP_PKEY_CTX_set1_id(context, kSm2SignerId.data(), static_cast<int>(kSm2SignerId.size())) == 1;
}

bool init_signing(EVP_MD_CTX* context, EVP_PKEY& key, SignatureScheme scheme) {
  const bool sm2 = scheme == SignatureScheme::sm2;
  EVP_PKEY_CTX* of_key = nullptr;  // belongs to `context`
  return EVP_DigestSignInit_ex(context, &of_key, sm2 ? "SM3" : nullptr, nullptr, nullptr, &key, nullptr) ==
             1 &&
         (!sm2 || set_signer_id(of_key));
}

bool init_verifying(EVP_MD_CTX* context, EVP_PKEY& key, SignatureScheme scheme) {
  const bool sm2 = scheme == SignatureScheme::sm2;
  EVP_PKEY_CTX* of_key = nullptr;
  return EVP_DigestVerifyInit_ex(context, &of_key, sm2 ? "SM3" : nullptr, nullptr, nullptr, &key, nullptr) ==
             1 &&
         (!sm2 || set_signer_id(of_key));
}

// "" when the bytes are no signature.
std::string numbers_from_der(std::string_view der) {
  const unsigned char* at = octets(der);
  const Signature signature{d2i_ECDSA_SIG(nullptr, &at, static_cast<long>(der.size()))};
  std::array<unsigned char, kSignatureLength> raw{};
  if (!signature || BN_bn2binpad(ECDSA_SIG_get0_r(signature.get()), raw.data(), kNumberLength) < 0 ||
      BN_bn2binpad(ECDSA_SIG_get0_s(signature.get()), raw.data() + kNumberLength, kNumberLength) < 0)
    return {};
  return {reinterpret_cast<const char*>(raw.data()), raw.size()};
}

std::string der_from_numbers(std::string_view raw) {
  const Signature signature{ECDSA_SIG_new()};
  BIGNUM* r = BN_bin2bn(octets(raw), kNumberLength, nullptr);
  BIGNUM* s = BN_bin2bn(octets(raw) + kNumberLength, kNumberLength, nullptr);
  if (!signature || !r || !s || ECDSA_SIG_set0(signature.get(), r, s) != 1) {
    BN_free(r), BN_free(s);
    return {};
  }
  std::array<unsigned char, kLongestDer> der{};
  unsigned char* at = der.data();
  const int length = i2d_ECDSA_SIG(signature.get(), &at);
  return length > 0 ? std::string{reinterpret_cast<const char*>(der.data()), static_cast<std::size_t>(length)}
                    : std::string{};
}

sm2::Key public_key_of(SignatureScheme scheme, std::string_view public_key) {
  if (scheme == SignatureScheme::ed25519)
    return sm2::Key{
        EVP_PKEY_new_raw_public_key_ex(nullptr, "ED25519", nullptr, octets(public_key), public_key.size())};
  const auto bytes = as_bytes(public_key);
  if (bytes.size() != sm2::PublicPoint{}.size()) return nullptr;
  return sm2::public_key(bytes.first<65>());
}

}  // namespace

Result<std::string> sign_with(EVP_PKEY& key, SignatureScheme scheme, std::string_view message) {
  const Context context{EVP_MD_CTX_new()};
  std::array<unsigned char, kLongestDer> made{};
  std::size_t length = made.size();
  if (!context || !init_signing(context.get(), key, scheme) ||
      EVP_DigestSign(context.get(), made.data(), &length, octets(message), message.size()) != 1)
    return fail(Errc::io, "cannot sign");
  std::string signature{reinterpret_cast<const char*>(made.data()), length};
  if (scheme == SignatureScheme::sm2) signature = numbers_from_der(signature);
  if (signature.size() != kSignatureLength) return fail(Errc::io, "cannot sign");
  return signature;
}

bool signature_holds(SignatureScheme scheme, std::string_view public_key, std::string_view message,
                     std::string_view signature) {
  if (signature.size() != kSignatureLength) return false;
  const auto key = public_key_of(scheme, public_key);
  const Context context{EVP_MD_CTX_new()};
  if (!key || !context || !init_verifying(context.get(), *key, scheme)) return false;
  const std::string der =
      scheme == SignatureScheme::sm2 ? der_from_numbers(signature) : std::string{signature};
  return EVP_DigestVerify(context.get(), octets(der), der.size(), octets(message), message.size()) == 1;
}

}  // namespace firsthour
