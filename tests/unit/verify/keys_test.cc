// SPDX-License-Identifier: Apache-2.0
#include "casefile/verify/keys.h"

#include "casefile/verify/digest.h"
#include "casefile/verify/note.h"

#include <gtest/gtest.h>

namespace firsthour::verify {
namespace {

// The example of GB/T 32918.5: key, message and signature.
PublicKey standard_key() {
  return {PublicKey::Scheme::sm2, "standard",
          *from_hex("0409f9df311e5421a150dd7d161e4bc5c672179fad1833fc076bb08ff356f35020"
                    "ccea490ce26775a52dc6ea718cc1aa600aed05fbf35e084a6632f6072da9ad13",
                    65)};
}
const char* const kSignature =
    "f5a03b0648d2c4630eeac513e1bb81a15944da3827d5b74143ac7eaceee720b3"
    "b1b6aa29df212fd8763182bc0d421ca1bb9038fd1f7f42d4840b69c485bbc1aa";

TEST(VerifyKeys, Sm2HoldsForTheStandardsExample) {
  const std::string signature = *from_hex(kSignature, 64);
  EXPECT_TRUE(standard_key().signed_this("message digest", signature));
  EXPECT_FALSE(standard_key().signed_this("message digesu", signature));
  for (std::size_t at = 0; at < signature.size(); ++at) {
    std::string flipped = signature;
    flipped[at] = static_cast<char>(flipped[at] ^ 1);
    EXPECT_FALSE(standard_key().signed_this("message digest", flipped)) << at;
  }
}

TEST(VerifyKeys, APointThatIsOnNoCurveSignsNothing) {
  PublicKey key = standard_key();
  key.bytes.back() = static_cast<char>(key.bytes.back() ^ 1);
  EXPECT_FALSE(key.signed_this("message digest", *from_hex(kSignature, 64)));
}

TEST(VerifyKeys, AVerifierKeyHasOneSpelling) {
  const std::string kind = std::string{"\xff"} + "firsthour.sm2-with-sm3.1234567812345678";
  const PublicKey key = standard_key();
  const std::string text = "standard+" + hex(key.id(Use::signature)) + "+" + base64(kind + key.bytes);
  const auto read = read_verifier_key(text);
  ASSERT_TRUE(read) << read.error().en;
  EXPECT_EQ(read->bytes, key.bytes);
  EXPECT_NE(key.id(Use::signature), key.id(Use::cosignature)) << "each use has an id of its own";
  for (std::size_t at = 0; at < text.size(); ++at) {
    std::string flipped = text;
    flipped[at] = static_cast<char>(flipped[at] ^ 1);
    EXPECT_FALSE(read_verifier_key(flipped)) << flipped;
  }
}

TEST(VerifyKeys, AFingerprintFromPaperIsTrust) {
  Trust trust;
  ASSERT_TRUE(add_trust(trust, standard_key().fingerprint()));
  EXPECT_TRUE(trust.includes(standard_key()));
  EXPECT_FALSE(trust.includes({PublicKey::Scheme::ed25519, "other", std::string(32, 'x')}));
  EXPECT_FALSE(add_trust(trust, "neither key nor fingerprint"));
}

TEST(VerifyNotes, ASignatureLineHasOneSpelling) {
  EXPECT_TRUE(read_signature_line("\xE2\x80\x94 name AAAAAAA="));
  for (const char* line : {"- name AAAAAAA=", "\xE2\x80\x94  AAAAAAA=", "\xE2\x80\x94 na+me AAAAAAA=",
                           "\xE2\x80\x94 name AAAAAAB=", "\xE2\x80\x94 name AAAA", "\xE2\x80\x94 name",
                           "\xE2\x80\x94 name AAAAAAA= "})
    EXPECT_FALSE(read_signature_line(line)) << line;
}

}  // namespace
}  // namespace firsthour::verify
