// SPDX-License-Identifier: Apache-2.0
// The parts of a time stamp token, as views into its bytes.
#pragma once

#include "casefile/result.h"

#include <string_view>
#include <vector>

namespace firsthour {

struct SignedToken {
  std::string_view content;                    // DER of the TSTInfo
  std::vector<std::string_view> certificates;  // DER, whole
  std::string_view issuer, serial;             // who signed: DER of the name, content of the INTEGER;
  std::string_view key_identifier;             // or this, and the two are empty
  std::string_view digest_algorithm;           // content of the OIDs
  std::string_view signature_algorithm;
  std::string_view signed_attributes;  // the content of [0]: what is signed is that as a SET
  std::string_view message_digest;
  // ESSCertID or ESSCertIDv2 of the first certificate that the token binds itself to.
  std::string_view certificate_hash, certificate_hash_algorithm;
  std::string_view certificate_issuer, certificate_serial;  // empty when not given
  std::string_view signature;
};

// One signer, a TSTInfo within, signed attributes as RFC 3161 asks for; `malformed` with the offset.
[[nodiscard]] Result<SignedToken> parse_signed_token(std::string_view token);

// Contents of object identifiers.
namespace oid {
using namespace std::string_view_literals;
inline constexpr auto signed_data = "\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02"sv;
inline constexpr auto national_signed_data = "\x2a\x81\x1c\xcf\x55\x06\x01\x04\x02\x02"sv;  // GB/T 35275
inline constexpr auto timestamp_info = "\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x01\x04"sv;
inline constexpr auto content_type = "\x2a\x86\x48\x86\xf7\x0d\x01\x09\x03"sv;
inline constexpr auto message_digest = "\x2a\x86\x48\x86\xf7\x0d\x01\x09\x04"sv;
inline constexpr auto signing_certificate = "\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x02\x0c"sv;
inline constexpr auto signing_certificate_v2 = "\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x02\x2f"sv;
inline constexpr auto sha1 = "\x2b\x0e\x03\x02\x1a"sv;
inline constexpr auto sha256 = "\x60\x86\x48\x01\x65\x03\x04\x02\x01"sv;
inline constexpr auto sha384 = "\x60\x86\x48\x01\x65\x03\x04\x02\x02"sv;
inline constexpr auto sha512 = "\x60\x86\x48\x01\x65\x03\x04\x02\x03"sv;
inline constexpr auto sm3 = "\x2a\x81\x1c\xcf\x55\x01\x83\x11"sv;
inline constexpr auto rsa = "\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01"sv;
inline constexpr auto rsa_sha1 = "\x2a\x86\x48\x86\xf7\x0d\x01\x01\x05"sv;
inline constexpr auto rsa_pss = "\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0a"sv;
inline constexpr auto rsa_sha256 = "\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0b"sv;
inline constexpr auto rsa_sha384 = "\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0c"sv;
inline constexpr auto rsa_sha512 = "\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0d"sv;
inline constexpr auto ec_key = "\x2a\x86\x48\xce\x3d\x02\x01"sv;
inline constexpr auto ecdsa_sha256 = "\x2a\x86\x48\xce\x3d\x04\x03\x02"sv;
inline constexpr auto ecdsa_sha384 = "\x2a\x86\x48\xce\x3d\x04\x03\x03"sv;
inline constexpr auto ecdsa_sha512 = "\x2a\x86\x48\xce\x3d\x04\x03\x04"sv;
inline constexpr auto sm2 = "\x2a\x81\x1c\xcf\x55\x01\x82\x2d"sv;
inline constexpr auto sm2_signature = "\x2a\x81\x1c\xcf\x55\x01\x82\x2d\x01"sv;
inline constexpr auto sm2_sm3 = "\x2a\x81\x1c\xcf\x55\x01\x83\x75"sv;
}  // namespace oid

}  // namespace firsthour
