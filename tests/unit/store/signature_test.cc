// SPDX-License-Identifier: Apache-2.0
// Keys and signatures against published values and Debian's openssl(1).
#include "casefile/seal/signature.h"

#include "casefile/cosignature.h"
#include "tests/unit/store/fixture.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>

namespace firsthour {
namespace {

using ::testing::HasSubstr;

std::string bytes_of_hex(std::string_view hex) { return std::string{as_text(from_hex(hex).value())}; }

// GM/T 0003.5, the signature over "message digest" with the default id.
TEST(Sm2, TheSignatureOfTheStandardHolds) {
  const std::string key = bytes_of_hex(
      "04"
      "09f9df311e5421a150dd7d161e4bc5c672179fad1833fc076bb08ff356f35020"
      "ccea490ce26775a52dc6ea718cc1aa600aed05fbf35e084a6632f6072da9ad13");
  std::string signature = bytes_of_hex(
      "f5a03b0648d2c4630eeac513e1bb81a15944da3827d5b74143ac7eaceee720b3"
      "b1b6aa29df212fd8763182bc0d421ca1bb9038fd1f7f42d4840b69c485bbc1aa");
  EXPECT_TRUE(signature_holds(SignatureScheme::sm2, key, "message digest", signature));
  EXPECT_FALSE(signature_holds(SignatureScheme::sm2, key, "message digesT", signature));
  EXPECT_FALSE(signature_holds(SignatureScheme::sm2, key.substr(1), "message digest", signature));
  EXPECT_FALSE(signature_holds(SignatureScheme::sm2, key, "message digest", signature.substr(1)));
  signature[40] ^= 1;
  EXPECT_FALSE(signature_holds(SignatureScheme::sm2, key, "message digest", signature));
}

class Signatures : public TemporaryFolder, public ::testing::WithParamInterface<SignatureScheme> {};

TEST_P(Signatures, AreMadeByAKeyThatLoadsAgain) {
  const auto made = make_key(at("keys"), "li.lei", GetParam());
  ASSERT_TRUE(made) << made.error().what;
  const auto loaded = load_key(at("keys/li.lei.key"));
  ASSERT_TRUE(loaded) << loaded.error().what;
  EXPECT_EQ((*loaded)->verifier_key(), (*made)->verifier_key());
  for (int i = 0; i < 20; ++i) {  // the lengths of the numbers in an SM2 signature vary
    const std::string text = "line " + std::to_string(i) + "\n";
    const std::string note = text + "\n" + note_line(**loaded, text).value();
    EXPECT_TRUE(check_note(note, (*made)->verifier_key()));
    EXPECT_EQ(parse_note(note)->signatures[0].signature.size(), 64U);
  }
}

TEST_P(Signatures, TheTextOfAVerifierKeyIsReadBack) {
  const auto key = make_key(at("keys"), "k", GetParam()).value();
  for (const KeyUse use : {KeyUse::note, KeyUse::cosignature}) {
    const std::string text = verifier_key_text(with_use(key->verifier(), use));
    const auto parsed = parse_verifier_key(text);
    ASSERT_TRUE(parsed) << parsed.error().what;
    EXPECT_EQ(parsed->use, use);
    EXPECT_EQ(parsed->scheme, GetParam());
    EXPECT_EQ(verifier_key_text(*parsed), text);
    EXPECT_EQ(fingerprint_of(*parsed), key->fingerprint());
  }
  EXPECT_NE(with_use(key->verifier(), KeyUse::cosignature).key_id, key->verifier().key_id);
}

TEST_P(Signatures, ACosignatureHoldsForItsTextAndTimeOnly) {
  const auto key = make_key(at("keys"), "k", GetParam()).value();
  const VerifierKey cosigner = with_use(key->verifier(), KeyUse::cosignature);
  const std::string line = cosignature_line(*key, "text\n", 1'763'800'000).value();
  const auto note = parse_note("text\n\n" + line).value();
  EXPECT_TRUE(check_note(note, cosigner));
  EXPECT_EQ(cosigning_time(note.signatures[0]), 1'763'800'000U);
  EXPECT_EQ(check_note(note, key->verifier()).error().code, Errc::not_found) << "has another id";
  EXPECT_EQ(check_note(parse_note("texT\n\n" + line).value(), cosigner).error().code, Errc::tampered);
  Note later = note;
  later.signatures[0].signature[7] ^= 1;
  EXPECT_EQ(check_note(later, cosigner).error().code, Errc::tampered);
}

INSTANTIATE_TEST_SUITE_P(Both, Signatures, ::testing::Values(SignatureScheme::ed25519, SignatureScheme::sm2),
                         [](const auto& one) {
                           return one.param == SignatureScheme::sm2 ? "Sm2" : "Ed25519";
                         });

using Programs = TemporaryFolder;

// The public key as DER: the fixed head of RFC 8410 and the 32 bytes.
TEST_F(Programs, OpensslVerifiesOurEd25519Signature) {
  if (std::system("openssl version > /dev/null 2>&1") != 0) GTEST_SKIP() << "no openssl(1)";
  const auto key = make_key(at("keys"), "k").value();
  const std::string message = "what is signed\n";
  const auto put = [&](const char* name, const std::string& bytes) {
    std::ofstream{at(name), std::ios::binary} << bytes;
  };
  put("public.der", bytes_of_hex("302a300506032b6570032100") + key->verifier().public_key);
  put("message", message);
  put("signature", key->sign(message).value());
  const std::string verify = "openssl pkeyutl -verify -rawin -pubin -keyform DER -inkey " + at("public.der") +
                             " -in " + at("message") + " -sigfile " + at("signature") + " > /dev/null 2>&1";
  EXPECT_EQ(std::system(verify.c_str()), 0);
  put("message", "what is sIgned\n");
  EXPECT_NE(std::system(verify.c_str()), 0);
}

}  // namespace
}  // namespace firsthour
