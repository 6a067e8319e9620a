// SPDX-License-Identifier: Apache-2.0
#include "casefile/seal/sm2_key.h"

#include "casefile/seal/random_bytes.h"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/objects.h>
#include <openssl/param_build.h>

namespace firsthour::sm2 {
namespace {

using Number = std::unique_ptr<BIGNUM, Freed<BN_clear_free>>;
using Group = std::unique_ptr<EC_GROUP, Freed<EC_GROUP_free>>;

Number number_of(std::span<const std::byte, 32> bytes) {
  return Number{BN_bin2bn(reinterpret_cast<const unsigned char*>(bytes.data()), 32, nullptr)};
}

Group curve() { return Group{EC_GROUP_new_by_curve_name(NID_sm2)}; }

// 1 … n - 2: with n - 1 a signature would divide by zero.
bool is_private(const BIGNUM& number, const EC_GROUP& group) {
  const Number limit{BN_dup(EC_GROUP_get0_order(&group))};
  return limit && BN_sub_word(limit.get(), 1) == 1 && !BN_is_zero(&number) &&
         BN_cmp(&number, limit.get()) < 0;
}

Key key_from(std::span<const std::byte, 65> point, const BIGNUM* private_number) {
  const std::unique_ptr<OSSL_PARAM_BLD, Freed<OSSL_PARAM_BLD_free>> build{OSSL_PARAM_BLD_new()};
  if (!build || OSSL_PARAM_BLD_push_utf8_string(build.get(), OSSL_PKEY_PARAM_GROUP_NAME, "SM2", 0) != 1 ||
      OSSL_PARAM_BLD_push_octet_string(build.get(), OSSL_PKEY_PARAM_PUB_KEY, point.data(), point.size()) != 1)
    return nullptr;
  if (private_number && OSSL_PARAM_BLD_push_BN(build.get(), OSSL_PKEY_PARAM_PRIV_KEY, private_number) != 1)
    return nullptr;
  const std::unique_ptr<OSSL_PARAM, Freed<OSSL_PARAM_free>> params{OSSL_PARAM_BLD_to_param(build.get())};
  const std::unique_ptr<EVP_PKEY_CTX, Freed<EVP_PKEY_CTX_free>> context{
      EVP_PKEY_CTX_new_from_name(nullptr, "SM2", nullptr)};
  EVP_PKEY* made = nullptr;
  if (!params || !context || EVP_PKEY_fromdata_init(context.get()) != 1 ||
      EVP_PKEY_fromdata(context.get(), &made, private_number ? EVP_PKEY_KEYPAIR : EVP_PKEY_PUBLIC_KEY,
                        params.get()) != 1)
    return nullptr;
  return Key{made};
}

}  // namespace

Result<PrivateNumber> make_private_number() {
  const Group group = curve();
  PrivateNumber number;
  while (true) {
    if (auto got = random_bytes(number.span()); !got) return tl::unexpected{got.error()};
    const Number value = number_of(number.span());
    if (!group || !value) return fail(Errc::io, "cannot make an SM2 key");
    if (is_private(*value, *group)) return number;
  }
}

Result<PublicPoint> public_point(std::span<const std::byte, 32> private_number) {
  const Group group = curve();
  const Number value = number_of(private_number);
  if (!group || !value || !is_private(*value, *group))
    return fail(Errc::malformed, "not the private number of an SM2 key");
  const std::unique_ptr<EC_POINT, Freed<EC_POINT_free>> point{EC_POINT_new(group.get())};
  PublicPoint bytes{};
  if (!point || EC_POINT_mul(group.get(), point.get(), value.get(), nullptr, nullptr, nullptr) != 1 ||
      EC_POINT_point2oct(group.get(), point.get(), POINT_CONVERSION_UNCOMPRESSED,
                         reinterpret_cast<unsigned char*>(bytes.data()), bytes.size(),
                         nullptr) != bytes.size())
    return fail(Errc::io, "cannot work out the public part of an SM2 key");
  return bytes;
}

Key private_key(std::span<const std::byte, 32> private_number, const PublicPoint& point) {
  const Number value = number_of(private_number);
  return value ? key_from(point, value.get()) : nullptr;
}

Key public_key(std::span<const std::byte, 65> point) { return key_from(point, nullptr); }

}  // namespace firsthour::sm2
