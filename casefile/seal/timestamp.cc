// SPDX-License-Identifier: Apache-2.0
// Requests, replies and what a token says.
#include "casefile/timestamp.h"

#include "casefile/encoding.h"
#include "casefile/seal/der.h"
#include "casefile/seal/timestamp_token.h"

#include <openssl/rand.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdio>

namespace firsthour {
namespace {

constexpr std::size_t kNonceLength = 8, kImprintLength = 32;

std::string_view oid_of(Algorithm algorithm) { return algorithm == Algorithm::sm3 ? oid::sm3 : oid::sha256; }

std::string imprint_der(const Imprint& imprint) {
  using der::element;
  return element(der::kSequence, element(der::kSequence, element(der::kOid, oid_of(imprint.algorithm)) +
                                                             std::string("\x05\0", 2)) +
                                     element(der::kOctetString, imprint.digest));
}

// An imprint's algorithm that we do not know is no fault of the document's form: it is told apart.
Imprint read_imprint(DerReader& in, DerFault& fault, bool& foreign) {
  DerReader inside = in.inside(der::kSequence);
  DerReader algorithm = inside.inside(der::kSequence);
  const auto name = algorithm.content(der::kOid);
  if (!algorithm.empty()) algorithm.any();
  algorithm.end();
  const auto digest = inside.content(der::kOctetString);
  inside.end();
  foreign = name != oid::sha256 && name != oid::sm3;
  if (!foreign && digest.size() != kImprintLength) fault.set(digest.data(), "imprint of another length");
  return {name == oid::sm3 ? Algorithm::sm3 : Algorithm::sha256, std::string{digest}};
}

// GeneralizedTime as RFC 3161 §2.4.2 has it: UTC, with seconds, a fraction only without zeros at its end.
std::optional<Instant> general_time(std::string_view text) {
  if (!text.ends_with('Z') || text.size() < 15) return std::nullopt;
  text.remove_suffix(1);
  const auto digits = text.substr(0, 14);
  std::string_view fraction = text.substr(14);
  const auto all_digits = [](std::string_view part) {
    return std::all_of(part.begin(), part.end(), [](char c) { return c >= '0' && c <= '9'; });
  };
  if (!all_digits(digits)) return std::nullopt;
  if (!fraction.empty()) {
    if (fraction.size() < 2 || fraction[0] != '.' || fraction.back() == '0' ||
        !all_digits(fraction.substr(1)))
      return std::nullopt;
    fraction = fraction.substr(0, 10);  // nanoseconds
  }
  const auto part = [&](std::size_t at, std::size_t length) {
    return std::string{digits.substr(at, length)};
  };
  return parse_rfc3339(part(0, 4) + "-" + part(4, 2) + "-" + part(6, 2) + "T" + part(8, 2) + ":" +
                       part(10, 2) + ":" + part(12, 2) + std::string{fraction} + "Z");
}

// The authority's words on why it did not stamp.
std::string status_words(DerReader& status, std::uint64_t number) {
  constexpr std::array kNames{"granted", "granted with changes", "rejected",
                              "waiting", "revocation warning",   "revoked"};
  std::string words = number < kNames.size() ? kNames[number] : "status " + std::to_string(number);
  if (status.at(der::kSequence)) {
    DerReader texts = status.inside(der::kSequence);
    while (!texts.empty()) words += ": " + display_utf8(texts.any().content);
  }
  return words;
}

}  // namespace

Imprint imprint_of(Algorithm algorithm, std::string_view note) {
  Hasher hasher{algorithm};
  hasher.update(note);
  return {algorithm, std::string{as_text(hasher.finish().bytes)}};
}

Result<std::string> make_timestamp_request(const Imprint& imprint) {
  std::array<unsigned char, kNonceLength> nonce{};
  if (RAND_bytes(nonce.data(), static_cast<int>(nonce.size())) != 1)
    return fail(Errc::io, "no random numbers from the system");
  nonce[0] = static_cast<unsigned char>((nonce[0] & 0x7f) | 0x40);  // positive, of one length
  return der::element(der::kSequence,
                      der::unsigned_integer("\x01") + imprint_der(imprint) +
                          der::unsigned_integer({reinterpret_cast<const char*>(nonce.data()), nonce.size()}) +
                          der::element(der::kBoolean, "\xff"));
}

Result<TimestampRequest> parse_timestamp_request(std::string_view bytes) {
  DerFault fault{bytes};
  DerReader document{bytes, fault};
  DerReader request = document.inside(der::kSequence);
  document.end();
  if (request.number() != 1) fault.set(bytes.data(), "request of another version");
  bool foreign = false;
  TimestampRequest parsed;
  parsed.imprint = read_imprint(request, fault, foreign);
  request.skip_if(der::kOid);
  if (request.at(der::kInteger)) parsed.nonce = request.integer();
  request.skip_if(der::kBoolean);
  request.skip_if(der::context(0));
  request.end();
  if (fault.any()) return fault.error("time stamp request");
  if (foreign) return fail(Errc::unsupported, "time stamp request for an imprint other than SHA-256 and SM3");
  return parsed;
}

Result<std::string> token_in_reply(std::string_view reply) {
  if (reply.size() > kLongestReply) return fail(Errc::malformed, "time stamp reply longer than 256 KiB");
  DerFault fault{reply};
  DerReader document{reply, fault};
  DerReader response = document.inside(der::kSequence);
  document.end();
  if (response.at(der::kOid)) return std::string{reply};  // a token that stands alone
  DerReader status = response.inside(der::kSequence);
  const auto number = status.number();
  const std::string words = status_words(status, number);
  status.skip_if(der::kBitString);
  status.end();
  const DerElement token = response.empty() ? DerElement{} : response.any();
  response.end();
  if (fault.any()) return fault.error("time stamp reply");
  if (number > 1) return fail(Errc::denied, "the authority did not stamp: " + words);
  if (token.whole.empty()) return fail(Errc::malformed, "time stamp reply without a token");
  return std::string{token.whole};
}

Result<Timestamp> read_timestamp(std::string_view bytes) {
  if (bytes.size() > kLongestToken) return fail(Errc::malformed, "time stamp longer than 44 KiB");
  const auto token = parse_signed_token(bytes);
  if (!token) return tl::unexpected{token.error()};
  DerFault fault{token->content};
  DerReader document{token->content, fault};
  DerReader info = document.inside(der::kSequence);
  document.end();
  if (info.number() != 1) fault.set(token->content.data(), "of another version");
  Timestamp stamp;
  stamp.policy = der::dotted(info.content(der::kOid));
  bool foreign = false;
  stamp.imprint = read_imprint(info, fault, foreign);
  stamp.serial = to_hex(as_bytes(info.integer()));
  const auto text = info.content(der::kGeneralizedTime);
  const auto time = general_time(text);
  if (!time) fault.set(text.data(), "time that is none");
  info.skip_if(der::kSequence);  // accuracy
  info.skip_if(der::kBoolean);   // ordering
  if (info.at(der::kInteger)) stamp.nonce = std::string{info.integer()};
  info.skip_if(der::context(0));  // the authority's name: that of the certificate counts
  info.skip_if(der::context(1));
  info.end();
  if (fault.any()) return fault.error("time stamp content");
  if (foreign) return fail(Errc::unsupported, "time stamp with an imprint other than SHA-256 and SM3");
  stamp.time = *time;
  return stamp;
}

}  // namespace firsthour
