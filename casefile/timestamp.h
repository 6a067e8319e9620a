// SPDX-License-Identifier: Apache-2.0
// Time stamps of heads (RFC 3161, RFC 5816; GM/T 0033 with the signed data of GB/T 35275): a request, the
// authority's reply, the token in it. A token is checked at its own time, so that it outlives the
// certificate that signed it. Revocation is not looked up.
//
// One reader of our own for all tokens: OpenSSL's TS module can neither make nor check one that SM2 signed.
#pragma once

#include "casefile/digest.h"
#include "casefile/instant.h"
#include "casefile/result.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace firsthour {

inline constexpr std::uint64_t kLongestToken = 44 << 10;  // in base64 it has to fit into an event
inline constexpr std::uint64_t kLongestReply = 256 << 10;

// What is to be stamped, or was.
struct Imprint {
  Algorithm algorithm = Algorithm::sha256;  // sha256 or sm3
  std::string digest;                       // 32 bytes
  bool operator==(const Imprint&) const = default;
};
[[nodiscard]] Imprint imprint_of(Algorithm algorithm, std::string_view note);

struct TimestampRequest {
  Imprint imprint;
  std::string nonce;  // content of the INTEGER
};
// The DER of a TimeStampReq that asks for the authority's certificate. The nonce is 8 random bytes.
[[nodiscard]] Result<std::string> make_timestamp_request(const Imprint& imprint);
[[nodiscard]] Result<TimestampRequest> parse_timestamp_request(std::string_view der);

// The token (DER of its ContentInfo) in a TimeStampResp, or the bytes themselves when they are a token.
// `denied` with the authority's own words when it refused.
[[nodiscard]] Result<std::string> token_in_reply(std::string_view reply);

struct Timestamp {
  Imprint imprint;
  Instant time;                      // the token's own
  std::string policy, serial;        // dotted OID; hex
  std::optional<std::string> nonce;  // content of the INTEGER
};
// What a token says; `malformed` with the offset, `unsupported` for an imprint of another digest.
[[nodiscard]] Result<Timestamp> read_timestamp(std::string_view token);

struct TimestampAuthority {
  std::string name;      // subject of the certificate that signed
  bool trusted = false;  // a chain to the given certificates holds at the token's time
};
// Checks the signature: digest of the content, the certificate that the token binds itself to (ESSCertID),
// its purpose and validity at the token's time; and, when `authorities` (certificates in PEM, each trusted)
// is not empty, the chain to one of them. `tampered` when something does not hold, not_found when the
// certificate is neither in the token nor among `authorities`, `unsupported` names a foreign algorithm.
[[nodiscard]] Result<TimestampAuthority> check_timestamp(std::string_view token,
                                                         std::string_view authorities);

}  // namespace firsthour
