// SPDX-License-Identifier: Apache-2.0
#include "casefile/jws.h"

#include "casefile/freed.h"

#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>

#include <array>
#include <climits>
#include <memory>

namespace firsthour {
namespace {

using Key = std::unique_ptr<EVP_PKEY, Freed<EVP_PKEY_free>>;
using Context = std::unique_ptr<EVP_MD_CTX, Freed<EVP_MD_CTX_free>>;
using Text = std::unique_ptr<BIO, Freed<BIO_free_all>>;
using Certificate = std::unique_ptr<X509, Freed<X509_free>>;
using Pair = std::unique_ptr<ECDSA_SIG, Freed<ECDSA_SIG_free>>;

struct JwsAlgorithm {
  std::string_view name;
  int key;                    // EVP_PKEY_*
  const EVP_MD* (*digest)();  // null: the algorithm brings its own
  bool pss;
  int half;  // of an ES* signature, in bytes
};
constexpr std::array<JwsAlgorithm, 11> kAlgorithms{{
    {"RS256", EVP_PKEY_RSA, EVP_sha256, false, 0},
    {"RS384", EVP_PKEY_RSA, EVP_sha384, false, 0},
    {"RS512", EVP_PKEY_RSA, EVP_sha512, false, 0},
    {"PS256", EVP_PKEY_RSA, EVP_sha256, true, 0},
    {"PS384", EVP_PKEY_RSA, EVP_sha384, true, 0},
    {"PS512", EVP_PKEY_RSA, EVP_sha512, true, 0},
    {"ES256", EVP_PKEY_EC, EVP_sha256, false, 32},
    {"ES384", EVP_PKEY_EC, EVP_sha384, false, 48},
    {"ES512", EVP_PKEY_EC, EVP_sha512, false, 66},
    {"Ed25519", EVP_PKEY_ED25519, nullptr, false, 0},
    {"Ed448", EVP_PKEY_ED448, nullptr, false, 0},
}};

const unsigned char* bytes(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

// OpenSSL keeps what went wrong for the next caller: nobody of ours asks.
template <class Value>
Value forgetting(Value value) {
  ERR_clear_error();
  return value;
}

Result<const JwsAlgorithm*> algorithm_for(std::string_view name, const EVP_PKEY& key) {
  for (const JwsAlgorithm& one : kAlgorithms) {
    if (one.name != name) continue;
    const bool fits = EVP_PKEY_get_base_id(&key) == one.key &&
                      (one.half == 0 || (EVP_PKEY_get_bits(&key) + 7) / 8 == one.half);
    if (!fits) return fail(Errc::unsupported, std::string{name} + " is not for this kind of key");
    if (one.key == EVP_PKEY_RSA && EVP_PKEY_get_bits(&key) < 2048)
      return fail(Errc::unsupported, "an RSA key of less than 2048 bits is not taken");
    return &one;
  }
  return fail(Errc::unsupported, "the signature algorithm " + std::string{name} + " is not known here");
}

bool pad(EVP_PKEY_CTX* context, const JwsAlgorithm& algorithm) {
  return !algorithm.pss || (EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PSS_PADDING) == 1 &&
                            EVP_PKEY_CTX_set_rsa_pss_saltlen(context, RSA_PSS_SALTLEN_DIGEST) == 1);
}

Result<std::string> to_halves(const std::string& der, int half) {
  const unsigned char* at = bytes(der);
  const Pair pair{d2i_ECDSA_SIG(nullptr, &at, static_cast<long>(der.size()))};
  std::string out(static_cast<std::size_t>(2 * half), '\0');
  auto* into = reinterpret_cast<unsigned char*>(out.data());
  if (!pair || BN_bn2binpad(ECDSA_SIG_get0_r(pair.get()), into, half) != half ||
      BN_bn2binpad(ECDSA_SIG_get0_s(pair.get()), into + half, half) != half)
    return forgetting(fail(Errc::io, "the signature could not be written"));
  return out;
}

Result<std::string> from_halves(std::string_view raw, int half) {
  if (raw.size() != static_cast<std::size_t>(2 * half))
    return fail(Errc::tampered, "the signature has a wrong length");
  const Pair pair{ECDSA_SIG_new()};
  BIGNUM* r = BN_bin2bn(bytes(raw), half, nullptr);
  BIGNUM* s = BN_bin2bn(bytes(raw) + half, half, nullptr);
  if (!pair || !r || !s || ECDSA_SIG_set0(pair.get(), r, s) != 1) {
    BN_free(r);
    BN_free(s);
    return forgetting(fail(Errc::io, "the signature could not be read"));
  }
  unsigned char* der = nullptr;
  const int size = i2d_ECDSA_SIG(pair.get(), &der);
  if (size <= 0) return forgetting(fail(Errc::io, "the signature could not be read"));
  std::string out{reinterpret_cast<char*>(der), static_cast<std::size_t>(size)};
  OPENSSL_free(der);
  return out;
}

Result<std::string> der_of(const EVP_PKEY& key) {
  unsigned char* der = nullptr;
  const int size = i2d_PUBKEY(&key, &der);
  if (size <= 0) return forgetting(fail(Errc::malformed, "this is no public key"));
  std::string out{reinterpret_cast<char*>(der), static_cast<std::size_t>(size)};
  OPENSSL_free(der);
  return out;
}

Text text_of(std::string_view text) {
  return Text{BIO_new_mem_buf(text.data(), static_cast<int>(std::min<std::size_t>(text.size(), INT_MAX)))};
}

// A passphrase is never asked for.
int no_passphrase(char*, int, int, void*) { return -1; }

Key private_key(std::string_view pem) {
  const Text text = text_of(pem);
  return Key{text ? PEM_read_bio_PrivateKey(text.get(), nullptr, no_passphrase, nullptr) : nullptr};
}

Key public_key(std::string_view der) {
  const unsigned char* at = bytes(der);
  Key key{d2i_PUBKEY(nullptr, &at, static_cast<long>(der.size()))};
  if (key && at != bytes(der) + der.size()) key.reset();
  return key;
}

}  // namespace

Result<std::string> jws_sign(std::string_view algorithm, std::string_view private_pem,
                             std::string_view message) {
  const Key key = private_key(private_pem);
  if (!key) return forgetting(fail(Errc::malformed, "this is no private key in PEM, or it has a passphrase"));
  const auto how = algorithm_for(algorithm, *key);
  if (!how) return tl::unexpected{how.error()};
  const Context context{EVP_MD_CTX_new()};
  EVP_PKEY_CTX* padding = nullptr;
  std::size_t size = 0;
  const EVP_MD* digest = (*how)->digest ? (*how)->digest() : nullptr;
  if (!context || EVP_DigestSignInit(context.get(), &padding, digest, nullptr, key.get()) != 1 ||
      !pad(padding, **how) ||
      EVP_DigestSign(context.get(), nullptr, &size, bytes(message), message.size()) != 1)
    return forgetting(fail(Errc::io, "signing failed"));
  std::string signature(size, '\0');
  if (EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(signature.data()), &size, bytes(message),
                     message.size()) != 1)
    return forgetting(fail(Errc::io, "signing failed"));
  signature.resize(size);
  if ((*how)->half > 0) return to_halves(signature, (*how)->half);
  return signature;
}

Result<> jws_verify(std::string_view algorithm, std::string_view public_key_der, std::string_view signature,
                    std::string_view message) {
  const Key key = public_key(public_key_der);
  if (!key) return forgetting(fail(Errc::malformed, "this is no public key"));
  const auto how = algorithm_for(algorithm, *key);
  if (!how) return tl::unexpected{how.error()};
  std::string der;
  if ((*how)->half > 0) {
    auto whole = from_halves(signature, (*how)->half);
    if (!whole) return tl::unexpected{whole.error()};
    der = std::move(*whole);
    signature = der;
  }
  const Context context{EVP_MD_CTX_new()};
  EVP_PKEY_CTX* padding = nullptr;
  const EVP_MD* digest = (*how)->digest ? (*how)->digest() : nullptr;
  const bool good =
      context && EVP_DigestVerifyInit(context.get(), &padding, digest, nullptr, key.get()) == 1 &&
      pad(padding, **how) &&
      EVP_DigestVerify(context.get(), bytes(signature), signature.size(), bytes(message), message.size()) ==
          1;
  ERR_clear_error();
  return good ? Result<>{} : fail(Errc::tampered, "the signature does not hold");
}

Result<std::string> public_key_in(std::string_view text) {
  if (text.find("-----BEGIN") != std::string_view::npos) {
    if (const Key key = private_key(text)) return der_of(*key);
    const Text of_public = text_of(text);
    if (const Key key{PEM_read_bio_PUBKEY(of_public.get(), nullptr, no_passphrase, nullptr)})
      return der_of(*key);
    const Text of_certificate = text_of(text);
    if (const Certificate certificate{
            PEM_read_bio_X509(of_certificate.get(), nullptr, no_passphrase, nullptr)})
      return der_of(*X509_get0_pubkey(certificate.get()));
    return forgetting(fail(Errc::malformed, "no key is in this PEM"));
  }
  if (const Key key = public_key(text)) return der_of(*key);
  const unsigned char* at = bytes(text);
  if (const Certificate certificate{d2i_X509(nullptr, &at, static_cast<long>(text.size()))};
      certificate && X509_get0_pubkey(certificate.get()))
    return der_of(*X509_get0_pubkey(certificate.get()));
  return forgetting(fail(Errc::malformed, "this is neither a key nor a certificate"));
}

std::string ed25519_public_key(std::string_view raw) {
  // SEQUENCE { SEQUENCE { OID 1.3.101.112 } BIT STRING } of RFC 8410.
  return std::string{"\x30\x2a\x30\x05\x06\x03\x2b\x65\x70\x03\x21\x00", 12} + std::string{raw};
}

Result<std::string> usual_algorithm(std::string_view public_key_der) {
  const Key key = public_key(public_key_der);
  if (!key) return forgetting(fail(Errc::malformed, "this is no public key"));
  for (const JwsAlgorithm& one : kAlgorithms)
    if (!one.pss && EVP_PKEY_get_base_id(key.get()) == one.key &&
        (one.half == 0 || (EVP_PKEY_get_bits(key.get()) + 7) / 8 == one.half))
      return std::string{one.name};
  return fail(Errc::unsupported, "no signature algorithm is known for this kind of key");
}

}  // namespace firsthour
