// SPDX-License-Identifier: Apache-2.0
// The SM2 stanza against a second implementation, Debian's Botan 2: it decrypts our body and we decrypt its.
#include "casefile/encoding.h"
#include "casefile/seal/age_stanza.h"

#include <botan/auto_rng.h>
#include <botan/bigint.h>
#include <botan/ec_group.h>
#include <botan/pubkey.h>
#include <botan/sm2.h>
#include <gtest/gtest.h>

#include <algorithm>

namespace firsthour {
namespace {

constexpr const char* kScheme = "SM3";

Botan::SM2_PrivateKey same_key(const AgeIdentity& identity, Botan::RandomNumberGenerator& random) {
  const auto secret = identity.secret();
  const Botan::BigInt number{reinterpret_cast<const std::uint8_t*>(secret.data()), secret.size()};
  return {random, Botan::EC_Group{"sm2p256v1"}, number};
}

age::FileKey file_key() {
  age::FileKey key;
  for (std::size_t i = 0; i < key.size(); ++i) key.bytes[i] = static_cast<std::byte>(i + 1);
  return key;
}

TEST(AgeSm2, BothHaveTheSamePublicKey) {
  Botan::AutoSeeded_RNG random;
  const auto identity = AgeIdentity::make(AgeKind::sm2);
  const auto point = same_key(*identity, random).public_point().encode(Botan::PointGFp::UNCOMPRESSED);
  EXPECT_TRUE(std::ranges::equal(std::as_bytes(std::span{point}), identity->recipient().public_key()));
}

TEST(AgeSm2, BotanOpensOurStanza) {
  Botan::AutoSeeded_RNG random;
  for (int i = 0; i < 20; ++i) {  // lengths of the integers vary
    const auto identity = AgeIdentity::make(AgeKind::sm2);
    const auto stanza = age::wrap_sm2(identity->recipient().public_key(), file_key());
    ASSERT_TRUE(stanza);
    const auto key = same_key(*identity, random);
    const Botan::PK_Decryptor_EME decryptor{key, random, kScheme};
    const auto opened =
        decryptor.decrypt(reinterpret_cast<const std::uint8_t*>(stanza->body.data()), stanza->body.size());
    EXPECT_TRUE(std::ranges::equal(std::as_bytes(std::span{opened}), file_key().bytes));
  }
}

TEST(AgeSm2, WeOpenBotansStanza) {
  Botan::AutoSeeded_RNG random;
  for (int i = 0; i < 20; ++i) {
    const auto identity = AgeIdentity::make(AgeKind::sm2);
    const auto key = same_key(*identity, random);
    const Botan::PK_Encryptor_EME encryptor{key, random, kScheme};
    const age::FileKey secret = file_key();
    const auto body = encryptor.encrypt(secret.data(), secret.size(), random);
    const auto bytes = std::as_bytes(std::span{body});
    const age::Stanza stanza{std::string{age::kSm2},
                             {age::sm2_tag(identity->recipient().public_key())},
                             {bytes.begin(), bytes.end()}};
    const auto opened = age::unwrap_sm2(*identity, stanza);
    ASSERT_TRUE(opened && *opened);
    EXPECT_EQ((*opened)->bytes, secret.bytes);
  }
}

}  // namespace
}  // namespace firsthour
