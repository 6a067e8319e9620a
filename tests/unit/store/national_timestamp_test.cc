// SPDX-License-Identifier: Apache-2.0
// Tokens that SM2 signed over SM3, in the signed data of RFC 5652 and of GB/T 35275. OpenSSL 3.0 can make
// the keys, certificates and signatures, but no such token: it is put together here.
#include "casefile/encoding.h"
#include "casefile/seal/der.h"
#include "casefile/seal/timestamp_token.h"
#include "casefile/timestamp.h"
#include "tests/unit/store/fixture.h"

#include <cstdlib>

namespace firsthour {
namespace {

using der::element;

struct Recipe {
  std::string_view envelope = oid::national_signed_data, signature = oid::sm2_sm3;
  std::string time = "20260102030405Z";
  std::string identifier = "1234567812345678";
};

std::string algorithm_identifier(std::string_view name) {
  return element(der::kSequence, element(der::kOid, name));
}

std::string attribute(std::string_view name, const std::string& value) {
  return element(der::kSequence, element(der::kOid, name) + element(der::kSet, value));
}

std::string sm3_of(std::string_view bytes) { return imprint_of(Algorithm::sm3, bytes).digest; }

class NationalTimestamps : public TemporaryFolder {
 protected:
  [[nodiscard]] bool run(const std::string& command) const {
    return std::system(("cd '" + at("") + "' && { " + command + "; } > log 2>&1").c_str()) == 0;
  }
  [[nodiscard]] std::string text(const std::string& name) const {
    return read_file(at(name), 1 << 20).value();
  }

  void SetUp() override { make_authority("critical, timeStamping"); }
  void make_authority(const std::string& usage) {
    ASSERT_TRUE(run("printf 'extendedKeyUsage = " + usage +
                    "' > usage;"
                    "id=distid:1234567812345678;"
                    "day='2026-01-01 00:00:00'; for k in ca tsa; do openssl genpkey -algorithm EC -pkeyopt "
                    "ec_paramgen_curve:SM2 -out "
                    "$k.key || exit 1; done;"
                    "faketime \"$day\" openssl req -new -x509 -sm3 -sigopt $id -key ca.key -days 7300 -subj "
                    "'/CN=National "
                    "root' -out ca.pem &&"
                    "openssl req -new -sm3 -sigopt $id -key tsa.key -subj '/CN=National time' -out tsa.csr &&"
                    "faketime \"$day\" openssl x509 -req -sm3 -sigopt $id -vfyopt $id -in tsa.csr -CA ca.pem "
                    "-CAkey ca.key "
                    "-set_serial 4711 -days 3650 "
                    "-extfile usage -out tsa.pem && openssl x509 -in tsa.pem -outform DER -out tsa.der"))
        << text("log");
  }

  [[nodiscard]] std::string sign(const std::string& bytes, const std::string& identifier) const {
    std::ofstream{at("to-sign"), std::ios::binary} << bytes;
    EXPECT_TRUE(run("openssl pkeyutl -sign -inkey tsa.key -rawin -digest sm3 -pkeyopt distid:" + identifier +
                    " -in to-sign -out signature"))
        << text("log");
    return text("signature");
  }

  [[nodiscard]] std::string token(const Recipe& recipe) const {
    const std::string certificate = text("tsa.der");
    DerFault fault{certificate};
    DerReader inside = DerReader{certificate, fault}.inside(der::kSequence);
    DerReader body = inside.inside(der::kSequence);
    body.skip_if(der::context(0));
    const std::string serial = element(der::kInteger, body.integer());
    body.any();
    const std::string issuer{body.any().whole};

    const std::string imprint = element(
        der::kSequence, algorithm_identifier(oid::sm3) + element(der::kOctetString, sm3_of("a note")));
    const std::string info = element(
        der::kSequence, der::unsigned_integer("\x01") + element(der::kOid, "\x2a\x03") + imprint +
                            der::unsigned_integer("\x05") + element(der::kGeneralizedTime, recipe.time));
    const std::string bound =
        element(der::kSequence,
                element(der::kSequence,
                        element(der::kSequence, algorithm_identifier(oid::sm3) +
                                                    element(der::kOctetString, sm3_of(certificate)))));
    const std::string attributes = attribute(oid::content_type, element(der::kOid, oid::timestamp_info)) +
                                   attribute(oid::message_digest, element(der::kOctetString, sm3_of(info))) +
                                   attribute(oid::signing_certificate_v2, bound);
    const std::string signature = sign(element(der::kSet, attributes), recipe.identifier);
    const std::string signer = element(
        der::kSequence, der::unsigned_integer("\x01") + element(der::kSequence, issuer + serial) +
                            algorithm_identifier(oid::sm3) + element(der::context(0), attributes) +
                            algorithm_identifier(recipe.signature) + element(der::kOctetString, signature));
    const std::string content =
        element(der::kSequence, element(der::kOid, oid::timestamp_info) +
                                    element(der::context(0), element(der::kOctetString, info)));
    const std::string signed_data = element(
        der::kSequence, der::unsigned_integer("\x03") + element(der::kSet, algorithm_identifier(oid::sm3)) +
                            content + element(der::context(0), certificate) + element(der::kSet, signer));
    return element(der::kSequence,
                   element(der::kOid, recipe.envelope) + element(der::context(0), signed_data));
  }
};

TEST_F(NationalTimestamps, SignedWithSm2HoldInBothEnvelopes) {
  for (const auto envelope : {oid::national_signed_data, oid::signed_data})
    for (const auto signature : {oid::sm2_sm3, oid::sm2, oid::sm2_signature}) {
      const std::string made = token({envelope, signature});
      const auto read = read_timestamp(made);
      ASSERT_TRUE(read) << read.error().what;
      EXPECT_EQ(read->imprint, imprint_of(Algorithm::sm3, "a note"));
      EXPECT_EQ(read->policy, "1.2.3");
      EXPECT_FALSE(read->nonce);
      const auto authority = check_timestamp(made, text("ca.pem"));
      ASSERT_TRUE(authority) << authority.error().what;
      EXPECT_TRUE(authority->trusted);
      EXPECT_NE(authority->name.find("National time"), std::string::npos);
    }
}

TEST_F(NationalTimestamps, SignedForAnotherIdentifierDoNotHold) {
  const std::string made = token({.identifier = "ALICE123@YAHOO.COM"});
  EXPECT_EQ(check_timestamp(made, text("ca.pem")).error().code, Errc::tampered);
}

TEST_F(NationalTimestamps, WithAnyByteOfTheSignedPartsChangedDoNotHold) {
  const std::string made = token({});
  const auto parts = parse_signed_token(made).value();
  const std::string authorities = text("ca.pem");
  for (const auto part : {parts.content, parts.signed_attributes, parts.signature, parts.certificates[0]})
    for (std::size_t n = 0; n < part.size(); ++n) {
      std::string flipped = made;
      flipped[static_cast<std::size_t>(part.data() - made.data()) + n] ^= 1;
      ASSERT_FALSE(check_timestamp(flipped, authorities)) << n;
    }
}

TEST_F(NationalTimestamps, BeforeTheirCertificateWasInForceDoNotHold) {
  const auto authority = check_timestamp(token({.time = "20000102030405Z"}), "");
  ASSERT_FALSE(authority);
  EXPECT_NE(authority.error().what.find("not in force at 2000-01-02"), std::string::npos);
}

TEST_F(NationalTimestamps, OfACertificateForAnotherPurposeDoNotHold) {
  make_authority("serverAuth");
  const auto authority = check_timestamp(token({}), text("ca.pem"));
  ASSERT_FALSE(authority);
  EXPECT_NE(authority.error().what.find("not one for time stamps"), std::string::npos);
}

TEST_F(NationalTimestamps, WithATimeThatIsNoneAreMalformed) {
  for (const std::string time : {"20260230000000Z", "20260102030405", "20260102030405.10Z",
                                 "20260102030405.Z", "20260102030405+0800", "2026010203Z"})
    EXPECT_EQ(read_timestamp(token({.time = time})).error().code, Errc::malformed) << time;
  EXPECT_EQ(rfc3339(read_timestamp(token({.time = "20260102030405.25Z"}))->time),
            "2026-01-02T03:04:05.250000000Z");
}

}  // namespace
}  // namespace firsthour
