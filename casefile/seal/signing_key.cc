// SPDX-License-Identifier: Apache-2.0
// Signing keys in files. The private form is the one line known from Go's sumdb/note:
// "PRIVATE+KEY+name+keyid+base64(kind || 32-byte secret)".
#include "casefile/encoding.h"
#include "casefile/keys.h"
#include "casefile/seal/key_file.h"
#include "casefile/seal/note_key.h"
#include "casefile/seal/random_bytes.h"
#include "casefile/seal/signature.h"
#include "casefile/seal/signed_memory.h"
#include "casefile/seal/sm2_key.h"

#include <openssl/evp.h>
#include <unistd.h>

#include <algorithm>

namespace firsthour {
namespace {

using PrivateKey = sm2::Key;
using KeySecret = Secret<32>;  // Ed25519: the seed; SM2: the private number
constexpr std::string_view kPrivatePrefix = "PRIVATE+KEY+", kKeyEnd = ".key";

void wipe(std::string& text) { OPENSSL_cleanse(text.data(), text.size()); }

struct KeyHalves {
  PrivateKey key;
  std::string public_key;
};

Result<KeyHalves> ed25519_pair(const KeySecret& secret) {
  PrivateKey key{
      EVP_PKEY_new_raw_private_key_ex(nullptr, "ED25519", nullptr, secret.data(), KeySecret::size())};
  std::string raw(32, '\0');
  std::size_t length = raw.size();
  if (!key ||
      EVP_PKEY_get_raw_public_key(key.get(), reinterpret_cast<unsigned char*>(raw.data()), &length) != 1)
    return fail(Errc::malformed, "not the seed of an Ed25519 key");
  return KeyHalves{std::move(key), std::move(raw)};
}

Result<KeyHalves> sm2_pair(const KeySecret& secret) {
  const auto point = sm2::public_point(secret.span());
  if (!point) return tl::unexpected{point.error()};
  PrivateKey key = sm2::private_key(secret.span(), *point);
  if (!key) return fail(Errc::malformed, "not the private number of an SM2 key");
  return KeyHalves{std::move(key), std::string{as_text(*point)}};
}

class FileKey final : public SigningKey {
 public:
  // `file` need not exist yet; what the key signs is remembered beside it.
  static Result<std::shared_ptr<SigningKey>> make(std::string_view name, SignatureScheme scheme,
                                                  const KeySecret& secret, const std::string& file) {
    auto pair = scheme == SignatureScheme::sm2 ? sm2_pair(secret) : ed25519_pair(secret);
    if (!pair) return tl::unexpected{pair.error()};
    const std::string_view kind = kind_of(scheme, KeyUse::note).bytes;
    VerifierKey verifier{std::string{name}, key_id_of(name, kind, pair->public_key), scheme, KeyUse::note,
                         std::move(pair->public_key)};
    return std::shared_ptr<SigningKey>{new FileKey{std::move(verifier), std::move(pair->key), file}};
  }

  [[nodiscard]] const VerifierKey& verifier() const override { return verifier_; }
  [[nodiscard]] Result<std::string> sign(std::string_view message) const override {
    return sign_with(*key_, verifier_.scheme, message);
  }
  [[nodiscard]] Result<std::optional<Checkpoint>> last_signed(std::string_view origin) const override {
    return memory_.last(origin);
  }
  [[nodiscard]] Result<> remember(std::span<const Checkpoint> checkpoints) override {
    return memory_.remember(checkpoints);
  }

 private:
  FileKey(VerifierKey verifier, PrivateKey key, const std::string& file)
      : verifier_{std::move(verifier)},
        key_{std::move(key)},
        memory_{(file.ends_with(kKeyEnd) ? file.substr(0, file.size() - kKeyEnd.size()) : file) + ".signed"} {
  }
  VerifierKey verifier_;
  PrivateKey key_;
  SignedMemory memory_;
};

Result<KeySecret> new_secret(SignatureScheme scheme) {
  if (scheme == SignatureScheme::sm2) return sm2::make_private_number();
  KeySecret seed;
  if (auto got = random_bytes(seed.span()); !got) return tl::unexpected{got.error()};
  return seed;
}

// The caller wipes it.
std::string private_line(const VerifierKey& key, const KeySecret& secret) {
  std::string bytes{kind_of(key.scheme, key.use).bytes};
  bytes += as_text(secret.span());
  std::string encoded = to_base64(as_bytes(bytes));
  std::string line = std::string{kPrivatePrefix} + key.name + "+" + to_hex(as_bytes(key.key_id)) + "+";
  line.reserve(line.size() + encoded.size() + 1);  // grown later, it would leave a copy behind
  line += encoded;
  line += '\n';
  wipe(bytes), wipe(encoded);
  return line;
}

struct ReadSecret {
  SignatureScheme scheme = SignatureScheme::ed25519;
  KeySecret secret;
};

std::optional<ReadSecret> secret_from(std::string_view base64) {
  auto bytes = from_base64(base64);
  if (!bytes) return std::nullopt;
  std::optional<ReadSecret> read;
  const std::string_view text = as_text(*bytes);
  for (const KeyKind& kind : kKeyKinds) {
    if (kind.use != KeyUse::note || !text.starts_with(kind.bytes) ||
        text.size() != kind.bytes.size() + KeySecret::size())
      continue;
    read.emplace().scheme = kind.scheme;
    std::copy(bytes->end() - KeySecret::size(), bytes->end(), read->secret.bytes.begin());
  }
  OPENSSL_cleanse(bytes->data(), bytes->size());
  return read;
}

Result<std::shared_ptr<SigningKey>> key_from_line(std::string_view line, const std::string& file) {
  const auto refuse = [&] { return fail(Errc::malformed, file + " is no signing key"); };
  if (!line.starts_with(kPrivatePrefix) || !line.ends_with('\n')) return refuse();
  line.remove_prefix(kPrivatePrefix.size());
  line.remove_suffix(1);
  const auto first = line.find('+');
  const auto second = first == std::string_view::npos ? first : line.find('+', first + 1);
  if (second == std::string_view::npos || !is_key_name(line.substr(0, first))) return refuse();
  const auto read = secret_from(line.substr(second + 1));
  if (!read) return refuse();
  auto key = FileKey::make(line.substr(0, first), read->scheme, read->secret, file);
  if (!key || to_hex(as_bytes((*key)->verifier().key_id)) != line.substr(first + 1, second - first - 1))
    return refuse();
  return key;
}

}  // namespace

Result<std::shared_ptr<SigningKey>> make_key(const std::string& folder, std::string_view name,
                                             SignatureScheme scheme) {
  if (!is_key_name(name) || name.find('/') != std::string_view::npos || name.front() == '.')
    return fail(Errc::usage, "a key's name has no blank, '+', '/' or leading dot");
  if (auto made = make_private_folder(folder); !made) return tl::unexpected{made.error()};
  const std::string base = folder + "/" + std::string{name};
  const auto secret = new_secret(scheme);
  if (!secret) return tl::unexpected{secret.error()};
  auto key = FileKey::make(name, scheme, *secret, base + std::string{kKeyEnd});
  if (!key) return key;
  std::string line = private_line((*key)->verifier(), *secret);
  const auto written = write_new_file(base + std::string{kKeyEnd}, line, 0600);
  wipe(line);
  if (!written) return tl::unexpected{written.error()};
  if (auto result = write_new_file(base + ".vkey", (*key)->verifier_key() + "\n", 0644); !result) {
    ::unlink((base + std::string{kKeyEnd}).c_str());
    return tl::unexpected{result.error()};
  }
  return key;
}

Result<std::shared_ptr<SigningKey>> load_key(const std::string& file) {
  auto text = read_private_file(file);
  if (!text) return tl::unexpected{text.error()};
  auto key = key_from_line(*text, file);
  wipe(*text);
  return key;
}

Result<std::vector<std::string>> list_keys(const std::string& folder) {
  return files_that_end(folder, kKeyEnd);
}

}  // namespace firsthour
