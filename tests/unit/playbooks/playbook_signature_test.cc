// SPDX-License-Identifier: Apache-2.0
// Signatures of playbooks: the official example bit for bit, each family of algorithms there and back, and
// what must not hold.
#include "playbooks/playbook_signature.h"

#include "casefile/bytes.h"
#include "casefile/encoding.h"
#include "casefile/json.h"
#include "casefile/jws.h"
#include "tests/support/conformance.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>

namespace firsthour::playbooks {
namespace {

using State = SignatureCheck::State;
using testing::IsEmpty;
using testing::SizeIs;

Instant at(std::string_view text) { return *parse_rfc3339(text); }
const std::string kInTime = "2023-03-01T00:00:00Z";

std::string file(const std::filesystem::path& folder, const std::string& name) {
  const auto text = read_file((folder / name).string(), 1 << 20);
  EXPECT_TRUE(text) << name;
  return text ? *text : "";
}
Json document(const std::filesystem::path& folder, const std::string& name) {
  return *parse_json(file(folder, name));
}

TEST(PlaybookSignature, TheOfficialExampleIsHashedAndSignedBitForBit) {
  NEED_CONFORMANCE_SUITE(folder, "cacao/signature");
  const Json bare = document(*folder, "sign-3-with-unsigned-signature-object.json");
  EXPECT_EQ(canonical(bare), file(*folder, "sign-4-jcs.txt"));
  const auto hash = signed_hash(bare, bare["signatures"][0]);
  ASSERT_TRUE(hash) << hash.error().what;
  EXPECT_EQ(*hash, file(*folder, "sign-5-sha256-hex.txt"));
  const auto value = jws_sign("RS256", file(*folder, "private-key.pem"), *hash);
  ASSERT_TRUE(value) << value.error().what;
  std::string said = to_base64(as_bytes(*value));
  std::ranges::replace(said, '+', '-');
  std::ranges::replace(said, '/', '_');
  while (said.ends_with('=')) said.pop_back();
  EXPECT_EQ(said, file(*folder, "sign-6-signature-base64url.txt"));
}

TEST(PlaybookSignature, TheOfficialExampleHoldsInItsTimeOnly) {
  NEED_CONFORMANCE_SUITE(folder, "cacao/signature");
  const Json received = document(*folder, "verify-1-received.json");
  const auto in_time = check_signatures(received, at(kInTime));
  ASSERT_THAT(in_time, SizeIs(1));
  EXPECT_EQ(in_time[0].state, State::good) << in_time[0].why.en;
  EXPECT_EQ(in_time[0].public_key, *public_key_in(file(*folder, "public-key.pem")));
  for (const char* other : {"2022-12-31T00:00:00Z", "2023-06-10T17:39:31.319Z", "2026-01-01T00:00:00Z"})
    EXPECT_EQ(check_signatures(received, at(other))[0].state, State::outdated) << other;
}

TEST(PlaybookSignature, OfTwoTheOneThatHoldsHolds) {
  NEED_CONFORMANCE_SUITE(folder, "cacao/signature");
  const auto checks = check_signatures(document(*folder, "sign-7-signed-playbook.json"), at(kInTime));
  ASSERT_THAT(checks, SizeIs(2));
  EXPECT_NE(checks[0].state, State::good);
  EXPECT_EQ(checks[1].state, State::good) << checks[1].why.en;
}

TEST(PlaybookSignature, AnyChangeBreaksTheOfficialExample) {
  NEED_CONFORMANCE_SUITE(folder, "cacao/signature");
  const Json received = document(*folder, "verify-1-received.json");
  const auto state = [](const Json& changed) { return check_signatures(changed, at(kInTime))[0].state; };
  for (const auto& [pointer, value] : std::vector<std::pair<std::string, Json>>{
           {"/name", "Playbook 2"},
           {"/description", ""},
           {"/revoked", false},
           {"/signatures/0/signee", "ACME Cyber Companz"},
           {"/signatures/0/valid_until", "2033-06-10T17:39:31.319Z"},
           {"/signatures/0/hash_algorithm", "sha-512"},
           {"/signatures/0/algorithm", "RS512"},
           {"/signatures/0/related_to", "playbook--00000000-0000-4000-8000-000000000000"},
           {"/signatures/0/related_version", "2022-05-18T11:31:31.320Z"},
           {"/signatures/0/value", ""}}) {
    Json changed = received;
    changed[Json::json_pointer(pointer)] = value;
    EXPECT_EQ(state(changed), State::bad) << pointer;
  }
  Json revoked = received;
  revoked["signatures"][0]["revoked"] = true;
  EXPECT_EQ(state(revoked), State::revoked);
  Json symmetric = received;
  symmetric["signatures"][0]["algorithm"] = "HS256";
  EXPECT_EQ(state(symmetric), State::unknown);
  Json keyless = received;
  keyless["signatures"][0].erase("public_key");
  EXPECT_EQ(state(keyless), State::unknown);
}

// A new private key as PEM, "" where there is no openssl.
std::string new_key(const std::string& kind) {
  std::FILE* pipe = popen(("openssl genpkey " + kind + " 2>/dev/null").c_str(), "r");
  std::string pem;
  for (int c = 0; pipe && (c = std::fgetc(pipe)) != EOF;) pem += static_cast<char>(c);
  if (pipe) pclose(pipe);
  return pem;
}

Json sample() {
  return {{"type", "playbook"},
          {"id", "playbook--fe85f68d-1960-4596-96a2-228113e143cf"},
          {"name", "勒索处置"},
          {"modified", "2026-01-02T00:00:00.000Z"}};
}

TEST(PlaybookSignature, EachFamilyOfAlgorithmsHoldsThereAndBack) {
  const std::vector<std::pair<std::string, std::vector<std::string>>> families{
      {"-algorithm RSA -pkeyopt rsa_keygen_bits:2048",
       {"RS256", "RS384", "RS512", "PS256", "PS384", "PS512"}},
      {"-algorithm EC -pkeyopt ec_paramgen_curve:P-256", {"ES256"}},
      {"-algorithm EC -pkeyopt ec_paramgen_curve:P-384", {"ES384"}},
      {"-algorithm EC -pkeyopt ec_paramgen_curve:P-521", {"ES512"}},
      {"-algorithm ED25519", {"Ed25519"}},
      {"-algorithm ED448", {"Ed448"}}};
  for (const auto& [kind, algorithms] : families) {
    const std::string pem = new_key(kind);
    if (pem.empty()) GTEST_SKIP() << "openssl makes no key here";
    for (const std::string& algorithm : algorithms) {
      const PlaybookSigner signer{algorithm, *public_key_in(pem), [&](std::string_view message) {
                                    return jws_sign(algorithm, pem, message);
                                  }};
      // Two, one after the other: a further signature leaves the first alone.
      const auto once = with_signature(sample(), signer, "Li", "", at("2026-01-03T00:00:00Z"));
      ASSERT_TRUE(once) << algorithm << ": " << once.error().what;
      const auto twice = with_signature(*once, signer, "Wang", "", at("2026-01-03T00:00:01Z"));
      ASSERT_TRUE(twice);
      EXPECT_EQ((*twice)["modified"], sample()["modified"]);
      EXPECT_EQ((*twice)["signatures"][0]["created"], "2026-01-03T00:00:00.000Z");
      EXPECT_NE((*twice)["signatures"][0]["id"], (*twice)["signatures"][1]["id"]);
      for (const auto& check : check_signatures(*twice, at(kInTime)))
        EXPECT_EQ(check.state, State::good) << algorithm << ": " << check.why.en;
      Json changed = *twice;
      changed["name"] = "n";
      for (const auto& check : check_signatures(changed, at(kInTime)))
        EXPECT_EQ(check.state, State::bad) << algorithm;
    }
  }
}

TEST(PlaybookSignature, WhatIsNoSignatureIsSaidAndNeverGood) {
  EXPECT_THAT(check_signatures(sample(), at(kInTime)), IsEmpty());
  EXPECT_THAT(check_signatures(Json::array(), at(kInTime)), IsEmpty());
  for (const char* text :
       {R"("some signature")", "null", "{}", "[]", R"({"type":"jss","value":7,"public_key":[]})",
        R"({"public_key":"AAAA","value":"AAAA","hash_algorithm":"sha-256","algorithm":"RS256"})",
        R"({"public_key":"***","value":"!","hash_algorithm":"sha-1","algorithm":"none"})"}) {
    Json playbook = sample();
    playbook["signatures"] = Json::array({*parse_json(text)});
    const auto checks = check_signatures(playbook, at(kInTime));
    ASSERT_THAT(checks, SizeIs(1)) << text;
    EXPECT_NE(checks[0].state, State::good) << text;
    EXPECT_FALSE(checks[0].why.zh.empty()) << text;
  }
}

}  // namespace
}  // namespace firsthour::playbooks
