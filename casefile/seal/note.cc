// SPDX-License-Identifier: Apache-2.0
// Signed notes: reading, and checking Ed25519 lines.
#include "casefile/checkpoint.h"
#include "casefile/encoding.h"
#include "casefile/freed.h"
#include "casefile/keys.h"
#include "casefile/seal/note_key.h"

#include <openssl/evp.h>

#include <algorithm>
#include <charconv>
#include <cstring>
#include <memory>

namespace firsthour {
namespace {

constexpr std::size_t kLongestNote = 1 << 20, kMostSignatures = 100, kKeyIdLength = 4;
constexpr std::string_view kSignatureMark = "\xe2\x80\x94 ";  // em dash, blank

std::string_view bytes_as_text(const std::vector<std::byte>& bytes) { return as_text(bytes); }

Result<NoteSignature> parse_signature_line(std::string_view line) {
  if (!line.starts_with(kSignatureMark)) return fail(Errc::malformed, "no signature line");
  line.remove_prefix(kSignatureMark.size());
  const auto blank = line.find(' ');
  if (blank == std::string_view::npos || !is_key_name(line.substr(0, blank)))
    return fail(Errc::malformed, "signature line without a key name");
  const auto bytes = from_base64(line.substr(blank + 1));
  // The encoding must be the one that to_base64 gives, else two texts would mean the same signature.
  if (!bytes || bytes->size() <= kKeyIdLength || to_base64(*bytes) != line.substr(blank + 1))
    return fail(Errc::malformed, "signature is not base64");
  const auto text = bytes_as_text(*bytes);
  return NoteSignature{std::string{line.substr(0, blank)}, std::string{text.substr(0, kKeyIdLength)},
                       std::string{text.substr(kKeyIdLength)}};
}

Error at(std::size_t offset, const Error& inner) {
  return {inner.code, "offset " + std::to_string(offset) + ": " + inner.what};
}

}  // namespace

bool is_key_name(std::string_view name) {
  return !name.empty() && is_utf8(name) && std::all_of(name.begin(), name.end(), [](unsigned char c) {
    return c > 0x20 && c != 0x7f && c != '+';
  });
}

std::string key_id_of(std::string_view name, unsigned char type, std::string_view public_key) {
  Hasher hasher{Algorithm::sha256};
  hasher.update(name);
  hasher.update(std::string{'\n', static_cast<char>(type)});
  hasher.update(public_key);
  return std::string{as_text(hasher.finish().bytes).substr(0, kKeyIdLength)};
}

Result<Note> parse_note(std::string_view bytes) {
  if (bytes.size() > kLongestNote) return fail(Errc::malformed, "note longer than 1 MiB");
  if (!is_utf8(bytes)) return fail(Errc::malformed, "note is not UTF-8");
  const auto control = std::find_if(bytes.begin(), bytes.end(),
                                    [](unsigned char c) { return (c < 0x20 && c != '\n') || c == 0x7f; });
  if (control != bytes.end())
    return fail(Errc::malformed, "offset " + std::to_string(control - bytes.begin()) + ": control character");
  // The text may hold blank lines of its own: the last one parts text and signatures.
  const auto split = bytes.rfind("\n\n");
  if (split == std::string_view::npos) return fail(Errc::malformed, "note without a blank line");
  Note note{std::string{bytes.substr(0, split + 1)}, {}};
  std::size_t offset = split + 2;
  if (offset == bytes.size()) return fail(Errc::malformed, "note without a signature");
  while (offset < bytes.size()) {
    const auto end = bytes.find('\n', offset);
    if (end == std::string_view::npos)
      return fail(Errc::malformed, "offset " + std::to_string(bytes.size()) + ": last line has no newline");
    auto signature = parse_signature_line(bytes.substr(offset, end - offset));
    if (!signature) return tl::unexpected{at(offset, signature.error())};
    if (note.signatures.size() == kMostSignatures) return fail(Errc::malformed, "more than 100 signatures");
    note.signatures.push_back(std::move(*signature));
    offset = end + 1;
  }
  return note;
}

Result<VerifierKey> parse_verifier_key(std::string_view text) {
  const auto first = text.find('+');
  const auto second = first == std::string_view::npos ? first : text.find('+', first + 1);
  if (second == std::string_view::npos) return fail(Errc::malformed, "verifier key is not name+id+key");
  const auto name = text.substr(0, first);
  const auto id_text = text.substr(first + 1, second - first - 1);
  const auto id = from_hex(id_text);
  const auto key = from_base64(text.substr(second + 1));
  if (!is_key_name(name) || !id || id->size() != kKeyIdLength || to_hex(*id) != id_text || !key ||
      key->size() < 2 || to_base64(*key) != text.substr(second + 1))
    return fail(Errc::malformed, "verifier key is not name+id+key");
  VerifierKey parsed{std::string{name}, std::string{bytes_as_text(*id)},
                     static_cast<unsigned char>((*key)[0]), std::string{bytes_as_text(*key).substr(1)}};
  if (parsed.type != kEd25519 || parsed.public_key.size() != kEd25519Length)
    return fail(Errc::unsupported, "verifier key of a type other than Ed25519");
  if (key_id_of(parsed.name, parsed.type, parsed.public_key) != parsed.key_id)
    return fail(Errc::malformed, "verifier key's id does not belong to its name and key");
  return parsed;
}

std::string fingerprint_of(const VerifierKey& key) {
  const std::string hex = sha256(key.public_key).hex();
  std::string grouped;
  for (std::size_t i = 0; i < hex.size(); i += 4) grouped += (i ? " " : "") + hex.substr(i, 4);
  return grouped;
}

bool signature_holds(const VerifierKey& key, std::string_view text, std::string_view signature) {
  const auto* raw = reinterpret_cast<const unsigned char*>(key.public_key.data());
  const std::unique_ptr<EVP_PKEY, Freed<EVP_PKEY_free>> public_key{
      EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, raw, key.public_key.size())};
  const std::unique_ptr<EVP_MD_CTX, Freed<EVP_MD_CTX_free>> context{EVP_MD_CTX_new()};
  if (!public_key || !context) return false;
  if (EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr, public_key.get()) != 1) return false;
  return EVP_DigestVerify(context.get(), reinterpret_cast<const unsigned char*>(signature.data()),
                          signature.size(), reinterpret_cast<const unsigned char*>(text.data()),
                          text.size()) == 1;
}

Result<> check_note(std::string_view note, std::string_view verifier_key) {
  const auto parsed = parse_note(note);
  if (!parsed) return fail("note", parsed.error());
  const auto key = parse_verifier_key(verifier_key);
  if (!key) return tl::unexpected{key.error()};
  bool found = false;
  for (const NoteSignature& line : parsed->signatures) {
    if (line.key_name != key->name || line.key_id != key->key_id) continue;
    if (!signature_holds(*key, parsed->text, line.signature))
      return fail(Errc::tampered, "signature by " + key->name + " does not hold");
    found = true;
  }
  if (!found) return fail(Errc::not_found, "no signature by " + key->name);
  return {};
}

std::string checkpoint_text(const Checkpoint& checkpoint) {
  return checkpoint.origin + "\n" + std::to_string(checkpoint.size) + "\n" +
         to_base64(checkpoint.root.bytes) + "\n";
}

Result<Checkpoint> parse_checkpoint(std::string_view text) {
  const auto refuse = [] { return fail(Errc::malformed, "checkpoint is not origin, size, root"); };
  const auto first = text.find('\n');
  const auto second = first == std::string_view::npos ? first : text.find('\n', first + 1);
  if (second == std::string_view::npos || text.back() != '\n') return refuse();
  Checkpoint parsed;
  parsed.origin = text.substr(0, first);
  const auto number = text.substr(first + 1, second - first - 1);
  const auto end = std::from_chars(number.data(), number.data() + number.size(), parsed.size);
  const auto root = from_base64(text.substr(second + 1, text.size() - second - 2));
  if (end.ec != std::errc{} || !root || root->size() != parsed.root.bytes.size()) return refuse();
  std::copy(root->begin(), root->end(), parsed.root.bytes.begin());
  // One text for one checkpoint: leading zeros, other base64 and further lines are refused here.
  if (parsed.origin.empty() || checkpoint_text(parsed) != text) return refuse();
  return parsed;
}

}  // namespace firsthour
