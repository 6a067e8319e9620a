// SPDX-License-Identifier: Apache-2.0
// Ed25519 keys in files. The private form is the one line known from Go's sumdb/note:
// "PRIVATE+KEY+name+keyid+base64(0x01 || 32-byte seed)".
#include "casefile/encoding.h"
#include "casefile/freed.h"
#include "casefile/keys.h"
#include "casefile/seal/key_file.h"
#include "casefile/seal/note_key.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <unistd.h>

#include <array>

namespace firsthour {
namespace {

using PrivateKey = std::unique_ptr<EVP_PKEY, Freed<EVP_PKEY_free>>;
constexpr std::string_view kPrivatePrefix = "PRIVATE+KEY+";

std::string raw_public_key(const EVP_PKEY& key) {
  std::array<unsigned char, kEd25519Length> raw{};
  std::size_t length = raw.size();
  if (EVP_PKEY_get_raw_public_key(&key, raw.data(), &length) != 1) return {};
  return {reinterpret_cast<const char*>(raw.data()), length};
}

class Ed25519Key final : public SigningKey {
 public:
  Ed25519Key(std::string name, PrivateKey key) : key_{std::move(key)} {
    public_.name = std::move(name);
    public_.type = kEd25519;
    public_.public_key = raw_public_key(*key_);
    public_.key_id = key_id_of(public_.name, public_.type, public_.public_key);
  }

  [[nodiscard]] const std::string& name() const override { return public_.name; }
  [[nodiscard]] std::string verifier_key() const override {
    return public_.name + "+" + to_hex(as_bytes(public_.key_id)) + "+" +
           to_base64(as_bytes(static_cast<char>(kEd25519) + public_.public_key));
  }
  [[nodiscard]] std::string fingerprint() const override { return fingerprint_of(public_); }

  [[nodiscard]] Result<std::string> sign_note(std::string_view text) const override {
    const std::unique_ptr<EVP_MD_CTX, Freed<EVP_MD_CTX_free>> context{EVP_MD_CTX_new()};
    std::array<unsigned char, 64> signature{};
    std::size_t length = signature.size();
    if (!context || EVP_DigestSignInit(context.get(), nullptr, nullptr, nullptr, key_.get()) != 1 ||
        EVP_DigestSign(context.get(), signature.data(), &length,
                       reinterpret_cast<const unsigned char*>(text.data()), text.size()) != 1)
      return fail(Errc::io, "cannot sign with key " + public_.name);
    const std::string bytes =
        public_.key_id + std::string{reinterpret_cast<const char*>(signature.data()), length};
    return "\xe2\x80\x94 " + public_.name + " " + to_base64(as_bytes(bytes)) + "\n";
  }

 private:
  VerifierKey public_;
  PrivateKey key_;
};

}  // namespace

Result<std::shared_ptr<SigningKey>> make_key(const std::string& folder, std::string_view name) {
  if (!is_key_name(name) || name.find('/') != std::string_view::npos || name.front() == '.')
    return fail(Errc::usage, "a key's name has no blank, '+', '/' or leading dot");
  if (auto made = make_private_folder(folder); !made) return tl::unexpected{made.error()};

  const std::unique_ptr<EVP_PKEY_CTX, Freed<EVP_PKEY_CTX_free>> context{
      EVP_PKEY_CTX_new_id(EVP_PKEY_ED25519, nullptr)};
  EVP_PKEY* made = nullptr;
  if (!context || EVP_PKEY_keygen_init(context.get()) != 1 || EVP_PKEY_keygen(context.get(), &made) != 1)
    return fail(Errc::io, "cannot make an Ed25519 key");
  PrivateKey key{made};
  std::string secret(1 + kEd25519Length, static_cast<char>(kEd25519));
  std::size_t length = kEd25519Length;
  if (EVP_PKEY_get_raw_private_key(key.get(), reinterpret_cast<unsigned char*>(secret.data() + 1), &length) !=
      1)
    return fail(Errc::io, "cannot make an Ed25519 key");

  auto signing = std::make_shared<Ed25519Key>(std::string{name}, std::move(key));
  const std::string verifier = signing->verifier_key();
  const std::string id = verifier.substr(name.size() + 1, 8);
  std::string text =
      std::string{kPrivatePrefix} + std::string{name} + "+" + id + "+" + to_base64(as_bytes(secret)) + "\n";
  const std::string base = folder + "/" + std::string{name};
  auto written = write_new_file(base + ".key", text, 0600);
  OPENSSL_cleanse(secret.data(), secret.size());
  OPENSSL_cleanse(text.data(), text.size());
  if (!written) return tl::unexpected{written.error()};
  if (auto result = write_new_file(base + ".vkey", verifier + "\n", 0644); !result) {
    ::unlink((base + ".key").c_str());
    return tl::unexpected{result.error()};
  }
  return signing;
}

Result<std::shared_ptr<SigningKey>> load_key(const std::string& file) {
  auto text = read_private_file(file);
  if (!text) return tl::unexpected{text.error()};
  const auto refuse = [&] { return fail(Errc::malformed, file + " is no signing key"); };
  std::string_view line{*text};
  if (!line.starts_with(kPrivatePrefix) || !line.ends_with('\n')) return refuse();
  line.remove_prefix(kPrivatePrefix.size());
  line.remove_suffix(1);
  const auto first = line.find('+');
  const auto second = first == std::string_view::npos ? first : line.find('+', first + 1);
  if (second == std::string_view::npos || !is_key_name(line.substr(0, first))) return refuse();
  auto secret = from_base64(line.substr(second + 1));
  if (!secret || secret->size() != 1 + kEd25519Length || (*secret)[0] != std::byte{kEd25519}) return refuse();
  PrivateKey key{EVP_PKEY_new_raw_private_key(
      EVP_PKEY_ED25519, nullptr, reinterpret_cast<const unsigned char*>(secret->data() + 1), kEd25519Length)};
  OPENSSL_cleanse(secret->data(), secret->size());
  if (!key) return refuse();
  auto signing = std::make_shared<Ed25519Key>(std::string{line.substr(0, first)}, std::move(key));
  const std::string stated = std::string{line.substr(first + 1, second - first - 1)};
  if (signing->verifier_key().substr(first + 1, 8) != stated) return refuse();
  OPENSSL_cleanse(text->data(), text->size());
  return signing;
}

Result<std::vector<std::string>> list_keys(const std::string& folder) {
  return files_that_end(folder, ".key");
}

}  // namespace firsthour
