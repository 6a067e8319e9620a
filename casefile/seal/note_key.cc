// SPDX-License-Identifier: Apache-2.0
// Verifier keys, and the one place that makes and checks signature lines.
#include "casefile/seal/note_key.h"

#include "casefile/encoding.h"
#include "casefile/keys.h"
#include "casefile/seal/signature.h"

#include <algorithm>

namespace firsthour {
namespace {

constexpr std::size_t kKeyIdLength = 4, kTimeLength = 8;

std::string big_endian(std::uint64_t number) {
  std::string bytes(kTimeLength, '\0');
  for (std::size_t i = kTimeLength; i-- > 0; number >>= 8) bytes[i] = static_cast<char>(number & 0xff);
  return bytes;
}

std::uint64_t from_big_endian(std::string_view bytes) {
  std::uint64_t number = 0;
  for (const char byte : bytes) number = number << 8 | static_cast<unsigned char>(byte);
  return number;
}

std::string line_of(const VerifierKey& key, std::string_view signature) {
  return signature_line({key.name, key.key_id, std::string{signature}});
}

// A line by the key, held against the text.
bool line_holds(const VerifierKey& key, std::string_view text, std::string_view signature) {
  if (key.use == KeyUse::note) return signature_holds(key.scheme, key.public_key, text, signature);
  if (signature.size() < kTimeLength) return false;
  const std::uint64_t seconds = from_big_endian(signature.substr(0, kTimeLength));
  return signature_holds(key.scheme, key.public_key, cosigned_message(text, seconds),
                         signature.substr(kTimeLength));
}

}  // namespace

const KeyKind& kind_of(SignatureScheme scheme, KeyUse use) {
  return *std::find_if(kKeyKinds.begin(), kKeyKinds.end(),
                       [&](const KeyKind& kind) { return kind.scheme == scheme && kind.use == use; });
}

bool is_key_name(std::string_view name) {
  return !name.empty() && is_utf8(name) && std::all_of(name.begin(), name.end(), [](unsigned char c) {
    return c > 0x20 && c != 0x7f && c != '+';
  });
}

std::string key_id_of(std::string_view name, std::string_view kind, std::string_view public_key) {
  Hasher hasher{Algorithm::sha256};
  hasher.update(name);
  hasher.update(std::string_view{"\n"});
  hasher.update(kind);
  hasher.update(public_key);
  return std::string{as_text(hasher.finish().bytes).substr(0, kKeyIdLength)};
}

std::string cosigned_message(std::string_view text, std::uint64_t seconds) {
  return "cosignature/v1\ntime " + std::to_string(seconds) + "\n" + std::string{text};
}

Result<VerifierKey> parse_verifier_key(std::string_view text) {
  const auto refuse = [] { return fail(Errc::malformed, "verifier key is not name+id+key"); };
  const auto first = text.find('+');
  const auto second = first == std::string_view::npos ? first : text.find('+', first + 1);
  if (second == std::string_view::npos) return refuse();
  const auto name = text.substr(0, first);
  const auto id_text = text.substr(first + 1, second - first - 1);
  const auto id = from_hex(id_text);
  const auto key = from_base64(text.substr(second + 1));
  if (!is_key_name(name) || !id || id->size() != kKeyIdLength || to_hex(*id) != id_text || !key ||
      key->size() < 2 || to_base64(*key) != text.substr(second + 1))
    return refuse();
  const std::string_view bytes = as_text(*key);
  const auto kind = std::find_if(kKeyKinds.begin(), kKeyKinds.end(), [&](const KeyKind& one) {
    return bytes.starts_with(one.bytes) && bytes.size() == one.bytes.size() + one.public_length;
  });
  if (kind == kKeyKinds.end())
    return fail(Errc::unsupported, "verifier key of a kind other than Ed25519 and SM2");
  VerifierKey parsed{std::string{name}, std::string{as_text(*id)}, kind->scheme, kind->use,
                     std::string{bytes.substr(kind->bytes.size())}};
  if (key_id_of(parsed.name, kind->bytes, parsed.public_key) != parsed.key_id)
    return fail(Errc::malformed, "verifier key's id does not belong to its name and key");
  return parsed;
}

std::string verifier_key_text(const VerifierKey& key) {
  return key.name + "+" + to_hex(as_bytes(key.key_id)) + "+" +
         to_base64(as_bytes(std::string{kind_of(key.scheme, key.use).bytes} + key.public_key));
}

VerifierKey with_use(const VerifierKey& key, KeyUse use) {
  VerifierKey other = key;
  other.use = use;
  other.key_id = key_id_of(key.name, kind_of(key.scheme, use).bytes, key.public_key);
  return other;
}

std::string fingerprint_of(const VerifierKey& key) {
  const std::string hex = sha256(key.public_key).hex();
  std::string grouped;
  for (std::size_t i = 0; i < hex.size(); i += 4) grouped += (i ? " " : "") + hex.substr(i, 4);
  return grouped;
}

Result<std::string> note_line(const SigningKey& key, std::string_view text) {
  const auto signature = key.sign(text);
  if (!signature) return fail("key " + key.name(), signature.error());
  return line_of(key.verifier(), *signature);
}

Result<std::string> cosignature_line(const SigningKey& key, std::string_view text, std::uint64_t seconds) {
  const auto signature = key.sign(cosigned_message(text, seconds));
  if (!signature) return fail("key " + key.name(), signature.error());
  return line_of(with_use(key.verifier(), KeyUse::cosignature), big_endian(seconds) + *signature);
}

std::optional<std::uint64_t> cosigning_time(const NoteSignature& line) {
  if (line.signature.size() != kTimeLength + kSignatureLength) return std::nullopt;
  return from_big_endian(std::string_view{line.signature}.substr(0, kTimeLength));
}

Result<> check_note(const Note& note, const VerifierKey& key) {
  bool found = false;
  for (const NoteSignature& line : note.signatures) {
    if (line.key_name != key.name || line.key_id != key.key_id) continue;
    if (!line_holds(key, note.text, line.signature))
      return fail(Errc::tampered, "signature by " + key.name + " does not hold");
    found = true;
  }
  if (!found) return fail(Errc::not_found, "no signature by " + key.name);
  return {};
}

Result<> check_note(std::string_view note, std::string_view verifier_key) {
  const auto parsed = parse_note(note);
  if (!parsed) return fail("note", parsed.error());
  const auto key = parse_verifier_key(verifier_key);
  if (!key) return tl::unexpected{key.error()};
  return check_note(*parsed, *key);
}

}  // namespace firsthour
