// SPDX-License-Identifier: Apache-2.0
#include "casefile/tls_identity.h"

#include "casefile/encoding.h"
#include "casefile/freed.h"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <array>
#include <memory>
#include <span>

namespace firsthour {
namespace {

using Key = std::unique_ptr<EVP_PKEY, Freed<EVP_PKEY_free>>;
using Certificate = std::unique_ptr<X509, Freed<X509_free>>;
using Extension = std::unique_ptr<X509_EXTENSION, Freed<X509_EXTENSION_free>>;
using Memory = std::unique_ptr<BIO, Freed<BIO_free_all>>;

constexpr long kDays = 397;

std::string text_in(BIO* memory) {
  char* bytes = nullptr;
  const long size = BIO_get_mem_data(memory, &bytes);
  return size > 0 ? std::string(bytes, static_cast<std::size_t>(size)) : std::string{};
}

bool extend(X509* certificate, int what, const std::string& value) {
  X509V3_CTX context;
  X509V3_set_ctx_nodb(&context);
  X509V3_set_ctx(&context, certificate, certificate, nullptr, nullptr, 0);
  const Extension extension{X509V3_EXT_conf_nid(nullptr, &context, what, value.c_str())};
  return extension && X509_add_ext(certificate, extension.get(), -1) == 1;
}

bool set_serial(X509* certificate) {
  std::array<unsigned char, 16> number{};
  if (RAND_bytes(number.data(), static_cast<int>(number.size())) != 1) return false;
  number[0] = static_cast<unsigned char>((number[0] & 0x7f) | 0x40);  // positive, and as long as it can be
  const std::unique_ptr<BIGNUM, Freed<BN_free>> big{
      BN_bin2bn(number.data(), static_cast<int>(number.size()), nullptr)};
  return big && BN_to_ASN1_INTEGER(big.get(), X509_get_serialNumber(certificate)) != nullptr;
}

bool set_names(X509* certificate, const std::string& alternative) {
  X509_NAME* name = X509_get_subject_name(certificate);
  const auto* text = reinterpret_cast<const unsigned char*>("Firsthour board");
  return X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_UTF8, text, -1, -1, 0) == 1 &&
         X509_set_issuer_name(certificate, name) == 1 &&
         extend(certificate, NID_subject_alt_name, alternative) &&
         extend(certificate, NID_basic_constraints, "critical,CA:FALSE") &&
         extend(certificate, NID_key_usage, "critical,digitalSignature") &&
         extend(certificate, NID_ext_key_usage, "serverAuth");
}

bool set_times(X509* certificate, Instant now) {
  const auto seconds = static_cast<time_t>(now.nanoseconds / 1'000'000'000);
  return ASN1_TIME_set(X509_getm_notBefore(certificate), seconds - 3600) != nullptr &&
         ASN1_TIME_set(X509_getm_notAfter(certificate), seconds + kDays * 86'400) != nullptr;
}

// A name that could end its own entry of the list would be a second entry.
bool is_plain(const std::string& name) {
  return !name.empty() && name.find_first_not_of(
                              "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                              "0123456789.:-_") == std::string::npos;
}

}  // namespace

Result<TlsIdentity> make_tls_identity(const std::vector<std::string>& addresses,
                                      const std::vector<std::string>& names, Instant now) {
  std::string alternative;
  for (const std::string& one : addresses) {
    if (!is_plain(one)) return fail(Errc::usage, "no address: " + one);
    alternative += (alternative.empty() ? "IP:" : ",IP:") + one;
  }
  for (const std::string& one : names) {
    if (!is_plain(one)) return fail(Errc::usage, "no host name: " + one);
    alternative += (alternative.empty() ? "DNS:" : ",DNS:") + one;
  }
  const Key key{EVP_EC_gen("P-256")};
  const Certificate certificate{X509_new()};
  if (!key || !certificate || X509_set_version(certificate.get(), X509_VERSION_3) != 1 ||
      !set_serial(certificate.get()) || !set_times(certificate.get(), now) ||
      !set_names(certificate.get(), alternative) || X509_set_pubkey(certificate.get(), key.get()) != 1 ||
      X509_sign(certificate.get(), key.get(), EVP_sha256()) == 0)
    return fail(Errc::io, "cannot make a certificate");
  const Memory of_certificate{BIO_new(BIO_s_mem())}, of_key{BIO_new(BIO_s_secmem())};
  if (!of_certificate || !of_key || PEM_write_bio_X509(of_certificate.get(), certificate.get()) != 1 ||
      PEM_write_bio_PKCS8PrivateKey(of_key.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr) != 1)
    return fail(Errc::io, "cannot write a certificate");
  return TlsIdentity{text_in(of_certificate.get()), text_in(of_key.get())};
}

Result<std::string> tls_fingerprint(std::string_view certificate_pem) {
  const Memory memory{BIO_new_mem_buf(certificate_pem.data(), static_cast<int>(certificate_pem.size()))};
  const Certificate certificate{memory ? PEM_read_bio_X509(memory.get(), nullptr, nullptr, nullptr)
                                       : nullptr};
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned int size = 0;
  if (!certificate || X509_digest(certificate.get(), EVP_sha256(), digest.data(), &size) != 1)
    return fail(Errc::malformed, "no certificate in PEM form");
  return to_hex(std::as_bytes(std::span{digest.data(), size}));
}

}  // namespace firsthour
