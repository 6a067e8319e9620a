// SPDX-License-Identifier: Apache-2.0
// Time stamp tokens: those of another implementation (openssl ts) are read and checked, at their own time;
// anything changed, foreign or refused is named.
#include "casefile/timestamp.h"

#include "casefile/bytes.h"
#include "casefile/encoding.h"
#include "casefile/seal/timestamp_token.h"
#include "tests/unit/store/fixture.h"

#include <cstdlib>

namespace firsthour {
namespace {

constexpr std::string_view kNote = "firsthour.case/x\n1\nroot\n\n\xe2\x80\x94 examiner AAAA\n";

class Timestamps : public TemporaryFolder {
 protected:
  // Runs a shell command in the test's folder.
  [[nodiscard]] bool run(const std::string& command) const {
    return std::system(("cd '" + at("") + "' && { " + command + "; } > log 2>&1").c_str()) == 0;
  }
  void make_authority(const std::string& kind, const std::string& faked_time = "", int days = 3650) {
    std::string command = authority() + " new tsa " + kind + " " + std::to_string(days);
    ASSERT_TRUE(run(faked(faked_time) + command)) << text("log");
  }
  // The authority's reply to what we ask.
  [[nodiscard]] std::string reply_to(const std::string& request, const std::string& faked_time = "") const {
    put("request.tsq", request);
    EXPECT_TRUE(run(faked(faked_time) + authority() + " stamp tsa request.tsq reply.tsr")) << text("log");
    return text("reply.tsr");
  }
  [[nodiscard]] std::string stamp(Algorithm algorithm, const std::string& faked_time = "") const {
    const auto request = make_timestamp_request(imprint_of(algorithm, kNote));
    return token_in_reply(reply_to(request.value(), faked_time)).value();
  }
  [[nodiscard]] std::string ca() const { return text("tsa/ca.pem"); }
  [[nodiscard]] std::string text(const std::string& name) const {
    return read_file(at(name), 1 << 20).value();
  }
  void put(const std::string& name, std::string_view bytes) const {
    std::ofstream{at(name), std::ios::binary | std::ios::trunc} << bytes;
  }

 private:
  static std::string authority() { return "bash " FIRSTHOUR_SOURCE_DIR "/tests/support/made_authority.sh"; }
  static std::string faked(const std::string& time) { return time.empty() ? "" : "faketime '" + time + "' "; }
};

TEST_F(Timestamps, OfBothImprintsAndBothKindsOfKeyHold) {
  for (const std::string kind : {"rsa", "ec"}) {
    make_authority(kind);
    for (const Algorithm algorithm : {Algorithm::sha256, Algorithm::sm3}) {
      const std::string token = stamp(algorithm);
      const auto read = read_timestamp(token);
      ASSERT_TRUE(read) << read.error().what;
      EXPECT_EQ(read->imprint, imprint_of(algorithm, kNote));
      EXPECT_EQ(read->policy, "1.2.3.4.1");
      const auto authority = check_timestamp(token, ca());
      ASSERT_TRUE(authority) << kind << ": " << authority.error().what;
      EXPECT_NE(authority->name.find("Test time"), std::string::npos);
      EXPECT_TRUE(authority->trusted);
      const auto alone = check_timestamp(token, "");
      ASSERT_TRUE(alone);
      EXPECT_FALSE(alone->trusted);
    }
  }
}

TEST_F(Timestamps, RequestsAreOnesThatOpensslReads) {
  const auto request = make_timestamp_request(imprint_of(Algorithm::sm3, kNote)).value();
  put("request.tsq", request);
  ASSERT_TRUE(run("openssl ts -query -in request.tsq -text"));
  EXPECT_NE(text("log").find("Hash Algorithm: sm3"), std::string::npos) << text("log");
  EXPECT_NE(text("log").find("Certificate required: yes"), std::string::npos);
  const auto parsed = parse_timestamp_request(request).value();
  EXPECT_EQ(parsed.imprint, imprint_of(Algorithm::sm3, kNote));
  EXPECT_EQ(parsed.nonce.size(), 8U);
  EXPECT_NE(parsed.nonce,
            parse_timestamp_request(make_timestamp_request(parsed.imprint).value()).value().nonce);
}

TEST_F(Timestamps, BringTheNonceOfTheirRequest) {
  make_authority("ec");
  const auto request = make_timestamp_request(imprint_of(Algorithm::sha256, kNote)).value();
  const auto token = token_in_reply(reply_to(request)).value();
  EXPECT_EQ(read_timestamp(token)->nonce, parse_timestamp_request(request)->nonce);
}

TEST_F(Timestamps, HoldYearsAfterTheirCertificateHasExpired) {
  make_authority("rsa", "2020-01-02 03:04:05", 30);
  const std::string token = stamp(Algorithm::sha256, "2020-01-10 00:00:00");
  EXPECT_EQ(rfc3339(read_timestamp(token)->time).substr(0, 13), "2020-01-10T00");
  const auto authority = check_timestamp(token, ca());
  EXPECT_TRUE(authority) << authority.error().what;
}

TEST_F(Timestamps, MadeWithAnExpiredCertificateDoNotHold) {
  make_authority("ec", "2020-01-02 03:04:05", 30);
  const std::string token = stamp(Algorithm::sha256, "2021-01-10 00:00:00");
  for (const std::string& trusted : {std::string{}, ca()}) {
    const auto authority = check_timestamp(token, trusted);
    ASSERT_FALSE(authority);
    EXPECT_NE(authority.error().what.find("not in force at 2021-01-10"), std::string::npos)
        << authority.error().what;
  }
}

TEST_F(Timestamps, OfAnAuthorityThatIsNotTrustedDoNotHold) {
  make_authority("ec");
  const std::string token = stamp(Algorithm::sha256);
  ASSERT_TRUE(run("mv tsa first"));
  make_authority("ec");
  const auto authority = check_timestamp(token, ca());
  ASSERT_FALSE(authority);
  EXPECT_EQ(authority.error().code, Errc::tampered);
  EXPECT_EQ(check_timestamp(token, "no certificate").error().code, Errc::malformed);
}

TEST_F(Timestamps, RefusedByTheAuthoritySayWhy) {
  make_authority("ec");
  ASSERT_TRUE(run("sed -i 's/^digests.*/digests = sha512/' tsa/tsa.conf"));
  const auto reply = reply_to(make_timestamp_request(imprint_of(Algorithm::sha256, kNote)).value());
  const auto token = token_in_reply(reply);
  ASSERT_FALSE(token);
  EXPECT_EQ(token.error().code, Errc::denied);
  EXPECT_NE(token.error().what.find("rejected"), std::string::npos) << token.error().what;
}

TEST_F(Timestamps, WithAnyByteChangedNeverSaySomethingElse) {
  make_authority("ec");
  const std::string token = stamp(Algorithm::sha256);
  const auto before = read_timestamp(token).value();
  const auto parts = parse_signed_token(token).value();
  const auto is_signed = [&](std::size_t at) {
    for (const auto part : {parts.content, parts.signed_attributes, parts.signature, parts.certificates[0]})
      if (token.data() + at >= part.data() && token.data() + at < part.data() + part.size()) return true;
    return false;
  };
  const std::string authorities = ca();
  for (std::size_t at = 0; at < token.size(); ++at) {
    std::string flipped = token;
    flipped[at] = static_cast<char>(flipped[at] ^ 1);
    if (!check_timestamp(flipped, authorities)) continue;
    // What nobody signed may differ (a version number, a certificate that is not needed), never what is said.
    ASSERT_FALSE(is_signed(at)) << at;
    const auto after = read_timestamp(flipped);
    ASSERT_TRUE(after);
    ASSERT_EQ(after->imprint, before.imprint) << at;
    ASSERT_EQ(after->time, before.time) << at;
    ASSERT_EQ(after->nonce, before.nonce) << at;
  }
}

TEST_F(Timestamps, CutAnywhereAreMalformed) {
  make_authority("ec");
  const std::string token = stamp(Algorithm::sha256);
  for (std::size_t length = 0; length < token.size(); ++length) {
    const auto read = read_timestamp(std::string_view{token}.substr(0, length));
    ASSERT_FALSE(read) << length;
    ASSERT_EQ(read.error().code, Errc::malformed) << length;
  }
  EXPECT_FALSE(read_timestamp(token + "x"));
}

TEST_F(Timestamps, ThatAreGarbageAreRefusedWithAnOffset) {
  for (const std::string& garbage :
       {std::string{}, std::string{"0"}, std::string{"<html>not found</html>"}, std::string(100, '\x30'),
        std::string("\x30\x80\x06\x01\x00\x00\x00", 7)}) {
    const auto token = token_in_reply(garbage);
    const auto read = token ? read_timestamp(*token) : Result<Timestamp>{tl::unexpected{token.error()}};
    ASSERT_FALSE(read);
    EXPECT_EQ(read.error().code, Errc::malformed);
    EXPECT_NE(read.error().what.find("offset"), std::string::npos) << read.error().what;
  }
}

TEST_F(Timestamps, OfAnotherDigestAreUnsupportedByName) {
  make_authority("ec");
  ASSERT_TRUE(
      run("sed -i 's/^digests.*/digests = sha512/' tsa/tsa.conf && echo x > data && "
          "openssl ts -query -data data -sha512 -cert -out other.tsq"));
  const auto token = token_in_reply(reply_to(text("other.tsq"))).value();
  EXPECT_EQ(read_timestamp(token).error().code, Errc::unsupported);
}

}  // namespace
}  // namespace firsthour
