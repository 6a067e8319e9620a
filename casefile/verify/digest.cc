// SPDX-License-Identifier: Apache-2.0
#include "casefile/verify/digest.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>

#include <array>
#include <cstdlib>
#include <new>

namespace firsthour::verify {
namespace {

struct Known {
  std::string_view name;  // as manifests write it
  const char* method;     // as libcrypto does
};
constexpr std::array kKnown{
    Known{"sha256", "SHA256"}, Known{"sm3", "SM3"},          Known{"sha512", "SHA512"},
    Known{"sha1", "SHA1"},     Known{"md5", "MD5"},          Known{"sha224", "SHA224"},
    Known{"sha384", "SHA384"}, Known{"sha3256", "SHA3-256"}, Known{"sha3512", "SHA3-512"},
};

// Fetched once: an event of a few hundred bytes is hashed faster than libcrypto looks a method up.
const EVP_MD* method_of(std::string_view name) {
  static const std::array<const EVP_MD*, kKnown.size()> methods = [] {
    std::array<const EVP_MD*, kKnown.size()> fetched{};
    for (std::size_t i = 0; i < kKnown.size(); ++i)
      fetched[i] = EVP_MD_fetch(nullptr, kKnown[i].method, nullptr);
    return fetched;
  }();
  for (std::size_t i = 0; i < kKnown.size(); ++i)
    if (kKnown[i].name == name) return methods[i];
  return nullptr;
}

}  // namespace

bool knows_digest(std::string_view name) { return method_of(name) != nullptr; }

void Digest::Free::operator()(evp_md_ctx_st* context) const noexcept { EVP_MD_CTX_free(context); }

Digest::Digest(std::string_view name) : context_{EVP_MD_CTX_new()} {
  if (!context_ || EVP_DigestInit_ex(context_.get(), method_of(name), nullptr) != 1) throw std::bad_alloc{};
}

Digest::Digest(const Digest& other) : context_{EVP_MD_CTX_new()} {
  if (!context_ || EVP_MD_CTX_copy_ex(context_.get(), other.context_.get()) != 1) throw std::bad_alloc{};
}

void Digest::update(std::string_view bytes) {
  if (EVP_DigestUpdate(context_.get(), bytes.data(), bytes.size()) != 1) throw std::bad_alloc{};
}

std::string Digest::finish() {
  std::array<unsigned char, EVP_MAX_MD_SIZE> bytes{};
  unsigned length = 0;
  if (EVP_DigestFinal_ex(context_.get(), bytes.data(), &length) != 1) throw std::bad_alloc{};
  return {bytes.begin(), bytes.begin() + length};
}

std::string digest_of(std::string_view name, std::string_view bytes) {
  Digest digest{name};
  digest.update(bytes);
  return digest.finish();
}

std::string hex(std::string_view bytes) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text;
  text.reserve(2 * bytes.size());
  for (const char c : bytes) {
    text += kDigits[static_cast<unsigned char>(c) >> 4];
    text += kDigits[static_cast<unsigned char>(c) & 15];
  }
  return text;
}

std::optional<std::string> from_hex(std::string_view text, std::size_t length, bool any_case) {
  const auto value = [any_case](char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    return any_case && c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
  };
  if (text.size() != 2 * length) return std::nullopt;
  std::string bytes;
  for (std::size_t i = 0; i < text.size(); i += 2) {
    const int high = value(text[i]), low = value(text[i + 1]);
    if (high < 0 || low < 0) return std::nullopt;
    bytes += static_cast<char>(high << 4 | low);
  }
  return bytes;
}

std::string base64(std::string_view bytes) {
  std::string text((bytes.size() + 2) / 3 * 4 + 1, '\0');  // libcrypto ends it with a zero
  const int length =
      EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()),
                      reinterpret_cast<const unsigned char*>(bytes.data()), static_cast<int>(bytes.size()));
  text.resize(static_cast<std::size_t>(length));
  return text;
}

std::optional<std::string> from_base64(std::string_view text) {
  if (text.size() % 4 != 0 || text.size() > (std::size_t{1} << 24)) return std::nullopt;
  std::string bytes(text.size() / 4 * 3, '\0');
  const int length =
      EVP_DecodeBlock(reinterpret_cast<unsigned char*>(bytes.data()),
                      reinterpret_cast<const unsigned char*>(text.data()), static_cast<int>(text.size()));
  if (length < 0) return std::nullopt;
  std::size_t padding = 0;
  while (padding < 2 && padding < text.size() && text[text.size() - 1 - padding] == '=') ++padding;
  bytes.resize(static_cast<std::size_t>(length) - padding);
  if (base64(bytes) != text) return std::nullopt;  // blanks, stray bits
  return bytes;
}

void keep_libraries_from_the_environment() {
  for (const char* name :
       {"OPENSSL_CONF", "OPENSSL_CONF_INCLUDE", "OPENSSL_MODULES", "OPENSSL_ENGINES", "OPENSSL_ia32cap",
        "SSL_CERT_FILE", "SSL_CERT_DIR", "CTLOG_FILE", "SQLITE_TMPDIR", "GCONV_PATH", "LOCPATH", "NLSPATH"})
    ::unsetenv(name);
  if (OPENSSL_init_crypto(OPENSSL_INIT_NO_LOAD_CONFIG, nullptr) != 1) std::abort();
}

}  // namespace firsthour::verify
