// SPDX-License-Identifier: Apache-2.0
// SM2 signatures against a second implementation, Debian's Botan 2: each verifies the other's.
#include "casefile/encoding.h"
#include "casefile/seal/signature.h"
#include "casefile/seal/sm2_key.h"

#include <botan/auto_rng.h>
#include <botan/bigint.h>
#include <botan/ec_group.h>
#include <botan/pubkey.h>
#include <botan/sm2.h>
#include <gtest/gtest.h>

namespace firsthour {
namespace {

const std::string kScheme = std::string{kSm2SignerId} + ",SM3";

struct BothKeys {
  sm2::Key ours;
  std::string public_key;
  Botan::SM2_PrivateKey botans;
};

BothKeys make_both(Botan::RandomNumberGenerator& random) {
  const auto number = sm2::make_private_number().value();
  const auto point = sm2::public_point(number.span()).value();
  const Botan::BigInt value{reinterpret_cast<const std::uint8_t*>(number.data()), number.size()};
  return {sm2::private_key(number.span(), point), std::string{as_text(point)},
          Botan::SM2_PrivateKey{random, Botan::EC_Group{"sm2p256v1"}, value}};
}

TEST(Sm2Signature, BotanVerifiesOurs) {
  Botan::AutoSeeded_RNG random;
  for (int i = 0; i < 20; ++i) {
    const BothKeys keys = make_both(random);
    const std::string message = "message " + std::to_string(i);
    const std::string signature = sign_with(*keys.ours, SignatureScheme::sm2, message).value();
    Botan::PK_Verifier verifier{keys.botans, kScheme};
    verifier.update(message);
    EXPECT_TRUE(
        verifier.check_signature(reinterpret_cast<const std::uint8_t*>(signature.data()), signature.size()));
  }
}

TEST(Sm2Signature, WeVerifyBotans) {
  Botan::AutoSeeded_RNG random;
  for (int i = 0; i < 20; ++i) {
    const BothKeys keys = make_both(random);
    const std::string message = "message " + std::to_string(i);
    Botan::PK_Signer signer{keys.botans, random, kScheme};
    signer.update(message);
    const auto made = signer.signature(random);
    const std::string signature{reinterpret_cast<const char*>(made.data()), made.size()};
    EXPECT_TRUE(signature_holds(SignatureScheme::sm2, keys.public_key, message, signature));
    EXPECT_FALSE(signature_holds(SignatureScheme::sm2, keys.public_key, message + ".", signature));
  }
}

// Without an id libcrypto signs for an empty one; nobody else's tools would take that.
TEST(Sm2Signature, IsForTheDefaultIdAndNoOther) {
  Botan::AutoSeeded_RNG random;
  const BothKeys keys = make_both(random);
  const std::string signature = sign_with(*keys.ours, SignatureScheme::sm2, "x").value();
  Botan::PK_Verifier verifier{keys.botans, ",SM3"};
  verifier.update("x");
  EXPECT_FALSE(
      verifier.check_signature(reinterpret_cast<const std::uint8_t*>(signature.data()), signature.size()));
}

}  // namespace
}  // namespace firsthour
