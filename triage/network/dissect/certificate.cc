// SPDX-License-Identifier: Apache-2.0
#include "casefile/digest.h"
#include "casefile/encoding.h"
#include "casefile/freed.h"
#include "casefile/instant.h"
#include "triage/network/dissect/tls.h"

#include <openssl/asn1.h>
#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/err.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <ctime>

namespace firsthour::triage::network {

namespace {

using Certificate = std::unique_ptr<X509, Freed<X509_free>>;
using Memory = std::unique_ptr<BIO, Freed<BIO_free_all>>;
using Names = std::unique_ptr<GENERAL_NAMES, Freed<GENERAL_NAMES_free>>;
using Big = std::unique_ptr<BIGNUM, Freed<BN_free>>;
constexpr int kMostNames = 100;

std::string name_text(const X509_NAME* name) {
  const Memory out{BIO_new(BIO_s_mem())};
  if (!out || !name || X509_NAME_print_ex(out.get(), name, 0, XN_FLAG_RFC2253 & ~ASN1_STRFLGS_ESC_MSB) < 0)
    return {};
  char* text = nullptr;
  const long size = BIO_get_mem_data(out.get(), &text);
  return size > 0 ? std::string(text, static_cast<std::size_t>(size)) : std::string{};
}

std::string time_text(const ASN1_TIME* time) {
  std::tm parts{};
  if (!time || ASN1_TIME_to_tm(time, &parts) != 1) return {};
  const std::time_t seconds = timegm(&parts);
  if (seconds < -9'000'000'000 || seconds > 9'000'000'000) return {};  // beyond what nanoseconds can say
  return rfc3339(Instant::from_seconds(seconds));
}

std::string serial_text(const ASN1_INTEGER* serial) {
  const Big number{ASN1_INTEGER_to_BN(serial, nullptr)};
  if (!number || BN_num_bytes(number.get()) > 64) return {};
  std::vector<std::byte> bytes(static_cast<std::size_t>(BN_num_bytes(number.get())));
  BN_bn2bin(number.get(), reinterpret_cast<unsigned char*>(bytes.data()));
  return to_hex(bytes);
}

void take_names(X509* certificate, TlsCertificate& into) {
  const Names names{
      static_cast<GENERAL_NAMES*>(X509_get_ext_d2i(certificate, NID_subject_alt_name, nullptr, nullptr))};
  if (!names) return;
  for (int i = 0; i < sk_GENERAL_NAME_num(names.get()) && i < kMostNames; ++i) {
    const GENERAL_NAME* name = sk_GENERAL_NAME_value(names.get(), i);
    if (name->type != GEN_DNS) continue;
    const ASN1_STRING* text = name->d.dNSName;
    into.names.emplace_back(reinterpret_cast<const char*>(ASN1_STRING_get0_data(text)),
                            static_cast<std::size_t>(ASN1_STRING_length(text)));
  }
}

}  // namespace

TlsCertificate parse_certificate(Bytes der) {
  TlsCertificate out;
  out.sha256 = sha256(der).hex();
  const auto* at = reinterpret_cast<const unsigned char*>(der.data());
  const Certificate certificate{d2i_X509(nullptr, &at, static_cast<long>(der.size()))};
  if (certificate) {
    out.readable = true;
    out.subject = name_text(X509_get_subject_name(certificate.get()));
    out.issuer = name_text(X509_get_issuer_name(certificate.get()));
    out.serial = serial_text(X509_get0_serialNumber(certificate.get()));
    out.not_before = time_text(X509_get0_notBefore(certificate.get()));
    out.not_after = time_text(X509_get0_notAfter(certificate.get()));
    out.self_signed = !out.subject.empty() && out.subject == out.issuer;
    take_names(certificate.get(), out);
  }
  ERR_clear_error();
  return out;
}

}  // namespace firsthour::triage::network
