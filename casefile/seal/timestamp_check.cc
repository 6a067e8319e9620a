// SPDX-License-Identifier: Apache-2.0
// The signature of a time stamp token, and the chain of the certificate that made it.
#include "casefile/encoding.h"
#include "casefile/freed.h"
#include "casefile/seal/der.h"
#include "casefile/seal/timestamp_token.h"
#include "casefile/timestamp.h"

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <ctime>
#include <memory>
#include <vector>

namespace firsthour {
namespace {

using Certificate = std::unique_ptr<X509, Freed<X509_free>>;
using Bio = std::unique_ptr<BIO, Freed<BIO_free>>;
void free_list(STACK_OF(X509) * list) { sk_X509_free(list); }  // the macro is no function
using CertificateList = std::unique_ptr<STACK_OF(X509), Freed<free_list>>;
using Digester = std::unique_ptr<EVP_MD_CTX, Freed<EVP_MD_CTX_free>>;

// GB/T 35276 §10: who signs when nobody says who. OpenSSL would take an empty one.
constexpr std::string_view kSm2Identifier = "1234567812345678";
constexpr std::size_t kMostCertificates = 64;

const unsigned char* octets(std::string_view bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}

// nullptr for a digest that is none of these.
const char* digest_name(std::string_view name) {
  constexpr std::array kDigests{std::pair{oid::sha1, "SHA1"}, std::pair{oid::sha256, "SHA256"},
                                std::pair{oid::sha384, "SHA384"}, std::pair{oid::sha512, "SHA512"},
                                std::pair{oid::sm3, "SM3"}};
  for (const auto& [known, digest] : kDigests)
    if (known == name) return digest;
  return nullptr;
}

struct SignatureKind {
  std::string_view oid;
  const char* key;          // as EVP_PKEY_is_a
  std::string_view digest;  // its OID; empty: the one that the signer names
  bool pss = false;
};
constexpr std::array kSignatures{
    SignatureKind{oid::rsa, "RSA", {}},
    SignatureKind{oid::rsa_sha1, "RSA", oid::sha1},
    SignatureKind{oid::rsa_sha256, "RSA", oid::sha256},
    SignatureKind{oid::rsa_sha384, "RSA", oid::sha384},
    SignatureKind{oid::rsa_sha512, "RSA", oid::sha512},
    SignatureKind{oid::rsa_pss, "RSA", {}, true},
    SignatureKind{oid::ec_key, "EC", {}},
    SignatureKind{oid::ecdsa_sha256, "EC", oid::sha256},
    SignatureKind{oid::ecdsa_sha384, "EC", oid::sha384},
    SignatureKind{oid::ecdsa_sha512, "EC", oid::sha512},
    SignatureKind{oid::sm2, "SM2", oid::sm3},
    SignatureKind{oid::sm2_signature, "SM2", oid::sm3},
    SignatureKind{oid::sm2_sm3, "SM2", oid::sm3},
};

std::string digest_of(const char* name, std::string_view bytes) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  std::size_t length = digest.size();
  if (EVP_Q_digest(nullptr, name, nullptr, bytes.data(), bytes.size(), digest.data(), &length) != 1)
    return {};
  return {reinterpret_cast<const char*>(digest.data()), length};
}

std::string der_of(const X509* certificate) {
  unsigned char* bytes = nullptr;
  const int length = i2d_X509(certificate, &bytes);
  if (length <= 0) return {};
  std::string text{reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(length)};
  OPENSSL_free(bytes);
  return text;
}

std::string der_of(const X509_NAME* name) {
  const unsigned char* bytes = nullptr;
  std::size_t length = 0;
  if (X509_NAME_get0_der(name, &bytes, &length) != 1) return {};
  return {reinterpret_cast<const char*>(bytes), length};
}

// Content of its INTEGER.
std::string serial_of(const X509* certificate) {
  unsigned char* bytes = nullptr;
  const int length = i2d_ASN1_INTEGER(X509_get0_serialNumber(certificate), &bytes);
  if (length <= 0) return {};
  const std::string text{reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(length)};
  OPENSSL_free(bytes);
  DerFault fault{text};
  return std::string{DerReader{text, fault}.content(der::kInteger)};
}

std::string subject_of(const X509* certificate) {
  const Bio text{BIO_new(BIO_s_mem())};
  if (!text || X509_NAME_print_ex(text.get(), X509_get_subject_name(certificate), 0,
                                  XN_FLAG_ONELINE & ~ASN1_STRFLGS_ESC_MSB) < 0)
    return {};
  char* bytes = nullptr;
  const long length = BIO_get_mem_data(text.get(), &bytes);
  return display_utf8({bytes, static_cast<std::size_t>(length)});
}

// A certificate, with the identifier by which SM2 signed it.
Certificate prepared(X509* certificate) {
  Certificate owned{certificate};
  if (owned && X509_get_signature_nid(owned.get()) == NID_SM2_with_SM3) {
    ASN1_OCTET_STRING* identifier = ASN1_OCTET_STRING_new();
    if (identifier && ASN1_OCTET_STRING_set(identifier, octets(kSm2Identifier),
                                            static_cast<int>(kSm2Identifier.size())) == 1)
      X509_set0_distinguishing_id(owned.get(), identifier);
    else
      ASN1_OCTET_STRING_free(identifier);
  }
  return owned;
}

Result<std::vector<Certificate>> certificates_in(const SignedToken& token) {
  std::vector<Certificate> all;
  for (const std::string_view bytes : token.certificates) {
    const unsigned char* at = octets(bytes);
    auto certificate = prepared(d2i_X509(nullptr, &at, static_cast<long>(bytes.size())));
    if (!certificate || at != octets(bytes) + bytes.size())
      return fail(Errc::malformed, "time stamp: a certificate in it cannot be read");
    if (all.size() == kMostCertificates)
      return fail(Errc::malformed, "time stamp with more than 64 certificates");
    all.push_back(std::move(certificate));
  }
  return all;
}

Result<std::vector<Certificate>> certificates_in_pem(std::string_view pem) {
  std::vector<Certificate> all;
  if (pem.empty()) return all;
  const Bio source{BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size()))};
  while (all.size() <= kMostCertificates) {
    auto certificate =
        prepared(source ? PEM_read_bio_X509(source.get(), nullptr, nullptr, nullptr) : nullptr);
    if (!certificate) break;
    all.push_back(std::move(certificate));
  }
  if (all.empty()) return fail(Errc::malformed, "no certificate in PEM form in the authorities' file");
  return all;
}

bool is_signer(const SignedToken& token, X509* certificate) {
  if (!token.key_identifier.empty()) {
    const ASN1_OCTET_STRING* id = X509_get0_subject_key_id(certificate);
    return id && std::string_view{reinterpret_cast<const char*>(ASN1_STRING_get0_data(id)),
                                  static_cast<std::size_t>(ASN1_STRING_length(id))} == token.key_identifier;
  }
  return der_of(X509_get_issuer_name(certificate)) == token.issuer && serial_of(certificate) == token.serial;
}

// The certificate is the one that the signed attributes bind the token to.
Result<> check_binding(const SignedToken& token, X509* signer) {
  const char* digest = digest_name(token.certificate_hash_algorithm);
  if (!digest)
    return fail(Errc::unsupported, "time stamp names its certificate by the digest " +
                                       der::dotted(token.certificate_hash_algorithm));
  const bool same = digest_of(digest, der_of(signer)) == token.certificate_hash;
  const bool placed =
      token.certificate_serial.empty() || (der_of(X509_get_issuer_name(signer)) == token.certificate_issuer &&
                                           serial_of(signer) == token.certificate_serial);
  if (!same || !placed) return fail(Errc::tampered, "the time stamp was made for another certificate");
  return {};
}

Result<> check_signature(const SignedToken& token, X509* signer) {
  const auto kind = std::find_if(kSignatures.begin(), kSignatures.end(),
                                 [&](const auto& known) { return known.oid == token.signature_algorithm; });
  const char* digest = digest_name(token.digest_algorithm);
  if (kind == kSignatures.end() || !digest)
    return fail(Errc::unsupported, "time stamp signed with " + der::dotted(token.signature_algorithm) +
                                       " and " + der::dotted(token.digest_algorithm));
  EVP_PKEY* key = X509_get0_pubkey(signer);
  if (!key || EVP_PKEY_is_a(key, kind->key) != 1 ||
      (!kind->digest.empty() && kind->digest != token.digest_algorithm))
    return fail(Errc::tampered, "the time stamp's signature is of another kind than its certificate's key");
  if (digest_of(digest, token.content) != token.message_digest)
    return fail(Errc::tampered, "the time stamp's content is not what was signed");

  const Digester context{EVP_MD_CTX_new()};
  EVP_PKEY_CTX* settings = nullptr;
  const std::string attributes = der::element(der::kSet, token.signed_attributes);
  bool good = context &&
              EVP_DigestVerifyInit_ex(context.get(), &settings, digest, nullptr, nullptr, key, nullptr) == 1;
  if (good && kind->pss)
    good = EVP_PKEY_CTX_set_rsa_padding(settings, RSA_PKCS1_PSS_PADDING) == 1 &&
           EVP_PKEY_CTX_set_rsa_pss_saltlen(settings, RSA_PSS_SALTLEN_AUTO) == 1;
  if (good && std::string_view{kind->key} == "SM2")
    good =
        EVP_PKEY_CTX_set1_id(settings, kSm2Identifier.data(), static_cast<int>(kSm2Identifier.size())) == 1;
  good = good && EVP_DigestVerify(context.get(), octets(token.signature), token.signature.size(),
                                  octets(attributes), attributes.size()) == 1;
  if (!good) return fail(Errc::tampered, "the time stamp's signature does not hold");
  return {};
}

std::time_t seconds_of(Instant time) {
  return static_cast<std::time_t>(time.nanoseconds / 1'000'000'000 - (time.nanoseconds % 1'000'000'000 < 0));
}

// What can be said of a certificate alone: made for time stamps, and in force at the token's time.
Result<> check_certificate(X509* signer, Instant time) {
  if (X509_check_purpose(signer, X509_PURPOSE_TIMESTAMP_SIGN, 0) != 1)
    return fail(Errc::tampered, "the certificate is not one for time stamps");
  std::time_t at = seconds_of(time);
  const std::string when = rfc3339(time);
  if (X509_cmp_time(X509_get0_notBefore(signer), &at) > 0 ||
      X509_cmp_time(X509_get0_notAfter(signer), &at) < 0)
    return fail(Errc::tampered, "the authority's certificate was not in force at " + when);
  return {};
}

Result<> check_chain(X509* signer, const std::vector<Certificate>& beside,
                     const std::vector<Certificate>& trusted, Instant time) {
  const std::unique_ptr<X509_STORE, Freed<X509_STORE_free>> store{X509_STORE_new()};
  const std::unique_ptr<X509_STORE_CTX, Freed<X509_STORE_CTX_free>> context{X509_STORE_CTX_new()};
  const CertificateList untrusted{sk_X509_new_null()};
  if (!store || !context || !untrusted) return fail(Errc::io, "no memory for a certificate chain");
  for (const Certificate& anchor : trusted)
    if (X509_STORE_add_cert(store.get(), anchor.get()) != 1)
      return fail(Errc::io, "cannot keep a certificate");
  for (const Certificate& certificate : beside)
    if (sk_X509_push(untrusted.get(), certificate.get()) == 0)
      return fail(Errc::io, "cannot keep a certificate");
  if (X509_STORE_CTX_init(context.get(), store.get(), signer, untrusted.get()) != 1)
    return fail(Errc::io, "cannot begin a certificate chain");
  X509_VERIFY_PARAM* rules = X509_STORE_CTX_get0_param(context.get());
  // RFC 3161 appendix B: what counts is whether the certificate was good when it stamped.
  X509_VERIFY_PARAM_set_time(rules, seconds_of(time));
  X509_VERIFY_PARAM_set_flags(rules, X509_V_FLAG_PARTIAL_CHAIN);  // whatever the user names is trusted
  X509_VERIFY_PARAM_set_purpose(rules, X509_PURPOSE_TIMESTAMP_SIGN);
  if (X509_verify_cert(context.get()) != 1)
    return fail(Errc::tampered,
                "the authority's certificate: " +
                    std::string{X509_verify_cert_error_string(X509_STORE_CTX_get_error(context.get()))});
  return {};
}

}  // namespace

Result<TimestampAuthority> check_timestamp(std::string_view bytes, std::string_view authorities) {
  const auto stamp = read_timestamp(bytes);
  if (!stamp) return tl::unexpected{stamp.error()};
  const auto token = parse_signed_token(bytes);
  if (!token) return tl::unexpected{token.error()};
  const auto beside = certificates_in(*token);
  if (!beside) return tl::unexpected{beside.error()};
  const auto trusted = certificates_in_pem(authorities);
  if (!trusted) return tl::unexpected{trusted.error()};
  X509* signer = nullptr;
  for (const auto* certificates : {&*beside, &*trusted})
    for (const Certificate& certificate : *certificates)
      if (!signer && is_signer(*token, certificate.get())) signer = certificate.get();
  if (!signer) return fail(Errc::not_found, "the time stamp brings no certificate of who signed it");
  if (auto bound = check_binding(*token, signer); !bound) return tl::unexpected{bound.error()};
  if (auto holds = check_signature(*token, signer); !holds) return tl::unexpected{holds.error()};
  if (auto fit = check_certificate(signer, stamp->time); !fit) return tl::unexpected{fit.error()};
  if (!trusted->empty())
    if (auto chain = check_chain(signer, *beside, *trusted, stamp->time); !chain)
      return tl::unexpected{chain.error()};
  return TimestampAuthority{subject_of(signer), !trusted->empty()};
}

}  // namespace firsthour
