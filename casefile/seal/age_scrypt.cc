// SPDX-License-Identifier: Apache-2.0
#include "casefile/encoding.h"
#include "casefile/seal/age_stanza.h"
#include "casefile/seal/random_bytes.h"

#include <algorithm>
#include <charconv>

namespace firsthour::age {
namespace {

constexpr std::size_t kSalt = 16;
constexpr std::string_view kLabel = "age-encryption.org/v1/scrypt";

tl::unexpected<Error> bad(std::string_view what) {
  return fail(Errc::malformed, "age header: scrypt stanza: " + std::string{what});
}

Result<Key> wrapping_key(std::string_view passphrase, std::span<const std::byte> salt, int work) {
  std::vector<std::byte> labelled{as_bytes(kLabel).begin(), as_bytes(kLabel).end()};
  labelled.insert(labelled.end(), salt.begin(), salt.end());
  return scrypt(passphrase, labelled, work);
}

}  // namespace

Result<Stanza> wrap_passphrase(std::string_view passphrase, int work, const FileKey& file_key) {
  std::vector<std::byte> salt(kSalt);
  if (auto got = random_bytes(salt); !got) return tl::unexpected{got.error()};
  const auto key = wrapping_key(passphrase, salt, work);
  if (!key) return tl::unexpected{key.error()};
  const auto wrapped = wrap(*key, file_key);
  return Stanza{
      std::string{kScrypt}, {to_plain_base64(salt), std::to_string(work)}, {wrapped.begin(), wrapped.end()}};
}

Unwrapped unwrap_passphrase(std::string_view passphrase, const Stanza& stanza) {
  if (stanza.type != kScrypt) return std::nullopt;
  if (stanza.arguments.size() != 2) return bad("not two arguments");
  const auto salt = from_plain_base64(stanza.arguments[0]);
  if (!salt || salt->size() != kSalt) return bad("its salt is not 16 bytes");
  const std::string& digits = stanza.arguments[1];
  int work = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), work);
  if (error != std::errc{} || end != digits.data() + digits.size() || digits[0] < '1' || digits[0] > '9')
    return bad("its work factor is no plain number");
  if (work > kMostWork) return bad("a work factor over 22 is refused: it would take minutes and gigabytes");
  if (stanza.body.size() != kWrappedFileKey) return bad("its body is not 32 bytes");
  const auto key = wrapping_key(passphrase, *salt, work);
  if (!key) return tl::unexpected{key.error()};
  FileKey file_key;
  if (!unwrap(*key, std::span<const std::byte>{stanza.body}.first<kWrappedFileKey>(), file_key))
    return std::nullopt;
  return file_key;
}

}  // namespace firsthour::age
